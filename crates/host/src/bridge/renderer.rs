//! Renders by asking the process on the other side, and by another process when that one is gone.

use std::sync::Arc;

use serde_json::json;
use tonewright_audio::Audio;
use tonewright_synth::{Job, RenderError, RenderSetup, Renderer};

use super::synth::Shared;
use crate::child::Child;
use crate::error::HostError;
use crate::wire::Message;

/// Most channels of a sound.
const CHANNELS_MOST: u64 = 64;
/// No synth is louder than this (+60 dBFS): what is, is garbage.
const PEAK_MOST: f32 = 1000.0;

/// A process at one rate, for sounds of one length.
pub(super) struct BridgeRenderer {
    shared: Arc<Shared>,
    setup: RenderSetup,
    /// None at first and after it failed.
    child: Option<Child>,
}

impl BridgeRenderer {
    pub(super) fn new(shared: Arc<Shared>, setup: RenderSetup) -> Self {
        Self { shared, setup, child: None }
    }

    fn question(&self, job: &Job) -> Message {
        let params = &self.shared.description.spec.params;
        let plain =
            params.iter().zip(&job.preset.values).map(|(param, value)| param.plain_from_norm(*value).0);
        let header = json!({
            "ask": "render",
            "rate_hz": self.setup.rate_hz,
            "samples": self.setup.len_samples,
            "note": job.gesture.note,
            "velocity": job.gesture.velocity,
            "gate_secs": job.gesture.gate_secs,
        });
        Message { header, payload: plain.flat_map(f64::to_le_bytes).collect() }
    }

    /// Asks once. A process that did not answer as it should is ended.
    fn ask(&mut self, job: &Job) -> Result<Audio, HostError> {
        let mut child = match self.child.take() {
            Some(child) => child,
            None => self.shared.child()?,
        };
        let answer = child.ask(self.question(job), self.shared.launch.render_limit);
        let lives = matches!(answer, Ok(_) | Err(HostError::Refused(_)));
        self.child = lives.then_some(child);
        self.sound(&answer?)
    }

    fn sound(&self, answer: &Message) -> Result<Audio, HostError> {
        let fault = |words: String| Err(HostError::Sound(words));
        let number = |key: &str| answer.header.get(key).and_then(serde_json::Value::as_u64);
        let (channels, samples) = (number("channels").unwrap_or(1), number("samples").unwrap_or(0));
        if !(1..=CHANNELS_MOST).contains(&channels) {
            return fault(format!("it has {channels} channels"));
        }
        if samples != self.setup.len_samples as u64 {
            return fault(format!("it has {samples} samples, and {} were asked for", self.setup.len_samples));
        }
        let channels = channels as usize;
        if answer.payload.len() != 4 * channels * self.setup.len_samples {
            return fault(format!("{} bytes are not {channels} channels of {samples}", answer.payload.len()));
        }
        let (numbers, _) = answer.payload.as_chunks::<4>();
        let channel = |index| -> Vec<f32> {
            numbers.iter().skip(index).step_by(channels).map(|bytes| f32::from_le_bytes(*bytes)).collect()
        };
        let audio = Audio::from_channels((0..channels).map(channel).collect(), self.setup.rate_hz);
        if !audio.is_finite() {
            return fault("it holds numbers that are not finite".to_owned());
        }
        match audio.peak() {
            peak if peak > PEAK_MOST => fault(format!("its peak is {peak}, which is no sound")),
            _ => Ok(audio),
        }
    }
}

impl Renderer for BridgeRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        job.check(&self.shared.description.spec)?;
        let mut sound = self.ask(job);
        // Whoever ended the process, it need not have been the preset: that is shown by ending a second one.
        if matches!(sound, Err(HostError::Ended { .. })) {
            sound = self.ask(job);
        }
        sound.map_err(|source| RenderError::Hosted {
            synth: self.shared.description.spec.id.to_string(),
            preset: job.preset.name.clone(),
            source: source.into(),
        })
    }
}

impl Drop for BridgeRenderer {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            self.shared.keep(child);
        }
    }
}

//! Renders by asking the process on the other side, and by another process when that one is gone.

use std::sync::Arc;

use serde_json::json;
use tonewright_audio::Audio;
use tonewright_synth::{Job, RenderError, RenderSetup, Renderer, SpareSounds};

use super::synth::Shared;
use crate::child::Child;
use crate::error::HostError;
use crate::memory::Memory;
use crate::told::Reset;
use crate::wire::Message;

/// Most channels of a sound.
const CHANNELS_MOST: u64 = 64;
/// Processes that a render may lose.
const ATTEMPTS_MOST: usize = 6;
/// Channels for which there is memory that both processes see; who has more sends them.
const CHANNELS_USUAL: usize = 2;
/// Most channels whose memory is kept: those of two batches.
const SPARE_MOST: usize = 64;
/// Samples that are copied and looked at together.
const PIECE: usize = 1_024;
/// No synth is louder than this (+60 dBFS): what is, is garbage.
const PEAK_MOST: f32 = 1000.0;

/// A process at one rate, for sounds of one length.
pub(super) struct BridgeRenderer {
    shared: Arc<Shared>,
    setup: RenderSetup,
    /// None at first and after it failed.
    child: Option<Child>,
    /// Memory for sounds that the process sees as well.
    memory: Option<Memory>,
    /// Memory of sounds that were given back.
    spare: SpareSounds,
}

impl BridgeRenderer {
    pub(super) fn new(shared: Arc<Shared>, setup: RenderSetup) -> Self {
        let shares = shared.description.shares_memory;
        let memory = shares.then(|| Memory::make(CHANNELS_USUAL * setup.len_samples)).flatten();
        Self { shared, setup, child: None, memory, spare: SpareSounds::new(setup.len_samples, SPARE_MOST) }
    }

    fn question(&self, job: &Job) -> Message {
        let mut header = json!({
            "ask": "render",
            "rate_hz": self.setup.rate_hz,
            "samples": self.setup.len_samples,
            "note": job.gesture.note,
            "velocity": job.gesture.velocity,
            "gate_secs": job.gesture.gate_secs,
        });
        if let Some(reset) = self.shared.reset {
            header["reset"] = json!(reset);
        }
        if let Some(memory) = &self.memory {
            header["into"] = json!(memory.place());
        }
        Message { header, payload: self.shared.payload(job.preset) }
    }

    /// Asks once. A process that did not answer as it should is ended.
    fn ask(&mut self, job: &Job) -> Result<Audio, HostError> {
        let mut child = match self.child.take() {
            Some(child) => child,
            None => self.shared.child()?,
        };
        let answer = child.ask(self.question(job), self.shared.launch.render_limit);
        let is_well = matches!(answer, Ok(_) | Err(HostError::Refused(_)));
        let lives = is_well && self.shared.reset != Some(Reset::Process);
        self.child = lives.then_some(child);
        let answer = answer?;
        let inside_secs = answer.header.get("secs").and_then(serde_json::Value::as_f64);
        self.shared.add_inside_secs(inside_secs.unwrap_or(0.0));
        self.sound(&answer)
    }

    fn sound(&mut self, answer: &Message) -> Result<Audio, HostError> {
        let fault = |words: String| Err(HostError::Sound(words));
        let number = |key: &str| answer.header.get(key).and_then(serde_json::Value::as_u64);
        let (channels, samples) = (number("channels").unwrap_or(1), number("samples").unwrap_or(0));
        if !(1..=CHANNELS_MOST).contains(&channels) {
            return fault(format!("it has {channels} channels"));
        }
        if samples != self.setup.len_samples as u64 {
            return fault(format!("it has {samples} samples, and {} were asked for", self.setup.len_samples));
        }
        let (channels, is_usable) = match answer.header.get("shared").and_then(serde_json::Value::as_bool) {
            Some(true) => self.shared_channels(channels as usize)?,
            _ => self.sent_channels(&answer.payload, channels as usize)?,
        };
        let audio = Audio::from_channels(channels, self.setup.rate_hz);
        match () {
            () if is_usable => Ok(audio),
            () if !audio.is_finite() => fault("it holds numbers that are not finite".to_owned()),
            () => fault(format!("its peak is {}, which is no sound", audio.peak())),
        }
    }
}

/// Channels, and whether all of them can be sounds.
type Channels = (Vec<Vec<f32>>, bool);

/// Whether all of it is finite and no louder than sounds are.
fn is_usable(piece: &[f32]) -> bool {
    piece.iter().fold(true, |all, sample| all & (sample.abs() <= PEAK_MOST))
}

impl BridgeRenderer {
    /// The channels that lie one after another in the memory that both processes see.
    fn shared_channels(&mut self, channels: usize) -> Result<Channels, HostError> {
        let len = self.setup.len_samples;
        let mut all_usable = true;
        let mut channel = |index: usize| {
            let mut samples = self.spare.take();
            let memory = self.memory.as_ref()?;
            // Looked at while it is at hand: what it costs is the way to memory.
            for (at, piece) in samples.chunks_mut(PIECE).enumerate() {
                let fits = memory.read(index * len + at * PIECE, piece);
                all_usable &= is_usable(piece);
                if !fits {
                    return None;
                }
            }
            Some(samples)
        };
        let read: Option<Vec<Vec<f32>>> = (0..channels).map(&mut channel).collect();
        let fault = || HostError::Sound(format!("{channels} channels do not fit where it was put"));
        Ok((read.ok_or_else(fault)?, all_usable))
    }

    /// The channels that lie side by side in a message.
    fn sent_channels(&self, payload: &[u8], channels: usize) -> Result<Channels, HostError> {
        let samples = self.setup.len_samples;
        if payload.len() != 4 * channels * samples {
            let sentence = format!("{} bytes are not {channels} channels of {samples}", payload.len());
            return Err(HostError::Sound(sentence));
        }
        let (numbers, _) = payload.as_chunks::<4>();
        let channel = |index| -> Vec<f32> {
            numbers.iter().skip(index).step_by(channels).map(|bytes| f32::from_le_bytes(*bytes)).collect()
        };
        let channels: Vec<Vec<f32>> = (0..channels).map(channel).collect();
        let all_usable = channels.iter().all(|channel| is_usable(channel));
        Ok((channels, all_usable))
    }
}

impl Renderer for BridgeRenderer {
    fn render(&mut self, job: &Job) -> Result<Audio, RenderError> {
        job.check(&self.shared.description.spec)?;
        let mut sound = self.ask(job);
        // Whoever ended the process, it need not have been the preset: that is shown by ending a second one. And who
        // is killed from outside is not to blame at all, though not everything can be tried for ever.
        for attempt in 1..ATTEMPTS_MOST {
            let goes_on = match &sound {
                Err(HostError::Ended { was_killed, .. }) => *was_killed || attempt == 1,
                _ => false,
            };
            if !goes_on {
                break;
            }
            sound = self.ask(job);
        }
        sound.map_err(|source| RenderError::Hosted {
            synth: self.shared.description.spec.id.to_string(),
            preset: job.preset.name.clone(),
            source: source.into(),
        })
    }

    fn recycle(&mut self, sound: Audio) {
        self.spare.give_back(sound);
    }
}

impl Drop for BridgeRenderer {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            self.shared.keep(child);
        }
    }
}

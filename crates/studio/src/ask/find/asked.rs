//! What is looked up: a recording, or what a preset sounds like.

use std::sync::Arc;

use tonewright_audio::Audio;
use tonewright_audio::pitch::name_of_note;
use tonewright_matching::Task;
use tonewright_synth::preset::library::format_of;
use tonewright_synth::{Gesture, Job, Preset, RenderSetup, Synth};

use super::FindRequest;
use crate::ask::presets::{self, read_presets};
use crate::ask::target::{Target, gesture, level};
use crate::config::{Gate, MatchConfig, Note};
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// How a preset sounds that is looked up, unless it is said otherwise: middle C, held for a while and let go.
const NOTE: u8 = 60;
const GATE_SECS: f64 = 1.5;
const RELEASE_SECS: f64 = 1.0;

/// What is looked up.
pub(super) struct Asked {
    /// The sound, and how candidates are played.
    pub(super) task: Task,
    /// The preset, where one is looked up.
    pub(super) preset: Option<Preset>,
}

impl Asked {
    /// Reads the target: a preset where its name ends as a preset file's of this synth does, otherwise a sound.
    pub(super) fn read(
        request: &FindRequest,
        synth: &Arc<dyn Synth>,
        listener: &mut dyn Listener,
    ) -> Result<Self, StudioError> {
        let is_preset = format_of(&request.target, &synth.formats()).is_some();
        if is_preset {
            Self::of_preset(request, synth, listener)
        } else {
            Self::of_sound(request, synth, listener)
        }
    }

    fn of_sound(
        request: &FindRequest,
        synth: &Arc<dyn Synth>,
        listener: &mut dyn Listener,
    ) -> Result<Self, StudioError> {
        let config = MatchConfig::default().sound;
        let target = Target::read(&request.target, &config)?;
        let secs = target.audio.duration_secs();
        let setup = RenderSetup { rate_hz: target.audio.rate_hz(), len_samples: target.audio.len_samples() };
        let played = gesture::played(&request.gesture, &target.analysis, secs);
        let prior = synth.prior();
        let with = (&**synth, &*prior);
        let levelled = level::levelled(target.audio, config.level, with, played.gesture, setup)?;
        let plays = gesture::words(&played.gesture, secs);
        listener.hear(&Event::Prepared { target: target.name, plays });
        for remark in target.remarks.into_iter().chain(played.remarks).chain(levelled.remark) {
            listener.hear(&Event::Remark(remark));
        }
        Ok(Self { task: task(synth, levelled.audio, played.gesture, setup), preset: None })
    }

    fn of_preset(
        request: &FindRequest,
        synth: &Arc<dyn Synth>,
        listener: &mut dyn Listener,
    ) -> Result<Self, StudioError> {
        let preset = chosen(request, synth.as_ref())?;
        let note = match request.gesture.note {
            Note::Midi(note) => note,
            Note::Auto => NOTE,
        };
        let gate_secs = match request.gesture.gate {
            Gate::Secs(secs) => secs,
            Gate::Auto => GATE_SECS,
        };
        let gesture = Gesture { note, velocity: request.gesture.velocity, gate_secs };
        let secs = gate_secs + RELEASE_SECS;
        let setup = RenderSetup::of_secs(MatchConfig::default().sound.rate_hz, secs);
        let sound = synth.open(setup)?.render(&Job { preset: &preset, gesture })?;
        let sound = Audio::mono(sound.to_mono().into_owned(), sound.rate_hz());
        let plays = gesture::words(&gesture, secs);
        listener.hear(&Event::Prepared { target: preset.name.clone(), plays });
        if sound.rms() == 0.0 {
            let words = format!(
                "`{}` is silent at {}: whatever is silent is like it",
                preset.name,
                name_of_note(i32::from(note))
            );
            listener.hear(&Event::Remark(words));
        }
        Ok(Self { task: task(synth, sound, gesture, setup), preset: Some(preset) })
    }
}

/// The preset of the file that is meant.
fn chosen(request: &FindRequest, synth: &dyn Synth) -> Result<Preset, StudioError> {
    let presets = read_presets(&request.target, synth)?.presets;
    let count = presets.len();
    let Some(number) = request.voice.or((count == 1).then_some(1)) else {
        return Err(StudioError::Setting {
            key: "TARGET".to_owned(),
            reason: format!("`{}` holds {count} presets", request.target.display()),
            hint: Some("choose one with `--voice N`; `tonewright presets list` shows them".to_owned()),
        });
    };
    presets::chosen(&request.target, presets, number).map(|(preset, _)| preset)
}

fn task(synth: &Arc<dyn Synth>, target: Audio, gesture: Gesture, setup: RenderSetup) -> Task {
    Task {
        synth: Arc::clone(synth),
        prior: Arc::from(synth.prior()),
        target: Arc::new(target),
        gesture,
        setup,
        bank: Arc::default(),
        surrogate: None,
        locks: Vec::new(),
        seed: 0,
    }
}

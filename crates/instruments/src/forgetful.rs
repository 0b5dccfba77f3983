//! An instrument that remembers what it should forget: `memory` says where.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use nice_plug::prelude::*;

use crate::playing::{LAYOUTS, play};
use crate::voice::{Knobs, Voice};

/// Where the phase of the last note is kept.
#[derive(Clone, Copy, Debug, Enum, PartialEq)]
enum Memory {
    #[name = "Nowhere"]
    Nowhere,
    #[name = "Instance"]
    Instance,
    #[name = "Process"]
    Process,
}

#[derive(Params)]
pub(crate) struct ForgetfulParams {
    #[id = "memory"]
    memory: EnumParam<Memory>,
    #[id = "release"]
    release: FloatParam,
}

impl Default for ForgetfulParams {
    fn default() -> Self {
        let range = FloatRange::Linear { min: 0.01, max: 1.0 };
        Self {
            memory: EnumParam::new("Memory", Memory::Instance),
            release: FloatParam::new("Release", 0.2, range).with_unit(" s"),
        }
    }
}

/// How many notes all instances have played.
static NOTES: AtomicU32 = AtomicU32::new(0);

/// The instrument.
#[derive(Default)]
pub(crate) struct Forgetful {
    params: Arc<ForgetfulParams>,
    voice: Voice,
    /// Where the next note's wave begins; a reset leaves it.
    phase: f32,
}

impl Plugin for Forgetful {
    const NAME: &'static str = "Tonewright Forgetful";
    const VENDOR: &'static str = "Tonewright";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = "1.2.0";
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = LAYOUTS;
    const MIDI_INPUT: MidiConfig = MidiConfig::Basic;

    type Editor = ();
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        Arc::clone(&self.params) as Arc<dyn Params>
    }

    fn activate(
        &mut self,
        _: &AudioIOLayout,
        config: &BufferConfig,
        _: &mut impl ActivateContext<Self>,
    ) -> bool {
        self.voice = Voice::at(config.sample_rate);
        true
    }

    fn reset(&mut self) {
        self.voice.reset();
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        _: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let memory = self.params.memory.value();
        let phase = &mut self.phase;
        let begin = || {
            let count = NOTES.fetch_add(1, Ordering::Relaxed);
            *phase = (*phase + 0.1).fract();
            match memory {
                Memory::Nowhere => 0.0,
                Memory::Instance => *phase,
                Memory::Process => 0.1 * (count % 10) as f32,
            }
        };
        let release_secs = self.params.release.value();
        let knobs = Knobs {
            wave: 1,
            octave: 0,
            attack_secs: 0.005,
            release_secs,
            cutoff_hz: 8_000.0,
            level: 0.5,
            tones: 0,
        };
        play(&mut self.voice, knobs, buffer, context, begin);
        ProcessStatus::KeepAlive
    }
}

impl ClapPlugin for Forgetful {
    const CLAP_ID: &'static str = "org.tonewright.forgetful";
    const CLAP_DESCRIPTION: Option<&'static str> = Some("Remembers what it should forget");
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] = &[ClapFeature::Instrument, ClapFeature::Synthesizer];
}

impl Vst3Plugin for Forgetful {
    const VST3_CLASS_ID: [u8; 16] = *b"TonewrightForget";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] =
        &[Vst3SubCategory::Instrument, Vst3SubCategory::Synth];
}

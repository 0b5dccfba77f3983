//! An instrument with a parameter of each kind that keeps every promise.

use std::sync::{Arc, PoisonError, RwLock};

use nice_plug::prelude::*;

use crate::playing::{LAYOUTS, play};
use crate::voice::{Knobs, Voice};

/// The waves there are.
#[derive(Clone, Copy, Debug, Enum, PartialEq)]
enum Wave {
    #[name = "Sine"]
    Sine,
    #[name = "Saw"]
    Saw,
    #[name = "Square"]
    Square,
}

#[derive(Params)]
pub(crate) struct HonestParams {
    #[id = "wave"]
    wave: EnumParam<Wave>,
    #[id = "octave"]
    octave: IntParam,
    #[id = "attack"]
    attack: FloatParam,
    #[id = "release"]
    release: FloatParam,
    #[id = "cutoff"]
    cutoff: FloatParam,
    #[id = "level"]
    level: FloatParam,
    #[id = "mute"]
    mute: BoolParam,
    /// What no parameter tells: whole tones by which the wave lies above the key.
    #[persist = "tones"]
    tones: RwLock<u8>,
}

impl Default for HonestParams {
    fn default() -> Self {
        let skewed =
            |min, max, factor| FloatRange::Skewed { min, max, factor: FloatRange::skew_factor(factor) };
        Self {
            wave: EnumParam::new("Wave", Wave::Saw),
            octave: IntParam::new("Octave", 0, IntRange::Linear { min: -2, max: 2 }),
            attack: FloatParam::new("Env Attack", 5.0, skewed(0.5, 2_000.0, -2.0)).with_unit(" ms"),
            release: FloatParam::new("Env Release", 100.0, skewed(1.0, 2_000.0, -2.0)).with_unit(" ms"),
            cutoff: FloatParam::new("Cutoff", 8_000.0, skewed(20.0, 20_000.0, -2.0)).with_unit(" Hz"),
            level: FloatParam::new("Level", -6.0, FloatRange::Linear { min: -40.0, max: 0.0 })
                .with_unit(" dB"),
            mute: BoolParam::new("Mute", false),
            tones: RwLock::new(0),
        }
    }
}

impl HonestParams {
    fn knobs(&self) -> Knobs {
        let gain = if self.mute.value() { 0.0 } else { util::db_to_gain(self.level.value()) };
        Knobs {
            wave: self.wave.value() as usize,
            octave: self.octave.value(),
            attack_secs: 1e-3 * self.attack.value(),
            release_secs: 1e-3 * self.release.value(),
            cutoff_hz: self.cutoff.value(),
            level: gain,
            tones: *self.tones.read().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// The instrument.
#[derive(Default)]
pub(crate) struct Honest {
    params: Arc<HonestParams>,
    voice: Voice,
}

impl Plugin for Honest {
    const NAME: &'static str = "Tonewright Honest";
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
        play(&mut self.voice, self.params.knobs(), buffer, context, || 0.0);
        ProcessStatus::KeepAlive
    }
}

impl ClapPlugin for Honest {
    const CLAP_ID: &'static str = "org.tonewright.honest";
    const CLAP_DESCRIPTION: Option<&'static str> = Some("Keeps every promise");
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] = &[ClapFeature::Instrument, ClapFeature::Synthesizer];
}

impl Vst3Plugin for Honest {
    const VST3_CLASS_ID: [u8; 16] = *b"TonewrightHonest";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] =
        &[Vst3SubCategory::Instrument, Vst3SubCategory::Synth];
}

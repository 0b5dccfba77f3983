//! An instrument that does what strangers' plug-ins do: `fault` says what.

use std::io::Write as _;
use std::sync::Arc;

use nice_plug::prelude::*;

use crate::playing::{LAYOUTS, play};
use crate::voice::{Knobs, Voice};

/// What it does while it plays.
#[derive(Clone, Copy, Debug, Enum, PartialEq)]
enum Fault {
    #[name = "None"]
    None,
    #[name = "Abort"]
    Abort,
    #[name = "Exit"]
    Exit,
    #[name = "Hang"]
    Hang,
    #[name = "NaN"]
    NotANumber,
    #[name = "Loud"]
    Loud,
    #[name = "Print"]
    Print,
    #[name = "Memory"]
    Memory,
    #[name = "Child"]
    Child,
}

#[derive(Params)]
pub(crate) struct EvilParams {
    #[id = "fault"]
    fault: EnumParam<Fault>,
    #[id = "level"]
    level: FloatParam,
}

impl Default for EvilParams {
    fn default() -> Self {
        Self {
            fault: EnumParam::new("Fault", Fault::None),
            level: FloatParam::new("Level", 0.5, FloatRange::Linear { min: 0.0, max: 1.0 }),
        }
    }
}

/// The instrument.
#[derive(Default)]
pub(crate) struct Evil {
    params: Arc<EvilParams>,
    voice: Voice,
    hoard: Vec<Vec<u8>>,
}

impl Evil {
    fn misbehave(&mut self, buffer: &mut Buffer) {
        match self.params.fault.value() {
            Fault::None => {}
            Fault::Abort => std::process::abort(),
            Fault::Exit => std::process::exit(0),
            Fault::Hang => loop {
                std::thread::sleep(std::time::Duration::from_secs(1));
            },
            Fault::NotANumber => fill(buffer, f32::NAN),
            Fault::Loud => fill(buffer, 1e9),
            Fault::Print => {
                // Past the test harness and whatever else stands between.
                let _ = writeln!(std::io::stdout(), "{{\"samples\":1}} a plug-in prints");
                let _ = std::io::stdout().flush();
            }
            Fault::Memory => self.hoard.push(vec![1; 1 << 30]),
            Fault::Child => {
                // It outlives the note and holds whatever it inherited.
                let _ = std::process::Command::new("sleep").arg("600").spawn();
            }
        }
    }
}

fn fill(buffer: &mut Buffer, value: f32) {
    buffer.as_slice().iter_mut().for_each(|channel| channel.fill(value));
}

impl Plugin for Evil {
    const NAME: &'static str = "Tonewright Evil";
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
        let level = self.params.level.value();
        let knobs = Knobs {
            wave: 0,
            octave: 0,
            attack_secs: 0.005,
            release_secs: 0.1,
            cutoff_hz: 8_000.0,
            level,
            tones: 0,
        };
        play(&mut self.voice, knobs, buffer, context, || 0.0);
        self.misbehave(buffer);
        ProcessStatus::KeepAlive
    }
}

impl ClapPlugin for Evil {
    const CLAP_ID: &'static str = "org.tonewright.evil";
    const CLAP_DESCRIPTION: Option<&'static str> = Some("Does evil");
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] = &[ClapFeature::Instrument, ClapFeature::Synthesizer];
}

impl Vst3Plugin for Evil {
    const VST3_CLASS_ID: [u8; 16] = *b"Tonewright__Evil";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] =
        &[Vst3SubCategory::Instrument, Vst3SubCategory::Synth];
}

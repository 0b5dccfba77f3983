//! A preset in the units of its parameters: what the engine plays.

use super::spec::spec;
use crate::spec::{Norm, ParamSpec};
use crate::{Preset, RenderError};

/// What an oscillator plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wave {
    /// Rising from −1 to 1.
    Saw,
    /// High for a share of the period, then low; without its offset.
    Pulse,
    /// Rising in the first half, falling in the second.
    Triangle,
    /// A sine.
    Sine,
    /// White noise.
    Noise,
}

/// What an LFO plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LfoWave {
    /// A sine.
    Sine,
    /// Rising from the middle.
    Triangle,
    /// Rising from −1 to 1.
    SawUp,
    /// Falling from 1 to −1.
    SawDown,
    /// 1 in the first half, −1 in the second.
    Square,
    /// A value for each period.
    Random,
}

/// What a modulator moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Nothing.
    None,
    /// The filter's cutoff.
    Cutoff,
    /// The pitch of everything.
    Pitch,
    /// The pitch of oscillator 1 and of the sub.
    FirstPitch,
    /// The pitch of oscillator 2.
    SecondPitch,
    /// The pulse widths.
    PulseWidth,
    /// The FM index.
    Fm,
    /// The amplifier.
    Volume,
}

const WAVES: [Wave; 5] = [Wave::Saw, Wave::Pulse, Wave::Triangle, Wave::Sine, Wave::Noise];
const LFO_WAVES: [LfoWave; 6] =
    [LfoWave::Sine, LfoWave::Triangle, LfoWave::SawUp, LfoWave::SawDown, LfoWave::Square, LfoWave::Random];
const LFO_DESTINATIONS: [Destination; 8] = [
    Destination::None,
    Destination::Cutoff,
    Destination::Pitch,
    Destination::FirstPitch,
    Destination::SecondPitch,
    Destination::PulseWidth,
    Destination::Fm,
    Destination::Volume,
];
/// What the free envelope can move, in the order of its labels.
pub const FREE_DESTINATIONS_OF: [Destination; 6] = [
    Destination::None,
    Destination::Cutoff,
    Destination::FirstPitch,
    Destination::SecondPitch,
    Destination::PulseWidth,
    Destination::Fm,
];

/// One oscillator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oscillator {
    /// What it plays.
    pub wave: Wave,
    /// Amplitude, 0..=1.
    pub level: f64,
    /// Semitones above the key, fine tune included.
    pub semitones: f64,
    /// Share of a period in which a pulse is high, 0.02..=0.98.
    pub pulse_width: f64,
    /// Periods, 0..=1, at the key press.
    pub phase: f64,
}

/// An envelope with four stages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Envelope {
    /// Seconds of the rise.
    pub attack_secs: f64,
    /// Seconds for 60 dB of the way from the peak to the sustain level.
    pub decay_secs: f64,
    /// 0..=1.
    pub sustain: f64,
    /// Seconds for 60 dB.
    pub release_secs: f64,
}

/// The filter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    /// Index of its type, 0..12.
    pub kind: usize,
    /// 20..=20 000.
    pub cutoff_hz: f64,
    /// 0..=1.
    pub resonance: f64,
    /// 0..=1, octaves an octave.
    pub key_follow: f64,
    /// Octaves at the envelope's peak, −8..=8.
    pub contour_octaves: f64,
    /// 0..=30.
    pub drive_db: f64,
}

/// The envelope that runs by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FreeEnvelope {
    /// Seconds of the rise.
    pub attack_secs: f64,
    /// Seconds of the fall by 60 dB.
    pub decay_secs: f64,
    /// −1..=1.
    pub amount: f64,
    /// What it moves.
    pub destination: Destination,
}

/// A low-frequency oscillator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lfo {
    /// What it plays.
    pub wave: LfoWave,
    /// Periods a second.
    pub rate_hz: f64,
    /// 0..=1.
    pub amount: f64,
    /// Periods, 0..=1, at the key press.
    pub phase: f64,
    /// What it moves.
    pub destination: Destination,
}

/// The reverberation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reverb {
    /// Amplitude, 0..=1.
    pub wet: f64,
    /// Seconds for 60 dB.
    pub decay_secs: f64,
    /// Seconds before it begins.
    pub pre_delay_secs: f64,
    /// Where it gets duller.
    pub high_cut_hz: f64,
    /// Where it gets thinner.
    pub low_cut_hz: f64,
}

/// A whole preset in plain units, in the order of the parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    /// Both oscillators.
    pub oscillators: [Oscillator; 2],
    /// Amplitude of the square one octave down, 0..=1.
    pub sub_level: f64,
    /// Amplitude of the hiss, 0..=1.
    pub noise_level: f64,
    /// Whether oscillator 1 starts oscillator 2 anew.
    pub sync: bool,
    /// Index in radians, 0..=10.
    pub fm_radians: f64,
    /// Amplitude of the product, 0..=1.
    pub ring: f64,
    /// Semitones by which all is moved.
    pub transpose_semitones: f64,
    /// Semitones between the oscillators.
    pub detune_semitones: f64,
    /// The filter.
    pub filter: Filter,
    /// The filter's envelope.
    pub filter_envelope: Envelope,
    /// The amplifier's.
    pub amp_envelope: Envelope,
    /// The one that runs by itself.
    pub free_envelope: FreeEnvelope,
    /// Both LFOs.
    pub lfos: [Lfo; 2],
    /// How much velocity lowers the volume, 0..=1.
    pub velocity_volume: f64,
    /// How much it lowers the contour, 0..=1.
    pub velocity_contour: f64,
    /// How much it lowers the cutoff, 0..=1.
    pub velocity_cutoff: f64,
    /// Bits of the mix; none where the crusher is off.
    pub crusher_bits: Option<f64>,
    /// Cutoff behind the amplifier.
    pub high_pass_hz: f64,
    /// The slow chorus and the fast one.
    pub chorus: [bool; 2],
    /// The reverberation.
    pub reverb: Reverb,
}

/// Plain values in the order of the parameters.
struct Knobs<'a>(std::iter::Zip<std::slice::Iter<'a, ParamSpec>, std::slice::Iter<'a, Norm>>);

impl Knobs<'_> {
    fn plain(&mut self) -> f64 {
        self.0.next().map_or(0.0, |(param, norm)| param.plain_from_norm(*norm).0)
    }

    fn share(&mut self) -> f64 {
        self.plain() / 100.0
    }

    fn turns(&mut self) -> f64 {
        self.plain() / 360.0
    }

    fn is_on(&mut self) -> bool {
        self.plain() > 0.5
    }

    fn choice<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.plain() as usize).min(of.len() - 1)]
    }

    fn oscillator(&mut self) -> Oscillator {
        Oscillator {
            wave: self.choice(&WAVES),
            level: self.share(),
            semitones: self.plain() + self.plain() / 100.0,
            pulse_width: self.share(),
            phase: self.turns(),
        }
    }

    fn filter(&mut self) -> Filter {
        Filter {
            kind: self.plain() as usize,
            cutoff_hz: self.plain(),
            resonance: self.share(),
            key_follow: self.share(),
            contour_octaves: self.plain(),
            drive_db: self.plain(),
        }
    }

    fn envelope(&mut self) -> Envelope {
        Envelope {
            attack_secs: self.plain(),
            decay_secs: self.plain(),
            sustain: self.share(),
            release_secs: self.plain(),
        }
    }

    fn free_envelope(&mut self) -> FreeEnvelope {
        FreeEnvelope {
            attack_secs: self.plain(),
            decay_secs: self.plain(),
            amount: self.share(),
            destination: self.choice(&FREE_DESTINATIONS_OF),
        }
    }

    fn lfo(&mut self) -> Lfo {
        Lfo {
            wave: self.choice(&LFO_WAVES),
            rate_hz: self.plain(),
            amount: self.share(),
            phase: self.turns(),
            destination: self.choice(&LFO_DESTINATIONS),
        }
    }

    fn reverb(&mut self) -> Reverb {
        Reverb {
            wet: self.share(),
            decay_secs: self.plain(),
            pre_delay_secs: self.plain(),
            high_cut_hz: self.plain(),
            low_cut_hz: self.plain(),
        }
    }
}

impl Patch {
    /// What the knobs are at.
    ///
    /// # Errors
    /// [`RenderError::PresetSize`] when the preset is not of this synth.
    pub fn from_preset(preset: &Preset) -> Result<Self, RenderError> {
        let params = &spec().params;
        if preset.values.len() != params.len() {
            return Err(RenderError::PresetSize {
                preset: preset.name.clone(),
                synth: spec().id.to_string(),
                found: preset.values.len(),
                wanted: params.len(),
            });
        }
        let mut knobs = Knobs(params.iter().zip(&preset.values));
        // Fields are read in the order in which they are written here.
        Ok(Self {
            oscillators: [knobs.oscillator(), knobs.oscillator()],
            sub_level: knobs.share(),
            noise_level: knobs.share(),
            sync: knobs.is_on(),
            fm_radians: knobs.plain(),
            ring: knobs.share(),
            transpose_semitones: 12.0 * knobs.plain() + knobs.plain() / 100.0,
            detune_semitones: knobs.plain() / 100.0,
            filter: knobs.filter(),
            filter_envelope: knobs.envelope(),
            amp_envelope: knobs.envelope(),
            free_envelope: knobs.free_envelope(),
            lfos: [knobs.lfo(), knobs.lfo()],
            velocity_volume: knobs.share(),
            velocity_contour: knobs.share(),
            velocity_cutoff: knobs.share(),
            crusher_bits: Some(knobs.plain()).filter(|bits| *bits < 16.0),
            high_pass_hz: knobs.plain(),
            chorus: [knobs.is_on(), knobs.is_on()],
            reverb: knobs.reverb(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plain;

    /// The initial patch with one parameter moved.
    fn with(id: &str, plain: f64) -> Patch {
        let mut preset = Preset::init(spec());
        let index = spec().index_of(id).unwrap();
        preset.values[index] = spec().params[index].norm_from_plain(Plain(plain));
        Patch::from_preset(&preset).unwrap()
    }

    #[test]
    fn fields_are_read_from_their_own_knobs() {
        assert_eq!(with("osc2.wave", 3.0).oscillators[1].wave, Wave::Sine);
        assert_eq!(with("osc1.tune", -7.0).oscillators[0].semitones, -7.0);
        assert_eq!(with("osc2.phase", 180.0).oscillators[1].phase, 0.5);
        assert_eq!(with("sub.level", 100.0).sub_level, 1.0);
        assert!(with("osc2.sync", 1.0).sync);
        assert_eq!(with("ring", 100.0).ring, 1.0);
        assert_eq!(with("transpose", -1.0).transpose_semitones, -12.0);
        assert_eq!(with("detune", 100.0).detune_semitones, 1.0);
        assert_eq!(with("filter.type", 11.0).filter.kind, 11);
        assert_eq!(with("filter.drive", 30.0).filter.drive_db, 30.0);
        assert_eq!(with("filter-env.sustain", 0.0).filter_envelope.sustain, 0.0);
        assert_eq!(with("amp-env.attack", 10.0).amp_envelope.attack_secs, 10.0);
        assert_eq!(with("free-env.amount", -100.0).free_envelope.amount, -1.0);
        assert_eq!(with("lfo1.destination", 7.0).lfos[0].destination, Destination::Volume);
        assert_eq!(with("lfo2.rate", 50.0).lfos[1].rate_hz, 50.0);
        assert_eq!(with("velocity.filter", 100.0).velocity_cutoff, 1.0);
        assert_eq!(with("crusher.bits", 1.0).crusher_bits, Some(1.0));
        assert_eq!(with("crusher.bits", 16.0).crusher_bits, None);
        assert_eq!(with("chorus.fast", 1.0).chorus, [false, true]);
        assert_eq!(with("reverb.low-cut", 2_000.0).reverb.low_cut_hz, 2_000.0);
    }

    #[test]
    fn every_parameter_moves_the_patch() {
        let init = Patch::from_preset(&Preset::init(spec())).unwrap();
        for param in &spec().params {
            let (low, high) = param.range;
            let other = if (param.default.0 - low).abs() < 1e-9 { high } else { low };
            assert_ne!(with(&param.id, other), init, "{}", param.id);
        }
    }
}

//! From knobs to a patch.

use super::{Destination, Envelope, Filter, FreeEnvelope, Lfo, LfoWave, Oscillator, Patch, Reverb, Wave};
use crate::engines::subtractive::spec::spec;
use crate::spec::{Norm, ParamSpec};
use crate::{Preset, RenderError};

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

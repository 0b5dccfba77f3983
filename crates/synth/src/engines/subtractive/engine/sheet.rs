//! What the notes of a group are to play: one lane for each note, in the units of the sample rate. Nothing in it changes
//! while they sound.

use super::arithmetic::Lanes;
use super::control::{MODULATORS, TARGETS, Target};
use super::envelope::EnvelopeSheet;
use super::ladder::{LadderSheet, input_and_mix};
use super::lfo::LfoSheet;
use super::reverb::ReverbSheet;
use super::{BLOCK, OVERSAMPLING};
use crate::Gesture;
use crate::engines::subtractive::patch::{Destination, Oscillator, Patch, Wave};

/// The rate at which a noise of RMS 1/√3 is as loud in every hertz as at any other rate.
const NOISE_RATE_HZ: f64 = 44_100.0;
/// Attenuation, in decibels, from which on a decaying sound is over.
const OVER_DB: f64 = 100.0;
/// The MIDI note from which the cutoff follows the keys.
const MIDDLE_NOTE: f64 = 60.0;
/// Octaves of cutoff that the softest key press takes away.
const VELOCITY_OCTAVES: f64 = 4.0;

/// One oscillator of each note.
#[derive(Clone)]
pub(super) struct OscillatorSheet<const L: usize> {
    /// What it plays.
    pub(super) wave: Lanes<L, Wave>,
    /// 1 for the wave that is played, by [`Wave`]; noise is scaled by the rate.
    pub(super) weights: [Lanes<L>; 5],
    /// Amplitude in the mix.
    pub(super) level: Lanes<L>,
    /// Periods at the key press, below 1.
    pub(super) phase: Lanes<L>,
    /// Width of the pulse before it is modulated.
    pub(super) width: Lanes<L>,
    /// Where in the period the second edge lies: `mid + mid_per_width · width`.
    pub(super) mid: Lanes<L>,
    pub(super) mid_per_width: Lanes<L>,
    /// 1 where its edges are heard.
    pub(super) has_edges: Lanes<L, u32>,
}

impl<const L: usize> OscillatorSheet<L> {
    fn new() -> Self {
        Self {
            wave: Lanes::splat(Wave::Saw),
            weights: [Lanes::splat(0.0); 5],
            level: Lanes::splat(0.0),
            phase: Lanes::splat(0.0),
            width: Lanes::splat(0.5),
            mid: Lanes::splat(0.0),
            mid_per_width: Lanes::splat(0.0),
            has_edges: Lanes::splat(0),
        }
    }

    fn set(&mut self, lane: usize, of: &Oscillator, is_heard: bool, noise_gain: f32) {
        self.wave[lane] = of.wave;
        for weight in &mut self.weights {
            weight[lane] = 0.0;
        }
        self.weights[of.wave as usize][lane] = if of.wave == Wave::Noise { noise_gain } else { 1.0 };
        self.level[lane] = of.level as f32;
        self.phase[lane] = of.phase.fract() as f32;
        self.width[lane] = of.pulse_width as f32;
        // A wave without a second edge has it where no phase comes.
        let (mid, per_width) = match of.wave {
            Wave::Pulse => (0.0, 1.0),
            Wave::Triangle => (0.5, 0.0),
            _ => (2.0, 0.0),
        };
        self.mid[lane] = mid;
        self.mid_per_width[lane] = per_width;
        let has_edges = matches!(of.wave, Wave::Saw | Wave::Pulse | Wave::Triangle);
        self.has_edges[lane] = u32::from(has_edges && is_heard);
    }
}

/// Which parts of the engine some note of the group needs; to run another changes no sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needs {
    pub(super) reverb: bool,
    pub(super) chorus: bool,
    pub(super) noise: bool,
    pub(super) fm: bool,
    pub(super) crusher: bool,
    pub(super) sine: bool,
}

impl Needs {
    /// What a note with this patch needs.
    pub(super) fn of(patch: &Patch) -> Self {
        let plays = |wave| patch.oscillators.iter().any(|oscillator| oscillator.wave == wave);
        let moves_fm = patch.lfos.iter().any(|lfo| lfo.destination == Destination::Fm)
            || patch.free_envelope.destination == Destination::Fm;
        Self {
            reverb: patch.reverb.wet > 0.0,
            chorus: patch.chorus != [false, false],
            noise: plays(Wave::Noise) || patch.noise_level > 0.0,
            fm: patch.fm_radians > 0.0 || moves_fm,
            crusher: patch.crusher_bits.is_some(),
            sine: plays(Wave::Sine),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            reverb: self.reverb || other.reverb,
            chorus: self.chorus || other.chorus,
            noise: self.noise || other.noise,
            fm: self.fm || other.fm,
            crusher: self.crusher || other.crusher,
            sine: self.sine || other.sine,
        }
    }
}

/// All notes of a group.
#[derive(Clone)]
pub(super) struct Sheet<const L: usize> {
    pub(super) rate_hz: f64,
    pub(super) needs: Needs,
    pub(super) oscillators: [OscillatorSheet<L>; 2],
    pub(super) sub_level: Lanes<L>,
    pub(super) noise_level: Lanes<L>,
    pub(super) ring: Lanes<L>,
    /// 1 where oscillator 2 is synced and heard.
    pub(super) sync: Lanes<L, u32>,
    /// 1 where the sub is heard.
    pub(super) has_sub: Lanes<L, u32>,
    /// Step of the crusher, and its reciprocal; 0 where it is off.
    pub(super) crush_step: Lanes<L>,
    pub(super) crush_scale: Lanes<L>,
    /// What each target is without modulation, and how far each modulator moves it.
    pub(super) bases: [Lanes<L>; TARGETS],
    pub(super) depths: [[Lanes<L>; MODULATORS]; TARGETS],
    pub(super) ladder: LadderSheet<L>,
    pub(super) filter_envelope: EnvelopeSheet<L>,
    pub(super) amp_envelope: EnvelopeSheet<L>,
    pub(super) free_envelope: EnvelopeSheet<L>,
    pub(super) lfos: [LfoSheet<L>; 2],
    /// Gain of the amplifier at the envelope's peak.
    pub(super) gain: Lanes<L>,
    /// Coefficients of the high-pass: a1, a2, a3 and what it multiplies its band by.
    pub(super) high_pass: [Lanes<L>; 3],
    /// Gains of the plain sound and of both choruses.
    pub(super) chorus: [Lanes<L>; 3],
    pub(super) reverb: ReverbSheet<L>,
    /// The block from which on there is silence.
    pub(super) end_block: Lanes<L, u32>,
}

impl<const L: usize> Sheet<L> {
    /// A sheet on which nothing is written yet.
    pub(super) fn new(rate_hz: u32) -> Self {
        let zero = Lanes::splat(0.0);
        Self {
            rate_hz: f64::from(rate_hz),
            needs: Needs::default(),
            oscillators: [OscillatorSheet::new(), OscillatorSheet::new()],
            sub_level: zero,
            noise_level: zero,
            ring: zero,
            sync: Lanes::splat(0),
            has_sub: Lanes::splat(0),
            crush_step: zero,
            crush_scale: zero,
            bases: [zero; TARGETS],
            depths: [[zero; MODULATORS]; TARGETS],
            ladder: LadderSheet::new(),
            filter_envelope: EnvelopeSheet::new(),
            amp_envelope: EnvelopeSheet::new(),
            free_envelope: EnvelopeSheet::new(),
            lfos: [LfoSheet::new(), LfoSheet::new()],
            gain: zero,
            high_pass: [zero; 3],
            chorus: [zero; 3],
            reverb: ReverbSheet::new(),
            end_block: Lanes::splat(0),
        }
    }

    /// Seconds of a block.
    fn block_secs(&self) -> f64 {
        BLOCK as f64 / self.rate_hz
    }

    /// Writes the note of one lane.
    pub(super) fn set(&mut self, lane: usize, patch: &Patch, gesture: Gesture) {
        self.needs = if lane == 0 { Needs::of(patch) } else { self.needs.or(Needs::of(patch)) };
        self.set_sources(lane, patch);
        self.set_targets(lane, patch, gesture);
        let block_secs = self.block_secs();
        let release_block = (gesture.gate_secs / block_secs).ceil() as f32;
        self.filter_envelope.set(lane, &patch.filter_envelope, release_block, block_secs);
        self.amp_envelope.set(lane, &patch.amp_envelope, release_block, block_secs);
        self.free_envelope.set_free(lane, &patch.free_envelope, block_secs);
        for (sheet, lfo) in self.lfos.iter_mut().zip(&patch.lfos) {
            sheet.set(lane, lfo, block_secs);
        }
        let (input, mix) = input_and_mix(&patch.filter);
        self.ladder.set(lane, &patch.filter, input, mix);
        let soft = f64::from(gesture.velocity) / 127.0;
        self.gain[lane] = (1.0 + patch.velocity_volume * (soft * soft - 1.0)) as f32;
        self.set_high_pass(lane, patch.high_pass_hz);
        self.chorus[0][lane] = [1.0, 0.75, 0.6][patch.chorus.iter().filter(|on| **on).count()];
        for (gain, on) in self.chorus[1..].iter_mut().zip(patch.chorus) {
            gain[lane] = match (on, patch.chorus == [true, true]) {
                (false, _) => 0.0,
                (true, false) => 0.45,
                (true, true) => 0.35,
            };
        }
        self.reverb.set(lane, &patch.reverb, self.rate_hz);
        self.end_block[lane] = (end_secs(patch, gesture) / block_secs).ceil() as u32;
    }

    fn set_sources(&mut self, lane: usize, patch: &Patch) {
        let noise_gain = libm::sqrt(self.rate_hz / NOISE_RATE_HZ);
        for (sheet, oscillator) in self.oscillators.iter_mut().zip(&patch.oscillators) {
            let is_heard = oscillator.level > 0.0 || patch.ring > 0.0;
            sheet.set(lane, oscillator, is_heard, noise_gain as f32);
        }
        let second_is_heard = patch.oscillators[1].level > 0.0 || patch.ring > 0.0;
        self.sub_level[lane] = patch.sub_level as f32;
        self.has_sub[lane] = u32::from(patch.sub_level > 0.0);
        self.noise_level[lane] = (patch.noise_level * noise_gain) as f32;
        self.ring[lane] = patch.ring as f32;
        self.sync[lane] = u32::from(patch.sync && second_is_heard);
        let step = patch.crusher_bits.map_or(0.0, |bits| libm::exp2(1.0 - bits));
        self.crush_step[lane] = step as f32;
        self.crush_scale[lane] = if step > 0.0 { (1.0 / step) as f32 } else { 0.0 };
    }

    fn set_targets(&mut self, lane: usize, patch: &Patch, gesture: Gesture) {
        let octaves = |hz: f64| libm::log2(hz);
        let key = f64::from(gesture.note);
        let steps_hz = self.rate_hz * OVERSAMPLING as f64;
        let pitch = |oscillator: &Oscillator, detune: f64| {
            let semitones = key - 69.0
                + patch.transpose_semitones
                + oscillator.semitones
                + detune * patch.detune_semitones;
            octaves(440.0 / steps_hz) + semitones / 12.0
        };
        let softness = 1.0 - f64::from(gesture.velocity) / 127.0;
        let cutoff = octaves(patch.filter.cutoff_hz) + patch.filter.key_follow * (key - MIDDLE_NOTE) / 12.0
            - VELOCITY_OCTAVES * patch.velocity_cutoff * softness;
        let lowered: f64 = patch
            .lfos
            .iter()
            .filter(|lfo| lfo.destination == Destination::Volume)
            .map(|lfo| lfo.amount)
            .sum();
        let mut bases = [0.0; TARGETS];
        bases[Target::Cutoff as usize] = cutoff - octaves(super::ladder_hz(self.rate_hz));
        bases[Target::FirstPitch as usize] = pitch(&patch.oscillators[0], -0.5);
        bases[Target::SecondPitch as usize] = pitch(&patch.oscillators[1], 0.5);
        bases[Target::Fm as usize] = patch.fm_radians;
        // An LFO takes volume away and gives it back.
        bases[Target::Volume as usize] = 1.0 - 0.5 * lowered;
        let contour = patch.filter.contour_octaves * (1.0 - patch.velocity_contour * softness);
        for (index, target) in Target::ALL.into_iter().enumerate() {
            self.bases[index][lane] = bases[index] as f32;
            let depths = [
                target.depth_of_lfo(patch.lfos[0].destination) * patch.lfos[0].amount,
                target.depth_of_lfo(patch.lfos[1].destination) * patch.lfos[1].amount,
                target.depth_of_free(patch.free_envelope.destination) * patch.free_envelope.amount,
                if target == Target::Cutoff { contour } else { 0.0 },
            ];
            for (sheet, depth) in self.depths[index].iter_mut().zip(depths) {
                sheet[lane] = depth as f32;
            }
        }
    }

    /// A. Simper's trapezoidal state-variable filter as a Butterworth high-pass.
    fn set_high_pass(&mut self, lane: usize, cutoff_hz: f64) {
        let g = libm::tan(std::f64::consts::PI * (cutoff_hz / self.rate_hz).min(0.45));
        let a1 = 1.0 / (1.0 + g * (g + std::f64::consts::SQRT_2));
        for (sheet, value) in self.high_pass.iter_mut().zip([a1, g * a1, g * g * a1]) {
            sheet[lane] = value as f32;
        }
    }
}

/// Seconds after which the note is silence: all that decays has fallen by [`OVER_DB`].
fn end_secs(patch: &Patch, gesture: Gesture) -> f64 {
    let over = OVER_DB / 60.0;
    let envelope = &patch.amp_envelope;
    let released = gesture.gate_secs + over * envelope.release_secs;
    let decayed = envelope.attack_secs + over * envelope.decay_secs;
    let dry = if envelope.sustain < 1e-5 { decayed.min(released) } else { released };
    let high_pass = OVER_DB / 8.686 / (std::f64::consts::PI * std::f64::consts::SQRT_2 * patch.high_pass_hz);
    let reverb = &patch.reverb;
    let wet = if reverb.wet > 0.0 { reverb.pre_delay_secs + over * reverb.decay_secs + 0.1 } else { 0.0 };
    dry + high_pass + wet + 0.02
}

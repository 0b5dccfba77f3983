//! One note of one voice: everything that moves at the control rate, and what it hands to the operators.

use super::super::voice::Voice;
use super::algorithm::{Route, routes};
use super::envelope::Envelope;
use super::lfo::Lfo;
use super::pitch::OperatorPitch;
use super::pitch_envelope::PitchEnvelope;
use super::scaling::{KeyboardScaling, output_level, rate_offset};
use super::sine::SineTable;
use super::tables::RateTables;
use crate::Gesture;

/// Bytes of an operator in a voice.
const OPERATOR_BYTES: usize = 21;
/// First byte of the pitch envelope in a voice.
const PITCH_ENVELOPE: usize = 126;

/// Depth of pitch modulation by the LFO, for a sensitivity 0..=7.
const PITCH_SENSITIVITY: [i32; 8] = [0, 10, 20, 33, 55, 92, 153, 255];
/// Depth of amplitude modulation, for a sensitivity 0..=3, Q24.
const AMPLITUDE_SENSITIVITY: [u32; 4] = [0, 4_342_338, 7_171_437, 1 << 24];

/// From phase steps in Q24 periods, as tables have them, to Q32.
const PHASE_SHIFT: u32 = 8;

/// How a gain moves over one block, in the arithmetic's own unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ramp {
    /// Before the first sample.
    pub(super) from: i32,
    /// Where the next block begins.
    pub(super) to: i32,
    /// Each sample's step.
    pub(super) step: i32,
}

/// One operator of a note.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operator {
    /// Where it reads and writes.
    pub(super) route: Route,
    /// Q32 periods.
    pub(super) phase: u32,
    /// Phase step of this block, Q32 periods a sample.
    pub(super) step: u32,
    /// Level that the block arrives at, Q24 octaves.
    pub(super) level: i32,
    /// Gain at the end of the last block, in the arithmetic's own unit.
    pub(super) gain: i32,
    /// How the gain moves in this block.
    pub(super) ramp: Ramp,
    on: bool,
    fixed: bool,
    pitch: i32,
    amplitude_sensitivity: u32,
    /// The last depth of tremolo, and what share of the level it took.
    tremolo: (u32, u32),
    envelope: Envelope,
}

/// One note of one voice.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// Operators 6 to 1.
    pub(super) operators: [Operator; 6],
    /// Feedback knob, 0..=7.
    pub(super) feedback: u8,
    /// The last two outputs of the feedback loop, the older first.
    pub(super) feedback_memory: [i32; 2],
    /// Index and number of the operators in the feedback loop.
    pub(super) loop_first: usize,
    pub(super) loop_len: usize,
    pitch_envelope: PitchEnvelope,
    lfo: Lfo,
    pitch_depth: u32,
    pitch_sensitivity: i32,
    amplitude_depth: u32,
    /// The plug-in's master tune, Q24 octaves.
    master_tune: i32,
    /// How far pitches are bent in this block, Q24 octaves.
    bend: Option<i32>,
}

impl Note {
    /// The note of a key that goes down now.
    pub(super) fn new(voice: &Voice, gesture: Gesture, tables: &RateTables) -> Self {
        let bytes = &voice.bytes;
        // As Dexed does: what the transposition takes out of MIDI's range plays MIDI's outermost note.
        let note = (i32::from(gesture.note) + i32::from(bytes[144]) - 24).clamp(0, 127);
        let routes = routes(bytes[134]);
        let operator = |index: usize| {
            let operator_bytes: &[u8; OPERATOR_BYTES] =
                bytes[index * OPERATOR_BYTES..].first_chunk().expect("a voice holds six operators");
            let on = voice.operators_on[5 - index];
            Operator::new(operator_bytes, routes[index], on, note, gesture.velocity, tables)
        };
        let four = |at: usize| -> [u8; 4] { std::array::from_fn(|i| bytes[at + i]) };
        let feedback = bytes[135] & 7;
        let loop_first = routes.iter().position(|route| route.feedback_in).unwrap_or(0);
        let loop_last = routes.iter().position(|route| route.feedback_out).unwrap_or(0);
        Self {
            operators: std::array::from_fn(operator),
            feedback,
            loop_first,
            loop_len: loop_last - loop_first + 1,
            feedback_memory: [0; 2],
            pitch_envelope: PitchEnvelope::new(four(PITCH_ENVELOPE), four(PITCH_ENVELOPE + 4), tables),
            lfo: Lfo::new(bytes[137], bytes[138], bytes[142], bytes[141] != 0, tables),
            pitch_depth: depth(bytes[139]),
            pitch_sensitivity: PITCH_SENSITIVITY[usize::from(bytes[143] & 7)],
            amplitude_depth: depth(bytes[140]),
            master_tune: master_tune(voice.globals.master_tune_norm),
            bend: None,
        }
    }

    /// The key goes up.
    pub(super) fn release(&mut self, tables: &RateTables) {
        for operator in &mut self.operators {
            operator.envelope.release(tables);
        }
        self.pitch_envelope.release(tables);
    }

    /// Moves on by one control block: sets every operator's step and level.
    pub(super) fn advance(&mut self, tables: &RateTables, sine: &SineTable) {
        let wave = self.lfo.advance_wave(sine);
        let fade = self.lfo.advance_delay();
        let bend = self.pitch_envelope.advance(tables).wrapping_add(self.pitch_modulation(wave, fade));
        let attenuation = self.amplitude_modulation(wave, fade);
        if self.bend != Some(bend) {
            self.bend = Some(bend);
            for operator in &mut self.operators {
                operator.set_step(bend.wrapping_add(self.master_tune), self.master_tune, tables);
            }
        }
        for operator in &mut self.operators {
            operator.set_level(attenuation, tables);
        }
    }

    /// Vibrato, Q24 octaves.
    fn pitch_modulation(&self, wave: i32, fade: i32) -> i32 {
        let depth = i64::from(self.pitch_depth.wrapping_mul(fade as u32));
        let swing = i64::from(self.pitch_sensitivity * (wave - (1 << 23)));
        let size = ((depth * swing) >> 39) as i32;
        if swing < 0 { -size.abs() } else { size.abs() }
    }

    /// Tremolo: how far the LFO pulls levels down, Q24.
    fn amplitude_modulation(&self, wave: i32, fade: i32) -> u32 {
        let depth = (i64::from(self.amplitude_depth) * i64::from(fade)) >> 8;
        ((depth * i64::from((1 << 24) - wave)) >> 24) as u32
    }
}

impl Operator {
    fn new(
        bytes: &[u8; OPERATOR_BYTES],
        route: Route,
        on: bool,
        note: i32,
        velocity: u8,
        tables: &RateTables,
    ) -> Self {
        let keyboard = KeyboardScaling {
            break_point: bytes[8],
            left: (bytes[9], bytes[11]),
            right: (bytes[10], bytes[12]),
        };
        let level = output_level(bytes[16], keyboard, note, velocity, bytes[15]);
        let four = |at: usize| -> [u8; 4] { std::array::from_fn(|i| bytes[at + i]) };
        let pitch =
            OperatorPitch { fixed: bytes[17] != 0, coarse: bytes[18], fine: bytes[19], detune: bytes[20] };
        Self {
            route,
            phase: 0,
            step: 0,
            level: 0,
            gain: 0,
            ramp: Ramp::default(),
            on,
            fixed: pitch.fixed,
            pitch: pitch.octaves(note),
            amplitude_sensitivity: AMPLITUDE_SENSITIVITY[usize::from(bytes[14] & 3)],
            tremolo: (0, attenuated_share(0)),
            envelope: Envelope::new(four(0), four(4), level, rate_offset(note, bytes[13]), tables),
        }
    }

    /// What tremolo takes from a level; its exponential is computed only when the depth has changed.
    fn attenuation_of(&mut self, level: i32, attenuation: u32) -> i32 {
        let depth = ((u64::from(attenuation) * u64::from(self.amplitude_sensitivity)) >> 24) as u32;
        if depth != self.tremolo.0 {
            self.tremolo = (depth, attenuated_share(depth));
        }
        ((i64::from(level) * i64::from(self.tremolo.1 << 4)) >> 28) as i32
    }

    /// Sets the phase step of a pitch that has been bent.
    fn set_step(&mut self, bend: i32, tune: i32, tables: &RateTables) {
        if self.on {
            let pitch = self.pitch.wrapping_add(if self.fixed { tune } else { bend });
            self.step = tables.phase_step(pitch) << PHASE_SHIFT;
        }
    }

    /// Moves on by one control block.
    #[inline]
    fn set_level(&mut self, attenuation: u32, tables: &RateTables) {
        let level = self.envelope.advance(tables);
        self.level = match (self.on, self.amplitude_sensitivity) {
            (false, _) => 0,
            (true, 0) => level,
            _ => level - self.attenuation_of(level, attenuation),
        };
    }
}

/// How much of a level tremolo takes away at this depth, Q24: an exponential, as fitted in Dexed's msfa
/// (Apache-2.0).
fn attenuated_share(depth: u32) -> u32 {
    libm::exp(f64::from(depth as f32 / 262_144.0) * 0.07 + 12.2) as u32
}

/// A modulation depth 0..=99 as 0..=255.
fn depth(panel: u8) -> u32 {
    (u32::from(panel) * 165) >> 6
}

/// Master tune in Q24 octaves: a semitone down at 0, none at 0.5, a semitone up at 1, in 1/8192 semitone.
fn master_tune(norm: f32) -> i32 {
    let steps = ((f64::from(norm) - 0.5) * 16_384.0).round() as i32;
    (steps << 11) / 12
}

//! The distribution over DX7 voices that the table describes: drawing, and exact probabilities.
//!
//! A voice has a *kind* of timbre (organ-like, bell-like, ...), which decides how likely each algorithm, feedback
//! and, for each operator by its seat in the algorithm, each tone is; and a kind of *motion* (struck, swelling,
//! ...), which decides how likely each LFO, pitch envelope and, for each operator, each body is. The timbre decides
//! how likely each motion is. See [`operator`](super::operator) for how tone and body make an operator.

use super::super::structure::{ALGORITHMS, Algorithm};
use super::super::voice::{VOICE_LEN, Voice};
use super::blocks::{ALGORITHM, FEEDBACK, LFO, PITCH_EG, SEAT_PARTS, cardinalities, part, seat};
use super::categorical::Categorical;
use super::operator::{Archetype, Fit, PartModel, archetypes, draw_block};
use super::table::{Kind, Motion, Table};
use crate::seed::Rng;

/// The table made ready.
pub struct Model {
    kinds: Vec<KindModel>,
    kind_weights: Categorical,
    motions: Vec<MotionModel>,
    parts: Vec<PartModel>,
    lfos: Vec<Archetype>,
    pitch_egs: Vec<Archetype>,
}

/// What all of a voice has in common: places of its kind and its motion in the table.
#[derive(Clone, Copy)]
pub(super) struct Character {
    kind: usize,
    motion: usize,
}

struct KindModel {
    algorithm: Categorical,
    feedback: Categorical,
    motion: Categorical,
    tones: Vec<Categorical>,
}

struct MotionModel {
    lfo: Categorical,
    pitch_eg: Categorical,
    bodies: Vec<Categorical>,
}

impl Model {
    /// The model of a table.
    pub fn new(table: &Table) -> Self {
        let weights: Vec<f64> = table.kinds.iter().map(|kind| f64::from(kind.weight)).collect();
        let parts: Vec<PartModel> =
            table.parts.iter().map(|part| PartModel::new(part, table.same_part)).collect();
        Self {
            kinds: table.kinds.iter().map(|kind| KindModel::new(kind, table, &parts)).collect(),
            kind_weights: Categorical::from_weights(&weights),
            motions: table.motions.iter().map(|motion| MotionModel::new(motion, table, &parts)).collect(),
            parts,
            lfos: archetypes(&table.lfos, &cardinalities(LFO)),
            pitch_egs: archetypes(&table.pitch_egs, &cardinalities(PITCH_EG)),
        }
    }

    /// A voice.
    pub fn draw(&self, rng: &mut Rng) -> Voice {
        let character = self.draw_character(rng);
        let mut voice = Voice::init();
        self.draw_algorithm(&mut voice, character, rng);
        self.draw_feedback(&mut voice, character, rng);
        self.draw_lfo(&mut voice, character, rng);
        self.draw_pitch_eg(&mut voice, character, rng);
        for operator in 0..6 {
            self.draw_operator(&mut voice, character, operator, rng);
        }
        voice
    }

    /// A character, by how common it is.
    fn draw_character(&self, rng: &mut Rng) -> Character {
        let kind = usize::from(self.kind_weights.draw(rng));
        Character { kind, motion: usize::from(self.kinds[kind].motion.draw(rng)) }
    }

    /// A character, by how likely it makes this voice.
    pub(super) fn draw_character_of(&self, voice: &Voice, rng: &mut Rng) -> Character {
        let parts = self.log_parts(&voice.bytes);
        let kind = draw_by_logs(&self.log_kinds(&parts), rng);
        let motions = self.kinds[kind].motion.probabilities().iter().zip(&parts.motions);
        let logs: Vec<f64> = motions.map(|(weight, log)| weight.ln() + log).collect();
        Character { kind, motion: draw_by_logs(&logs, rng) }
    }

    /// Draws oscillator sync, LFO and transpose anew.
    pub(super) fn draw_lfo(&self, voice: &mut Voice, character: Character, rng: &mut Rng) {
        let archetype = usize::from(self.motions[character.motion].lfo.draw(rng));
        draw_block(&self.lfos[archetype], &mut voice.bytes[LFO.0..LFO.0 + LFO.1], rng);
    }

    /// Draws the pitch envelope anew.
    pub(super) fn draw_pitch_eg(&self, voice: &mut Voice, character: Character, rng: &mut Rng) {
        let archetype = usize::from(self.motions[character.motion].pitch_eg.draw(rng));
        draw_block(&self.pitch_egs[archetype], &mut voice.bytes[PITCH_EG.0..PITCH_EG.0 + PITCH_EG.1], rng);
    }

    /// Draws the algorithm anew, leaving the operators as they are.
    pub(super) fn draw_algorithm(&self, voice: &mut Voice, character: Character, rng: &mut Rng) {
        voice.bytes[ALGORITHM] = self.kinds[character.kind].algorithm.draw(rng);
    }

    /// Draws the feedback anew.
    pub(super) fn draw_feedback(&self, voice: &mut Voice, character: Character, rng: &mut Rng) {
        voice.bytes[FEEDBACK] = self.kinds[character.kind].feedback.draw(rng);
    }

    /// Draws an operator anew for its seat in the voice's algorithm, given the operators before it.
    pub(super) fn draw_operator(
        &self,
        voice: &mut Voice,
        character: Character,
        operator: usize,
        rng: &mut Rng,
    ) {
        let algorithm = algorithm_of(&voice.bytes);
        let seat = seat(algorithm, operator);
        let choices = (&self.kinds[character.kind].tones[seat], &self.motions[character.motion].bodies[seat]);
        self.parts[part(algorithm, operator)].draw(&mut voice.bytes, algorithm, operator, choices, rng);
    }

    /// Natural logarithm of the probability of a voice's 145 parameter bytes.
    pub fn log_probability(&self, bytes: &[u8; VOICE_LEN]) -> f64 {
        log_sum_exp(&self.log_kinds(&self.log_parts(bytes)))
    }

    /// Natural logarithm of the probability of the voice and each kind, over all motions.
    fn log_kinds(&self, parts: &LogParts) -> Vec<f64> {
        let of_kind = |(index, kind): (usize, &KindModel)| {
            self.kind_weights.probability(index as u8).ln()
                + parts.kinds[index]
                + log_mixture(&kind.motion, &parts.motions)
        };
        self.kinds.iter().enumerate().map(of_kind).collect()
    }

    /// What a voice's bytes say of each kind and each motion.
    fn log_parts(&self, bytes: &[u8; VOICE_LEN]) -> LogParts {
        let algorithm = algorithm_of(bytes);
        let block = |(first, len): (usize, usize)| &bytes[first..first + len];
        let lfos: Vec<f64> = self.lfos.iter().map(|a| log_block(a, block(LFO))).collect();
        let pitch_egs: Vec<f64> = self.pitch_egs.iter().map(|a| log_block(a, block(PITCH_EG))).collect();
        let operator =
            |o: usize| (seat(algorithm, o), self.parts[part(algorithm, o)].fit(bytes, algorithm, o));
        let fits: Vec<(usize, Fit)> = (0..6).map(operator).collect();
        let of_kind = |kind: &KindModel| {
            let tones = fits.iter().map(|(seat, fit)| fit.log_tone(&kind.tones[*seat]));
            kind.algorithm.probability(bytes[ALGORITHM]).ln()
                + kind.feedback.probability(bytes[FEEDBACK]).ln()
                + tones.sum::<f64>()
        };
        let of_motion = |motion: &MotionModel| {
            let bodies = fits.iter().map(|(seat, fit)| fit.log_body(&motion.bodies[*seat]));
            log_mixture(&motion.lfo, &lfos) + log_mixture(&motion.pitch_eg, &pitch_egs) + bodies.sum::<f64>()
        };
        LogParts {
            kinds: self.kinds.iter().map(of_kind).collect(),
            motions: self.motions.iter().map(of_motion).collect(),
        }
    }
}

/// Natural logarithms of the probability of a voice's bytes: of those that its kind decides, by kind, and of
/// those that its motion decides, by motion.
struct LogParts {
    kinds: Vec<f64>,
    motions: Vec<f64>,
}

impl KindModel {
    fn new(kind: &Kind, table: &Table, parts: &[PartModel]) -> Self {
        let motions: Vec<f64> = table.motions.iter().map(|motion| f64::from(motion.weight)).collect();
        let tones = SEAT_PARTS.iter().zip(&kind.tones);
        Self {
            algorithm: kind.algorithm.over(&[1.0; ALGORITHMS.len()]),
            feedback: kind.feedback.over(&[1.0; 8]),
            motion: kind.motion.over(&motions),
            tones: tones.map(|(part, tones)| parts[*part].tone_choice(tones)).collect(),
        }
    }
}

impl MotionModel {
    fn new(motion: &Motion, table: &Table, parts: &[PartModel]) -> Self {
        let bodies = SEAT_PARTS.iter().zip(&motion.bodies);
        Self {
            lfo: motion.lfo.over(&vec![1.0; table.lfos.len()]),
            pitch_eg: motion.pitch_eg.over(&vec![1.0; table.pitch_egs.len()]),
            bodies: bodies.map(|(part, bodies)| parts[*part].body_choice(bodies)).collect(),
        }
    }
}

/// Draws a place by logarithms of weights.
fn draw_by_logs(logs: &[f64], rng: &mut Rng) -> usize {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
    usize::from(Categorical::from_weights(&weights).draw(rng))
}

/// The algorithm of a voice.
pub(super) fn algorithm_of(bytes: &[u8; VOICE_LEN]) -> &'static Algorithm {
    &ALGORITHMS[usize::from(bytes[ALGORITHM]).min(ALGORITHMS.len() - 1)]
}

fn log_block(archetype: &[Categorical], bytes: &[u8]) -> f64 {
    archetype.iter().zip(bytes).map(|(categorical, byte)| categorical.probability(*byte).ln()).sum()
}

fn log_mixture(weights: &Categorical, logs: &[f64]) -> f64 {
    let terms: Vec<f64> =
        logs.iter().enumerate().map(|(index, log)| weights.probability(index as u8).ln() + log).collect();
    log_sum_exp(&terms)
}

fn log_sum_exp(logs: &[f64]) -> f64 {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + logs.iter().map(|log| (log - top).exp()).sum::<f64>().ln()
}

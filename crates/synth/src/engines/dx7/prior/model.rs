//! The distribution over DX7 voices that the table describes: drawing, and exact probabilities.
//!
//! A voice is of a *kind* (organ-like, bell-like, ...), which decides how likely each algorithm, feedback,
//! LFO, pitch envelope and, for each operator by its part in the algorithm, each archetype is. Given its
//! archetype an operator's bytes are independent, except that its envelope and its keyboard scaling may be a
//! copy of an earlier operator's, and single values may repeat those of an earlier one: the way people program.

use rand::RngExt as _;

use super::super::spec::{OPERATOR_BYTES, operator_offset};
use super::super::structure::{ALGORITHMS, Algorithm};
use super::super::voice::{VOICE_LEN, Voice};
use super::blocks::{
    ALGORITHM, COPIED, FEEDBACK, LFO, PITCH_EG, cardinalities, model_of, operator_block,
    operator_cardinalities, part,
};
use super::categorical::{Categorical, Sketch};
use super::table::{Kind, Table};
use crate::seed::Rng;

/// One distribution for each byte of a block.
type Archetype = Vec<Categorical>;

/// The table made ready.
pub struct Model {
    kinds: Vec<KindModel>,
    kind_weights: Categorical,
    operators: Vec<Vec<Archetype>>,
    lfos: Vec<Archetype>,
    pitch_egs: Vec<Archetype>,
    copied: Vec<Vec<f64>>,
    repeated: Vec<Vec<f64>>,
    same_part: f64,
}

struct KindModel {
    algorithm: Categorical,
    feedback: Categorical,
    lfo: Categorical,
    pitch_eg: Categorical,
    operators: Vec<Categorical>,
}

impl Model {
    /// The model of a table.
    pub fn new(table: &Table) -> Self {
        let archetypes = |sketches: &[Vec<Sketch>], cardinalities: &[usize]| -> Vec<Archetype> {
            let archetype = |sketches: &Vec<Sketch>| {
                sketches.iter().zip(cardinalities).map(|(s, n)| Categorical::new(s, *n)).collect()
            };
            sketches.iter().map(archetype).collect()
        };
        let weights: Vec<f64> = table.kinds.iter().map(|kind| f64::from(kind.weight)).collect();
        let operator_values = operator_cardinalities();
        Self {
            kinds: table.kinds.iter().map(|kind| KindModel::new(kind, table)).collect(),
            kind_weights: Categorical::from_weights(&weights),
            operators: table.operators.iter().map(|part| archetypes(part, &operator_values)).collect(),
            lfos: archetypes(&table.lfos, &cardinalities(LFO)),
            pitch_egs: archetypes(&table.pitch_egs, &cardinalities(PITCH_EG)),
            copied: table.copied.clone(),
            repeated: table.repeated.clone(),
            same_part: table.same_part,
        }
    }

    /// A voice.
    pub fn draw(&self, rng: &mut Rng) -> Voice {
        let kind = self.draw_kind(rng);
        let mut voice = Voice::init();
        let model = &self.kinds[kind];
        voice.bytes[ALGORITHM] = model.algorithm.draw(rng);
        voice.bytes[FEEDBACK] = model.feedback.draw(rng);
        self.draw_lfo(&mut voice, kind, rng);
        self.draw_pitch_eg(&mut voice, kind, rng);
        for operator in 0..6 {
            self.draw_operator(&mut voice, kind, operator, rng);
        }
        voice
    }

    /// A kind of voice, by how common it is.
    pub fn draw_kind(&self, rng: &mut Rng) -> usize {
        usize::from(self.kind_weights.draw(rng))
    }

    /// A kind of voice, by how likely it makes this one.
    pub fn draw_kind_of(&self, voice: &Voice, rng: &mut Rng) -> usize {
        let logs = self.log_joint(&voice.bytes);
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
        usize::from(Categorical::from_weights(&weights).draw(rng))
    }

    /// Draws oscillator sync, LFO and transpose anew.
    pub fn draw_lfo(&self, voice: &mut Voice, kind: usize, rng: &mut Rng) {
        let archetype = usize::from(self.kinds[kind].lfo.draw(rng));
        draw_block(&self.lfos[archetype], &mut voice.bytes[LFO.0..LFO.0 + LFO.1], rng);
    }

    /// Draws the pitch envelope anew.
    pub fn draw_pitch_eg(&self, voice: &mut Voice, kind: usize, rng: &mut Rng) {
        let archetype = usize::from(self.kinds[kind].pitch_eg.draw(rng));
        draw_block(&self.pitch_egs[archetype], &mut voice.bytes[PITCH_EG.0..PITCH_EG.0 + PITCH_EG.1], rng);
    }

    /// Draws the algorithm anew, leaving the operators as they are.
    pub fn draw_algorithm(&self, voice: &mut Voice, kind: usize, rng: &mut Rng) {
        voice.bytes[ALGORITHM] = self.kinds[kind].algorithm.draw(rng);
    }

    /// Draws the feedback anew.
    pub fn draw_feedback(&self, voice: &mut Voice, kind: usize, rng: &mut Rng) {
        voice.bytes[FEEDBACK] = self.kinds[kind].feedback.draw(rng);
    }

    /// Draws an operator anew for its part in the voice's algorithm, given the operators before it.
    pub fn draw_operator(&self, voice: &mut Voice, kind: usize, operator: usize, rng: &mut Rng) {
        let algorithm = algorithm_of(&voice.bytes);
        let own_part = part(algorithm, operator);
        let archetype = usize::from(self.kinds[kind].operators[own_part].draw(rng));
        let at = operator_offset(operator);
        draw_block(&self.operators[own_part][archetype], &mut voice.bytes[at..at + OPERATOR_BYTES], rng);
        if let Some(model) = model_of(algorithm, operator) {
            for (byte, rate) in self.repeated[own_part].iter().enumerate() {
                if rng.random::<f64>() < *rate {
                    voice.bytes[at + byte] = voice.bytes[operator_offset(model) + byte];
                }
            }
        }
        for (block, (first, len)) in COPIED.into_iter().enumerate() {
            if operator > 0 && rng.random::<f64>() < self.copied[own_part][block] {
                let weights: Vec<f64> =
                    (0..operator).map(|e| self.source_weight(algorithm, own_part, e)).collect();
                let source = usize::from(Categorical::from_weights(&weights).draw(rng));
                let from = operator_offset(source) + first;
                voice.bytes.copy_within(from..from + len, at + first);
            }
        }
    }

    /// How likely operator `earlier` is copied by one that plays `own_part`, before normalising.
    fn source_weight(&self, algorithm: &Algorithm, own_part: usize, earlier: usize) -> f64 {
        if part(algorithm, earlier) == own_part { self.same_part } else { 1.0 }
    }

    /// Natural logarithm of the probability of a voice's 145 parameter bytes.
    pub fn log_probability(&self, bytes: &[u8; VOICE_LEN]) -> f64 {
        log_sum_exp(&self.log_joint(bytes))
    }

    /// Natural logarithm of the probability of the voice and each kind.
    fn log_joint(&self, bytes: &[u8; VOICE_LEN]) -> Vec<f64> {
        let algorithm = algorithm_of(bytes);
        let block = |(first, len): (usize, usize)| &bytes[first..first + len];
        let lfos: Vec<f64> = self.lfos.iter().map(|a| log_block(a, block(LFO))).collect();
        let pitch_egs: Vec<f64> = self.pitch_egs.iter().map(|a| log_block(a, block(PITCH_EG))).collect();
        let operators: Vec<Vec<f64>> = (0..6).map(|o| self.log_archetypes(bytes, algorithm, o)).collect();
        let of_kind = |(index, kind): (usize, &KindModel)| {
            let fixed = self.kind_weights.probability(index as u8)
                * kind.algorithm.probability(bytes[ALGORITHM])
                * kind.feedback.probability(bytes[FEEDBACK]);
            let mixed: f64 =
                (0..6).map(|o| log_mixture(&kind.operators[part(algorithm, o)], &operators[o])).sum();
            fixed.ln() + log_mixture(&kind.lfo, &lfos) + log_mixture(&kind.pitch_eg, &pitch_egs) + mixed
        };
        self.kinds.iter().enumerate().map(of_kind).collect()
    }

    /// Natural logarithm of the probability of an operator's bytes under each archetype of its part.
    fn log_archetypes(&self, bytes: &[u8; VOICE_LEN], algorithm: &Algorithm, operator: usize) -> Vec<f64> {
        let own_part = part(algorithm, operator);
        let own = operator_block(bytes, operator, (0, OPERATOR_BYTES));
        let copies = COPIED.map(|block| self.copy_probability(bytes, algorithm, operator, block));
        let rest = COPIED[COPIED.len() - 1].0 + COPIED[COPIED.len() - 1].1;
        let model = model_of(algorithm, operator)
            .map(|model| (operator_block(bytes, model, (0, OPERATOR_BYTES)), &self.repeated[own_part]));
        let log_fresh = |archetype: &Archetype, range: std::ops::Range<usize>| -> f64 {
            let log = |byte: usize| {
                let fresh = archetype[byte].probability(own[byte]);
                let (rate, equal) =
                    model.map_or((0.0, false), |(model, rates)| (rates[byte], model[byte] == own[byte]));
                (rate * f64::from(u8::from(equal)) + (1.0 - rate) * fresh).ln()
            };
            range.map(log).sum()
        };
        let of_archetype = |archetype: &Archetype| {
            let mut log = log_fresh(archetype, rest..OPERATOR_BYTES);
            for (block, (first, len)) in COPIED.into_iter().enumerate() {
                let fresh = log_fresh(archetype, first..first + len);
                let rate = if operator > 0 { self.copied[own_part][block] } else { 0.0 };
                log += log_sum_exp(&[(rate * copies[block]).ln(), (1.0 - rate).ln() + fresh]);
            }
            log
        };
        self.operators[own_part].iter().map(of_archetype).collect()
    }

    /// The probability that copying from an earlier operator gives this operator's block.
    fn copy_probability(
        &self,
        bytes: &[u8; VOICE_LEN],
        algorithm: &Algorithm,
        operator: usize,
        block: (usize, usize),
    ) -> f64 {
        let own_part = part(algorithm, operator);
        let own = operator_block(bytes, operator, block);
        let (mut equal, mut all) = (0.0, 0.0);
        for earlier in 0..operator {
            let weight = self.source_weight(algorithm, own_part, earlier);
            all += weight;
            if operator_block(bytes, earlier, block) == own {
                equal += weight;
            }
        }
        if all > 0.0 { equal / all } else { 0.0 }
    }
}

impl KindModel {
    fn new(kind: &Kind, table: &Table) -> Self {
        let operators = kind.operators.iter().zip(&table.operators);
        Self {
            algorithm: Categorical::new(&kind.algorithm, ALGORITHMS.len()),
            feedback: Categorical::new(&kind.feedback, 8),
            lfo: Categorical::new(&kind.lfo, table.lfos.len()),
            pitch_eg: Categorical::new(&kind.pitch_eg, table.pitch_egs.len()),
            operators: operators.map(|(sketch, part)| Categorical::new(sketch, part.len())).collect(),
        }
    }
}

/// The algorithm of a voice.
pub(super) fn algorithm_of(bytes: &[u8; VOICE_LEN]) -> &'static Algorithm {
    &ALGORITHMS[usize::from(bytes[ALGORITHM]).min(ALGORITHMS.len() - 1)]
}

fn draw_block(archetype: &Archetype, bytes: &mut [u8], rng: &mut Rng) {
    for (byte, categorical) in bytes.iter_mut().zip(archetype) {
        *byte = categorical.draw(rng);
    }
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

//! What the prior knows of the operators that play one part: tones, bodies, copies and repeats.

use rand::RngExt as _;

use super::super::spec::{OPERATOR_BYTES, operator_offset};
use super::super::structure::Algorithm;
use super::super::voice::VOICE_LEN;
use super::blocks::{BODY, COPIED, TONE, model_of, operator_block, operator_cardinalities, part};
use super::categorical::{Categorical, Choice, Sketch};
use super::table::Part;
use crate::seed::Rng;

/// One distribution for each byte of a block.
pub(super) type Archetype = Vec<Categorical>;

/// The archetypes of sketches.
pub(super) fn archetypes(sketches: &[Vec<Sketch>], cardinalities: &[usize]) -> Vec<Archetype> {
    let archetype = |sketches: &Vec<Sketch>| {
        sketches.iter().zip(cardinalities).map(|(sketch, n)| Categorical::new(sketch, *n)).collect()
    };
    sketches.iter().map(archetype).collect()
}

/// A part made ready.
pub(super) struct PartModel {
    tones: Vec<Archetype>,
    bodies: Vec<Archetype>,
    tone_weights: Vec<f64>,
    body_weights: Vec<f64>,
    copied: Vec<f64>,
    repeated: Vec<f64>,
    same_part: f64,
}

/// How well the archetypes of a part explain an operator: the probability of its bytes, scaled so that the
/// largest is 1, and natural logarithms of the scales.
pub(super) struct Fit {
    tones: Vec<f64>,
    tone_scale: f64,
    bodies: Vec<f64>,
    body_scale: f64,
}

impl Fit {
    /// Natural logarithm of the probability of the operator's tone under a choice.
    pub(super) fn log_tone(&self, choice: &Categorical) -> f64 {
        self.tone_scale + dot(choice, &self.tones).max(f64::MIN_POSITIVE).ln()
    }

    /// Natural logarithm of the probability of the operator's body under a choice.
    pub(super) fn log_body(&self, choice: &Categorical) -> f64 {
        self.body_scale + dot(choice, &self.bodies).max(f64::MIN_POSITIVE).ln()
    }
}

impl PartModel {
    /// The model of a part.
    pub(super) fn new(part: &Part, same_part: f64) -> Self {
        let values = operator_cardinalities();
        let even = |count: usize| vec![1.0; count];
        let weights = |choice: &Choice, count: usize| choice.over(&even(count)).probabilities().to_vec();
        Self {
            tones: archetypes(&part.tones, &values[TONE.0..TONE.0 + TONE.1]),
            bodies: archetypes(&part.bodies, &BODY.map(|byte| values[byte])),
            tone_weights: weights(&part.tone_weights, part.tones.len()),
            body_weights: weights(&part.body_weights, part.bodies.len()),
            copied: part.copied.clone(),
            repeated: part.repeated.clone(),
            same_part,
        }
    }

    /// How a kind of timbre chooses a tone.
    pub(super) fn tone_choice(&self, choice: &Choice) -> Categorical {
        choice.over(&self.tone_weights)
    }

    /// How a kind of motion chooses a body.
    pub(super) fn body_choice(&self, choice: &Choice) -> Categorical {
        choice.over(&self.body_weights)
    }

    /// Draws an operator that plays this part, given the operators before it.
    pub(super) fn draw(
        &self,
        bytes: &mut [u8; VOICE_LEN],
        algorithm: &Algorithm,
        operator: usize,
        (tone, body): (&Categorical, &Categorical),
        rng: &mut Rng,
    ) {
        let (tone, body) = (usize::from(tone.draw(rng)), usize::from(body.draw(rng)));
        let at = operator_offset(operator);
        draw_block(&self.tones[tone], &mut bytes[at + TONE.0..], rng);
        for (byte, categorical) in BODY.into_iter().zip(&self.bodies[body]) {
            bytes[at + byte] = categorical.draw(rng);
        }
        self.repeat(bytes, algorithm, operator, rng);
        self.copy(bytes, algorithm, operator, rng);
    }

    /// Lets single values repeat those of the operator it is programmed after.
    fn repeat(&self, bytes: &mut [u8; VOICE_LEN], algorithm: &Algorithm, operator: usize, rng: &mut Rng) {
        let Some(model) = model_of(algorithm, operator) else { return };
        for (byte, rate) in self.repeated.iter().enumerate() {
            if rng.random::<f64>() < *rate {
                bytes[operator_offset(operator) + byte] = bytes[operator_offset(model) + byte];
            }
        }
    }

    /// Lets whole blocks be copies of an earlier operator's.
    fn copy(&self, bytes: &mut [u8; VOICE_LEN], algorithm: &Algorithm, operator: usize, rng: &mut Rng) {
        for ((first, len), rate) in COPIED.into_iter().zip(&self.copied) {
            if operator > 0 && rng.random::<f64>() < *rate {
                let source = usize::from(self.sources(algorithm, operator).draw(rng));
                let from = operator_offset(source) + first;
                bytes.copy_within(from..from + len, operator_offset(operator) + first);
            }
        }
    }

    /// Which of the operators before it this one is a copy of, if it is one.
    fn sources(&self, algorithm: &Algorithm, operator: usize) -> Categorical {
        let own_part = part(algorithm, operator);
        let weight = |earlier| if part(algorithm, earlier) == own_part { self.same_part } else { 1.0 };
        Categorical::from_weights(&(0..operator).map(weight).collect::<Vec<f64>>())
    }

    /// How well the archetypes explain an operator, given the operators before it.
    pub(super) fn fit(&self, bytes: &[u8; VOICE_LEN], algorithm: &Algorithm, operator: usize) -> Fit {
        let own = operator_block(bytes, operator, (0, OPERATOR_BYTES));
        let model =
            model_of(algorithm, operator).map(|model| operator_block(bytes, model, (0, OPERATOR_BYTES)));
        let byte_log = |byte: usize, categorical: &Categorical| {
            let fresh = categorical.probability(own[byte]);
            let (rate, equal) =
                model.map_or((0.0, false), |model| (self.repeated[byte], model[byte] == own[byte]));
            (rate * f64::from(u8::from(equal)) + (1.0 - rate) * fresh).ln()
        };
        let tone = |archetype: &Archetype| -> f64 {
            archetype.iter().enumerate().map(|(at, categorical)| byte_log(TONE.0 + at, categorical)).sum()
        };
        let copies = COPIED.map(|block| self.copy_probability(bytes, algorithm, operator, block));
        let body = |archetype: &Archetype| {
            let logs: Vec<f64> = BODY.into_iter().zip(archetype).map(|(b, c)| byte_log(b, c)).collect();
            // The copied blocks are the first of the body.
            let copied = COPIED.iter().enumerate().map(|(block, (first, len))| {
                let fresh = logs[*first..first + len].iter().sum::<f64>();
                let rate = if operator > 0 { self.copied[block] } else { 0.0 };
                (rate * copies[block] + (1.0 - rate) * fresh.exp()).max(f64::MIN_POSITIVE).ln()
            });
            let rest = COPIED[COPIED.len() - 1].0 + COPIED[COPIED.len() - 1].1;
            copied.sum::<f64>() + logs[rest..].iter().sum::<f64>()
        };
        let (tones, tone_scale) = scaled(self.tones.iter().map(tone).collect());
        let (bodies, body_scale) = scaled(self.bodies.iter().map(body).collect());
        Fit { tones, tone_scale, bodies, body_scale }
    }

    /// The probability that copying from an earlier operator gives this operator's block.
    fn copy_probability(
        &self,
        bytes: &[u8; VOICE_LEN],
        algorithm: &Algorithm,
        operator: usize,
        block: (usize, usize),
    ) -> f64 {
        let own = operator_block(bytes, operator, block);
        let sources = self.sources(algorithm, operator);
        let is_equal = |earlier: &usize| operator_block(bytes, *earlier, block) == own;
        (0..operator).filter(is_equal).map(|earlier| sources.probability(earlier as u8)).sum()
    }
}

/// Draws each byte of a block.
pub(super) fn draw_block(archetype: &[Categorical], bytes: &mut [u8], rng: &mut Rng) {
    for (byte, categorical) in bytes.iter_mut().zip(archetype) {
        *byte = categorical.draw(rng);
    }
}

fn dot(weights: &Categorical, values: &[f64]) -> f64 {
    weights.probabilities().iter().zip(values).map(|(weight, value)| weight * value).sum()
}

/// Exponentials of logarithms, scaled so that the largest is 1, and the logarithm of the scale.
fn scaled(mut logs: Vec<f64>) -> (Vec<f64>, f64) {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.iter_mut().for_each(|log| *log = (*log - top).exp());
    (logs, top)
}

#[cfg(test)]
mod tests {
    use super::super::super::structure::ALGORITHMS;
    use super::*;
    use crate::seed;

    /// A part whose tones and bodies hold two values of each byte, half of them copied or repeated.
    fn part_model() -> PartModel {
        let sketch = |n: &usize| Sketch::of(&(0..*n).map(|v| f64::from(u8::from(v < 2))).collect::<Vec<_>>());
        let values = operator_cardinalities();
        let part = Part {
            tones: vec![values[TONE.0..TONE.0 + TONE.1].iter().map(sketch).collect()],
            bodies: vec![BODY.iter().map(|byte| sketch(&values[*byte])).collect()],
            tone_weights: Choice::of(&[1.0]),
            body_weights: Choice::of(&[1.0]),
            copied: vec![0.5; COPIED.len()],
            repeated: vec![0.5; OPERATOR_BYTES],
        };
        PartModel::new(&part, 2.0)
    }

    #[test]
    fn a_fit_tells_how_often_an_operator_is_drawn() {
        let (model, algorithm, operator) = (part_model(), &ALGORITHMS[0], 1);
        let choices = (&model.tone_choice(&Choice::of(&[1.0])), &model.body_choice(&Choice::of(&[1.0])));
        let mut rng = seed::stream(1, "operator-test", 0);
        let (mut tones, mut bodies, draws) = (0, 0, 10_000);
        for _ in 0..draws {
            // After an operator of zeros, how often is the next one all zeros?
            let mut bytes = [0; VOICE_LEN];
            model.draw(&mut bytes, algorithm, operator, choices, &mut rng);
            let own = operator_block(&bytes, operator, (0, OPERATOR_BYTES));
            tones += u32::from(own[TONE.0..TONE.0 + TONE.1] == [0; TONE.1]);
            bodies += u32::from(BODY.iter().all(|byte| own[*byte] == 0));
        }
        let fit = model.fit(&[0; VOICE_LEN], algorithm, operator);
        let share = |count| f64::from(count) / f64::from(draws);
        let (tone, body) = (fit.log_tone(choices.0).exp(), fit.log_body(choices.1).exp());
        assert!((share(tones) - tone).abs() < 0.02, "{} {tone}", share(tones));
        assert!((share(bodies) - body).abs() < 0.02, "{} {body}", share(bodies));
        assert!(body > 0.1, "copies make it common: {body}");
    }
}

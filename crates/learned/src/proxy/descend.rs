//! Down the slope of a proxy's guesses: numbers follow their gradients, choices are tried one after the other.
//!
//! Numbers that take few values are moved as if they took all, and judged where they really are (straight-through
//! estimation: Bengio, Léonard and Courville 2013).

use tonewright_matching::Surrogate as _;
use tonewright_synth::{Norm, Preset};

use super::guess::Guess;

/// Length of the first step and of the last, on the knob.
const STEP: (f32, f32) = (0.05, 0.005);
/// What is remembered of a gradient and of its square from step to step (Kingma and Ba 2015).
const MEMORY: (f32, f32) = (0.9, 0.99);
/// Steps after which all choices are tried again.
const SWEEP_EVERY: usize = 20;

/// Presets on their way.
pub(super) struct Descent<'a> {
    guess: &'a Guess,
    /// Places of the numbers that move, and where each lies among the numbers of the layout.
    numbers: Vec<(usize, usize)>,
    /// Places of the choices that move, with how many classes they have.
    choices: Vec<(usize, usize)>,
    now: Vec<Preset>,
    /// Where numbers would be if they took all values.
    wished: Vec<Vec<f32>>,
    slopes: Vec<Vec<f32>>,
    squares: Vec<Vec<f32>>,
    best: Vec<(f64, Preset)>,
}

impl<'a> Descent<'a> {
    pub(super) fn new(guess: &'a Guess, presets: &[Preset], open: &[usize]) -> Self {
        let layout = guess.asked.layout();
        let numbers: Vec<(usize, usize)> = layout
            .numbers()
            .enumerate()
            .map(|(at, place)| (place, at))
            .filter(|(place, _)| open.contains(place))
            .collect();
        let choices = layout.choices().filter(|(place, _)| open.contains(place)).collect();
        let wished: Vec<Vec<f32>> = presets
            .iter()
            .map(|p| numbers.iter().map(|(place, _)| p.values[*place].get()).collect())
            .collect();
        let nothing = vec![vec![0.0; numbers.len()]; presets.len()];
        let best = guess.distances(presets).into_iter().zip(presets.iter().cloned()).collect();
        let (slopes, squares) = (nothing.clone(), nothing);
        Self { guess, numbers, choices, now: presets.to_vec(), wished, slopes, squares, best }
    }

    /// Goes so many steps; each preset is where it was closest.
    pub(super) fn run(mut self, steps: usize) -> Vec<Preset> {
        for step in 0..steps {
            if step.is_multiple_of(SWEEP_EVERY) {
                self.sweep();
            }
            self.step(step, steps);
        }
        self.look();
        self.best.into_iter().map(|(_, preset)| preset).collect()
    }

    /// Keeps what is closer than it ever was.
    fn look(&mut self) {
        let distances = self.guess.distances(&self.now);
        self.keep(&distances);
    }

    fn keep(&mut self, distances: &[f64]) {
        for ((best, now), distance) in self.best.iter_mut().zip(&self.now).zip(distances) {
            if *distance < best.0 {
                *best = (*distance, now.clone());
            }
        }
    }

    fn step(&mut self, step: usize, steps: usize) {
        let guess = self.guess;
        let sloped = guess.asked.slopes(&guess.rows(&self.now), &guess.wanted, &guess.weights);
        let distances: Vec<f64> = sloped.distances.iter().map(|x| f64::from(*x)).collect();
        self.keep(&distances);
        let wide = guess.asked.layout().numbers().count();
        let done = step as f32 / steps.max(1) as f32;
        let length = STEP.0 * (STEP.1 / STEP.0).powf(done);
        let (warm, warm_squares) =
            (1.0 - MEMORY.0.powi(step as i32 + 1), 1.0 - MEMORY.1.powi(step as i32 + 1));
        for (row, preset) in self.now.iter_mut().enumerate() {
            let (wished, slopes, squares) =
                (&mut self.wished[row], &mut self.slopes[row], &mut self.squares[row]);
            for (at, (place, number)) in self.numbers.iter().enumerate() {
                let slope = sloped.of_numbers[row * wide + number];
                if !slope.is_finite() {
                    continue;
                }
                slopes[at] = MEMORY.0 * slopes[at] + (1.0 - MEMORY.0) * slope;
                squares[at] = MEMORY.1 * squares[at] + (1.0 - MEMORY.1) * slope * slope;
                let by = slopes[at] / warm / ((squares[at] / warm_squares).sqrt() + 1e-12);
                wished[at] = (wished[at] - length * by).clamp(0.0, 1.0);
                preset.values[*place] = guess.spec.params[*place].snap(Norm::saturating(wished[at]));
            }
        }
    }

    /// Each preset takes the class of each choice that is closest, one choice after the other.
    fn sweep(&mut self) {
        for (place, classes) in self.choices.clone() {
            let with = |preset: &Preset, class: usize| {
                let mut other = preset.clone();
                other.values[place] = Norm::saturating(class as f32 / (classes.max(2) - 1) as f32);
                other
            };
            let tried: Vec<Preset> =
                self.now.iter().flat_map(|preset| (0..classes).map(|class| with(preset, class))).collect();
            let distances = self.guess.distances(&tried);
            for (row, now) in self.now.iter_mut().enumerate() {
                let far = |class: &usize| distances[row * classes + class];
                if let Some(class) = (0..classes).min_by(|a, b| far(a).total_cmp(&far(b))) {
                    now.clone_from(&tried[row * classes + class]);
                }
            }
        }
    }
}

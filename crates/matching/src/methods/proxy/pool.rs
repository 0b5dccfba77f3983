//! Rendered presets, and how far guesses are trusted.

use rand::RngExt as _;
use tonewright_synth::Preset;
use tonewright_synth::seed::Rng;

/// What is known of a rendered preset, and what was guessed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) score: f64,
    pub(super) guess: f64,
}

/// A rendered preset.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) preset: Preset,
    told: Told,
}

impl Member {
    pub(super) fn told(&self) -> Told {
        self.told
    }
}

/// How scores and guesses went together until now: sums over all that was rendered, of Welford's kind.
#[derive(Clone, Copy, Debug, Default)]
struct Together {
    count: f64,
    score: f64,
    guess: f64,
    both: f64,
    squares: f64,
}

impl Together {
    fn add(&mut self, told: Told) {
        self.count += 1.0;
        let off = told.guess - self.guess;
        self.guess += off / self.count;
        self.score += (told.score - self.score) / self.count;
        self.both += off * (told.score - self.score);
        self.squares += off * (told.guess - self.guess);
    }
}

/// The closest presets that were rendered, closest first.
#[derive(Debug)]
pub(super) struct Pool {
    members: Vec<Member>,
    most: usize,
    together: Together,
}

impl Pool {
    pub(super) fn new(most: usize) -> Self {
        Self { members: Vec::new(), most, together: Together::default() }
    }

    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The score that a preset has to beat.
    pub(super) fn worst(&self) -> f64 {
        match self.members.last() {
            Some(last) if self.members.len() >= self.most => last.told.score,
            _ => f64::INFINITY,
        }
    }

    /// By how much scores grew with guesses (least squares); never below nought.
    pub(super) fn worth(&self) -> f64 {
        let Together { both, squares, .. } = self.together;
        if squares > 0.0 { (both / squares).max(0.0) } else { 0.0 }
    }

    /// Takes in what was rendered.
    pub(super) fn add(&mut self, presets: &[Preset], scores: &[Option<f64>], guesses: &[f64]) {
        for ((preset, score), guess) in presets.iter().zip(scores).zip(guesses) {
            let Some(score) = score.filter(|score| score.is_finite() && guess.is_finite()) else { continue };
            let told = Told { score, guess: *guess };
            self.together.add(told);
            if score < self.worst() && self.members.iter().all(|member| member.preset != *preset) {
                let at = self.members.partition_point(|member| member.told.score <= score);
                self.members.insert(at, Member { preset: preset.clone(), told });
                self.members.truncate(self.most);
            }
        }
    }

    /// A member, the closest most often.
    ///
    /// # Panics
    /// When there is none.
    pub(super) fn pick(&self, rng: &mut Rng) -> &Member {
        let random: f64 = rng.random();
        &self.members[(random * random * self.members.len() as f64) as usize]
    }
}

/// How often presets that guesses picked were good ones, and how often those that chance picked.
#[derive(Debug)]
pub(super) struct Trust {
    guessed: Hits,
    random: Hits,
}

#[derive(Debug)]
struct Hits {
    hits: f64,
    tries: f64,
}

/// What lies so many tries back counts half.
const MEMORY: f64 = 200.0;

impl Hits {
    fn add(&mut self, hit: bool) {
        let keep = 0.5_f64.powf(1.0 / MEMORY);
        self.hits = self.hits * keep + f64::from(u8::from(hit));
        self.tries = self.tries * keep + 1.0;
    }

    /// Never nought and never one.
    fn rate(&self) -> f64 {
        (self.hits + 1.0) / (self.tries + 2.0)
    }
}

impl Default for Trust {
    /// Guesses are trusted at first.
    fn default() -> Self {
        Self { guessed: Hits { hits: 2.0, tries: 4.0 }, random: Hits { hits: 0.0, tries: 4.0 } }
    }
}

/// Each way gets at least this share.
const SHARE_LEAST: f64 = 0.125;

impl Trust {
    /// The share of presets that guesses pick.
    fn share(&self) -> f64 {
        let (guessed, random) = (self.guessed.rate(), self.random.rate());
        (guessed / (guessed + random)).clamp(SHARE_LEAST, 1.0 - SHARE_LEAST)
    }

    /// So many positions: those of the lowest expectations, and others by chance; whether an expectation picked each.
    pub(super) fn pick(&self, expected: &[f64], count: usize, rng: &mut Rng) -> Vec<(usize, bool)> {
        let count = count.min(expected.len());
        let by_guess = ((count as f64 * self.share()).round() as usize).min(count);
        let mut order: Vec<usize> = (0..expected.len()).collect();
        order.sort_by(|a, b| expected[*a].total_cmp(&expected[*b]).then(a.cmp(b)));
        let mut rest = order.split_off(by_guess);
        let mut picked: Vec<(usize, bool)> = order.into_iter().map(|at| (at, true)).collect();
        while picked.len() < count {
            picked.push((rest.swap_remove(rng.random_range(0..rest.len())), false));
        }
        picked
    }

    /// Whether a preset that was picked so was a good one.
    pub(super) fn learn(&mut self, by_guess: bool, hit: bool) {
        if by_guess { self.guessed.add(hit) } else { self.random.add(hit) }
    }
}

#[cfg(test)]
mod tests {
    use tonewright_synth::{Norm, seed};

    use super::*;

    #[test]
    fn a_pool_keeps_the_closest_each_once() {
        let preset = |value: f32| Preset { values: vec![Norm::saturating(value)], name: String::new() };
        let mut pool = Pool::new(2);
        let presets = [preset(0.1), preset(0.2), preset(0.3), preset(0.2)];
        pool.add(&presets, &[Some(3.0), Some(1.0), Some(2.0), Some(1.0)], &[6.0, 4.0, 0.0, 4.0]);
        assert_eq!(pool.members().iter().map(|member| member.told().score).collect::<Vec<_>>(), [1.0, 2.0]);
        assert_eq!(pool.worst(), 2.0);
        // Scores 3, 1, 2, 1 at guesses 6, 4, 0, 4: the slope of the line through them.
        assert!((pool.worth() - 1.5 / 19.0).abs() < 1e-12, "{}", pool.worth());
        pool.add(
            &[preset(0.4), preset(0.5), preset(0.6)],
            &[Some(f64::NAN), None, Some(0.5)],
            &[1.0, 1.0, f64::NAN],
        );
        assert_eq!(pool.worst(), 2.0);
    }

    #[test]
    fn guesses_that_pick_no_better_than_chance_are_asked_less() {
        let mut rng = seed::stream(1, "trust-test", 0);
        let expected: Vec<f64> = (0..100).map(|at| f64::from((at * 37) % 100)).collect();
        let mut trust = Trust::default();
        let shares = |trust: &Trust, rng: &mut Rng| {
            let picked = trust.pick(&expected, 16, rng);
            let mut places: Vec<usize> = picked.iter().map(|(at, _)| *at).collect();
            places.sort_unstable();
            places.dedup();
            assert_eq!(places.len(), 16, "each once");
            picked.iter().filter(|(_, by_guess)| *by_guess).count()
        };
        assert!(shares(&trust, &mut rng) > 8);
        assert_eq!(trust.pick(&expected, 1, &mut rng)[0], (0, true));
        for _ in 0..300 {
            trust.learn(true, false);
            trust.learn(false, true);
        }
        assert_eq!(shares(&trust, &mut rng), 2);
        for _ in 0..600 {
            trust.learn(true, true);
            trust.learn(false, false);
        }
        assert_eq!(shares(&trust, &mut rng), 14);
        assert_eq!(trust.pick(&[f64::NAN, 1.0], 5, &mut rng).len(), 2);
    }
}

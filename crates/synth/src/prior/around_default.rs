//! What can be said of a synth that nobody knows: its initial preset sounds, and presets are that with some knobs moved.

use rand::RngExt as _;

use super::{Prior, Uniform};
use crate::seed::Rng;
use crate::{Preset, SynthSpec};

/// The smallest share of the parameters that a drawn preset moves, and the largest; between them every order of
/// magnitude is as likely.
const SHARE: (f64, f64) = (0.02, 1.0);

/// The initial preset with a share of its parameters drawn uniformly.
pub struct AroundDefault {
    init: Preset,
    uniform: Uniform,
}

impl AroundDefault {
    /// The prior around a synth's initial preset.
    pub fn new(spec: &SynthSpec) -> Self {
        Self { init: Preset::init(spec), uniform: Uniform::new(spec) }
    }
}

impl Prior for AroundDefault {
    fn draw(&self, rng: &mut Rng) -> Preset {
        let (least, most) = SHARE;
        let share = least * (most / least).powf(rng.random::<f64>());
        let drawn = self.uniform.draw(rng);
        let values = self.init.values.iter().zip(drawn.values);
        let values =
            values.map(|(init, new)| if rng.random::<f64>() < share { new } else { *init }).collect();
        Preset { name: "AROUND INIT".to_owned(), values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::dx7::spec::spec;
    use crate::seed;

    #[test]
    fn presets_lie_between_the_initial_one_and_chance() {
        let (prior, init) = (AroundDefault::new(spec()), Preset::init(spec()));
        let moved = |index| {
            let drawn = prior.draw(&mut seed::stream(1, "around-default", index));
            drawn.values.iter().zip(&init.values).filter(|(a, b)| a != b).count()
        };
        let mut counts: Vec<usize> = (0..400).map(moved).collect();
        counts.sort_unstable();
        let of = |share: usize| counts[share * 4];
        assert!(of(5) <= 6 && (10..40).contains(&of(50)) && of(95) >= 100, "{} {} {}", of(5), of(50), of(95));
    }
}

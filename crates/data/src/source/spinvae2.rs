//! The variations of spinvae2: a DX7 preset that sounds much the same and is written otherwise.
//!
//! The source names what is varied: the algorithm by a similar one, oscillator sync and LFO wave at random, key-scaling
//! curves between straight and exponential, small ordinals by one step (5 % up, 5 % down), values of 0 to 99 by normal noise
//! of half a step. Which algorithms are similar and how often curves flip it does not say: here, those that wire the
//! operators alike and differ in the feedback alone, any of them as likely; and half of the time.

use rand::RngExt as _;
use tonewright_synth::engines::dx7::structure::{ALGORITHMS, Algorithm};
use tonewright_synth::seed::{Rng, normal};
use tonewright_synth::{Kind, Norm, ParamSpec, Plain, Preset};

/// From so many values on, a number is noisy; with fewer it is an ordinal that takes steps.
const NOISY_FROM: usize = 90;
/// Standard deviation of that noise.
const NOISE_STEPS: f64 = 0.5;
/// How often an ordinal goes up one step, and how often down.
const STEP_SHARE: f64 = 0.05;
/// How often a curve flips.
const FLIP_SHARE: f64 = 0.5;

/// What the variations do to one parameter.
enum Change {
    Algorithm,
    Any,
    Flip,
    Noise,
    Step,
    Nothing,
}

/// The variations over the parameters of a synth.
pub(super) struct Variations {
    changes: Vec<Change>,
}

impl Variations {
    /// Over these parameters; `None` where they are not those of a DX7.
    pub(super) fn over(params: &[ParamSpec]) -> Option<Self> {
        let is_algorithm = |param: &ParamSpec| param.id == "algorithm" && param.cardinality() == Some(32);
        params.iter().any(is_algorithm).then(|| Self { changes: params.iter().map(change).collect() })
    }

    /// A variation of a preset.
    pub(super) fn vary(&self, mut preset: Preset, params: &[ParamSpec], rng: &mut Rng) -> Preset {
        for ((value, param), change) in preset.values.iter_mut().zip(params).zip(&self.changes) {
            *value = changed(*value, param, change, rng);
        }
        preset
    }
}

fn change(param: &ParamSpec) -> Change {
    let ends = |ending: &str| param.id.ends_with(ending);
    match &param.kind {
        _ if param.id == "algorithm" => Change::Algorithm,
        Kind::Choice { labels } if labels.len() == 4 && labels.iter().any(|label| label == "-EXP") => {
            Change::Flip
        }
        Kind::Choice { .. } if ends("wave") || ends("waveform") => Change::Any,
        Kind::Toggle | Kind::Choice { .. } if ends("oscillator-sync") || ends("osc-key-sync") => Change::Any,
        Kind::Stepped if param.cardinality() >= Some(NOISY_FROM) => Change::Noise,
        Kind::Stepped => Change::Step,
        _ => Change::Nothing,
    }
}

fn changed(value: Norm, param: &ParamSpec, change: &Change, rng: &mut Rng) -> Norm {
    let plain = param.plain_from_norm(value).0;
    let to = match change {
        Change::Nothing => return value,
        Change::Algorithm => similar(plain, param, rng),
        Change::Any => param.range.0 + rng.random_range(0..param.cardinality().unwrap_or(1)) as f64,
        Change::Flip if rng.random::<f64>() < FLIP_SHARE => flipped(plain),
        Change::Flip => plain,
        Change::Noise => (plain + NOISE_STEPS * normal(rng)).round(),
        Change::Step => match rng.random::<f64>() {
            chance if chance < STEP_SHARE => plain + 1.0,
            chance if chance < 2.0 * STEP_SHARE => plain - 1.0,
            _ => plain,
        },
    };
    param.norm_from_plain(Plain(to))
}

/// The other curve of the same direction: of `-LIN`, `-EXP`, `+EXP`, `+LIN`.
fn flipped(plain: f64) -> f64 {
    [1.0, 0.0, 3.0, 2.0][(plain.max(0.0) as usize).min(3)]
}

/// An algorithm that wires the operators alike, itself as likely as any.
fn similar(plain: f64, param: &ParamSpec, rng: &mut Rng) -> f64 {
    let own = (plain - param.range.0).clamp(0.0, 31.0) as usize;
    let is_alike = |other: &&Algorithm| {
        (other.carriers, other.edges) == (ALGORITHMS[own].carriers, ALGORITHMS[own].edges)
    };
    let alike: Vec<&Algorithm> = ALGORITHMS.iter().filter(is_alike).collect();
    param.range.0 + f64::from(alike[rng.random_range(0..alike.len())].number - 1)
}

#[cfg(test)]
mod tests {
    use tonewright_synth::{SYNTHS, Synth, seed};

    use super::*;

    fn dx7() -> Box<dyn Synth> {
        (SYNTHS.iter().find(|entry| entry.name == "dx7").unwrap().build)()
    }

    #[test]
    fn a_variation_is_the_preset_written_otherwise() {
        let dx7 = dx7();
        let params = &dx7.spec().params;
        let variations = Variations::over(params).unwrap();
        let (mut moved, mut stepped, mut stepped_of) = (0.0, 0, 0);
        let mut noisy = 0;
        for item in 0..400 {
            let mut rng = seed::stream(1, "variation-test", item);
            let preset = dx7.prior().draw(&mut rng);
            let varied = variations.vary(preset.clone(), params, &mut rng);
            for ((before, after), param) in preset.values.iter().zip(&varied.values).zip(params) {
                let plain = |norm: &Norm| param.plain_from_norm(*norm).0;
                let by = plain(after) - plain(before);
                match change(param) {
                    Change::Noise if (20.0..80.0).contains(&plain(before)) => {
                        moved += by * by;
                        noisy += 1;
                    }
                    Change::Step if (1.0..param.range.1).contains(&plain(before)) => {
                        assert!(by.abs() <= 1.0);
                        stepped += usize::from(by != 0.0);
                        stepped_of += 1;
                    }
                    Change::Nothing => assert_eq!(before, after),
                    _ => {}
                }
            }
        }
        // Rounding adds a twelfth of a step squared.
        assert!(
            (moved / f64::from(noisy) - (0.25 + 1.0 / 12.0)).abs() < 0.02,
            "{}",
            moved / f64::from(noisy)
        );
        let share = stepped as f64 / stepped_of as f64;
        assert!((share - 0.1).abs() < 0.01, "{share}");
    }

    #[test]
    fn algorithms_keep_their_wires_and_curves_their_direction() {
        let dx7 = dx7();
        let spec = dx7.spec();
        let param = &spec.params[spec.index_of("algorithm").unwrap()];
        let mut rng = seed::stream(1, "variation-test", 0);
        let of = |choice: f64, rng: &mut Rng| similar(choice, param, rng);
        // Algorithms 7, 8 and 9 are wired alike, and none is as 32; choices count from 0.
        let of_seven: Vec<f64> = (0..60).map(|_| of(6.0, &mut rng)).collect();
        assert!([6.0, 7.0, 8.0].iter().all(|choice| of_seven.contains(choice)));
        assert!(of_seven.iter().all(|choice| (6.0..=8.0).contains(choice)));
        assert!((0..60).all(|_| of(31.0, &mut rng) == 31.0));
        assert_eq!([0.0, 1.0, 2.0, 3.0].map(flipped), [1.0, 0.0, 3.0, 2.0]);
        let other = (SYNTHS.iter().find(|entry| entry.name == "subtractive").unwrap().build)();
        assert!(Variations::over(&other.spec().params).is_none());
    }
}

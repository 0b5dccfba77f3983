//! What to try next: samplers by name. Each is a pure function of (space, seed, number of the trial, trials so far).

mod parzen;
mod qmc;
mod qmc_tpe;
mod random;
mod tpe;

use serde::{Deserialize, Serialize};

use crate::{Direction, Error, Space, Trial};

/// What a sampler is asked.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What may be set.
    pub space: &'a Space,
    /// Which values are better.
    pub direction: Direction,
    /// The study's trials, in the order of their numbers.
    pub trials: &'a [Trial],
    /// The study's seed.
    pub seed: u64,
    /// The number of the trial that is drawn.
    pub number: u64,
    /// The sampler's settings.
    pub config: &'a SamplerConfig,
}

/// A way of choosing what to try.
#[derive(Clone, Copy, Debug)]
pub struct Sampler {
    /// Its name in configs.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Where it is described.
    pub source: &'static str,
    /// Trials before it learns from others, where it does and nothing else is said.
    pub startup_trials: Option<u64>,
    /// A place for each parameter of the space: in `0..=1` between the ends of a number, or the index of a choice. Those of
    /// parameters that the trial turns out not to have are not used.
    pub draw: fn(&Request<'_>) -> Vec<f64>,
}

/// All samplers.
pub const SAMPLERS: &[Sampler] = &[random::SAMPLER, qmc::SAMPLER, tpe::SAMPLER, qmc_tpe::SAMPLER];

/// Which sampler, and how it is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SamplerConfig {
    /// A name of [`SAMPLERS`].
    pub name: String,
    /// Trials before it learns from others: counted are those that ended with a value or early (`tpe`), or all (`qmc-tpe`).
    /// The sampler's own number without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startup_trials: Option<u64>,
    /// How many candidates `tpe` draws for each group of parameters, to take the one that promises most.
    pub candidates: usize,
}

/// More candidates than this find nothing that fewer don't.
const MOST_CANDIDATES: usize = 100_000;

impl Default for SamplerConfig {
    fn default() -> Self {
        Self { name: "tpe".to_owned(), startup_trials: None, candidates: 24 }
    }
}

impl SamplerConfig {
    /// The sampler of this name with its usual settings.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The sampler that is meant, which can work on this space.
    ///
    /// # Errors
    /// [`Error::Unknown`] and [`Error::Setting`].
    pub(crate) fn sampler(&self, space: &Space) -> Result<&'static Sampler, Error> {
        let Some(sampler) = SAMPLERS.iter().find(|sampler| sampler.name == self.name) else {
            let known: Vec<&str> = SAMPLERS.iter().map(|sampler| sampler.name).collect();
            return Err(Error::Unknown { kind: "sampler", name: self.name.clone(), known: known.join(", ") });
        };
        let refuse = |why: String| Err(Error::Setting { kind: "sampler", why });
        if !(1..=MOST_CANDIDATES).contains(&self.candidates) {
            return refuse(format!(
                "candidates are {}; they must be 1 to {MOST_CANDIDATES}",
                self.candidates
            ));
        }
        if sampler.name.starts_with("qmc") && space.parameters().len() > qmc::MOST_PARAMETERS {
            let many = space.parameters().len();
            return refuse(format!(
                "parameters are {many}; `{}` takes {} at most: take `tpe` or `random`",
                sampler.name,
                qmc::MOST_PARAMETERS
            ));
        }
        Ok(sampler)
    }

    /// Trials before the sampler learns from others.
    pub(crate) fn startup(&self, sampler: &Sampler) -> u64 {
        self.startup_trials.or(sampler.startup_trials).unwrap_or(0)
    }
}

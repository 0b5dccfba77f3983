//! A learning rate that falls when nothing gets better any more.

use serde::{Deserialize, Serialize};

/// When it falls, and how far: PyTorch's `ReduceLROnPlateau` by the L1 of validations, with its defaults for all else.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PlateauConfig {
    /// What the rate is multiplied with, above 0 and below 1.
    pub factor: f64,
    /// Validations without a better one that are borne with.
    pub patience: u64,
}

/// What a run remembers for it.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Plateau {
    /// How often it fell.
    pub falls: u64,
    /// The lowest L1 until now.
    pub lowest: Option<f64>,
    /// Validations since then, or since it last fell.
    pub waited: u64,
}

/// A share that lower is worth being called better.
const BETTER: f64 = 1e-4;

impl PlateauConfig {
    /// What the rate is multiplied with by now.
    pub(super) fn fallen(&self, plateau: &Plateau) -> f64 {
        self.factor.powi(plateau.falls.min(1_000) as i32)
    }

    /// Takes note of a validation.
    pub(super) fn look(&self, plateau: &mut Plateau, l1: f64) {
        if plateau.lowest.is_none_or(|lowest| l1 < lowest * (1.0 - BETTER)) {
            (plateau.lowest, plateau.waited) = (Some(l1), 0);
            return;
        }
        plateau.waited += 1;
        if plateau.waited > self.patience {
            (plateau.falls, plateau.waited) = (plateau.falls + 1, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_falls_when_patience_is_over_as_that_of_torch() {
        let config = PlateauConfig { factor: 0.5, patience: 2 };
        let mut plateau = Plateau::default();
        // PyTorch 2.15: ReduceLROnPlateau(SGD(lr=1), factor=.5, patience=2), step(loss) each; the rate after each.
        let seen = [
            (1.0, 1.0),
            (0.9, 1.0),
            (0.9, 1.0),
            (0.899_95, 1.0),
            (0.91, 0.5),
            (0.95, 0.5),
            (0.92, 0.5),
            (0.90, 0.25),
            (0.5, 0.25),
            (0.6, 0.25),
            (0.6, 0.25),
            (0.6, 0.125),
        ];
        for (at, (l1, rate)) in seen.into_iter().enumerate() {
            config.look(&mut plateau, l1);
            assert_eq!(config.fallen(&plateau), rate, "validation {at}");
        }
    }
}

//! Three small FM synths whose symmetry is conditional, of pairs, or nested: the FM toys in the code of Hayes, Saitis
//! and Fazekas (ISMIR 2025; not in the paper, and at the published state their data sets fail on the first item).
//!
//! Operators are sines of `w = (pi / 4) * (freq + 1) / 2` radians *per sample*. A carrier has the level `(amp + 1) / 2`; a
//! modulator's `amp` is doubled first, so its index is `(2 * amp + 1) / 2` radians, -1/2 to 3/2.
//! - *conditional*: `m1 -> c1`, and `c2` alone: the carriers are interchangeable only while `m1` is silent;
//! - *mixed*: `m1 -> c1` and `m2 -> c2`: two interchangeable stacks;
//! - *hierarchical*: `m1, m2 -> c1` and `m3, m4 -> c2`: two interchangeable stacks, each with interchangeable modulators.
//!
//! With broken symmetry the operator `i` (from 0) of `g` has `(i * pi + w) / g`, where modulators and carriers are counted
//! apart, each in the order of the parameters (which has `c2` before `c1` in *conditional*). Parameters are in the order of
//! the authors: all frequencies, then all levels. Note, velocity and gate are not heard; pitch goes up with the rate.

use std::f64::consts::{FRAC_PI_4, PI};
use std::marker::PhantomData;

use super::blocks;
use super::family::ToyFamily;
use super::spec::{Column, Symmetry, group, params};
use super::synth::{Formula, Played, Toy};
use crate::{SynthEntry, SynthSpec};

const SOURCE: &str = "Hayes, Saitis and Fazekas, ISMIR 2025 (code)";

/// A carrier and the modulators that bend its phase, as positions in [`Wiring::OPERATORS`].
type Stack = (usize, &'static [usize]);

/// One way to wire operators into two stacks.
pub(in crate::engines) trait Wiring: Clone + Send + Sync + 'static {
    /// Lists and docs.
    const FAMILY: &'static ToyFamily;
    /// The name that people read.
    const TITLE: &'static str;
    /// Names of the operators in the order of the parameters: modulators, then two carriers.
    const OPERATORS: &'static [&'static str];
    /// What sounds.
    const STACKS: [Stack; 2];
    /// Whether the stacks can be exchanged.
    const ARE_ALIKE: bool;
}

/// `m1 -> c1`, and `c2` alone.
#[derive(Clone)]
pub(in crate::engines) enum Conditional {}

impl Wiring for Conditional {
    const FAMILY: &'static ToyFamily = &CONDITIONAL;
    const TITLE: &'static str = "FM, conditional symmetry";
    const OPERATORS: &'static [&'static str] = &["m1", "c2", "c1"];
    const STACKS: [Stack; 2] = [(2, &[0]), (1, &[])];
    const ARE_ALIKE: bool = false;
}

/// `m1 -> c1` and `m2 -> c2`.
#[derive(Clone)]
pub(in crate::engines) enum Mixed {}

impl Wiring for Mixed {
    const FAMILY: &'static ToyFamily = &MIXED;
    const TITLE: &'static str = "FM, mixed symmetry";
    const OPERATORS: &'static [&'static str] = &["m1", "m2", "c1", "c2"];
    const STACKS: [Stack; 2] = [(2, &[0]), (3, &[1])];
    const ARE_ALIKE: bool = true;
}

/// `m1, m2 -> c1` and `m3, m4 -> c2`.
#[derive(Clone)]
pub(in crate::engines) enum Hierarchical {}

impl Wiring for Hierarchical {
    const FAMILY: &'static ToyFamily = &HIERARCHICAL;
    const TITLE: &'static str = "FM, hierarchical symmetry";
    const OPERATORS: &'static [&'static str] = &["m1", "m2", "m3", "m4", "c1", "c2"];
    const STACKS: [Stack; 2] = [(4, &[0, 1]), (5, &[2, 3])];
    const ARE_ALIKE: bool = true;
}

/// The family of the FM toy with conditional symmetry.
pub const CONDITIONAL: ToyFamily = ToyFamily {
    name: "fm-conditional",
    summary: "a modulated sine and a bare one, interchangeable while the modulator is silent",
    source: SOURCE,
    plays_keys: false,
};

/// The family of the FM toy of two stacks.
pub const MIXED: ToyFamily = ToyFamily {
    name: "fm-mixed",
    summary: "two stacks of one modulator and one carrier",
    source: SOURCE,
    plays_keys: false,
};

/// The family of the FM toy with nested symmetry.
pub const HIERARCHICAL: ToyFamily = ToyFamily {
    name: "fm-hierarchical",
    summary: "two stacks of two modulators and one carrier",
    source: SOURCE,
    plays_keys: false,
};

/// The entry of the toy of that wiring.
pub(in crate::engines) const fn entry<W: Wiring>(
    name: &'static str,
    summary: &'static str,
    symmetry: Symmetry,
) -> SynthEntry {
    let build = match symmetry {
        Symmetry::Kept => || Toy::boxed(Fm::<W>(Symmetry::Kept, PhantomData)),
        Symmetry::Broken => || Toy::boxed(Fm::<W>(Symmetry::Broken, PhantomData)),
    };
    SynthEntry { name, summary, toy: Some(W::FAMILY), build }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Fm<W>(pub(super) Symmetry, pub(super) PhantomData<W>);

/// One sine.
#[derive(Clone, Copy, Debug, Default)]
struct Operator {
    /// Radians per sample.
    step_rad: f64,
    /// Level of a carrier; index of a modulator in radians.
    level: f64,
}

impl<W: Wiring> Fm<W> {
    /// Operator `at`, modulators and carriers apart.
    fn operator(&self, at: usize, plain: &[f64]) -> Operator {
        let count = W::OPERATORS.len();
        let modulator_count = count - W::STACKS.len();
        let (freq, amp) = (plain[at], plain[count + at]);
        let (index, of, amp) = if at < modulator_count {
            (at, modulator_count, 2.0 * amp)
        } else {
            (at - modulator_count, W::STACKS.len(), amp)
        };
        let step_rad = FRAC_PI_4 * (freq + 1.0) / 2.0;
        let step_rad = match self.0 {
            Symmetry::Kept => step_rad,
            Symmetry::Broken => (index as f64 * PI + step_rad) / of as f64,
        };
        Operator { step_rad, level: (amp + 1.0) / 2.0 }
    }
}

impl<W: Wiring> Formula for Fm<W> {
    fn spec(&self) -> SynthSpec {
        let parts: Vec<String> = W::OPERATORS.iter().map(|operator| (*operator).to_owned()).collect();
        let columns = [
            Column { id: "freq", default: 0.0, summary: "Frequency, lowest to highest." },
            Column { id: "amp", default: 0.0, summary: "Level; index in a modulator." },
        ];
        let family = if W::ARE_ALIKE { self.0.family("stack") } else { None };
        let groups = W::STACKS.iter().enumerate().map(|(at, (carrier, modulators))| {
            let members: Vec<usize> = modulators.iter().chain([carrier]).copied().collect();
            group(format!("stack{}", at + 1), family, &members, (parts.len(), columns.len()))
        });
        let id = format!("{}{}", W::FAMILY.name, self.0.suffix());
        let name = format!("{}{}", W::TITLE, self.0.words());
        SynthSpec::new(id, name, 1, params(&parts, &columns), groups.collect())
    }

    fn fill(&self, plain: &[f64], _: Played, out: &mut [f32]) {
        let mut operators = [Operator::default(); 6];
        for (at, operator) in operators.iter_mut().enumerate().take(W::OPERATORS.len()) {
            *operator = self.operator(at, plain);
        }
        blocks::fill(out, 1.0, |first, sums| {
            for (carrier, modulators) in W::STACKS {
                let mut bends_rad = [0.0; blocks::LEN];
                let bends_rad = &mut bends_rad[..sums.len()];
                for Operator { step_rad, level } in modulators.iter().map(|at| operators[*at]) {
                    blocks::add_sine(step_rad, level, first, bends_rad);
                }
                let Operator { step_rad, level } = operators[carrier];
                for ((n, sum), bend_rad) in (first..).zip(&mut *sums).zip(bends_rad) {
                    *sum += level * libm::sin(step_rad * n as f64 + *bend_rad);
                }
            }
        });
    }
}

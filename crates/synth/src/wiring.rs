//! How the parts of a synth that are alike are wired: which of its parameters belong to each operator of an FM synth, and
//! what each class of the choice that wires them makes of them. Plain data, of indices alone, so that a model that knows
//! wires knows nothing of a synth's name.

use serde::{Deserialize, Serialize};

use crate::engines::dx7;
use crate::{Slot, SynthSpec};

/// The wiring of a synth's units: parts that have the same parameters, such as operators.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Wiring {
    /// The places of each unit's parameters among the slots of a layout: as many for each, in the same order of meaning.
    pub units: Vec<Vec<usize>>,
    /// The place of the choice that wires them.
    pub selector: usize,
    /// What each class of the selector makes of them.
    pub routings: Vec<Routing>,
}

/// One way to wire units, which are told by their numbers from 0: an algorithm of an FM synth.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Routing {
    /// Pairs (modulator, modulated), without the feedback.
    pub edges: Vec<(usize, usize)>,
    /// The units that are heard: carriers.
    pub heard: Vec<usize>,
    /// Pairs (whose output goes back, to whose input); mostly the same unit.
    pub feedback: Vec<(usize, usize)>,
}

/// A wiring that can't be that of a layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the wiring can't be: {reason}; take the layout from the synth it is of")]
pub struct WiringError {
    /// What is wrong with it.
    pub reason: String,
}

/// What finds the wiring of a synth by the ids of its parameters, one function for each family of synths that we know.
pub const WIRINGS: &[fn(&SynthSpec) -> Option<Wiring>] = &[dx7::wiring::of];

/// More units or routings are a file that means harm: a model keeps a square of the units for each routing.
const MOST_UNITS: usize = 64;
const MOST_ROUTINGS: usize = 1024;

impl Wiring {
    /// That of a synth, where we know how it is wired.
    pub fn of(spec: &SynthSpec) -> Option<Self> {
        WIRINGS.iter().find_map(|of| of(spec))
    }

    /// Whether it can be that of these slots.
    ///
    /// # Errors
    /// [`WiringError`] for indices of what is not there, units that are not alike, and what stands twice.
    pub fn check(&self, slots: &[Slot]) -> Result<(), WiringError> {
        let count = self.units.len();
        if !(1..=MOST_UNITS).contains(&count) || self.routings.len() > MOST_ROUTINGS {
            let reason =
                format!("it has 1 to {MOST_UNITS} units, wired in up to {MOST_ROUTINGS} ways, not {count}");
            return Err(WiringError { reason });
        }
        self.check_units(slots)?;
        let classes = match slots.get(self.selector) {
            Some(Slot::Choice(classes)) => *classes,
            _ => return fault(format!("its selector, parameter {}, is no choice", self.selector)),
        };
        if classes != self.routings.len() {
            let found = self.routings.len();
            return fault(format!("its selector has {classes} classes, but {found} routings"));
        }
        self.routings.iter().try_for_each(|routing| routing.check(count))
    }

    /// Whether units are alike, and each parameter belongs to one at most.
    fn check_units(&self, slots: &[Slot]) -> Result<(), WiringError> {
        let kinds = |unit: &[usize]| unit.iter().map(|place| slots.get(*place).copied()).collect::<Vec<_>>();
        let first = self.units.first().map(|unit| kinds(unit)).unwrap_or_default();
        if first.is_empty() {
            return fault("its units have no parameters".to_owned());
        }
        let mut is_taken = vec![false; slots.len()];
        if let Some(taken) = is_taken.get_mut(self.selector) {
            *taken = true;
        }
        for (number, unit) in self.units.iter().enumerate() {
            if kinds(unit) != first {
                return fault(format!("its unit {number} has other parameters than its first"));
            }
            for place in unit {
                match is_taken.get_mut(*place) {
                    None => return fault(format!("the layout has no parameter {place}")),
                    Some(true) => return fault(format!("the parameter {place} stands in it twice")),
                    Some(taken) => *taken = true,
                }
            }
        }
        Ok(())
    }
}

impl Routing {
    fn check(&self, units: usize) -> Result<(), WiringError> {
        let ends = self.edges.iter().chain(&self.feedback).flat_map(|(from, to)| [*from, *to]);
        if let Some(unit) = ends.chain(self.heard.iter().copied()).find(|unit| *unit >= units) {
            return fault(format!("it wires unit {unit} of {units}, counted from 0"));
        }
        if self.edges.len().max(self.feedback.len()).max(self.heard.len()) > units * units {
            return fault("a wire stands in it twice".to_owned());
        }
        let is_twice = |pairs: &[(usize, usize)]| (1..pairs.len()).any(|at| pairs[..at].contains(&pairs[at]));
        let heard: Vec<(usize, usize)> = self.heard.iter().map(|unit| (*unit, *unit)).collect();
        if [&self.edges, &self.feedback, &heard].into_iter().any(|pairs| is_twice(pairs)) {
            return fault("a wire stands in it twice".to_owned());
        }
        Ok(())
    }
}

fn fault(reason: String) -> Result<(), WiringError> {
    Err(WiringError { reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PresetLayout;

    fn slots() -> Vec<Slot> {
        vec![Slot::Choice(2), Slot::Number, Slot::Number, Slot::Choice(3), Slot::Number, Slot::Choice(3)]
    }

    fn wiring() -> Wiring {
        let one = Routing { edges: vec![(1, 0)], heard: vec![0], feedback: vec![(1, 1)] };
        let other = Routing { heard: vec![0, 1], ..Routing::default() };
        Wiring { units: vec![vec![2, 3], vec![4, 5]], selector: 0, routings: vec![one, other] }
    }

    #[test]
    fn what_can_not_be_is_refused_with_its_reason() {
        assert_eq!(wiring().check(&slots()), Ok(()));
        type Spoil = fn(&mut Wiring);
        let cases: [(Spoil, &str); 12] = [
            (|wiring| wiring.units.clear(), "not 0"),
            (|wiring| wiring.units = vec![vec![]; 2], "no parameters"),
            (|wiring| wiring.units = vec![vec![1]; 65], "65"),
            (|wiring| wiring.units[1] = vec![4], "unit 1"),
            (|wiring| wiring.units[1] = vec![5, 4], "unit 1"),
            (|wiring| wiring.units = vec![vec![6], vec![usize::MAX]], "no parameter 6"),
            (|wiring| wiring.units[1] = vec![2, 5], "2 stands in it twice"),
            (|wiring| wiring.units = vec![vec![0], vec![3]], "0 stands in it twice"),
            (|wiring| wiring.selector = 1, "no choice"),
            (|wiring| wiring.selector = 99, "no choice"),
            (|wiring| wiring.routings.truncate(1), "2 classes, but 1"),
            (|wiring| wiring.routings[0].edges.push((0, 2)), "unit 2 of 2"),
        ];
        for (spoil, expected) in cases {
            let mut spoilt = wiring();
            spoil(&mut spoilt);
            let reason = spoilt.check(&slots()).unwrap_err().to_string();
            assert!(reason.contains(expected), "{reason}, not {expected}");
        }
        let twice: [fn(&mut Routing); 3] = [
            |routing| routing.edges.push((1, 0)),
            |routing| routing.heard.push(0),
            |routing| routing.feedback.push((1, 1)),
        ];
        for spoil in twice {
            let mut spoilt = wiring();
            spoil(&mut spoilt.routings[0]);
            assert!(spoilt.check(&slots()).unwrap_err().reason.contains("twice"));
        }
    }

    #[test]
    fn layouts_with_and_without_wires_come_back_from_files() {
        let bare = PresetLayout::from_slots(slots());
        let text = serde_json::to_string(&bare).unwrap();
        let list = r#"[{"choice":2},"number","number",{"choice":3},"number",{"choice":3}]"#;
        assert_eq!(text, list);
        assert_eq!(serde_json::from_str::<PresetLayout>(&text).unwrap(), bare);
        let wired = bare.with_wiring(wiring()).unwrap();
        let text = serde_json::to_string(&wired).unwrap();
        assert_eq!(serde_json::from_str::<PresetLayout>(&text).unwrap(), wired);
        assert_eq!(wired.wiring(), Some(&wiring()));
        // An index changed in the file, and choices among nothing or too much.
        for (was, is) in
            [("[[2,3],[4,5]]", "[[2,3],[4,9]]"), ("[[1,0]]", "[[1,7]]"), ("\"selector\":0", "\"selector\":6")]
        {
            assert!(text.contains(was));
            assert!(serde_json::from_str::<PresetLayout>(&text.replace(was, is)).is_err(), "{is}");
        }
        for slots in [r#"[{"choice":0}]"#, r#"[{"choice":1000000000000}]"#] {
            assert!(serde_json::from_str::<PresetLayout>(slots).is_err(), "{slots}");
        }
    }
}

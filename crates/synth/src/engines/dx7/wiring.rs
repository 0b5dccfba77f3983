//! How the operators of whatever has a DX7's parameters are wired: the native DX7, views that hold some of its parameters,
//! dexed-py.

use super::structure::{ALGORITHMS, Algorithm};
use crate::wiring::{Routing, Wiring};
use crate::{Kind, SynthSpec};

/// Operators of a DX7.
const OPERATORS: usize = 6;

/// The wiring of a synth whose parameters have a DX7's ids: a choice `algorithm` among some of the 32, and `op1.…` to
/// `op6.…`. A unit is an operator that has parameters; one whose parameters are all held takes no part. Of a unit are the
/// parameters that all units have; what only some have counts as of the synth as a whole.
pub fn of(spec: &SynthSpec) -> Option<Wiring> {
    let selector = spec.index_of("algorithm")?;
    let Kind::Choice { labels } = &spec.params[selector].kind else { return None };
    let algorithms = algorithms(labels)?;
    let mut operators: Vec<Vec<(&str, usize)>> = vec![Vec::new(); OPERATORS];
    for (place, param) in spec.params.iter().enumerate() {
        if let Some((operator, name)) = part(&param.id) {
            operators.get_mut(operator)?.push((name, place));
        }
    }
    let there: Vec<usize> = (0..OPERATORS).filter(|operator| !operators[*operator].is_empty()).collect();
    let kind = |place: usize| std::mem::discriminant(&spec.params[place].kind);
    let place_in = |operator: usize, (name, place): (&str, usize)| {
        let like = |(other, at): &&(&str, usize)| *other == name && kind(*at) == kind(place);
        operators[operator].iter().find(like).map(|(_, at)| *at)
    };
    let shared: Vec<(&str, usize)> = operators[*there.first()?]
        .iter()
        .copied()
        .filter(|param| there.iter().all(|operator| place_in(*operator, *param).is_some()))
        .collect();
    let unit = |operator: &usize| shared.iter().filter_map(|param| place_in(*operator, *param)).collect();
    let units: Vec<Vec<usize>> = there.iter().map(unit).collect();
    let routings = algorithms.into_iter().map(|algorithm| routing(algorithm, &there)).collect();
    (units.len() > 1 && !shared.is_empty()).then_some(Wiring { units, selector, routings })
}

/// The operator, counted from 0, and the name of one of its parameters.
fn part(id: &str) -> Option<(usize, &str)> {
    let rest = id.strip_prefix("op")?;
    let at = rest.find(|letter: char| !letter.is_ascii_digit())?;
    let name = rest[at..].strip_prefix(['.', '-'])?;
    let number: usize = rest[..at].parse().ok()?;
    Some((number.checked_sub(1)?, name))
}

/// The algorithms that classes stand for: all 32 in order, or those whose numbers are their labels.
fn algorithms<L: AsRef<str>>(labels: &[L]) -> Option<Vec<&'static Algorithm>> {
    let number = |label: &L| label.as_ref().trim().parse::<u8>().ok();
    let by_label = labels.iter().map(|label| ALGORITHMS.iter().find(|a| Some(a.number) == number(label)));
    let is_all = labels.len() == ALGORITHMS.len();
    by_label.collect::<Option<Vec<_>>>().or_else(|| is_all.then(|| ALGORITHMS.iter().collect()))
}

/// What an algorithm makes of the operators that are there; a wire to one that is not is none.
fn routing(algorithm: &Algorithm, there: &[usize]) -> Routing {
    let unit = |operator: u8| there.iter().position(|there| there + 1 == usize::from(operator));
    let wire = |(from, to): &(u8, u8)| Some((unit(*from)?, unit(*to)?));
    Routing {
        edges: algorithm.edges.iter().filter_map(wire).collect(),
        heard: algorithm.carriers.iter().filter_map(|carrier| unit(*carrier)).collect(),
        feedback: [algorithm.feedback].iter().filter_map(wire).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::spec::spec;
    use super::*;
    use crate::{PresetLayout, SYNTHS};

    /// The DX7 with only those parameters.
    fn with(is_there: impl Fn(&str) -> bool) -> SynthSpec {
        let params = spec().params.iter().filter(|param| is_there(&param.id)).cloned().collect();
        SynthSpec::new("some", "Some", 1, params, Vec::new())
    }

    #[test]
    fn the_dx7_is_wired_as_on_its_panel_and_no_other_synth_is() {
        for entry in SYNTHS {
            let synth = (entry.build)();
            let layout = PresetLayout::of(synth.spec());
            assert_eq!(layout.wiring().is_some(), entry.name == "dx7", "{}", entry.name);
        }
        let wiring = of(spec()).unwrap();
        assert_eq!((wiring.units.len(), wiring.units[5].len()), (6, 22));
        for (operator, unit) in wiring.units.iter().enumerate() {
            for (first, place) in wiring.units[0].iter().zip(unit) {
                let of_first = spec().params[*first].id.replace("op1.", &format!("op{}.", operator + 1));
                assert_eq!(spec().params[*place].id, of_first);
            }
        }
        let fourth = &wiring.routings[3];
        assert_eq!((fourth.heard.as_slice(), fourth.feedback.as_slice()), (&[0, 3][..], &[(3, 5)][..]));
        assert_eq!(fourth.edges, [(1, 0), (2, 1), (4, 3), (5, 4)]);
    }

    #[test]
    fn views_have_the_operators_that_are_left() {
        let three = with(|id| !["op4", "op5", "op6"].iter().any(|operator| id.starts_with(operator)));
        let wiring = of(&three).unwrap();
        assert_eq!(wiring.units.len(), 3);
        assert_eq!(wiring.routings[0].edges, [(1, 0)]);
        assert_eq!(
            (wiring.routings[0].heard.as_slice(), wiring.routings[0].feedback.len()),
            (&[0, 2][..], 0)
        );
        // The fine tuning of one operator is held: it is of no unit.
        let without = with(|id| id != "op2.fine");
        let (wiring, fine) = (of(&without).unwrap(), without.index_of("op1.fine").unwrap());
        assert!(wiring.units.iter().all(|unit| unit.len() == 21 && !unit.contains(&fine)));
        assert_eq!(PresetLayout::of(&without).wiring(), Some(&wiring));
        for missing in ["algorithm", "op"] {
            assert_eq!(of(&with(|id| !id.starts_with(missing))), None);
        }
        assert_eq!(of(&with(|id| !id.starts_with("op") || id.starts_with("op1."))), None);
    }

    #[test]
    fn algorithms_are_known_by_their_numbers_where_some_are_missing() {
        let mut some = spec().clone();
        let selector = some.index_of("algorithm").unwrap();
        let mut label = |labels: &[&'static str]| {
            let labels: Vec<_> = labels.iter().map(|label| Cow::Borrowed(*label)).collect();
            some.params[selector].range.1 = (labels.len() - 1) as f64;
            some.params[selector].kind = Kind::Choice { labels };
            of(&some)
        };
        let wiring = label(&["32", "5"]).unwrap();
        assert_eq!((wiring.routings[0].heard.len(), wiring.routings[1].heard.len()), (6, 3));
        assert_eq!(label(&["stack", "branch"]), None);
    }
}

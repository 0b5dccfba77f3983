//! What a search space may be, and what is refused.

use proptest::prelude::*;
use tonewright_tune::{
    Condition, Direction, Domain, Parameter, Request, SAMPLERS, SamplerConfig, Space, Value,
};

use crate::SPACE;

#[test]
fn a_space_is_read_and_written_as_it_was() {
    let space = Space::from_toml(SPACE).unwrap();
    assert_eq!(space.parameters().len(), 5);
    assert_eq!(Space::from_toml(&toml::to_string(&space).unwrap()).unwrap(), space);
    let json = serde_json::to_string(&space).unwrap();
    assert_eq!(serde_json::from_str::<Space>(&json).unwrap(), space);
}

#[test]
fn nonsense_is_refused_by_name() {
    let one = |fields: &str| format!("[[parameters]]\nname = \"p\"\n{fields}\n");
    let cases = [
        (one("kind = \"float\"\nlow = 2.0\nhigh = 1.0"), "low 2 above high 1"),
        (one("kind = \"float\"\nlow = 0.0\nhigh = 1.0\nlog = true"), "must be above 0"),
        (one("kind = \"float\"\nlow = nan\nhigh = 1.0"), "must be finite"),
        (one("kind = \"float\"\nlow = 0.0\nhigh = inf"), "must be finite"),
        (one("kind = \"float\"\nlow = -1e308\nhigh = 1e308"), "their distance"),
        (one("kind = \"float\"\nlow = 0.1\nhigh = 1.0\nlog = true\nstep = 0.1"), "one of the two"),
        (one("kind = \"float\"\nlow = 0.1\nhigh = 1.0\nstep = 0.0"), "above 0"),
        (one("kind = \"float\"\nlow = 0.0\nhigh = 1e300\nstep = 1e-300"), "too fine"),
        (one("kind = \"float\"\nlow = \"a\"\nhigh = 1.0"), "no number"),
        (one("kind = \"float\"\nhigh = 1.0"), "has no `low`"),
        (one("kind = \"int\"\nlow = 2\nhigh = 1"), "low 2 above high 1"),
        (one("kind = \"int\"\nlow = 0\nhigh = 9\nlog = true"), "at least 1"),
        (one("kind = \"int\"\nlow = 1\nhigh = 9\nlog = true\nstep = 2"), "one of the two"),
        (one("kind = \"int\"\nlow = 1\nhigh = 9\nstep = 0"), "1 or more"),
        (one("kind = \"int\"\nlow = 1.5\nhigh = 9"), "no whole number"),
        (one("kind = \"int\"\nlow = -9223372036854775808\nhigh = 9223372036854775807"), "2^53"),
        (one("kind = \"choice\"\nchoices = []"), "no choices"),
        (one("kind = \"choice\"\nchoices = [\"a\", \"a\"]"), "twice"),
        (one("kind = \"choice\"\nchoices = [nan]"), "finite"),
        (one("kind = \"choice\"\nchoices = [1]\nlow = 1"), "it has `choices`"),
        (one("kind = \"choice\""), "has no `choices`"),
        (one("kind = \"float\"\nchoices = [1]"), "must be `choice`"),
        (one("kind = \"cube\""), "cube"),
        (one("kind = \"float\"\nlow = 0\nhigh = 1\nheight = 2"), "height"),
        (format!("{0}{0}", one("kind = \"float\"\nlow = 0\nhigh = 1")), "there twice"),
        (one("kind = \"float\"\nlow = 0\nhigh = 1\nwhen = { parameter = \"q\", is = [1] }"), "no earlier"),
        ("parameters = []".to_owned(), "no parameter"),
        (String::new(), "parameters"),
        ("[[parameters]]\nname = \"\"\nkind = \"choice\"\nchoices = [1]".to_owned(), "without a name"),
    ];
    for (text, expected) in cases {
        let why = Space::from_toml(&text).unwrap_err();
        let why =
            format!("{why} {}", std::error::Error::source(&why).map(ToString::to_string).unwrap_or_default());
        assert!(why.contains(expected), "{text}: {why}");
    }
}

#[test]
fn conditions_name_an_earlier_choice_and_what_it_can_be() {
    let choice = Domain::Choice { choices: vec!["a".into(), "b".into()] };
    let number = Domain::Float { low: 0.0, high: 1.0, log: false, step: None };
    let parameter = |name: &str, domain: &Domain, when: Option<Condition>| Parameter {
        name: name.into(),
        domain: domain.clone(),
        when,
    };
    let when = |parent: &str, is: Vec<Value>| Some(Condition { parameter: parent.into(), is });
    let refused = |condition| {
        let earlier = [parameter("c", &choice, None), parameter("n", &number, None)];
        let all = earlier.into_iter().chain([parameter("late", &number, condition)]);
        Space::new(all.collect()).unwrap_err().to_string()
    };
    assert!(refused(when("n", vec![0.5.into()])).contains("no choice"));
    assert!(refused(when("c", vec![])).contains("one of nothing"));
    assert!(refused(when("c", vec!["z".into()])).contains("which it can't be"));
    assert!(refused(when("late", vec!["a".into()])).contains("no earlier"));
}

fn domain() -> impl Strategy<Value = Domain> {
    let float = (-1e3..1e3_f64, 0.0..1e3_f64, any::<bool>(), proptest::option::of(1e-3..10.0_f64)).prop_map(
        |(low, range, log, step)| {
            let low = if log { low.abs() + 1e-6 } else { low };
            Domain::Float { low, high: low + range, log, step: if log { None } else { step } }
        },
    );
    let int = (-1000_i64..1000, 0_i64..5000, any::<bool>(), 1_i64..20).prop_map(|(low, range, log, step)| {
        let low = if log { low.abs() + 1 } else { low };
        Domain::Int { low, high: low + range, log, step: if log { 1 } else { step } }
    });
    let choice = (1_i64..9).prop_map(|many| Domain::Choice { choices: (0..many).map(Value::Int).collect() });
    prop_oneof![float, int, choice]
}

fn is_in(value: &Value, domain: &Domain) -> bool {
    match (domain, value) {
        (Domain::Float { low, high, step, .. }, Value::Float(value)) => {
            let steps = step.map_or(0.0, |step| (value - low) / step);
            (*low..=*high).contains(value) && (steps - steps.round()).abs() < 1e-6
        }
        (Domain::Int { low, high, step, .. }, Value::Int(value)) => {
            (low..=high).contains(&value) && (value - low) % step == 0
        }
        (Domain::Choice { choices }, value) => choices.contains(value),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the space, each sampler draws from it, and the same again.
    #[test]
    fn samplers_draw_from_the_space(domains in proptest::collection::vec(domain(), 1..6), seed in any::<u64>()) {
        let named = |(at, domain): (usize, &Domain)| Parameter { name: at.to_string(), domain: domain.clone(), when: None };
        let space = Space::new(domains.iter().enumerate().map(named).collect()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for sampler in SAMPLERS {
            let mut order = tonewright_tune::StudyOrder::new(sampler.name, Direction::Maximize, space.clone());
            order.sampler = SamplerConfig { startup_trials: Some(3), ..SamplerConfig::named(sampler.name) };
            order.seed = seed;
            let mut study = tonewright_tune::Study::open(&folder.path().join("j"), order.clone()).unwrap();
            for number in 0..8 {
                let trial = study.ask().unwrap();
                prop_assert_eq!(trial.params.len(), domains.len());
                for (param, parameter) in trial.params.iter().zip(space.parameters()) {
                    prop_assert!(is_in(&param.value, &parameter.domain), "{:?} {:?}", param.value, parameter.domain);
                }
                let value = trial.params.iter().filter_map(|param| param.value.number()).sum();
                study.tell(number, tonewright_tune::Outcome::Complete(value)).unwrap();
            }
            let trials = study.trials().unwrap();
            let (direction, config) = (Direction::Maximize, &order.sampler);
            let request = Request { space: &space, direction, trials, seed, number: 8, config };
            prop_assert_eq!((sampler.draw)(&request), (sampler.draw)(&request));
        }
    }
}

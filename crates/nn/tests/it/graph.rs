//! A network that knows wires: what it can't tell apart, what it must, and what it refuses.

use tonewright_nn::burn::module::Module as _;
use tonewright_nn::burn::tensor::Tensor;
use tonewright_nn::{EncoderConfig, Init, PRESET_ENCODERS, PresetBatch, PresetEncoder, device};
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::{Kind, Norm, PresetLayout, Routing, Slot, Synth as _, SynthSpec, Wiring, seed};

use crate::named::Fill;
use crate::torch;

const OUTPUTS: usize = 7;
const SMALL: EncoderConfig =
    EncoderConfig::Graph { scales: 3, dim: 24, feed: 32, rounds: 3, width: 32, blocks: 1 };

/// With weights that are not small, as if it had learned.
fn network(layout: &PresetLayout) -> PresetEncoder {
    let device = device::training(device::cpu());
    SMALL.init(layout, OUTPUTS, &mut Init::new(5, &device)).unwrap().map(&mut Fill::default()).valid()
}

fn voices(count: u64) -> Vec<Vec<Norm>> {
    let synth = Dx7::mark_one();
    (0..count).map(|item| synth.prior().draw(&mut seed::stream(3, "graph", item)).values).collect()
}

fn answers(layout: &PresetLayout, presets: &[Vec<Norm>]) -> Vec<f32> {
    let batch = PresetBatch::new(layout, presets.iter().map(Vec::as_slice), &device::cpu());
    values(network(layout).forward(&batch))
}

fn values(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

/// The largest difference, relative to the largest value.
fn apart(one: &[f32], other: &[f32]) -> f32 {
    let most = |values: &mut dyn Iterator<Item = f32>| values.fold(0.0_f32, |most, x| most.max(x.abs()));
    most(&mut one.iter().zip(other).map(|(a, b)| a - b)) / most(&mut one.iter().copied())
}

/// The same wires where unit `order[n]` is called `n`.
fn renamed(wiring: &Wiring, order: &[usize]) -> Wiring {
    let name = |unit: usize| order.iter().position(|was| *was == unit).unwrap();
    let pairs = |pairs: &[(usize, usize)]| pairs.iter().map(|(a, b)| (name(*a), name(*b))).collect();
    let routings = wiring.routings.iter().map(|routing| Routing {
        edges: pairs(&routing.edges),
        heard: routing.heard.iter().map(|unit| name(*unit)).collect(),
        feedback: pairs(&routing.feedback),
    });
    Wiring { routings: routings.collect(), ..wiring.clone() }
}

#[test]
fn what_operators_are_called_means_nothing() {
    let layout = PresetLayout::of(Dx7::mark_one().spec());
    let wiring = layout.wiring().unwrap().clone();
    let presets = voices(40);
    let was = answers(&layout, &presets);
    for order in [[1, 0, 2, 3, 4, 5], [5, 3, 1, 0, 2, 4]] {
        let swapped = |preset: &Vec<Norm>| {
            let mut to = preset.clone();
            for (unit, from) in wiring.units.iter().zip(order) {
                unit.iter().zip(&wiring.units[from]).for_each(|(place, from)| to[*place] = preset[*from]);
            }
            to
        };
        let swapped: Vec<Vec<Norm>> = presets.iter().map(swapped).collect();
        // Their parameters alone are another sound, and with their wires the same one.
        assert!(apart(&was, &answers(&layout, &swapped)) > 0.05);
        let relabelled =
            PresetLayout::from_slots(layout.slots().to_vec()).with_wiring(renamed(&wiring, &order)).unwrap();
        let is = apart(&was, &answers(&relabelled, &swapped));
        assert!(is < 2e-5, "{order:?}: {is}");
    }
}

#[test]
fn every_wire_of_an_algorithm_is_heard() {
    let layout = PresetLayout::of(Dx7::mark_one().spec());
    let wiring = layout.wiring().unwrap();
    let presets = voices(8);
    let was = answers(&layout, &presets);
    let with = |change: &dyn Fn(&mut Routing)| {
        let mut wiring = wiring.clone();
        wiring.routings.iter_mut().for_each(change);
        let layout = PresetLayout::from_slots(layout.slots().to_vec()).with_wiring(wiring).unwrap();
        apart(&was, &answers(&layout, &presets))
    };
    assert_eq!(with(&|_| ()), 0.0);
    let changes: [&dyn Fn(&mut Routing); 3] = [
        &|routing| routing.edges.truncate(routing.edges.len().saturating_sub(1)),
        &|routing| routing.heard.truncate(routing.heard.len() - 1),
        &|routing| routing.feedback.clear(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let is = with(change);
        assert!(is > 1e-3, "change {number}: {is}");
    }
    // Another algorithm is another answer, for each preset.
    let mut others = presets.clone();
    for preset in &mut others {
        let knob = preset[wiring.selector].get();
        preset[wiring.selector] = Norm::saturating(if knob < 0.5 { 1.0 } else { 0.0 });
    }
    let others = answers(&layout, &others);
    for (was, is) in was.chunks(OUTPUTS).zip(others.chunks(OUTPUTS)) {
        assert!(apart(was, is) > 1e-2, "{was:?} {is:?}");
    }
}

#[test]
fn a_preset_is_judged_alone() {
    let layout = torch::layout();
    let network = network(&layout);
    assert!(network.judges_rows_alone());
    let batch = torch::batch(&layout, &device::cpu());
    let all = values(network.forward(&batch));
    for (row, expected) in all.chunks(OUTPUTS).enumerate() {
        let one = PresetBatch {
            numbers: batch.numbers.clone().slice_dim(0, row..row + 1),
            classes: batch.classes.clone().slice_dim(0, row..row + 1),
        };
        assert!(apart(expected, &values(network.forward(&one))) < 1e-5);
    }
}

#[test]
fn synths_without_wires_and_sizes_that_can_not_be_are_refused() {
    let mut init = Init::new(1, &device::cpu());
    let bare = PresetLayout::from_slots(vec![Slot::Choice(2), Slot::Number]);
    let error = SMALL.init(&bare, 3, &mut init).unwrap_err();
    assert!(error.to_string().contains("wiring"), "{error}");
    let said = r#"{ "network": "graph", "scales": 3, "dim": 24, "feed": 32, "rounds": 3, "width": 32, "blocks": 1 }"#;
    assert_eq!(serde_json::from_str::<EncoderConfig>(said).unwrap(), SMALL);
    for (was, is, key) in [
        (r#""scales": 3"#, r#""scales": 11"#, "scales"),
        (r#""dim": 24"#, r#""dim": 0"#, "dim"),
        (r#""feed": 32"#, r#""feed": 0"#, "feed"),
        (r#""rounds": 3"#, r#""rounds": 100000"#, "rounds"),
        (r#""width": 32"#, r#""width": 0"#, "width"),
        (r#""blocks": 1"#, r#""blocks": 70000"#, "blocks"),
    ] {
        let config: EncoderConfig = serde_json::from_str(&said.replace(was, is)).unwrap();
        assert_eq!(config.init(&torch::layout(), 3, &mut init).unwrap_err().key, key);
    }
}

/// The DX7 with some of its parameters, its LFO without sample & hold as in synth-proxy.
fn view(is_used: impl Fn(&str) -> bool) -> PresetLayout {
    let whole = Dx7::mark_one();
    let mut params: Vec<_> = whole.spec().params.iter().filter(|param| is_used(&param.id)).cloned().collect();
    for param in params.iter_mut().filter(|param| param.id == "lfo.wave") {
        if let Kind::Choice { labels } = &mut param.kind {
            labels.truncate(5);
        }
    }
    PresetLayout::of(&SynthSpec::new("view", "View", 1, params, Vec::new()))
}

/// Whether `dexed-100` uses it: neither the plug-in's own knobs nor what only other keys and velocities tell.
fn is_of_100(id: &str) -> bool {
    let held = ["switch", "break-point", "-depth", "-curve", "rate-scaling", "velocity-sensitivity", "-sync"];
    let others = ["cutoff", "resonance", "output", "master-tune", "transpose", "lfo.sync"];
    !others.contains(&id) && (id.starts_with("lfo.") || !held.iter().any(|held| id.ends_with(held)))
}

#[test]
fn it_has_as_many_parameters_as_the_transformer_that_it_is_measured_against() {
    let count = |name: &str, layout: &PresetLayout| {
        let entry = PRESET_ENCODERS.iter().find(|entry| entry.name == name).unwrap();
        entry.config.init(layout, 192, &mut Init::new(1, &device::cpu())).unwrap().parameter_count()
    };
    let dexed_100 = view(is_of_100);
    assert_eq!((dexed_100.slots().len(), dexed_100.one_hot_len()), (100, 141));
    let (ours, theirs) = (count("operators", &dexed_100), count("tfm", &dexed_100));
    assert!((ours as f64 / theirs as f64 - 1.0).abs() < 0.03, "{ours} for {theirs}");
    assert_eq!((ours, count("operators", &view(|_| true))), (4_821_440, 5_049_792));
}

#[test]
fn fewer_operators_are_fewer_states() {
    let three = view(|id| !["op4", "op5", "op6"].iter().any(|operator| id.starts_with(operator)));
    let units = &three.wiring().unwrap().units;
    assert_eq!((units.len(), units[0].len()), (3, 22));
    let presets: Vec<Vec<Norm>> = vec![vec![Norm::saturating(0.3); three.slots().len()]; 2];
    assert_eq!(answers(&three, &presets).len(), 2 * OUTPUTS);
}

//! A proxy that is told what is played guesses at presets of any note, and goes down its own slope.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::Audio;
use tonewright_audio::features::FeatureKinds;
use tonewright_data::farm::{Order, render};
use tonewright_data::{Plan, Recipe};
use tonewright_learned::LearnError;
use tonewright_learned::proxy::{Fresh, Guess, Pairs, Proxy, ProxyConfig, teach};
use tonewright_matching::{Describer, Surrogate as _};
use tonewright_nn::device;
use tonewright_synth::prior::Uniform;
use tonewright_synth::{Gesture, Job, Preset, Prior as _, RenderSetup, Synth as _, SynthSpec, seed};
use tonewright_testkit::toy_synth::ToySynth;

const RECIPE: &str = r#"
name = "played"
synth = "toy"
items = 128
[[prior]]
draw = "uniform"
[play.drawn]
note = [40, 80]
velocity = [60, 127]
time = { gate-secs = [0.05, 0.4] }
[sound]
rate-hz = 16_000
secs = 0.5
[gate]
rms = [0.02, 1.0]
[store]
features = ["picture"]
"#;

const CONFIG: &str = r#"
feature = "picture"
units = "together"
played = true
[encoder]
network = "stack"
input = { kind = "one-hot" }
block = "highway"
blocks = 2
width = 64
[teach]
steps = 500
batch = 64
rate = 0.01
validate-every = 500
schedule = { kind = "constant-cosine", constant-steps = 250, fall-steps = 250, lowest-factor = 0.01 }
"#;

fn taught(folder: &Path, recipe: &str, config: &str) -> Result<Proxy, LearnError> {
    let recipe = |seed| {
        let mut recipe: Recipe = toml::from_str(recipe).unwrap();
        recipe.seed = seed;
        recipe
    };
    let (toy, kinds, config): (_, _, ProxyConfig) =
        (Arc::new(ToySynth::new()), FeatureKinds::default(), toml::from_str(config).unwrap());
    let held_out = folder.join("held-out");
    let plan = Plan::new(recipe(2), toy.clone(), Path::new("")).unwrap();
    let order = Order { folder: held_out.clone(), share: (0, 1), threads: 2, made_by: "a test".to_owned() };
    render(&plan, &order, &AtomicBool::new(false), &mut |_| {}).unwrap();
    let held_out = Pairs::open(&held_out, "picture", config.played)?;
    let plan = Plan::endless(recipe(1), "picture", toy, Path::new(""), &kinds).unwrap();
    let mut fresh = Fresh::new(plan, config.played, &config.teach, 2)?;
    let run = folder.join("run");
    teach(
        (&config, None),
        (&mut fresh, &held_out),
        (&run, &device::cpu()),
        &AtomicBool::new(false),
        &mut |_| {},
    )?;
    Proxy::open(&run, &device::cpu())
}

const SETUP: RenderSetup = RenderSetup { rate_hz: 16_000, len_samples: 8_000 };

fn draw(index: u64) -> Preset {
    let toy = ToySynth::new();
    let mut preset = Uniform::new(toy.spec()).draw(&mut seed::stream(9, "guess-test", index));
    preset.snap(toy.spec());
    preset
}

fn sound(preset: &Preset, gesture: Gesture) -> Audio {
    ToySynth::new().open(SETUP).unwrap().render(&Job { preset, gesture }).unwrap()
}

fn guess(proxy: &Proxy, spec: &SynthSpec, target: &Audio, gesture: Gesture) -> Result<Guess, LearnError> {
    let kind = FeatureKinds::default().by_name("picture").unwrap();
    Guess::new((proxy, Path::new("a proxy")), spec, kind.as_ref(), (target, gesture, f64::INFINITY))
}

/// Spearman's rank correlation of numbers without ties.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let ranks =
        |of: &[f64]| -> Vec<f64> { of.iter().map(|x| of.iter().filter(|y| *y < x).count() as f64).collect() };
    let n = a.len() as f64;
    let apart: f64 = ranks(a).iter().zip(ranks(b)).map(|(a, b)| (a - b).powi(2)).sum();
    1.0 - 6.0 * apart / (n * (n * n - 1.0))
}

#[test]
fn guesses_go_with_what_is_heard_at_any_note_and_fall_down_their_slope() {
    let (folder, toy) = (tempfile::tempdir().unwrap(), ToySynth::new());
    let proxy = taught(folder.path(), RECIPE, CONFIG).unwrap();
    for (index, note, gate_secs) in [(100, 45, 0.1), (101, 60, 0.3), (102, 76, 0.2)] {
        let gesture = Gesture { note, velocity: 100, gate_secs };
        let target = sound(&draw(index), gesture);
        let guess = guess(&proxy, toy.spec(), &target, gesture).unwrap();
        // Presets that the recipe's gate refuses were never heard.
        let is_heard = |preset: &Preset| sound(preset, gesture).rms() >= 0.02;
        let presets: Vec<Preset> = (0..).map(draw).filter(is_heard).take(80).collect();
        let guessed = guess.distances(&presets);
        let mut describer = Describer::new(SETUP.rate_hz);
        let wanted = describer.describe(target.channel(0));
        let heard: Vec<f64> = presets
            .iter()
            .map(|p| describer.describe(sound(p, gesture).channel(0)).distance_db(&wanted))
            .collect();
        let agreement = spearman(&guessed, &heard);
        assert!(agreement > 0.75, "note {note}: {agreement}");
        // Both are mean differences in dB.
        let means = [&guessed, &heard].map(|of| of.iter().sum::<f64>() / of.len() as f64);
        assert!((means[0] / means[1] - 1.0).abs() < 0.35, "{means:?}");
        let open: Vec<usize> = (0..toy.spec().params.len()).filter(|index| *index != 3).collect();
        let moved = guess.descend(&presets[..20], &open, 40);
        let after = guess.distances(&moved);
        let (before, after) = (guessed[..20].iter().sum::<f64>(), after.iter().sum::<f64>());
        assert!(after < 0.7 * before, "note {note}: from {before} to {after}");
        for (now, was) in moved.iter().zip(&presets) {
            let mut snapped = now.clone();
            snapped.snap(toy.spec());
            assert_eq!((&snapped, now.values[3]), (now, was.values[3]));
        }
    }
}

#[test]
fn what_it_does_not_know_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let short = CONFIG.replace("steps = 500\nbatch", "steps = 2\nbatch");
    let proxy = taught(folder.path(), RECIPE, &short).unwrap();
    let gesture = Gesture { note: 60, velocity: 100, gate_secs: 0.2 };
    let (target, mut spec) = (sound(&draw(1), gesture), ToySynth::new().spec().clone());
    spec.sound_version += 1;
    let of_another =
        |spec: &SynthSpec| guess(&proxy, spec, &target, gesture).map(|_| ()).unwrap_err().to_string();
    assert!(of_another(&spec).contains("its presets are of `toy` (sound"), "{}", of_another(&spec));
    spec.sound_version -= 1;
    spec.params.pop();
    assert!(of_another(&spec).contains("other parameters"));
    let two = RECIPE.replace("[play.drawn]", "[play.drawn]\ncount = 2");
    let several = taught(&folder.path().join("two"), &two, CONFIG).map(|_| ()).unwrap_err().to_string();
    assert!(several.contains("played with 2 notes"), "{several}");
    // A target of another rate and length, and one that is silent, are targets too.
    let ears = [Audio::mono(vec![0.1; 100], 44_100), Audio::mono(vec![0.0; 90_000], 48_000)];
    let toy = ToySynth::new();
    for target in ears {
        let guess = guess(&proxy, toy.spec(), &target, gesture).unwrap();
        assert!(guess.distances(&[draw(1)])[0].is_finite());
        assert_eq!(guess.descend(&[draw(1)], &[], 3), [draw(1)]);
    }
}

//! Small data sets of the toy synth, and a small config.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_audio::features::FeatureKinds;
use tonewright_data::farm::{Order, render};
use tonewright_data::{Plan, Recipe};
use tonewright_learned::LearnError;
use tonewright_learned::proxy::{
    Advance, Fresh, Given, Lessons, Pairs, Proxy, ProxyConfig, Stored, Taught, teach,
};
use tonewright_nn::burn::tensor::Device;
use tonewright_nn::device;
use tonewright_testkit::toy_synth::ToySynth;

const RECIPE: &str = r#"
name = "school"
synth = "toy"
items = 400
shard-items = 170
[[prior]]
draw = "uniform"
[sound]
rate-hz = 16_000
secs = 0.25
[gate]
rms = [0.02, 1.0]
[store]
features = ["statistics"]
"#;

pub(crate) const CONFIG: &str = r#"
feature = "statistics"
[encoder]
network = "stack"
input = { kind = "one-hot" }
block = "highway"
blocks = 2
width = 48
[teach]
steps = 150
batch = 32
rate = 0.01
validate-every = 50
group = 32
"#;

/// A data set of a seed.
pub(crate) fn data_set(parent: &Path, name: &str, seed: u64, items: u64) -> PathBuf {
    let mut recipe: Recipe = toml::from_str(RECIPE).unwrap();
    (recipe.seed, recipe.items) = (seed, Some(items));
    let plan = Plan::new(recipe, Arc::new(ToySynth::new()), Path::new("")).unwrap();
    let folder = parent.join(name);
    let order = Order { folder: folder.clone(), share: (0, 1), threads: 2, made_by: "a test".to_owned() };
    render(&plan, &order, &AtomicBool::new(false), &mut |_| {}).unwrap();
    folder
}

/// Pairs to learn from, and others to be examined with.
pub(crate) struct School {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) train: Pairs,
    pub(crate) held_out: Pairs,
}

impl School {
    pub(crate) fn new(items: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pairs = |name, seed, items| {
            Pairs::open(&data_set(folder.path(), name, seed, items), "statistics", false).unwrap()
        };
        Self { train: pairs("train", 1, items), held_out: pairs("held-out", 2, 400), folder }
    }

    /// Teaches in a folder of that name until `until` says that it is enough.
    pub(crate) fn teach(
        &self,
        config: &ProxyConfig,
        name: &str,
        until: impl Fn(&Advance) -> bool,
    ) -> Result<Taught, LearnError> {
        self.teach_with(&mut Stored::new(&self.train, &config.teach), config, name, until)
    }

    /// The same with the weights of a proxy to begin with.
    pub(crate) fn teach_from(
        &self,
        config: &ProxyConfig,
        place: &str,
        name: &str,
    ) -> Result<Taught, LearnError> {
        let place = self.folder.path().join(place);
        let proxy = Proxy::open(&place, &device::training(device::cpu()))?;
        let given = Some(Given { place, proxy });
        let lessons = &mut Stored::new(&self.train, &config.teach);
        let folder = self.folder.path().join(name);
        teach(
            (config, given),
            (lessons, &self.held_out),
            (&folder, &device::cpu()),
            &AtomicBool::new(false),
            &mut |_| {},
        )
    }

    /// The same with presets that are rendered meanwhile.
    pub(crate) fn teach_fresh(
        &self,
        config: &ProxyConfig,
        name: &str,
        until: impl Fn(&Advance) -> bool,
    ) -> Result<Taught, LearnError> {
        let recipe: Recipe = toml::from_str(RECIPE).unwrap();
        let (toy, kinds) = (Arc::new(ToySynth::new()), FeatureKinds::default());
        let plan = Plan::endless(recipe, "statistics", toy, Path::new(""), &kinds).unwrap();
        let mut fresh = Fresh::new(plan, config.played, &config.teach, 2).unwrap();
        self.teach_with(&mut fresh, config, name, until)
    }

    fn teach_with(
        &self,
        lessons: &mut dyn Lessons,
        config: &ProxyConfig,
        name: &str,
        until: impl Fn(&Advance) -> bool,
    ) -> Result<Taught, LearnError> {
        let stop = AtomicBool::new(false);
        let mut watch = |advance: &Advance| {
            stop.store(until(advance), std::sync::atomic::Ordering::Relaxed);
        };
        teach(
            (config, None),
            (lessons, &self.held_out),
            (&self.folder.path().join(name), &device::cpu()),
            &stop,
            &mut watch,
        )
    }

    /// The same on another device, to the end.
    pub(crate) fn teach_on(
        &self,
        device: &Device,
        config: &ProxyConfig,
        name: &str,
    ) -> Result<Taught, LearnError> {
        let lessons = &mut Stored::new(&self.train, &config.teach);
        let place = (&*self.folder.path().join(name), device);
        teach((config, None), (lessons, &self.held_out), place, &AtomicBool::new(false), &mut |_| {})
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap()
    }
}

pub(crate) fn config(change: impl Fn(&mut ProxyConfig)) -> ProxyConfig {
    let mut config = toml::from_str(CONFIG).unwrap();
    change(&mut config);
    config
}

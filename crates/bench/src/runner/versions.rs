//! What an answer depends on beside its item's name. A result is used again only where all of these are as they were:
//! the target, the objective, the prior, the training voices and the method itself. (The judge and the synth's sound are
//! asked for in `record`.)

use std::collections::BTreeMap;

use tonewright_matching::METHODS;
use tonewright_synth::{Prior, Synth, seed};

use super::{BenchError, Examinee, Record};
use crate::protocol::Target;

/// Version of the objective (`tonewright_measure::Objective` with its default settings). Raise it with every change
/// that moves scores by more than rounding; the test below tells when that is due.
pub const OBJECTIVE_VERSION: u32 = 2;

/// Presets of the prior that its fingerprint looks at.
const DRAWS: u64 = 64;
/// How strongly these are varied for it.
const STRENGTH: f64 = 0.3;

/// What this program's answers depend on.
pub(super) struct Versions {
    pub(super) prior: String,
    pub(super) bank: Option<String>,
    targets: BTreeMap<String, String>,
    examined: Vec<(String, u32)>,
    /// The proxies of those that have one, by their names.
    proxies: BTreeMap<String, String>,
}

impl Versions {
    /// `bank` is the fingerprint of the training voices, where they are read.
    pub(super) fn of(
        synth: &dyn Synth,
        bank: Option<String>,
        targets: &[Target],
        examinees: &[Examinee],
    ) -> Result<Self, BenchError> {
        let examined = examinees.iter().map(|examinee| (examinee.name.clone(), examinee.version)).collect();
        let targets = targets.iter().map(|target| (target.id.clone(), target_print(target))).collect();
        let proxy =
            |examinee: &Examinee| Some((examinee.name.clone(), examinee.guesser.as_ref()?.print.clone()));
        let proxies = examinees.iter().filter_map(proxy).collect();
        let prior = prior_fingerprint(synth, synth.prior().as_ref())?;
        Ok(Self { prior, bank, targets, examined, proxies })
    }

    /// The version of that method; of one that nobody knows, none.
    pub(super) fn method(&self, name: &str) -> Option<u32> {
        let examined = self.examined.iter().find(|(known, _)| known == name).map(|(_, version)| *version);
        let plain = name.strip_suffix("+bank").unwrap_or(name);
        examined.or_else(|| METHODS.iter().find(|method| method.name == plain).map(|method| method.version))
    }

    /// Why a result may not be used again, if so.
    pub(super) fn stale(&self, record: &Record) -> Option<String> {
        let method = &record.key.method;
        if record.objective_version != OBJECTIVE_VERSION {
            let theirs = record.objective_version;
            Some(format!("version {theirs} of the objective; it is now {OBJECTIVE_VERSION}"))
        } else if record.prior != self.prior {
            Some("another prior of presets".to_owned())
        } else if self.targets.get(&record.key.target).is_some_and(|print| *print != record.target_print) {
            Some("targets that were prepared otherwise".to_owned())
        } else if self.bank.is_some() && record.bank.is_some() && record.bank != self.bank {
            Some("other training voices".to_owned())
        } else if self.proxies.get(method).is_some_and(|proxy| record.proxy.as_ref() != Some(proxy)) {
            Some("another proxy".to_owned())
        } else {
            let ours = self.method(method).filter(|version| *version != record.method_version)?;
            Some(format!("version {} of `{method}`; it is now {ours}", record.method_version))
        }
    }
}

/// The prior by what it draws, as preset files hold it: a changed prior draws others.
fn prior_fingerprint(synth: &dyn Synth, prior: &dyn Prior) -> Result<String, BenchError> {
    let format = synth.own_format();
    let mut bytes = Vec::new();
    for index in 0..DRAWS {
        let mut rng = seed::stream(1, "prior-fingerprint", index);
        let drawn = prior.draw(&mut rng);
        let varied = prior.perturb(&drawn, STRENGTH, &mut rng);
        for preset in [drawn, varied] {
            bytes.extend(format.write(&[preset])?);
        }
    }
    Ok(format!("{:016x}", fnv1a(bytes)))
}

/// 64 bits of FNV-1a.
pub(super) fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A target in numbers that change when it is trimmed, levelled or played otherwise, and not with a rounding error.
pub(super) fn target_print(target: &Target) -> String {
    let samples = target.audio.to_mono();
    let power = samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len().max(1) as f64;
    let (gesture, level_db) = (target.gesture, 10.0 * power.max(1e-12).log10());
    format!(
        "{} samples, note {}, velocity {}, gate {:.2} s, {level_db:.1} dB",
        samples.len(),
        gesture.note,
        gesture.velocity,
        gesture.gate_secs
    )
}

#[cfg(test)]
mod tests {
    use rand::RngExt as _;
    use tonewright_audio::Audio;
    use tonewright_measure::Objective;
    use tonewright_synth::SYNTHS;

    use super::*;

    const RATE_HZ: u32 = 44_100;

    /// A falling saw of that pitch with a little noise, half a second.
    fn sound(hz: f32, fall: f32) -> Vec<f32> {
        let mut rng = seed::stream(1, "objective-version", hz as u64);
        let sample = |i: u32| {
            let secs = i as f32 / RATE_HZ as f32;
            let saw = 2.0 * (secs * hz).fract() - 1.0;
            let noise = rng.random::<f32>() - 0.5;
            (0.3 * saw + 0.02 * noise) * (1.0 - fall * secs)
        };
        (0..RATE_HZ / 2).map(sample).collect()
    }

    #[test]
    fn the_objective_is_still_that_of_its_version() {
        let target = Audio::mono(sound(220.0, 1.5), RATE_HZ);
        let score = Objective::new(&target).scorer().score(&sound(330.0, 0.5));
        let known = 13.901_074;
        assert!(
            (score / known - 1.0).abs() < 1e-4,
            "the objective has changed, from {known} to {score}: raise OBJECTIVE_VERSION and put the new score here"
        );
    }

    #[test]
    fn the_prior_is_known_by_what_it_draws() {
        for entry in SYNTHS {
            let synth = (entry.build)();
            let print = prior_fingerprint(synth.as_ref(), synth.prior().as_ref()).unwrap();
            assert_eq!(print, prior_fingerprint(synth.as_ref(), synth.prior().as_ref()).unwrap());
            let still = Still(tonewright_synth::Preset::init(synth.spec()));
            assert_ne!(prior_fingerprint(synth.as_ref(), &still).unwrap(), print, "{}", entry.name);
        }
    }

    #[test]
    fn only_voices_that_a_method_was_given_count_for_it() {
        let mut versions = Versions {
            prior: "a".to_owned(),
            bank: Some("b".to_owned()),
            targets: BTreeMap::new(),
            examined: vec![("truth".to_owned(), 1)],
            proxies: BTreeMap::new(),
        };
        let record = |bank: Option<&str>| -> Record {
            let key = serde_json::json!({
                "protocol": "toy", "target": "toy-0", "method": "truth", "seed": 1, "budget": "40",
            });
            serde_json::from_value(serde_json::json!({
                "key": key, "objective_version": OBJECTIVE_VERSION, "prior": "a", "method_version": 1, "bank": bank,
                "sound_version": 1, "judge": "native", "score": 1.0, "measures": {}, "parameter_error": null,
                "renders": 40, "failed": 0, "secs": 0.1, "stopped_by": "renders", "preset": [],
            }))
            .unwrap()
        };
        assert_eq!(versions.stale(&record(None)), None);
        assert_eq!(versions.stale(&record(Some("b"))), None);
        assert_eq!(versions.stale(&record(Some("c"))).as_deref(), Some("other training voices"));
        // Who reads no voices can't tell, and keeps what is there.
        versions.bank = None;
        assert_eq!(versions.stale(&record(Some("c"))), None);
        versions.proxies.insert("truth".to_owned(), "p".to_owned());
        let with = |proxy: &str| Record { proxy: Some(proxy.to_owned()), ..record(None) };
        assert_eq!(versions.stale(&with("p")), None);
        for other in [record(None), with("q")] {
            assert_eq!(versions.stale(&other).as_deref(), Some("another proxy"));
        }
    }

    /// A prior of one preset.
    struct Still(tonewright_synth::Preset);

    impl tonewright_synth::Prior for Still {
        fn draw(&self, _: &mut seed::Rng) -> tonewright_synth::Preset {
            self.0.clone()
        }
    }
}

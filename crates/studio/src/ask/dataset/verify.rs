//! A data set on disk is proved.

use std::path::PathBuf;

use serde::Serialize;
use tonewright_data::manifest::Manifest;
use tonewright_data::verify::{Proof, verify as prove};
use tonewright_data::{RESTS, Recipe, Setting};
use tonewright_synth::{Repeats, in_one_line};

use super::cannot;
use crate::ask::models;
use crate::catalog;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// What to prove.
#[derive(Clone, Debug)]
pub struct VerifyRequest {
    /// The data set's folder.
    pub folder: PathBuf,
    /// How many items are rendered anew.
    pub anew: u64,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    /// The proof.
    #[serde(flatten)]
    pub proof: Proof,
    /// What could not be looked at, a sentence each.
    pub remarks: Vec<String>,
}

impl Verified {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.proof.faults.is_empty()
    }
}

/// Proves a data set.
///
/// # Errors
/// When there is no manifest, or it can't be read.
pub fn verify(request: &VerifyRequest, listener: &mut dyn Listener) -> Result<Verified, StudioError> {
    let manifest = Manifest::read(&request.folder).map_err(cannot("verified"))?;
    let mut remarks = Vec::new();
    let setting = if request.anew == 0 { None } else { setting(&manifest, &mut remarks) };
    let total = manifest.shards.len();
    let mut watch = |done| {
        listener.hear(&Event::Step { what: "shards read".to_owned(), done, total, left_secs: None });
    };
    let proof = prove(&request.folder, &manifest, setting.as_ref(), request.anew, &mut watch);
    Ok(Verified { proof: proof.map_err(cannot("verified"))?, remarks })
}

/// What its sounds are, where its synth is here and sounds as it did then.
fn setting(manifest: &Manifest, remarks: &mut Vec<String>) -> Option<Setting> {
    match setting_of(manifest) {
        Ok(setting) => {
            let spec = setting.synth().spec();
            if spec.repeats == Repeats::Statistically {
                let words = "never sounds the same twice: what is rendered anew is only counted";
                remarks.push(format!("`{}` {words}", spec.id));
            }
            Some(setting)
        }
        Err(why) => {
            remarks.push(format!("nothing was rendered anew: {why}"));
            None
        }
    }
}

pub(crate) fn setting_of(manifest: &Manifest) -> Result<Setting, String> {
    if manifest.plan["imported"].is_object() {
        return Err("its sounds were imported".to_owned());
    }
    let recipe: Recipe = serde_json::from_value(manifest.plan["recipe"].clone())
        .map_err(|error| format!("its recipe can't be read: {error}"))?;
    let synth = catalog::synth_that_a_file_names(&recipe.synth).map_err(|error| in_one_line(&error))?;
    let (then, now) = (&manifest.plan["synth"], synth.spec());
    if then["sound-version"] != now.sound_version || then["rests-on"] != serde_json::json!(now.rests_on) {
        return Err(format!("`{}` sounds otherwise in this version", recipe.synth));
    }
    let kinds = models::kinds(&recipe.store.features).map_err(|error| in_one_line(&error))?;
    for (name, then) in manifest.plan[RESTS].as_object().into_iter().flatten() {
        let now = kinds.by_name(name);
        if now.and_then(|kind| kind.rests_on().map(str::to_owned)).as_deref() != then.as_str() {
            return Err(format!("`{name}` has other weights here"));
        }
    }
    Setting::with_features(recipe, synth, &kinds).map_err(|error| in_one_line(&error))
}

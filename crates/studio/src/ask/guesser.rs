//! A proxy that guesses at presets, for methods that think before they render.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tonewright_audio::features::FeatureKind;
use tonewright_learned::LearnError;
use tonewright_learned::proxy::{Guess, Proxy, SHIPPED};
use tonewright_matching::{Surrogate, Task};
use tonewright_nn::device;
use tonewright_synth::Synth;

use crate::ask::{learned, models};
use crate::error::StudioError;

/// A gate that ends so near to the end of a target was cut off with it.
const CUT_SECS: f64 = 0.05;

/// A proxy that was read.
pub(in crate::ask) struct Guesser {
    place: PathBuf,
    proxy: Proxy,
    kind: Arc<dyn FeatureKind>,
}

/// What the proxy is called that ships for a synth, which a method asks.
///
/// # Errors
/// [`StudioError::Setting`] when none does.
pub(in crate::ask) fn shipped(synth: &str, method: &str) -> Result<&'static str, StudioError> {
    let known = SHIPPED.iter().find(|one| one.synth == synth);
    known.map(|one| one.name).ok_or_else(|| StudioError::Setting {
        key: "--proxy".to_owned(),
        reason: format!("is needed: `{method}` asks a proxy before it renders, and none ships for `{synth}`"),
        hint: Some(
            "name a checkpoint or a run's folder; docs/methods/proxy.md says how one is taught".to_owned(),
        ),
    })
}

/// The proxy at a place, if one is named.
///
/// # Errors
/// When it can't be read, or knows presets of another synth.
pub(in crate::ask) fn guesser(
    place: Option<&Path>,
    synth: &dyn Synth,
) -> Result<Option<Guesser>, StudioError> {
    let Some(place) = place.map(Path::to_owned) else { return Ok(None) };
    let cannot = learned::cannot("used");
    device::keep_memory();
    let proxy = Proxy::open(&place, &device::cpu()).map_err(cannot)?;
    let subject = &proxy.card.subject;
    subject.knows(synth.spec(), &place).map_err(cannot)?;
    let kinds = models::kinds(std::slice::from_ref(&subject.feature))?;
    let kind = kinds.by_name(&subject.feature).ok_or_else(|| {
        let reason = format!("it learned `{}`, which is no feature of this program", subject.feature);
        cannot(LearnError::Unfit { path: place.clone(), reason })
    })?;
    Ok(Some(Guesser { place, proxy, kind }))
}

impl Guesser {
    /// What its guesses follow from, in words.
    pub(in crate::ask) fn print(&self) -> String {
        self.proxy.card.print()
    }

    /// Its guesses for a task.
    ///
    /// # Errors
    /// When its feature can't be had of the target.
    pub(in crate::ask) fn of(&self, task: &Task) -> Result<Arc<dyn Surrogate>, StudioError> {
        let secs = task.target.duration_secs();
        // What comes behind the end of a target that was held until then, nobody knows.
        let until_secs = if task.gesture.gate_secs + CUT_SECS >= secs { secs } else { f64::INFINITY };
        let asked = (&*task.target, task.gesture, until_secs);
        let guess = Guess::new((&self.proxy, &self.place), task.synth.spec(), self.kind.as_ref(), asked);
        Ok(Arc::new(guess.map_err(learned::cannot("used"))?))
    }
}

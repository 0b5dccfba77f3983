//! A recipe becomes a data set on disk.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tonewright_data::farm::{self, Advance, Order};
use tonewright_data::{Failure, Plan, Recipe, Sidecar};
use tonewright_synth::Synth;

use super::{cannot, recipe, remote, usual_folder};
use crate::ask::models;
use crate::catalog;
use crate::config::{share_from_text, threads_or_all};
use crate::error::StudioError;
use crate::events::{Event, Listener};
use crate::runs::version_line;

/// What to render.
#[derive(Clone, Debug)]
pub struct RenderOrder {
    /// The recipe: a name, or a file.
    pub recipe: String,
    /// `key=value` laid over it.
    pub set: Vec<String>,
    /// Files and folders from which its corpora come, in place of those that it names.
    pub presets: Vec<PathBuf>,
    /// The data set's folder, or its place in an object store: `s3://bucket/prefix`.
    pub out: Option<PathBuf>,
    /// Which share of the shards, such as `2/4`, or `auto` for that of a batch system's task; all of them where there is
    /// none.
    pub share: Option<String>,
    /// Threads; 0 takes every core.
    pub threads: usize,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The data set's folder.
    pub folder: PathBuf,
    /// How far it came.
    pub advance: Advance,
    /// Whether it was told to stop before its end.
    pub interrupted: bool,
    /// How many shards another process is rendering.
    pub taken: usize,
    /// Whether every shard of the data set is there.
    pub complete: bool,
    /// Presets on which the synth failed, the first few.
    pub failures: Vec<Failure>,
}

/// Most failures that are told.
const FAILURES_MOST: usize = 3;

/// Renders what is not there yet. Once `stop` is true it ends, and what is finished is kept.
///
/// # Errors
/// When the recipe can't be used, its synth is not here, the folder holds another data set, or the disk is full.
pub fn render(
    order: &RenderOrder,
    stop: &AtomicBool,
    listener: &mut dyn Listener,
) -> Result<Rendered, StudioError> {
    let plan = plan(&order.recipe, &order.set, &order.presets)?;
    let share = order.share.as_deref().map_or(Ok((0, 1)), share_from_text)?;
    let threads = threads_or_all(order.threads);
    let folder = order.out.clone().unwrap_or_else(|| usual_folder(&plan.recipe().name));
    if let Some(url) = remote::url_of(&folder) {
        return remote::render(&plan, url, share, threads, stop, listener);
    }
    let order =
        Order { folder: folder.clone(), share, threads, made_by: format!("tonewright {}", version_line()) };
    listener.hear(&Event::Folder(folder.clone()));
    let mut watch = |advance: &Advance| listener.hear(&Event::Rendering(advance.clone()));
    let harvest = farm::render(&plan, &order, stop, &mut watch).map_err(cannot("rendered"))?;
    Ok(Rendered {
        advance: harvest.advance,
        interrupted: harvest.interrupted,
        taken: harvest.taken.len(),
        complete: harvest.manifest.is_some(),
        failures: failures(&plan, &order),
        folder,
    })
}

/// A recipe made ready: its name or file, values laid over it, other preset files.
///
/// # Errors
/// When it can't be read or used, or its synth is not here.
pub(crate) fn plan(name: &str, set: &[String], presets: &[PathBuf]) -> Result<Plan, StudioError> {
    let (recipe, base, synth) = ready(name, set, presets)?;
    let kinds = models::kinds(&recipe.store.features)?;
    Plan::with_features(recipe, synth, &base, &kinds).map_err(cannot("planned"))
}

/// The same without end, to hear one feature and keep nothing.
///
/// # Errors
/// As [`plan`].
#[cfg(feature = "learned")]
pub(crate) fn endless(
    (name, set, presets): (&str, &[String], &[PathBuf]),
    feature: &str,
) -> Result<Plan, StudioError> {
    let (recipe, base, synth) = ready(name, set, presets)?;
    let kinds = models::kinds(&[feature.to_owned()])?;
    Plan::endless(recipe, feature, synth, &base, &kinds).map_err(cannot("planned"))
}

/// A recipe, the folder in which its paths begin, and its synth.
fn ready(
    name: &str,
    set: &[String],
    presets: &[PathBuf],
) -> Result<(Recipe, PathBuf, Arc<dyn Synth>), StudioError> {
    let (recipe, base) = recipe::recipe(name, set, presets)?;
    // What is said on the command line is the user's own word.
    let is_said = set.iter().any(|set| set.split('=').next().is_some_and(|key| key.trim() == "synth"));
    let synth = if is_said {
        catalog::synth(&recipe.synth)
    } else {
        catalog::synth_that_a_file_names(&recipe.synth)
    }?;
    Ok((recipe, base, synth))
}

/// The first failures that the sidecars of this order's shards tell of.
fn failures(plan: &Plan, order: &Order) -> Vec<Failure> {
    let of_shard = |shard| {
        let path = order.folder.join(format!("{}.json", plan.shard_name(shard)));
        Sidecar::read(&path).map_or_else(|_| Vec::new(), |sidecar| sidecar.failures)
    };
    order.shards(plan).flat_map(of_shard).take(FAILURES_MOST).collect()
}

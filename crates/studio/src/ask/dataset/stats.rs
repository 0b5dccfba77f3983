//! What the numbers of a data set are like, for whoever trains on them.

use std::path::PathBuf;

use tonewright_data::DataSet;
use tonewright_data::division::Division;
use tonewright_data::statistics::{Statistics, statistics};

use super::cannot;
use crate::error::StudioError;
use crate::events::{Event, Listener};

/// What to count.
#[derive(Clone, Debug)]
pub struct StatsRequest {
    /// The data set's folder.
    pub folder: PathBuf,
    /// Only the items of this split.
    pub split: Option<String>,
    /// The folder for the files; the data set's own where absent.
    pub out: Option<PathBuf>,
    /// The feature of which a `stats.npz` is written as well.
    pub npz: Option<String>,
}

/// What was counted, and where it was written.
#[derive(Debug)]
pub struct Counted {
    /// The numbers.
    pub statistics: Statistics,
    /// The files.
    pub files: Vec<PathBuf>,
}

/// Counts a data set, or a split of it, in one pass, and writes what was found beside it.
///
/// # Errors
/// When it can't be read, has no such split or feature, or the files can't be written.
pub fn stats(request: &StatsRequest, listener: &mut dyn Listener) -> Result<Counted, StudioError> {
    let data_set = DataSet::open(&request.folder).map_err(cannot("read"))?;
    let statistics = counted(&data_set, request.split.as_deref(), listener)?;
    let folder = request.out.as_ref().unwrap_or(&request.folder);
    let mut files = statistics.write(folder).map_err(cannot("counted"))?;
    if let Some(feature) = &request.npz {
        let path = folder.join("stats.npz");
        statistics.write_npz(feature, &path).map_err(cannot("counted"))?;
        files.push(path);
    }
    Ok(Counted { statistics, files })
}

/// Counts it, telling how far it is.
pub(super) fn counted(
    data_set: &DataSet,
    split: Option<&str>,
    listener: &mut dyn Listener,
) -> Result<Statistics, StudioError> {
    let total = data_set.items() as usize;
    let mut watch = |done: u64| {
        let (what, done) = ("items counted".to_owned(), done as usize);
        listener.hear(&Event::Step { what, done, total, left_secs: None });
    };
    let Some(name) = split else {
        return statistics(data_set, None, &mut watch).map_err(cannot("counted"));
    };
    let division = Division::read(data_set).map_err(cannot("counted"))?;
    let wanted = division.split(name).map_err(cannot("counted"))?;
    let is_in = |item: u64| division.of_item.get(item as usize) == Some(&wanted);
    statistics(data_set, Some((name, &is_in)), &mut watch).map_err(cannot("counted"))
}

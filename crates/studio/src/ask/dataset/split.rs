//! A data set on disk is split.

use std::path::PathBuf;

use serde::Serialize;
use tonewright_data::DataSet;
use tonewright_data::corpus::SplitPlan;
use tonewright_data::division::{DIVISION_FILE, Division, Together};

use super::cannot;
use crate::error::StudioError;

/// How to split it.
#[derive(Clone, Debug)]
pub struct SplitRequest {
    /// The data set's folder.
    pub folder: PathBuf,
    /// A rule of corpora by name, or shares: `train=0.8,val=0.2`.
    pub rule: String,
    /// The seed; the rule's own where absent.
    pub seed: Option<u64>,
    /// What stays together, by name ([`Together::ALL`]).
    pub together: String,
    /// Whether another split may be replaced.
    pub replace: bool,
}

/// How it was split.
#[derive(Clone, Debug, Serialize)]
pub struct Split {
    /// The file that says so.
    pub file: PathBuf,
    /// The rule, as it was typed.
    pub rule: String,
    /// The seed.
    pub seed: u64,
    /// Each split and how many items it has.
    pub splits: Vec<(String, u64)>,
    /// All items.
    pub items: u64,
    /// Groups of items that stayed together.
    pub groups: usize,
}

/// Splits a data set and writes how beside its shards. The same split again changes nothing.
///
/// # Errors
/// When the data set can't be read, the rule makes no sense, or another split is there.
pub fn split(request: &SplitRequest) -> Result<Split, StudioError> {
    let data_set = DataSet::open(&request.folder).map_err(cannot("split"))?;
    let plan = SplitPlan::from_text(&request.rule).map_err(|error| cannot("split")(error.into()))?;
    let together = together(&request.together)?;
    let division = Division::deal(&data_set, &plan, request.seed, together).map_err(cannot("split"))?;
    let file = request.folder.join(DIVISION_FILE);
    let is_there = Division::read(&data_set).is_ok_and(|there| there == division);
    if !is_there {
        if file.exists() && !request.replace {
            return Err(StudioError::Setting {
                key: "--force".to_owned(),
                reason: format!("`{}` splits it otherwise", file.display()),
                hint: Some("add `--force` to replace it".to_owned()),
            });
        }
        division.write(&request.folder).map_err(cannot("split"))?;
    }
    let sizes = division.sizes();
    Ok(Split {
        file,
        rule: division.dealt.rule,
        seed: division.dealt.seed,
        splits: division.dealt.splits.into_iter().zip(sizes).collect(),
        items: data_set.items(),
        groups: division.groups,
    })
}

fn together(name: &str) -> Result<Together, StudioError> {
    let found = Together::ALL.iter().find(|(known, _)| *known == name);
    found.map(|(_, together)| *together).ok_or_else(|| StudioError::UnknownName {
        what: "way to keep items together",
        name: name.to_owned(),
        near: None,
        known: Together::ALL.map(|(known, _)| known.to_owned()).to_vec(),
    })
}

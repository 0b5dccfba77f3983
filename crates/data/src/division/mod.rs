//! Which items of a data set are for training and which for tests: dealt by the rules of corpora, so that near presets stay
//! together, and kept in one small file beside the shards.

mod file;
mod kin;

use serde::{Deserialize, Serialize};

pub use file::DIVISION_FILE;

use crate::corpus::{Dealt, SplitPlan};
use crate::dataset::DataSet;
use crate::error::DataError;

/// What stays together when a data set is split.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Together {
    /// Near presets, as corpora have it, and the variations of one preset.
    #[default]
    Near,
    /// Items with the same preset.
    Same,
    /// Nothing: every item goes its own way.
    Nothing,
}

impl Together {
    /// All, by the names that users type.
    pub const ALL: [(&'static str, Self); 3] =
        [("near", Self::Near), ("same", Self::Same), ("nothing", Self::Nothing)];
}

/// How a data set is split.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// Rule, seed and the names of the splits.
    pub dealt: Dealt,
    /// What stayed together.
    pub together: Together,
    /// How many groups of items that makes.
    pub groups: usize,
    /// The fingerprint of the data set.
    pub print: String,
    /// The split of each item, an index into [`Dealt::splits`].
    pub of_item: Vec<u8>,
}

/// Most splits of a data set: an item's is kept in one byte.
const SPLITS_MOST: usize = 256;

impl Division {
    /// Deals the items of a data set. Only presets decide what stays together, so two data sets of the same presets are
    /// split alike whatever is played on them; items without sounds stay alone.
    ///
    /// # Errors
    /// Those of the shards; [`DataError::Recipe`] for more splits than there can be, or a data set without presets of which
    /// presets should stay together.
    pub fn deal(
        data_set: &DataSet,
        plan: &SplitPlan,
        seed: Option<u64>,
        together: Together,
    ) -> Result<Self, DataError> {
        let dealt = plan.dealt(seed);
        if dealt.splits.len() > SPLITS_MOST {
            let reason = format!("has {} parts: {SPLITS_MOST} are the most", dealt.splits.len());
            return Err(DataError::recipe("split", reason));
        }
        let groups = match together {
            Together::Nothing => (0..data_set.items() as usize).collect(),
            Together::Near | Together::Same => kin::groups(data_set, together)?,
        };
        let of_item = plan.deal(&groups, dealt.seed).into_iter().map(|split| split as u8).collect();
        let groups = groups.iter().map(|group| group + 1).max().unwrap_or(0);
        Ok(Self { dealt, together, groups, print: data_set.manifest().print.clone(), of_item })
    }

    /// The number of a split.
    ///
    /// # Errors
    /// [`DataError::UnknownName`].
    pub fn split(&self, name: &str) -> Result<u8, DataError> {
        let found = self.dealt.splits.iter().position(|split| split == name);
        found.map(|split| split as u8).ok_or_else(|| DataError::UnknownName {
            what: "split of the data set",
            name: name.to_owned(),
            known: self.dealt.splits.clone(),
        })
    }

    /// How many items each split has.
    pub fn sizes(&self) -> Vec<u64> {
        let mut sizes = vec![0; self.dealt.splits.len()];
        for split in &self.of_item {
            if let Some(size) = sizes.get_mut(usize::from(*split)) {
                *size += 1;
            }
        }
        sizes
    }
}

//! What can be planned as a feature, wherever its definition comes from.

use std::fmt;
use std::sync::Arc;

use super::{FEATURES, Feature, FeatureEntry, FeatureError, PlanSetup};

/// A kind of feature: a line of the table, or one that somebody brings along.
pub trait FeatureKind: Send + Sync {
    /// What users type and files hold.
    fn name(&self) -> &str;

    /// A fingerprint of what its values follow from besides its definition (learned weights), if of anything.
    fn rests_on(&self) -> Option<&str> {
        None
    }

    /// Plans it for sounds of one kind.
    ///
    /// # Errors
    /// [`FeatureError`] where it can't be of such sounds.
    fn plan(&self, setup: PlanSetup) -> Result<Box<dyn Feature>, FeatureError>;
}

impl FeatureKind for &'static FeatureEntry {
    fn name(&self) -> &str {
        self.name
    }

    fn plan(&self, setup: PlanSetup) -> Result<Box<dyn Feature>, FeatureError> {
        (self.plan)(setup)
    }
}

/// Kinds of features by name: those of the table, and those that somebody brings along.
#[derive(Clone, Default)]
pub struct FeatureKinds {
    more: Vec<Arc<dyn FeatureKind>>,
}

impl fmt::Debug for FeatureKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl FeatureKinds {
    /// Those of the table and these.
    pub fn with(more: Vec<Arc<dyn FeatureKind>>) -> Self {
        Self { more }
    }

    /// The one of this name.
    pub fn by_name(&self, name: &str) -> Option<Arc<dyn FeatureKind>> {
        let of_table = || super::by_name(name).map(|entry| Arc::new(entry) as Arc<dyn FeatureKind>);
        self.more.iter().find(|kind| kind.name() == name).cloned().or_else(of_table)
    }

    /// All names, those of the table first.
    pub fn names(&self) -> Vec<String> {
        let of_table = FEATURES.iter().map(|entry| entry.name.to_owned());
        of_table.chain(self.more.iter().map(|kind| kind.name().to_owned())).collect()
    }
}

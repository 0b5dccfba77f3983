//! What the numbers of many pairs mean together: means with intervals, paired tests, corrections for many
//! tests. Checked against SciPy (`tests/reference/stats`).

mod bootstrap;
mod correction;
mod paired;
mod summary;
mod wilcoxon;

pub use bootstrap::bootstrap_interval;
pub(crate) use bootstrap::quantile;
pub use correction::holm;
pub use paired::{PairedComparison, PairedT, SignTest, compare, paired_t, sign_test};
pub use summary::{Interval, Summary};
pub use wilcoxon::{Wilcoxon, wilcoxon};

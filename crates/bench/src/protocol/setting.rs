//! Where a protocol finds what is not in the repository.

use std::path::PathBuf;

/// Folders, the Python with the real engine, and how many targets are wanted.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The folder with `dx7/voices-val.syx` and `dx7/voices-train.syx`.
    pub data: PathBuf,
    /// A Python that has dexed-py; without one, the house's own engine judges.
    pub python: Option<PathBuf>,
    /// Where packages put their files: `/usr/share`.
    pub share: PathBuf,
    /// How many targets; the protocol's own number where absent.
    pub count: Option<usize>,
    /// Which targets are drawn.
    pub seed: u64,
}

impl Setting {
    /// The setting of a workspace: `TONEWRIGHT_DATA` (or `../shared/data` beside the workspace) and
    /// `TONEWRIGHT_PYTHON` (or the reference environment that `cargo xtask` makes).
    pub fn of_workspace(root: &std::path::Path) -> Self {
        let named = |variable, usual: &str| {
            std::env::var_os(variable).map_or_else(|| root.join(usual), PathBuf::from)
        };
        let python = named("TONEWRIGHT_PYTHON", "target/reference-venv/bin/python");
        Self {
            data: named("TONEWRIGHT_DATA", "../shared/data"),
            python: python.is_file().then_some(python),
            share: PathBuf::from("/usr/share"),
            count: None,
            seed: 1,
        }
    }
}

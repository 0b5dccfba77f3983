//! Where networks compute: one option for all commands that have it.

/// The option.
#[derive(Debug, clap::Args)]
pub(crate) struct Device {
    /// Where networks compute: cpu, or gpu (builds with `--features gpu`)
    #[arg(long, value_name = "NAME", default_value = "cpu")]
    pub(crate) device: String,
}

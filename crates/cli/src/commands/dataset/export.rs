//! `tonewright dataset export`: a data set in a format that other programs read.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ValueEnum, ValueHint};
use tonewright_studio::Depth;
use tonewright_studio::ask::dataset::{EXPORTS, ExportRequest, ExportSettings, export};

use crate::voice::{self, Failure, Progress, Table, width};

/// Write a data set in a format that other programs read
///
/// Without a format it lists them. Items without a sound are left out. What is written gets its name when it is whole; a
/// stretch of rows at a time is in memory, whatever the size of the data set.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset export datasets/bells --to hdf5         datasets/bells.h5\n  \
    tonewright dataset export datasets/bells --to folder -o /data/bells --depth int16\n\n\
    docs/guides/datasets.md says what each format holds.")]
pub(crate) struct Args {
    /// The data set's folder
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// The format; without one, all are listed
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    /// Where it goes [default: beside the data set, with its name]
    #[arg(long, short, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    out: Option<PathBuf>,
    /// Replace an earlier export
    #[arg(long)]
    force: bool,
    /// Of hdf5: how hard numbers are packed, 0 (not at all) to 9 [default: 1]
    #[arg(long, value_name = "LEVEL")]
    gzip: Option<u8>,
    /// Of hdf5: a column for each value of a choice or toggle, as synth-permutations' full Surge XT has them
    #[arg(long)]
    one_hot: bool,
    /// How samples of WAV files are stored [default: float32]
    #[arg(long, value_name = "TYPE")]
    depth: Option<DepthName>,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// How samples are stored.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum DepthName {
    /// 32-bit floats, as they are
    Float32,
    /// 24-bit integers
    Int24,
    /// 16-bit integers
    Int16,
}

impl From<DepthName> for Depth {
    fn from(name: DepthName) -> Self {
        match name {
            DepthName::Float32 => Self::F32,
            DepthName::Int24 => Self::I24,
            DepthName::Int16 => Self::I16,
        }
    }
}

/// Writes it, and says what came of it; or lists the formats.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let Some(format) = args.to else { return list() };
    let request = ExportRequest {
        folder: args.folder,
        format,
        out: args.out,
        replaces: args.force,
        settings: ExportSettings {
            gzip: args.gzip,
            one_hot: args.one_hot,
            depth: args.depth.map(Depth::from),
        },
    };
    let stop = voice::stop_on_ctrl_c("nothing is left behind");
    let mut progress = Progress::new(args.quiet);
    let exported = export(&request, &stop, &mut progress);
    progress.close();
    if exported.is_err() && stop.load(std::sync::atomic::Ordering::Relaxed) {
        voice::tell_remark("stopped: nothing was written");
        return Ok(ExitCode::from(voice::INTERRUPTED));
    }
    let exported = exported?;
    if !args.quiet {
        voice::tell_line(&format!("{} sounds written", exported.rows));
        if exported.left_out > 0 {
            voice::tell_remark(&format!(
                "{} items without a sound (given up or failed) were left out",
                exported.left_out
            ));
        }
    }
    exported.remarks.iter().for_each(|words| voice::tell_remark(words));
    let mut out = voice::out();
    writeln!(out, "{}", exported.path.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The formats, and what this build lacks for some.
fn list() -> Result<ExitCode, Failure> {
    let mut table = Table::default();
    for format in EXPORTS {
        let missing =
            format.missing.map_or_else(String::new, |missing| format!(" (not in this build: {missing})"));
        table.row([format.name.to_owned(), format!("{}{missing}", format.summary)]);
    }
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

//! `tonewright corpus`: many preset files as one list without duplicates, split so that nothing leaks.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueHint};
use tonewright_studio::ask::corpus::{ExportRequest, Made, MakeRequest, check, export, make, show};
use tonewright_studio::ask::presets::skipped_groups;

use super::corpus_sheet;
use crate::voice::{self, CRITERION_MISSED, Failure};

/// How many mended files are told one by one.
const MOST_TOLD: usize = 8;

/// Make one list of many preset files, without duplicates, and split it
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    /// Make a corpus of preset files and folders
    Make(MakeArgs),
    /// Show what is in a corpus
    Show(ShowArgs),
    /// Look for presets of one split that are nearly in another; exit code 1 when there are any
    Check(CheckArgs),
    /// Write a split as preset files
    Export(ExportArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright corpus make ~/banks --out dx7.corpus.jsonl\n  \
    tonewright corpus make a.syx b.syx --split synthrl --out synthrl.jsonl\n  \
    tonewright corpus make ~/banks --split train=0.7,val=0.15,test=0.15 --seed 3 --out mine.jsonl\n  \
    tonewright corpus make /usr/share/amsynth/banks --synth amsynth --out amsynth.jsonl\n\n\
    Rules: groups-80-10-10 keeps near duplicates together; synthrl, preset-gen-vae and synth-proxy\n\
    split as published (docs/guides/corpora.md).")]
pub(crate) struct MakeArgs {
    /// Preset files or folders, or `factory`
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The synth that they are for; dx7 unless told
    #[arg(long, value_name = "NAME")]
    synth: Option<String>,
    /// The file to write
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: PathBuf,
    /// A rule by name, or shares: train=0.8,val=0.1,test=0.1
    #[arg(long, value_name = "RULE", default_value = "groups-80-10-10")]
    split: String,
    /// The seed of the split; the rule's own unless told
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The share of equal parts (2/3 unless told), or of equal parameters where there are no parts (0.9), that makes
    /// presets near
    #[arg(long, value_name = "SHARE")]
    near: Option<f64>,
    /// Replace the file if it is there
    #[arg(long, short)]
    force: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    /// A corpus file
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The synth, where the file's own name for it does not do
    #[arg(long, value_name = "NAME")]
    synth: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// A corpus file
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright corpus export dx7.corpus.jsonl --split val --out val.syx   banks of 32, in one file\n  \
    tonewright corpus export dx7.corpus.jsonl --split test --out test/    a file per preset")]
pub(crate) struct ExportArgs {
    /// A corpus file
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Only this split
    #[arg(long, value_name = "NAME")]
    split: Option<String>,
    /// The file to write; its extension says the format. A folder (with / at its end) gets one file per preset
    #[arg(long, short, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    out: PathBuf,
    /// The format of files in a folder, by extension: syx or json
    #[arg(long, value_name = "EXT")]
    format: Option<String>,
    /// The synth, where the file's own name for it does not do
    #[arg(long, value_name = "NAME")]
    synth: Option<String>,
    /// Replace files that are there
    #[arg(long, short)]
    force: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::Make(args) => run_make(args),
        Args::Show(args) => run_show(&args),
        Args::Check(args) => run_check(&args),
        Args::Export(args) => run_export(args),
    }
}

fn run_make(args: MakeArgs) -> Result<ExitCode, Failure> {
    let made = make(&MakeRequest {
        synth: args.synth,
        inputs: args.paths,
        split: args.split,
        seed: args.seed,
        near: args.near,
        out: args.out,
        replace: args.force,
    })?;
    tell_files(&made);
    made.remarks.iter().for_each(|words| voice::tell_remark(words));
    if args.json {
        voice::out_json(&made)?;
        return Ok(ExitCode::SUCCESS);
    }
    let head = format!("{}: {} presets read", made.file.display(), made.read);
    say(std::iter::once(head).chain(corpus_sheet::summary(&made.summary)))
}

/// What was mended and what was left out, the first ones each and how many more.
fn tell_files(made: &Made) {
    for mended in made.mended.iter().take(MOST_TOLD) {
        voice::tell_remark(&format!("`{}`: {}", mended.path.display(), mended.words));
    }
    if let Some(more) = made.mended.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        voice::tell_remark(&format!("{more} more were mended; `--json` lists all"));
    }
    for group in skipped_groups(&made.skipped) {
        let path = group.first.path.display();
        voice::tell_remark(&match group.count {
            1 => format!("skipped `{path}`: {}", group.first.reason),
            count => format!("skipped {count} files: {} (the first is `{path}`)", group.kind),
        });
    }
}

fn run_show(args: &ShowArgs) -> Result<ExitCode, Failure> {
    let shown = show(&args.file, args.synth.as_deref())?;
    if args.json {
        voice::out_json(&shown)?;
        return Ok(ExitCode::SUCCESS);
    }
    shown.remarks.iter().for_each(|words| voice::tell_remark(words));
    say(corpus_sheet::shown(&shown))
}

fn run_check(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let checked = check(&args.file)?;
    if args.json {
        voice::out_json(&checked)?;
    } else {
        say(corpus_sheet::checked(&checked))?;
    }
    Ok(if checked.leaks { ExitCode::from(CRITERION_MISSED) } else { ExitCode::SUCCESS })
}

fn run_export(args: ExportArgs) -> Result<ExitCode, Failure> {
    let exported = export(&ExportRequest {
        corpus: args.file,
        split: args.split,
        synth: args.synth,
        out: args.out,
        format: args.format,
        replace: args.force,
    })?;
    exported.remarks.iter().for_each(|words| voice::tell_remark(words));
    say(exported.files.iter().map(|path| path.display().to_string()))
}

fn say(lines: impl IntoIterator<Item = String>) -> Result<ExitCode, Failure> {
    let mut out = voice::out();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

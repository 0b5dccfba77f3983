//! `tonewright presets`: what is in preset files, and turning them into each other.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueHint};
use tonewright_studio::ask::presets::{ConvertRequest, Listing, Sheet, convert, list, show};

use super::preset_sheet;
use crate::voice::{self, Failure, Table};

/// List, show and convert preset files
#[derive(Debug, Subcommand)]
pub(crate) enum Args {
    /// List the presets of files and folders
    List(ListArgs),
    /// Show every parameter of a preset
    Show(ShowArgs),
    /// Convert presets, join files into a bank, or split a bank
    Convert(ConvertArgs),
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tonewright presets list bank.syx\n  tonewright presets list ~/presets --json\n\n\
        Without --synth everything that can be read is listed: DX7 banks, our own JSON, presets of other\n\
        programs (docs/guides/preset-files.md)."
)]
pub(crate) struct ListArgs {
    /// Preset files or folders
    #[arg(required = true, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Only as presets of this synth
    #[arg(long, value_name = "NAME")]
    synth: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tonewright presets show preset.syx\n  tonewright presets show bank.syx --voice 12 --json"
)]
pub(crate) struct ShowArgs {
    /// A preset file: .syx, .json, or one of another program
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    path: PathBuf,
    /// Which voice of a bank, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1)]
    voice: usize,
    /// Show it as a preset of this synth
    #[arg(long, value_name = "NAME")]
    synth: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright presets convert voice.syx -o voice.json\n  \
    tonewright presets convert bank.syx --voice 3 -o voice.syx\n  \
    tonewright presets convert a.syx b.syx c.json -o bank.syx   up to 32 voices in a bank\n  \
    tonewright presets convert bank.syx -o voices/              one file per voice\n  \
    tonewright presets convert x.noisemakerpreset --synth tal-noisemaker -o x.json")]
pub(crate) struct ConvertArgs {
    /// Preset files or folders
    #[arg(required = true, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    inputs: Vec<PathBuf>,
    /// The file to write; its extension says the format. A folder (with / at its end) gets one file per preset
    #[arg(long, short, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    out: PathBuf,
    /// Only this preset of all, counted from 1
    #[arg(long, value_name = "N")]
    voice: Option<usize>,
    /// The format of files in a folder, by extension: syx or json
    #[arg(long, value_name = "EXT")]
    format: Option<String>,
    /// Replace files that are there
    #[arg(long, short)]
    force: bool,
    /// The synth they are for; dx7 unless told
    #[arg(long, value_name = "NAME")]
    synth: Option<String>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::List(args) => run_list(args),
        Args::Show(args) => run_show(args),
        Args::Convert(args) => run_convert(args),
    }
}

fn run_list(args: ListArgs) -> Result<ExitCode, Failure> {
    let listing = list(args.synth.as_deref(), &args.paths)?;
    if args.json {
        voice::out_json(&listing)?;
        return Ok(ExitCode::SUCCESS);
    }
    listing.warnings.iter().for_each(|words| voice::tell_remark(words));
    let mut table = Table::with_numbers(&[0]);
    for preset in &listing.presets {
        let about = match &preset.algorithm {
            Some(algorithm) => format!("algorithm {algorithm}"),
            None if preset.parameters == 0 => "no parameter is readable".to_owned(),
            None => format!("{} parameters", preset.parameters),
        };
        table.row([
            preset.number.to_string(),
            preset.name.clone(),
            preset.synth.clone(),
            about,
            preset.path.display().to_string(),
        ]);
    }
    let mut out = voice::out();
    for line in table.lines(usize::MAX) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    tell_skipped(&listing);
    Ok(ExitCode::SUCCESS)
}

/// How many files were left out, by reason; of a single one its own reason is told.
fn tell_skipped(listing: &Listing) {
    for group in listing.skipped_groups() {
        let path = group.first.path.display();
        voice::tell_remark(&match group.count {
            1 => format!("skipped `{path}`: {}", group.first.reason),
            count => format!("skipped {count} files: {} (the first is `{path}`)", group.kind),
        });
    }
}

fn run_show(args: ShowArgs) -> Result<ExitCode, Failure> {
    let sheet = show(args.synth.as_deref(), &args.path, args.voice)?;
    if args.json {
        voice::out_json(&sheet)?;
        return Ok(ExitCode::SUCCESS);
    }
    let lines = match &sheet {
        Sheet::Ours(sheet) => {
            sheet.warnings.iter().for_each(|words| voice::tell_remark(words));
            preset_sheet::ours(sheet)
        }
        Sheet::Foreign(sheet) => {
            sheet.preset.unread.iter().for_each(|words| voice::tell_remark(words));
            preset_sheet::foreign(sheet)
        }
    };
    let mut out = voice::out();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn run_convert(args: ConvertArgs) -> Result<ExitCode, Failure> {
    let request = ConvertRequest {
        synth: args.synth,
        inputs: args.inputs,
        voice: args.voice,
        out: args.out,
        format: args.format,
        replace: args.force,
    };
    let converted = convert(&request)?;
    converted.warnings.iter().for_each(|words| voice::tell_remark(words));
    let mut out = voice::out();
    for path in &converted.files {
        writeln!(out, "{}", path.display())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

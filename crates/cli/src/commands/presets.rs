//! `tonewright presets`: what is in preset files, and turning them into each other.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueHint};
use tonewright_studio::ask::presets::{ConvertRequest, PresetSheet, convert, list, show};
use tonewright_studio::report::ParamValue;

use crate::voice::{self, Failure, Paint, Table, width};

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
    after_help = "Examples:\n  tonewright presets list bank.syx\n  tonewright presets list ~/dx7-banks --json"
)]
pub(crate) struct ListArgs {
    /// Preset files or folders
    #[arg(required = true, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The synth they belong to
    #[arg(long, value_name = "NAME", default_value = "dx7")]
    synth: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tonewright presets show preset.syx\n  tonewright presets show bank.syx --voice 12 --json"
)]
pub(crate) struct ShowArgs {
    /// A preset file: .syx or .json
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    path: PathBuf,
    /// Which voice of a bank, counted from 1
    #[arg(long, value_name = "N", default_value_t = 1)]
    voice: usize,
    /// The synth it belongs to
    #[arg(long, value_name = "NAME", default_value = "dx7")]
    synth: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright presets convert voice.syx -o voice.json\n  \
    tonewright presets convert bank.syx --voice 3 -o voice.syx\n  \
    tonewright presets convert a.syx b.syx c.json -o bank.syx   up to 32 voices in a bank\n  \
    tonewright presets convert bank.syx -o voices/              one file per voice")]
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
    /// The synth they belong to
    #[arg(long, value_name = "NAME", default_value = "dx7")]
    synth: String,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args {
        Args::List(args) => run_list(args),
        Args::Show(args) => run_show(args),
        Args::Convert(args) => run_convert(args),
    }
}

fn run_list(args: ListArgs) -> Result<ExitCode, Failure> {
    let listing = list(&args.synth, &args.paths)?;
    if args.json {
        voice::out_json(&listing)?;
        return Ok(ExitCode::SUCCESS);
    }
    listing.warnings.iter().for_each(|words| voice::tell_remark(words));
    let mut table = Table::with_numbers(&[0, 2]);
    for preset in &listing.presets {
        let algorithm =
            preset.algorithm.as_ref().map(|algorithm| format!("algorithm {algorithm}")).unwrap_or_default();
        table.row([
            preset.number.to_string(),
            preset.name.clone(),
            algorithm,
            preset.path.display().to_string(),
        ]);
    }
    let mut out = voice::out();
    for line in table.lines(usize::MAX) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn run_show(args: ShowArgs) -> Result<ExitCode, Failure> {
    let sheet = show(&args.synth, &args.path, args.voice)?;
    if args.json {
        voice::out_json(&sheet)?;
        return Ok(ExitCode::SUCCESS);
    }
    sheet.warnings.iter().for_each(|words| voice::tell_remark(words));
    let mut out = voice::out();
    let place =
        if sheet.of > 1 { format!(", number {} of {}", sheet.number, sheet.of) } else { String::new() };
    writeln!(out, "{} ({}{place})", Paint::stdout().bold(&sheet.name), sheet.synth)?;
    for line in sheet_lines(&sheet) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Interchangeable parts side by side (a row per knob, a column per operator), then the rest group by group.
fn sheet_lines(sheet: &PresetSheet) -> Vec<String> {
    let (parts, rest): (Vec<&ParamValue>, Vec<&ParamValue>) =
        sheet.parameters.iter().partition(|param| part_of(param).is_some());
    let mut lines = parts_lines(&parts);
    let mut groups: Vec<&str> = Vec::new();
    for param in &rest {
        if !groups.contains(&param.group.as_str()) {
            groups.push(&param.group);
        }
    }
    for group in groups {
        lines.extend([String::new(), if group.is_empty() { "other".to_owned() } else { group.to_owned() }]);
        let mut table = Table::default();
        for param in rest.iter().filter(|param| param.group == group) {
            table.row([param.id.clone(), param.text.clone()]);
        }
        lines.extend(table.lines(width()));
    }
    lines
}

/// The table of numbered parts.
fn parts_lines(parts: &[&ParamValue]) -> Vec<String> {
    let mut knobs: Vec<&str> = Vec::new();
    let mut numbers: Vec<u32> = Vec::new();
    for (number, knob) in parts.iter().filter_map(|param| part_of(param)) {
        if !knobs.contains(&knob) {
            knobs.push(knob);
        }
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let wide = knobs.iter().map(|knob| knob.len()).max().unwrap_or(0);
    let line = |name: &str, cell: &dyn Fn(u32) -> String| {
        numbers.iter().fold(format!("  {name:wide$}"), |line, number| format!("{line} {:>8}", cell(*number)))
    };
    let head = line("operator", &|number| number.to_string());
    let row = |knob: &&str| {
        line(knob, &|number| {
            let found = parts.iter().find(|param| part_of(param) == Some((number, knob)));
            found.map(|param| param.text.clone()).unwrap_or_default()
        })
    };
    if numbers.is_empty() { Vec::new() } else { std::iter::once(head).chain(knobs.iter().map(row)).collect() }
}

/// Number and knob of a part's parameter: `op3.output-level` is (3, `output-level`).
fn part_of(param: &ParamValue) -> Option<(u32, &str)> {
    let (part, knob) = param.id.split_once('.')?;
    Some((part.strip_prefix("op")?.parse().ok()?, knob))
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

//! `tonewright synths`: what can be programmed?

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use tonewright_studio::ask::synths::{
    DefinitionSheet, Listed, Scanned, SynthSheet, SynthSpec, Verdict, param_values, plugin_formats, scan,
    synth, synths,
};

use crate::voice::{self, Failure, Paint, Table, width};

/// List the synths, show the parameters of one, look for plug-ins, or learn one
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright synths                          all synths\n  \
    tonewright synths show dx7                 parameters and preset files\n  \
    tonewright synths show ./my-synth.toml     a definition of your own\n  \
    tonewright synths scan                     find the plug-ins that are installed\n  \
    tonewright synths show lv2:URI --json      a plug-in, as JSON\n  \
    tonewright synths learn lv2:URI > my.toml  a definition of it, to edit")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the synths
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Look for plug-ins, and find out which of them can be programmed
    ///
    /// Each is loaded in a process of its own, which may crash without harm. What works is then a synth like any other,
    /// under its short name.
    Scan {
        /// Look in this folder instead of the usual places
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    Learn(super::learn::Args),
    /// Show a synth's parameters and preset files
    Show {
        /// The synth
        #[arg(value_name = "NAME")]
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        Some(What::Show { name, json: true }) => voice::out_json(&synth(&name)?)?,
        Some(What::Show { name, json: false }) => say_one(&synth(&name)?)?,
        Some(What::Scan { folder, json: true }) => voice::out_json(&scan(folder.as_deref(), |_| ())?)?,
        Some(What::Scan { folder, json: false }) => look(folder.as_deref())?,
        Some(What::Learn(args)) => return super::learn::run(args),
        Some(What::List { json: true }) => voice::out_json(&synths())?,
        Some(What::List { json: false }) | None => say_all()?,
    }
    Ok(ExitCode::SUCCESS)
}

fn say_all() -> Result<(), Failure> {
    let all = synths();
    let (own, toys) = all.split_at(all.iter().take_while(|listed| listed.toy.is_none()).count());
    let (definitions, instruments): (Vec<_>, Vec<_>) =
        own.iter().partition(|listed| listed.definition.is_some());
    let mut out = voice::out();
    let mut table = Table::default();
    for listed in instruments {
        table.row([listed.name.as_str(), &listed.summary]);
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n{}", Paint::stdout().bold("definitions"))?;
    for line in definition_table(&definitions).lines(width()) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n{}", Paint::stdout().bold("toys"))?;
    for line in toy_table(toys).lines(width()) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn look(folder: Option<&Path>) -> Result<(), Failure> {
    let mut out = voice::out();
    let mut broken = Ok(());
    let found = scan(folder, |scanned| {
        let told = writeln!(out, "{}", one_line(scanned)).and_then(|()| out.flush());
        if broken.is_ok() {
            broken = told;
        }
    })?;
    broken?;
    let works = found.iter().filter(|scanned| matches!(scanned.verdict, Verdict::Works { .. })).count();
    writeln!(out, "{works} of {} can be programmed", found.len())?;
    for (format, _, missing) in plugin_formats() {
        if let Some(missing) = missing {
            voice::tell_remark(&format!("this build hosts no {}: {missing}", format.to_uppercase()));
        }
    }
    out.flush()?;
    Ok(())
}

fn one_line(Scanned { address, name, verdict }: &Scanned) -> String {
    let paint = Paint::stdout();
    match verdict {
        Verdict::Works { id, params } => {
            format!("{}  {id}: {name}, {params} parameters, {address}", paint.green("works "))
        }
        Verdict::Broken(why) => format!("{}  {name}, {address}: {why}", paint.red("broken")),
    }
}

/// What each lies on, or that it is not here.
fn definition_table(definitions: &[&Listed]) -> Table {
    let mut table = Table::default();
    for listed in definitions {
        let over = listed.definition.as_ref().and_then(|over| over.synth.as_deref());
        let over = over.map_or_else(|| "(plug-in not found)".to_owned(), |synth| format!("(on {synth})"));
        table.row([listed.name.clone(), format!("{} {over}", listed.summary)]);
    }
    table
}

/// A line for each family, and one with the names of its members where there are several.
fn toy_table(toys: &[Listed]) -> Table {
    let mut table = Table::default();
    for members in toys.chunk_by(|a, b| a.toy == b.toy) {
        let Some(toy) = &members[0].toy else { continue };
        table.row([&toy.family, &toy.summary]);
        if members.len() > 1 {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
            table.row([String::new(), names.join(", ")]);
        }
    }
    table
}

fn say_one(sheet: &SynthSheet) -> Result<(), Failure> {
    let paint = Paint::stdout();
    let spec = &sheet.spec;
    let mut out = voice::out();
    writeln!(out, "{} ({}), sound version {}", paint.bold(&spec.name), spec.id, spec.sound_version)?;
    writeln!(out, "{}", sheet.summary)?;
    if let Some(toy) = &sheet.toy {
        writeln!(out, "Source: {}", toy.source)?;
        if !toy.plays_keys {
            writeln!(out, "Note, velocity and gate are not heard; the pitch goes up with the sample rate")?;
        }
    }
    if let Some(definition) = &sheet.definition {
        say_definition(&mut out, definition)?;
    }
    if !sheet.formats.is_empty() {
        writeln!(out, "\npreset files")?;
    }
    let mut table = Table::default();
    for (name, summary, extensions) in &sheet.formats {
        let extensions: Vec<String> = extensions.iter().map(|extension| format!(".{extension}")).collect();
        table.row([name.clone(), extensions.join(" "), summary.clone()]);
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    let grouped: BTreeSet<usize> =
        spec.groups.iter().flat_map(|group| group.params.iter().copied()).collect();
    let alone: Vec<usize> = (0..spec.params.len()).filter(|index| !grouped.contains(index)).collect();
    let groups = spec.groups.iter().map(|group| (group.id.as_ref(), &group.params));
    for (title, params) in
        std::iter::once(("parameters", &alone)).chain(groups).filter(|(_, p)| !p.is_empty())
    {
        writeln!(out, "\n{}", paint.bold(title))?;
        for line in param_table(spec, params).lines(width()) {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Where a definition comes from, what it lies on, what it comes to and what it holds.
fn say_definition(out: &mut impl Write, sheet: &DefinitionSheet) -> Result<(), Failure> {
    if !sheet.source.is_empty() {
        writeln!(out, "Source: {}", sheet.source)?;
    }
    match &sheet.over {
        Some(over) => writeln!(out, "Played by {over}")?,
        None => writeln!(
            out,
            "Plug-in not found ({}): values are shown on the knob, 0 to 1",
            sheet.underneath.join(" or ")
        )?,
    }
    writeln!(out, "{}", sheet.totals)?;
    writeln!(out, "\nvectors")?;
    let mut table = Table::default();
    for (name, summary, width) in &sheet.encodings {
        table.row([name.clone(), format!("{width} numbers"), summary.clone()]);
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    if !sheet.held.is_empty() {
        writeln!(out, "\nheld")?;
        let mut table = Table::default();
        table.row([sheet.held.join(", ")]);
        for line in table.lines(width()) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

fn param_table(spec: &SynthSpec, params: &[usize]) -> Table {
    let mut table = Table::default();
    for param in params.iter().map(|index| &spec.params[*index]) {
        let default = param.text(param.norm_from_plain(param.default));
        let mark = if param.in_preset_file { "" } else { " (not in preset files)" };
        table.row([
            param.id.to_string(),
            param_values(param),
            format!("[{default}]"),
            format!("{}{mark}", param.summary),
        ]);
    }
    table
}

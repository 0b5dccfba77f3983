//! `tonewright doctor`: what is installed and works?

use std::io::Write as _;
use std::process::ExitCode;

use tonewright_studio::ask::doctor::{Health, doctor, doctor_of};

use crate::voice::{self, Failure, Paint, Table, width};

/// Check what is installed and works on this machine
///
/// Renders, scores and writes a little, and says how fast it went. Exits with 2 when something is broken.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Look closely at this synth: what it remembers of what it played, and how fast it is
    #[arg(long, value_name = "NAME")]
    synth: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let checks = match &args.synth {
        Some(name) => doctor_of(name)?,
        None => doctor(),
    };
    let is_broken = checks.iter().any(|check| check.health == Health::Broken);
    let code = if is_broken { ExitCode::from(voice::COULD_NOT) } else { ExitCode::SUCCESS };
    if args.json {
        voice::out_json(&checks)?;
        return Ok(code);
    }
    let paint = Paint::stdout();
    let mut out = voice::out();
    let mut table = Table::default();
    for check in &checks {
        table.row([word(check.health).to_owned(), check.what.clone(), check.found.clone()]);
        if let Some(hint) = &check.hint {
            table.row([String::new(), String::new(), format!("hint: {hint}")]);
        }
    }
    for line in table.lines(width()) {
        // Painted after the columns are laid out: escape codes have no width.
        let painted = line
            .replacen("  works", &format!("  {}", paint.green("works")), 1)
            .replacen("  broken", &format!("  {}", paint.red("broken")), 1)
            .replacen("  poor", &format!("  {}", paint.yellow("poor")), 1);
        writeln!(out, "{painted}")?;
    }
    out.flush()?;
    Ok(code)
}

fn word(health: Health) -> &'static str {
    match health {
        Health::Works => "works",
        Health::Absent => "absent",
        Health::Poor => "poor",
        Health::Broken => "broken",
    }
}

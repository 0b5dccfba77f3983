//! What every launcher is told of the work, and what is said of a launch.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::launch::{DatasetWork, LAUNCHES, Launched};

use crate::voice::{self, Failure};

/// The work of a launch.
#[derive(Debug, clap::Args)]
pub(crate) struct Work {
    /// A recipe that ships (`tonewright dataset recipes`), or a .toml file
    #[arg(value_name = "RECIPE", value_hint = ValueHint::FilePath)]
    recipe: String,
    /// How many tasks share the work; no more than there are shards
    #[arg(long, value_name = "N")]
    tasks: u32,
    /// Another value for a key of the recipe (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    door: Door,
}

/// How a launch is begun.
#[derive(Debug, clap::Args)]
pub(super) struct Door {
    /// The program as the machines call it
    #[arg(long, value_name = "PATH")]
    pub(super) program: Option<String>,
    /// Where the launch's folder is made, with its scripts, records and logs
    #[arg(long, value_name = "DIR", default_value = LAUNCHES, value_hint = ValueHint::DirPath)]
    pub(super) launches: PathBuf,
    /// Print what would be written and handed over, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

impl Work {
    /// The work, with the places that each launcher names in its own way.
    pub(super) fn work(self, out: Option<PathBuf>, presets: Vec<PathBuf>) -> DatasetWork {
        DatasetWork {
            recipe: self.recipe,
            set: self.set,
            presets,
            out,
            tasks: self.tasks,
            program: self.door.program,
            launches: self.door.launches,
            is_dry: self.door.dry_run,
        }
    }
}

/// Says what was handed over, or would be; the launch's folder goes to stdout.
pub(super) fn tell(launched: &Launched) -> Result<ExitCode, Failure> {
    let mut out = voice::out();
    let Some(submitted) = &launched.submitted else {
        for script in &launched.scripts {
            writeln!(out, "# {}\n{}", launched.folder.join(script.name).display(), script.text)?;
        }
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    };
    for (what, id) in &submitted.jobs {
        voice::tell_line(&format!("job {id}: {what}"));
    }
    if !submitted.by_hand.is_empty() {
        voice::tell_line("hand it over with");
        submitted.by_hand.iter().for_each(|command| voice::tell_line(&format!("  {command}")));
    }
    voice::tell_line("`tonewright launch status` tells how it fares");
    writeln!(out, "{}", launched.folder.display())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

//! `tonewright models`: which audio models can listen here?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueHint};
use tonewright_studio::ask::models::{self, ListedModel};

use crate::voice::{self, Failure, Table, width};

/// Audio models: networks whose vectors say what one hears (builds with `--features learned`)
///
/// Their weights do not ship with this program. Give it once the file that their authors published; nothing of that file is
/// run, and what is kept holds numbers only.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright models                                            which there are, and which can listen\n  \
    tonewright models show aisfx                                 where its weights are had, and their licence\n  \
    pip download --no-deps aisfx==0.1.2\n  \
    tonewright models add aisfx aisfx-0.1.2-py2.py3-none-any.whl")]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the models
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what a model is, where its weights are had, and what they may be used for
    Show {
        /// The model
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Take in a model's weights: a wheel, a checkpoint of PyTorch, or safetensors
    Add {
        /// The model
        #[arg(value_name = "NAME")]
        name: String,
        /// The file that its authors published
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Remove a model's weights from this machine
    Remove {
        /// The model
        #[arg(value_name = "NAME")]
        name: String,
    },
}

/// Does it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.what {
        Some(What::List { json: true }) => voice::out_json(&models::list()?)?,
        Some(What::List { json: false }) | None => say_all()?,
        Some(What::Show { name }) => say_one(&models::show(&name)?)?,
        Some(What::Add { name, file }) => {
            let added = models::add(&name, &file)?;
            let names: Vec<String> = added.models.iter().map(|name| format!("`{name}`")).collect();
            voice::tell_line(&format!("{} numbers; {} can listen now", added.numbers, names.join(" and ")));
            say_line(&added.path.display().to_string())?;
        }
        Some(What::Remove { name }) => say_line(&models::remove(&name)?.display().to_string())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn say_line(line: &str) -> Result<(), Failure> {
    let mut out = voice::out();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

fn say_all() -> Result<(), Failure> {
    let mut table = Table::default();
    for model in models::list()? {
        let state = if model.weights.is_some() { "ready" } else { "no weights" };
        table.row([model.name.to_owned(), state.to_owned(), model.summary.to_owned()]);
    }
    let mut out = voice::out();
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn say_one(model: &ListedModel) -> Result<(), Failure> {
    let weights = match &model.weights {
        Some(path) => path.display().to_string(),
        None => format!("not here: {}", model.obtain),
    };
    let vectors =
        format!("{} numbers every {:.3} s, of sounds at {} Hz", model.dims, model.hop_secs, model.rate_hz);
    let mut table = Table::default();
    table.row(["what", model.summary]);
    table.row(["source", model.source]);
    table.row(["vectors", &vectors]);
    table.row(["weights", &weights]);
    table.row(["licence", model.licence]);
    let mut out = voice::out();
    writeln!(out, "{}", model.name)?;
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

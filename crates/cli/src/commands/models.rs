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
/// run, and what is kept holds numbers only. Any other network joins them as an ONNX file with a description of some ten
/// lines: it is tried in a process of its own and kept beside them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright models                                            which there are, and which can listen\n  \
    tonewright models show aisfx                                 where its weights are had, and their licence\n  \
    pip download --no-deps aisfx==0.1.2\n  \
    tonewright models add aisfx aisfx-0.1.2-py2.py3-none-any.whl\n  \
    tonewright models add my-ear my-ear.onnx --as my-ear.toml    any network, described by you")]
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
    /// Take in a model's weights (a wheel, a checkpoint of PyTorch, or safetensors), or a network of your own as ONNX
    Add {
        /// The model
        #[arg(value_name = "NAME")]
        name: String,
        /// The file that its authors published, or an ONNX network
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// What a new model is given of sounds, and what comes out of it: a file with its description
        #[arg(long = "as", value_name = "DESCRIPTION", value_hint = ValueHint::FilePath)]
        description: Option<PathBuf>,
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
        Some(What::Add { name, file, description }) => {
            let added = models::add(&name, &file, description.as_deref())?;
            let names: Vec<String> = added.models.iter().map(|name| format!("`{name}`")).collect();
            voice::tell_line(&format!("{}; {} can listen now", added.what, names.join(" and ")));
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
        table.row([model.name, state.to_owned(), model.summary]);
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
    let every = model.hop_secs.map_or(String::new(), |secs| format!(" every {secs:.3} s"));
    let vectors = format!("{} numbers{every}, of sounds at {} Hz", model.dims, model.rate_hz);
    let mut table = Table::default();
    table.row(["what", &model.summary]);
    table.row(["source", &model.source]);
    table.row(["vectors", &vectors]);
    table.row(["weights", &weights]);
    table.row(["licence", &model.licence]);
    let mut out = voice::out();
    writeln!(out, "{}", model.name)?;
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

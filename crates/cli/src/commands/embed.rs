//! `tonewright embed`: what does a model hear?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::models::{self, EmbedRequest, Embedded};

use super::device::Device;
use crate::voice::{self, Failure, Progress, Table, width};

/// Listen to sounds with an audio model: a vector per sound, near for sounds that are alike (builds with `--features learned`)
///
/// Without a file to write it says how far apart the sounds are: 0 for vectors of the same direction, 1 for a right angle.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright embed kick.wav snare.wav clap.wav          which of these are alike?\n  \
    tonewright embed samples/*.wav -o vectors.safetensors\n  \
    tonewright embed pad.wav --frames --model mn04 -o pad.csv   a vector every 50 ms\n\n\
    `tonewright models` lists the models and says how their weights are had.")]
pub(crate) struct Args {
    /// The sounds
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    sounds: Vec<PathBuf>,
    /// The model
    #[arg(long, short, value_name = "NAME", default_value = "aisfx")]
    model: String,
    /// A vector per moment, and not one for the whole sound
    #[arg(long)]
    frames: bool,
    /// The file to write: .safetensors, .csv or .json
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    out: Option<PathBuf>,
    #[command(flatten)]
    on: Device,
    /// Print the vectors as JSON
    #[arg(long)]
    json: bool,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// Does it.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let total = args.sounds.len();
    let request = EmbedRequest {
        model: args.model,
        sounds: args.sounds,
        in_time: args.frames,
        out: args.out.clone(),
        device: args.on.device,
    };
    let stop = voice::stop_on_ctrl_c("what was heard is written");
    let mut progress = Progress::new(args.quiet);
    let heard = models::embed(&request, &stop, &mut progress);
    progress.close();
    let heard = heard?;
    match (args.json, &args.out) {
        (true, _) => voice::out_json(&heard)?,
        (false, Some(path)) => {
            let mut out = voice::out();
            writeln!(out, "{}", path.display())?;
            out.flush()?;
        }
        (false, None) => say_distances(&heard)?,
    }
    Ok(if heard.len() < total { ExitCode::from(voice::INTERRUPTED) } else { ExitCode::SUCCESS })
}

/// How far apart the sounds are, each from each.
fn say_distances(heard: &[Embedded]) -> Result<(), Failure> {
    let name = |one: &Embedded| one.sound.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut out = voice::out();
    if let [one] = heard {
        let size = one.vectors.first().map_or(0, Vec::len);
        writeln!(out, "{}: {} x {size} numbers; `--json` prints them", name(one), one.vectors.len())?;
        return Ok(out.flush()?);
    }
    let columns: Vec<usize> = (1..=heard.len()).collect();
    let mut table = Table::with_numbers(&columns);
    let numbers = (1..=heard.len()).map(|number| number.to_string());
    table.cells(std::iter::once(String::new()).chain(numbers).collect());
    for (number, one) in heard.iter().enumerate() {
        let distances = heard.iter().map(|other| format!("{:.3}", one.cosine_distance(other)));
        table.cells(std::iter::once(format!("{} {}", number + 1, name(one))).chain(distances).collect());
    }
    for line in table.lines(width()) {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

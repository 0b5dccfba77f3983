//! `tonewright dataset import`: sounds from elsewhere become a data set.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ValueEnum, ValueHint};
use tonewright_studio::ask::dataset::{
    AudioType, Filters, ImportRequest, Imported, SoundSetup, Store, import,
};

use crate::voice::{self, Failure, Progress};

/// Make a data set of sound files
///
/// A folder with an `examples.json` is read as NSynth has it: pitch and velocity become the notes of the data set, and the
/// filters choose. Of any other folder every sound file in it and below is taken, sorted by name. A file that can't be
/// heard keeps its place, marked as failed. Whatever ends the work, the same command goes on from there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright dataset import ~/samples --rate 22050 --secs 2 --features mel-slaney\n  \
    tonewright dataset import nsynth-test --family bass --source synthetic --pitch 49..73 --rate 32000 --secs 5\n\n\
    docs/guides/datasets.md says what lies in the data set.")]
pub(crate) struct Args {
    /// The folder of sounds
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// The data set's folder [default: datasets/FOLDER]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Only these instrument families of NSynth, such as `bass` (repeatable)
    #[arg(long, value_name = "NAME")]
    family: Vec<String>,
    /// Only these instrument sources of NSynth: acoustic, electronic, synthetic (repeatable)
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// Only these MIDI notes of NSynth, both ends included, such as 49..73
    #[arg(long, value_name = "LOW..HIGH", value_parser = range)]
    pitch: Option<(u8, u8)>,
    /// Only these MIDI velocities of NSynth, both ends included, such as 100 or 50..127
    #[arg(long, value_name = "LOW..HIGH", value_parser = range)]
    velocity: Option<(u8, u8)>,
    /// Samples per second of the data set
    #[arg(long, value_name = "HZ", default_value_t = 44_100)]
    rate: u32,
    /// Length of each sound: longer ones are cut, shorter ones filled up with silence
    #[arg(long, value_name = "SECONDS", default_value_t = 4.0)]
    secs: f64,
    /// 1: the mean of the channels; 2: left and right, mono twice
    #[arg(long, value_name = "N", default_value_t = 1)]
    channels: usize,
    /// Silence before each sound
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    lead_secs: f32,
    /// Features to keep, by name (`mel-slaney,statistics`)
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    features: Vec<String>,
    /// How sounds are kept
    #[arg(long, value_name = "TYPE", default_value = "float16")]
    audio: AudioName,
    /// How many items a file of the data set holds
    #[arg(long, value_name = "N", default_value_t = 8192, value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    shard_items: u64,
    /// How many threads [default: all cores]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Say nothing of the progress
    #[arg(long, short)]
    quiet: bool,
}

/// How sounds are kept.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum AudioName {
    /// 16-bit floats
    Float16,
    /// 32-bit floats
    Float32,
    /// Not at all
    None,
}

/// `49..73`, or one number.
fn range(text: &str) -> Result<(u8, u8), String> {
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|number| *number <= 127);
    let wrong = || "write lowest and highest, 0 to 127, such as `49..73`, or one number".to_owned();
    let (low, high) = (number(low).ok_or_else(wrong)?, number(high).ok_or_else(wrong)?);
    if low <= high { Ok((low, high)) } else { Err(wrong()) }
}

/// Most failures that are told.
const FAILURES_MOST: usize = 3;

/// Imports it, and says what came of it.
pub(super) fn run(args: Args) -> Result<ExitCode, Failure> {
    let audio = match args.audio {
        AudioName::Float16 => AudioType::Float16,
        AudioName::Float32 => AudioType::Float32,
        AudioName::None => AudioType::None,
    };
    let sound = SoundSetup {
        rate_hz: args.rate,
        secs: args.secs,
        channels: args.channels,
        lead_secs: args.lead_secs,
        ..SoundSetup::default()
    };
    let request = ImportRequest {
        folder: args.folder,
        out: args.out,
        filters: Filters {
            family: args.family,
            source: args.source,
            pitch: args.pitch,
            velocity: args.velocity,
        },
        sound,
        store: Store { audio, features: args.features, ..Store::default() },
        shard_items: args.shard_items,
        threads: args.threads,
    };
    let stop = voice::stop_on_ctrl_c("what is finished is kept");
    let mut progress = Progress::new(args.quiet);
    let imported = import(&request, &stop, &mut progress);
    progress.close();
    let (folder, imported) = imported?;
    if !args.quiet {
        conclude(&imported);
    }
    let mut out = voice::out();
    writeln!(out, "{}", folder.display())?;
    out.flush()?;
    Ok(if imported.interrupted { ExitCode::from(voice::INTERRUPTED) } else { ExitCode::SUCCESS })
}

/// What was taken in, what failed, and what is left to do.
fn conclude(imported: &Imported) {
    let totals = &imported.totals;
    voice::tell_line(&format!("{} sounds imported", totals.rendered));
    if totals.failed > 0 {
        voice::tell_remark(&format!(
            "{} files can't be heard; their items are marked as failed",
            totals.failed
        ));
    }
    for failure in imported.failures.iter().take(FAILURES_MOST) {
        voice::tell_remark(&failure.why);
    }
    if imported.interrupted {
        voice::tell_remark("stopped before the end: the same command goes on from here");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_two_numbers_or_one() {
        assert_eq!(
            [range("49..73"), range("100"), range(" 1 .. 2")],
            [Ok((49, 73)), Ok((100, 100)), Ok((1, 2))]
        );
        assert!(["", "73..49", "a..b", "1..200", "..", "1...3"].iter().all(|text| range(text).is_err()));
    }
}

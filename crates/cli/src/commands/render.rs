//! `tonewright render`: what does this preset sound like?

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ValueEnum, ValueHint};
use tonewright_studio::ask::render::{RenderRequest, Rendered, Voices, render};
use tonewright_studio::config::Note;
use tonewright_studio::{Depth, Gesture, RenderSetup};

use crate::voice::{self, Failure, Table};

/// Play a preset into a WAV file
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tonewright render preset.syx -o preset.wav\n  \
    tonewright render bank.syx --voice 7 --note C2 --gate 1 --seconds 4 -o voice.wav\n  \
    tonewright render bank.syx --all -o sounds/\n\n\
    Notes are named as Yamaha does: C3 is middle C, MIDI note 60.")]
pub(crate) struct Args {
    /// A preset file: .syx or .json
    #[arg(value_name = "PRESET", value_hint = ValueHint::AnyPath)]
    preset: PathBuf,
    /// The WAV file, or the folder for --all; a file that is there is replaced
    #[arg(long, short, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    out: PathBuf,
    /// Which voice of a bank, counted from 1
    #[arg(long, value_name = "N", conflicts_with = "all")]
    voice: Option<usize>,
    /// Every voice of a bank, one file each
    #[arg(long)]
    all: bool,
    /// The note to play: a MIDI number or a name such as C3
    #[arg(long, value_name = "NOTE", default_value = "C3")]
    note: Note,
    /// How hard to play, 1 to 127
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u8).range(1..=127))]
    velocity: u8,
    /// How long the key is held, in seconds
    #[arg(long, value_name = "SECS", default_value_t = 2.0, value_parser = secs)]
    gate: f64,
    /// How long the sound is, in seconds
    #[arg(long, value_name = "SECS", default_value_t = 3.0, value_parser = secs)]
    seconds: f64,
    /// Samples per second, 16000 to 96000
    #[arg(long, value_name = "HZ", default_value_t = 44_100)]
    rate: u32,
    /// How samples are stored
    #[arg(long, value_name = "DEPTH", default_value = "24")]
    depth: DepthName,
    /// The synth that plays
    #[arg(long, value_name = "NAME", default_value = "dx7")]
    synth: String,
}

/// How samples are stored.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum DepthName {
    /// 16-bit integers
    #[value(name = "16")]
    I16,
    /// 24-bit integers
    #[value(name = "24")]
    I24,
    /// 32-bit floats, which never clip
    #[value(name = "float")]
    F32,
}

/// A length of time that can be rendered.
fn secs(text: &str) -> Result<f64, String> {
    let secs: Option<f64> = text.parse().ok().filter(|secs| (0.001..=600.0).contains(secs));
    secs.ok_or_else(|| "write seconds from 0.001 to 600".to_owned())
}

/// Renders, and lists what was written.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let voices = match args.voice {
        Some(number) => Voices::Number(number),
        None if args.all => Voices::All,
        None => Voices::Only,
    };
    let Note::Midi(note) = args.note else {
        voice::tell_remark("`--note auto` needs a sound to listen to; a preset has none, so give a note");
        return Err(Failure::Told);
    };
    let request = RenderRequest {
        synth: args.synth,
        preset: args.preset,
        voices,
        gesture: Gesture { note, velocity: args.velocity, gate_secs: args.gate },
        setup: RenderSetup::of_secs(args.rate, args.seconds),
        depth: match args.depth {
            DepthName::I16 => Depth::I16,
            DepthName::I24 => Depth::I24,
            DepthName::F32 => Depth::F32,
        },
        out: args.out,
    };
    let renders = render(&request)?;
    renders.warnings.iter().for_each(|words| voice::tell_remark(words));
    let mut table = Table::with_numbers(&[0, 2]);
    let mut failed = 0;
    for sound in &renders.sounds {
        match sound {
            Ok(rendered) => {
                table.row([
                    rendered.number.to_string(),
                    rendered.name.clone(),
                    level(rendered),
                    rendered.path.display().to_string(),
                ]);
                if let Some(words) = rendered.written.warning() {
                    voice::tell_remark(&format!(
                        "{}: {words}; `--depth float` keeps them",
                        rendered.path.display()
                    ));
                }
            }
            Err(error) => {
                failed += 1;
                voice::tell_error(error, &error.hints());
            }
        }
    }
    let mut out = voice::out();
    for line in table.lines(usize::MAX) {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(voice::COULD_NOT) })
}

/// The loudest sample, or that there is none.
fn level(rendered: &Rendered) -> String {
    if rendered.written.peak == 0.0 {
        "silent".to_owned()
    } else {
        format!("{:.1} dB peak", 20.0 * rendered.written.peak.log10())
    }
}

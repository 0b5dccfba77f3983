//! `tonewright dataset verify`: a data set is proved.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueHint;
use tonewright_studio::ask::dataset::{VerifyRequest, verify};

use crate::voice::{self, Failure, Progress};

/// Prove a data set: checksums, counts, ranges, and some of its items rendered anew
///
/// Every byte is read. It leaves with 0 when nothing is wrong, with 1 when something is, told file by file. Items are
/// rendered anew from their stored knobs and notes where the synth is here and sounds as it did then.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The data set's folder
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// How many of its items to render anew
    #[arg(long, value_name = "N", default_value_t = 64)]
    anew: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Proves it, and says what is wrong.
pub(super) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut progress = Progress::new(args.json);
    let request = VerifyRequest { folder: args.folder.clone(), anew: args.anew };
    let verified = verify(&request, &mut progress);
    progress.close();
    let verified = verified?;
    let proof = &verified.proof;
    if args.json {
        voice::out_json(&verified)?;
    } else {
        verified.remarks.iter().for_each(|words| voice::tell_remark(words));
        let mut out = voice::out();
        for fault in &proof.faults {
            writeln!(out, "{fault}")?;
        }
        writeln!(
            out,
            "{} items in {} shards, {:.1} MB read; {} of {} rendered anew have the same bytes; {}",
            proof.items,
            proof.shards,
            proof.bytes as f64 / 1e6,
            proof.same,
            proof.rendered_anew,
            if verified.is_sound() {
                "nothing is wrong".to_owned()
            } else {
                format!("{} faults", proof.faults.len())
            }
        )?;
        out.flush()?;
    }
    Ok(if verified.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(voice::CRITERION_MISSED) })
}

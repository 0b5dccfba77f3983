//! Which descriptions can't be, before any network is seen.

use tonewright_audio::MelSpectrogram;

use super::description::{Description, InputAxis, Level, OutputAxis, Segments};
use super::mel::Mel;

/// The highest rate of sounds.
const HIGHEST_HZ: u32 = 768_000;
/// The most numbers of a segment, and of a vector.
const MOST_VALUES: usize = 1 << 24;
const MOST_DIMS: usize = 1 << 20;
/// The most numbers that a network is given for each sample of a sound: what is in memory at once follows from it.
const MOST_PER_SAMPLE: usize = 256;
/// The longest window.
const LONGEST: usize = 1 << 20;

/// Says what is wrong with a description.
pub(super) fn check(read: &Description) -> Result<(), String> {
    for (key, words) in [("summary", &read.summary), ("source", &read.source), ("licence", &read.licence)] {
        if words.trim().is_empty() {
            return Err(format!("`{key}` is empty"));
        }
    }
    within("rate-hz", read.rate_hz as usize, HIGHEST_HZ as usize)?;
    within("dims", read.dims, MOST_DIMS)?;
    segments(read)?;
    if let Some(mel) = &read.mel {
        check_mel(mel, read)?;
    }
    sizes(read)?;
    let gain = read.input.gain.unwrap_or(1.0);
    if !(gain.is_finite() && gain > 0.0) {
        return Err(format!("`input.gain` is {gain}, and has to be a finite number above 0"));
    }
    if read.mel.is_some() && read.input.level == Level::Standard {
        return Err(
            "`input.level = \"standard\"` is for samples, and a mel spectrogram is asked for".to_owned()
        );
    }
    for (port, name, index) in
        [("input", &read.input.name, read.input.index), ("output", &read.output.name, read.output.index)]
    {
        if name.is_some() && index.is_some() {
            return Err(format!("`{port}` has a name and an index: one of them says which it is"));
        }
    }
    axes(read)
}

fn within(key: &str, value: usize, most: usize) -> Result<(), String> {
    if (1..=most).contains(&value) { Ok(()) } else { Err(format!("`{key}` is {value}, not in 1..={most}")) }
}

fn segments(read: &Description) -> Result<(), String> {
    let Segments { samples, hop_samples, frames, hop_frames, before, after, .. } = &read.segments;
    match (samples, hop_samples, frames, hop_frames) {
        (Some(_), Some(_), None, None) => {}
        (None, None, Some(_), Some(_)) if read.mel.is_some() => {}
        (None, None, Some(_), Some(_)) => {
            return Err("`segments` are in frames, and there is no `mel` that has any".to_owned());
        }
        _ => {
            return Err(
                "`segments` wants `samples` and `hop-samples`, or `frames` and `hop-frames`".to_owned()
            );
        }
    }
    let [len, hop] = read.lengths();
    within("segments: their length", len, MOST_VALUES)?;
    if hop == 0 || hop > len {
        return Err(format!(
            "`segments`: the hop is {hop}, not in 1..={len}: nothing of a sound is passed over"
        ));
    }
    for (key, pad) in [("before", before), ("after", after)] {
        if *pad > len {
            return Err(format!("`segments.{key}` is {pad}, more than a segment"));
        }
    }
    Ok(())
}

fn check_mel(mel: &Mel, read: &Description) -> Result<(), String> {
    within("mel.fft-samples", mel.fft_samples, LONGEST)?;
    within("mel.hop-samples", mel.hop_samples, LONGEST)?;
    within("mel.bands", mel.bands, 1 << 13)?;
    if !(mel.power == 1 || mel.power == 2) {
        return Err(format!("`mel.power` is {}: 1 for magnitudes, 2 for powers", mel.power));
    }
    if let Some(number) = mel.log.number()
        && !(number.is_finite() && number > 0.0)
    {
        return Err(format!("`mel.log` has the number {number}, and needs a finite one above 0"));
    }
    if !(mel.mean.is_finite() && mel.std.is_finite() && mel.std != 0.0) {
        return Err("`mel.mean` and `mel.std` have to be finite numbers, and `std` not 0".to_owned());
    }
    if mel.pre_emphasis.is_some_and(|factor| !factor.is_finite()) {
        return Err("`mel.pre-emphasis` has to be a finite number".to_owned());
    }
    let config = mel.config(read.rate_hz);
    MelSpectrogram::new(config).map_err(|error| format!("`mel`: {error}"))?;
    if let Some(samples) = read.segments.samples {
        config.frames(samples).map_err(|error| format!("`mel` of a segment: {error}"))?;
    }
    Ok(())
}

/// What a network is given at once, and how much of it for a sample.
fn sizes(read: &Description) -> Result<(), String> {
    let [len, _] = read.lengths();
    let (size, hop) = match &read.mel {
        None => (len, read.hop_samples()),
        Some(mel) => {
            let frames = match read.segments.samples {
                Some(samples) => mel.config(read.rate_hz).frames(samples).unwrap_or(usize::MAX),
                None => len,
            };
            if mel.bands > MOST_PER_SAMPLE.saturating_mul(mel.hop_samples) {
                return Err(format!(
                    "`mel` has over {MOST_PER_SAMPLE} numbers for a sample: make its hop longer"
                ));
            }
            (frames.saturating_mul(mel.bands), read.hop_samples())
        }
    };
    within("a segment's size", size, MOST_VALUES)?;
    if size > MOST_PER_SAMPLE.saturating_mul(hop) {
        return Err(format!(
            "a network is given over {MOST_PER_SAMPLE} numbers for a sample: make the hop longer"
        ));
    }
    Ok(())
}

fn axes(read: &Description) -> Result<(), String> {
    let (inputs, outputs) = (read.input_axes(), read.output_axes());
    let count = |axis| inputs.iter().filter(|other| **other == axis).count();
    let mel = usize::from(read.mel.is_some());
    let wanted = [(InputAxis::Samples, 1 - mel), (InputAxis::Frames, mel), (InputAxis::Bands, mel)];
    if wanted.iter().any(|(axis, times)| count(*axis) != *times) || count(InputAxis::Batch) > 1 {
        let words = if mel == 1 { "`frames` and `bands`" } else { "`samples`" };
        return Err(format!(
            "`input.axes` needs {words} once each, `batch` at most once, and else only `one`"
        ));
    }
    let large = inputs.iter().find(|axis| **axis != InputAxis::One);
    if count(InputAxis::Batch) == 1 && large != Some(&InputAxis::Batch) {
        return Err("`batch` has to come before all axes of `input.axes` but `one`".to_owned());
    }
    let heard = |axis| outputs.iter().filter(|other| **other == axis).count();
    if heard(OutputAxis::Dims) == 0 || heard(OutputAxis::Frames) > 1 {
        return Err("`output.axes` needs `dims`, and has `frames` at most once".to_owned());
    }
    if heard(OutputAxis::Batch) != count(InputAxis::Batch) {
        return Err("`batch` has to be an axis of the input and of the output, or of neither".to_owned());
    }
    if inputs.len() > 8 || outputs.len() > 8 {
        return Err("no more than eight axes can be".to_owned());
    }
    if read.output.trim_frames > 0 && heard(OutputAxis::Frames) == 0 {
        return Err("`output.trim-frames` needs an axis `frames` to trim".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::HearingError;

    const WAVE: &str =
        "dims = 4\nsegments = { samples = 256, hop-samples = 100 }\noutput = { name = 'vector' }";
    const MEL: &str = "dims = 3\nsegments = { frames = 10, hop-frames = 5 }\n\
    input = { axes = ['batch', 'one', 'bands', 'frames'] }\n\
    mel = { fft-samples = 128, win-samples = 100, hop-samples = 64, bands = 8, low-hz = 100, high-hz = 3500, scale = 'htk', \
    norm = 'none', power = 1, window = 'hamming', centred = 'mirror', log = { kind = 'ln', floor = 1e-3 }, mean = -2, std = 3 }";

    fn whole(rest: &str) -> Result<Description, HearingError> {
        let head = "summary = 'a'\nsource = 'b'\nlicence = 'MIT'\nrate-hz = 8000\n";
        Description::parse("tried", &format!("{head}{rest}"))
    }

    #[test]
    fn descriptions_that_can_not_be_are_told() {
        assert!(matches!(whole(&format!("{WAVE}\nhop = 3")), Err(HearingError::Text { .. })));
        assert!(matches!(whole("dims = 3"), Err(HearingError::Text { .. })));
        for (from, to, expected) in [
            ("dims = 4", "dims = 0", "`dims` is 0"),
            ("samples = 256", "samples = 90", "hop is 100, not in 1..=90"),
            ("samples = 256", "samples = 256, before = 300", "segments.before"),
            ("samples = 256, hop-samples = 100", "frames = 3, hop-frames = 3", "no `mel`"),
            (
                "samples = 256, hop-samples = 100",
                "samples = 3, hop-frames = 3",
                "`samples` and `hop-samples`",
            ),
            ("samples = 256, hop-samples = 100", "samples = 256, hop-samples = 1, last = 'loop'", ""),
            ("samples = 256, hop-samples = 100", "samples = 512, hop-samples = 1", "numbers for a sample"),
            ("samples = 256, hop-samples = 100", "samples = 99999999, hop-samples = 9999999", "not in 1..="),
            ("output =", "input = { gain = 0.0 }\noutput =", "input.gain"),
            ("output =", "input = { name = 'a', index = 0 }\noutput =", "a name and an index"),
            ("output =", "input = { axes = ['samples', 'batch'] }\noutput =", "has to come before"),
            ("output =", "input = { axes = ['batch', 'frames', 'bands'] }\noutput =", "`samples` once each"),
            ("name = 'vector'", "axes = ['batch']", "needs `dims`"),
            ("name = 'vector'", "axes = ['dims']", "or of neither"),
            ("name = 'vector'", "trim-frames = 2", "needs an axis `frames`"),
        ] {
            match (whole(&WAVE.replace(from, to)), expected) {
                (Ok(_), "") => {}
                (Err(HearingError::Description { reason, .. }), expected) => {
                    assert!(!expected.is_empty() && reason.contains(expected), "{to}: {reason}");
                }
                (other, _) => panic!("{to}: {other:?}"),
            }
        }
    }

    #[test]
    fn spectra_that_can_not_be_are_told() {
        for (from, to, expected) in [
            ("power = 1", "power = 3", "mel.power"),
            ("floor = 1e-3", "floor = 0.0", "above 0"),
            ("std = 3", "std = 0", "`std` not 0"),
            ("high-hz = 3500", "high-hz = 50", "high_hz"),
            ("bands = 8", "bands = 9999", "mel.bands"),
            ("hop-samples = 64", "hop-samples = 0", "mel.hop-samples"),
            ("frames = 10, hop-frames = 5", "samples = 60, hop-samples = 60", "mirroring"),
            ("win-samples = 100", "win-samples = 129", "win_len"),
            ("'batch', 'one'", "'batch', 'samples'", "`frames` and `bands`"),
        ] {
            let reason = whole(&MEL.replace(from, to)).unwrap_err().to_string();
            assert!(reason.contains(expected), "{to}: {reason}");
        }
    }
}

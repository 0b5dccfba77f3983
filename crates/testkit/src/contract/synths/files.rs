//! Presets go into the synth's files and come back as the same sound.

use tonewright_synth::{FileError, Preset, PresetFormat, Repeats};

use super::playing::differing_from;
use super::{Bench, gesture};

pub(super) fn check(bench: &mut Bench) {
    let mut presets = bench.presets();
    let init = bench.init();
    for preset in &mut presets {
        for (index, param) in bench.synth.spec().params.iter().enumerate() {
            // A file holds values that exist, and of some parameters none.
            preset.values[index] =
                if param.in_preset_file { param.snap(preset.values[index]) } else { init.values[index] };
        }
    }
    let formats = bench.synth.formats();
    bench.claim(!formats.is_empty(), || "it has no preset file".to_owned());
    for format in &formats {
        for preset in &presets {
            one(bench, format.as_ref(), preset);
        }
        garbage(bench, format.as_ref());
    }
}

fn one(bench: &mut Bench, format: &dyn PresetFormat, preset: &Preset) {
    let what = format!("`{}` as {}", preset.name, format.name());
    let bytes = match format.write(std::slice::from_ref(preset)) {
        // Some formats hold less than the synth can be set to, and say so.
        Err(FileError::DoesNotFit { .. }) => return,
        bytes => bytes,
    };
    let Some(bytes) = bench.expect(&what, bytes) else { return };
    let Some(read) = bench.expect(&what, format.read(&bytes)) else { return };
    let [again] = read.presets.as_slice() else {
        return bench.claim(false, || format!("{what} holds {} presets", read.presets.len()));
    };
    bench.claim(read.warnings.is_empty(), || format!("{what}: {:?}", read.warnings));
    let setup = bench.usual();
    let [Ok(before), Ok(after)] = [preset, again].map(|preset| bench.fresh(setup, preset, gesture())) else {
        return;
    };
    let same = differing_from(&before, &after).is_none();
    bench.claim(same || bench.synth.spec().repeats == Repeats::Statistically, || {
        format!("{what} sounds differently once read")
    });
}

fn garbage(bench: &mut Bench, format: &dyn PresetFormat) {
    let noise: Vec<u8> = (0..5_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    for bytes in [&[][..], b"{", b"\xf0\x43", &noise] {
        let is_refused = format.read(bytes).map_or(true, |read| !read.warnings.is_empty());
        bench.claim(is_refused, || format!("{} bytes of garbage are a {} file", bytes.len(), format.name()));
    }
}

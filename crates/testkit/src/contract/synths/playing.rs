//! What is asked is what is heard: rates, lengths, keys, the moment of release; and what can't be played is refused.

use tonewright_audio::{Audio, pitch};
use tonewright_synth::{Gesture, Norm, Preset, RenderError, RenderSetup};

use super::{Bench, gesture};

/// Quietest peak that is a sound (-80 dBFS).
const QUIETEST: f32 = 1e-4;

pub(super) fn check(bench: &mut Bench) {
    every_rate(bench);
    odd_lengths(bench);
    corners(bench);
    if bench.nature.is_pitched {
        keys(bench);
    }
    release(bench);
    refusals(bench);
}

fn every_rate(bench: &mut Bench) {
    let init = bench.init();
    let mut loudness = None;
    for rate_hz in bench.nature.rates_hz {
        let setup = RenderSetup::of_secs(*rate_hz, 0.5);
        let sound = bench.fresh(setup, &init, gesture());
        let Some(sound) = bench.expect(&format!("{rate_hz} Hz"), sound) else { continue };
        bench.claim((sound.rate_hz(), sound.len_samples()) == (*rate_hz, setup.len_samples), || {
            format!("{} samples at {} Hz instead of {setup:?}", sound.len_samples(), sound.rate_hz())
        });
        bench.claim(sound.is_finite() && sound.peak() >= QUIETEST, || {
            format!("the initial preset peaks at {} at {rate_hz} Hz", sound.peak())
        });
        let first = *loudness.get_or_insert(sound.rms());
        let ratio_db = 20.0 * (sound.rms() / first).log10();
        bench.claim(ratio_db.abs() < 3.0, || format!("at {rate_hz} Hz it is {ratio_db} dB louder"));
    }
    for rate_hz in [0, 1, u32::MAX] {
        let refused = bench.synth.open(RenderSetup { rate_hz, len_samples: 10 }).is_err();
        bench.claim(refused, || format!("it claims to run at {rate_hz} Hz"));
    }
}

fn odd_lengths(bench: &mut Bench) {
    let init = bench.init();
    let rate_hz = bench.nature.rates_hz[0];
    let Some(long) = bench.expect("a sound", bench.fresh(bench.usual(), &init, gesture())) else { return };
    for len_samples in [0, 1, 63, 1_025, 9_999] {
        let sound = bench.fresh(RenderSetup { rate_hz, len_samples }, &init, gesture());
        let Some(sound) = bench.expect(&format!("{len_samples} samples"), sound) else { continue };
        bench.claim(sound.len_samples() == len_samples, || {
            format!("{} samples instead of {len_samples}", sound.len_samples())
        });
        let is_start = differing_from(&sound, &long).is_none_or(|at| at >= len_samples);
        bench.claim(is_start || is_random(bench), || format!("{len_samples} samples are no start of more"));
    }
}

/// Knobs at their ends, keys at theirs: finite and not absurd, whatever it is.
fn corners(bench: &mut Bench) {
    let init = bench.init();
    let ends = [Norm::ZERO, Norm::ONE].map(|norm| {
        let spec = bench.synth.spec();
        Preset {
            name: format!("{norm:?}"),
            values: spec.params.iter().map(|param| param.snap(norm)).collect(),
        }
    });
    for preset in ends.iter().chain([&init]) {
        for (note, velocity, gate_secs) in [(0, 1, 0.0), (127, 127, 1e9), (60, 64, 0.01)] {
            let asked = Gesture { note, velocity, gate_secs };
            let sound = bench.fresh(bench.usual(), preset, asked);
            if bench.nature.corners_may_fail && matches!(sound, Err(RenderError::Hosted { .. })) {
                continue;
            }
            let Some(sound) = bench.expect(&format!("`{}` at {asked:?}", preset.name), sound) else {
                continue;
            };
            bench.claim(sound.is_finite() && sound.peak() < 1000.0, || {
                format!("`{}` peaks at {} at {asked:?}", preset.name, sound.peak())
            });
        }
    }
}

fn keys(bench: &mut Bench) {
    let init = bench.init();
    let mut heard = |note: u8| {
        let asked = Gesture { note, gate_secs: 1.0, ..Gesture::default() };
        let setup = RenderSetup::of_secs(bench.nature.rates_hz[0], 1.0);
        let sound = bench.expect("a key", bench.fresh(setup, &init, asked))?;
        pitch::note(&sound.to_mono(), sound.rate_hz()).map(|found| pitch::note_from_hz(found.hz))
    };
    let found = [45, 57, 69].map(&mut heard);
    let [Some(low), Some(middle), Some(high)] = found else {
        return bench.claim(false, || format!("the keys 45, 57 and 69 have the pitches {found:?}"));
    };
    let octaves = (middle - low - 12.0).abs() < 0.3 && (high - middle - 12.0).abs() < 0.3;
    bench.claim(octaves, || format!("octaves are played as {low}, {middle} and {high}"));
}

/// Up to the release nothing is known of it; after it something is.
fn release(bench: &mut Bench) {
    let mut is_heard = false;
    for preset in bench.presets() {
        let with = |gate_secs| Gesture { gate_secs, ..Gesture::default() };
        let [Ok(short), Ok(long)] =
            [0.2, 0.4].map(|gate_secs| bench.fresh(bench.usual(), &preset, with(gate_secs)))
        else {
            continue;
        };
        let released = (0.2 * f64::from(bench.nature.rates_hz[0])) as usize;
        let first = differing_from(&short, &long);
        is_heard |= first.is_some();
        bench.claim(
            first.is_none_or(|at| at + 1 + bench.nature.release_slack_samples >= released)
                || is_random(bench),
            || format!("`{}` knows at sample {first:?} of a release at {released}", preset.name),
        );
    }
    let hears = bench.nature.hears_release;
    bench.claim(hears.is_none_or(|hears| hears == is_heard) || is_random(bench), || {
        "the release is not heard in any preset".to_owned()
    });
}

fn refusals(bench: &mut Bench) {
    let init = bench.init();
    let setup = bench.usual();
    let Some(mut renderer) = bench.expect("a renderer", bench.synth.open(setup)) else { return };
    let mut short = init.clone();
    short.values.pop();
    let fine = Gesture::default();
    let wrong = [
        (&short, fine),
        (&init, Gesture { note: 128, ..fine }),
        (&init, Gesture { velocity: 0, ..fine }),
        (&init, Gesture { gate_secs: -1.0, ..fine }),
        (&init, Gesture { gate_secs: f64::NAN, ..fine }),
    ];
    for (preset, gesture) in wrong {
        let refused = renderer.render(&tonewright_synth::Job { preset, gesture }).is_err();
        bench.claim(refused, || format!("{} values at {gesture:?} are played", preset.values.len()));
    }
    let after = renderer.render(&tonewright_synth::Job { preset: &init, gesture: fine });
    bench.expect("after refusals", after);
}

fn is_random(bench: &Bench) -> bool {
    bench.synth.spec().repeats == tonewright_synth::Repeats::Statistically
}

/// The first sample at which two sounds differ, up to the end of the shorter one.
pub(super) fn differing_from(a: &Audio, b: &Audio) -> Option<usize> {
    let channels =
        (0..a.channel_count().min(b.channel_count())).map(|c| a.channel(c).iter().zip(b.channel(c)));
    channels.filter_map(|mut pairs| pairs.position(|(a, b)| a != b)).min()
}

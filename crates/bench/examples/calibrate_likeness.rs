//! Prints the landmarks that the likeness scales of a report are read off: how far real voices are, by each headline
//! measure, from themselves with one knob nudged, with eight knobs moved, from the nearest of 64
//! other voices, and from any other voice.
//!
//!     cargo run --release -p tonewright-bench --example calibrate_likeness -- ../shared/data/dx7/voices-val.syx

use rand::RngExt as _;
use tonewright_audio::Audio;
use tonewright_bench::report::SCALES;
use tonewright_measure::{Better, MEASURES, MeasureEntry};
use tonewright_synth::{Gesture, Job, Norm, Preset, RenderSetup, Renderer, SYNTHS, SynthSpec, seed};

/// Voices whose neighbourhoods are looked at.
const VOICES: usize = 256;
/// Among so many others the nearest is sought, by the first scale's measure.
const OTHERS: usize = 64;

type Anything = Box<dyn std::error::Error>;

#[expect(clippy::print_stdout, reason = "a program speaks")]
fn main() -> Result<(), Anything> {
    let path = std::env::args().nth(1).ok_or("a bank of voices is wanted")?;
    let entry = &SYNTHS[0];
    let synth = (entry.build)();
    let mut renderer = synth.open(RenderSetup::of_secs(44_100, 3.0))?;
    let presets = synth.own_format().read(&std::fs::read(path)?)?.presets;
    let mut heard = Vec::new();
    for preset in presets {
        let audio = hear(renderer.as_mut(), &preset)?;
        if audio.peak() > 0.01 {
            heard.push((preset, audio));
        }
        if heard.len() == VOICES + OTHERS {
            break;
        }
    }
    let (own, others) = heard.split_at(VOICES.min(heard.len() / 2));
    let mut pairs: [Vec<(usize, Audio)>; 4] = Default::default();
    for (index, (preset, audio)) in own.iter().enumerate() {
        for (group, (knobs, step)) in [(1, 0.05), (8, 0.10)].into_iter().enumerate() {
            let moved = moved(synth.spec(), preset, knobs, step, index as u64);
            pairs[group].push((index, hear(renderer.as_mut(), &moved)?));
        }
        let nearest = others.iter().min_by(|a, b| {
            let far = |o: &Audio| value(SCALES[0].measure, audio, o).unwrap_or(f64::INFINITY);
            far(&a.1).total_cmp(&far(&b.1))
        });
        pairs[2].extend(nearest.map(|(_, o)| (index, o.clone())));
        pairs[3].push((index, others[index * others.len() / own.len()].1.clone()));
    }
    for scale in SCALES {
        println!("{}", scale.measure);
        for (name, group) in
            ["one knob by 5 %", "eight knobs by 10 %", "nearest of 64", "any other voice"].iter().zip(&pairs)
        {
            let mut values: Vec<f64> =
                group.iter().filter_map(|(i, other)| value(scale.measure, &own[*i].1, other)).collect();
            values.sort_by(f64::total_cmp);
            let at = |q: f64| values[(q * (values.len() - 1) as f64) as usize];
            println!(
                "  {name:20} 10 %: {:8.3}  median: {:8.3}  75 %: {:8.3}  90 %: {:8.3}",
                at(0.1),
                at(0.5),
                at(0.75),
                at(0.9)
            );
        }
    }
    Ok(())
}

fn hear(renderer: &mut dyn Renderer, preset: &Preset) -> Result<Audio, Anything> {
    Ok(renderer.render(&Job { preset, gesture: Gesture::default() })?)
}

fn measure(name: &str) -> &'static MeasureEntry {
    MEASURES.iter().find(|m| m.name == name).expect("every scale belongs to a measure")
}

fn value(name: &str, target: &Audio, other: &Audio) -> Option<f64> {
    let entry = measure(name);
    let value = (entry.compute)(target, other).ok()?;
    // Sorted from near to far, whichever way the numbers go.
    Some(if entry.better == Better::Higher { 1.0 - value } else { value })
}

/// The preset with some of its numbers moved by a share of their range, up or down.
fn moved(spec: &SynthSpec, preset: &Preset, knobs: usize, step: f32, index: u64) -> Preset {
    let mut rng = seed::stream(1, "calibrate", index);
    let numbers: Vec<usize> = (0..spec.params.len())
        .filter(|i| spec.params[*i].in_preset_file && spec.params[*i].cardinality().is_some_and(|c| c > 14))
        .filter(|i| spec.params[*i].id != "algorithm" && spec.params[*i].id != "transpose")
        .collect();
    let mut moved = preset.clone();
    for _ in 0..knobs {
        let at = numbers[rng.random_range(0..numbers.len())];
        let sign = if moved.values[at].get() > 0.5 { -1.0 } else { 1.0 };
        moved.values[at] = Norm::saturating(moved.values[at].get() + sign * step);
    }
    moved.snap(spec);
    moved
}

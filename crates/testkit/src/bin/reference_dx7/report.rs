//! The figures, the bounds, and the voices that are furthest off.

use tonewright_synth::engines::dx7::Voice;

use super::compare::{Class, Comparison};

/// Bounds of the multi-scale log-mel distance, dB.
const MSS_MEDIAN_DB: f64 = 0.2;
const MSS_P99_DB: f64 = 3.0;
/// 99 % of levels are within this, dB.
const LEVEL_P99_DB: f64 = 0.1;
/// How many of the worst voices are listed.
const WORST: usize = 12;

/// Prints everything; whether all bounds are kept.
pub(crate) fn print(voices: &[Voice], comparisons: &[Comparison], gate_secs: f64) -> bool {
    println!("{} voices, {} renders of 3 s, gate {gate_secs} s", voices.len(), comparisons.len());
    print_equal(comparisons);
    let mss = sorted(comparisons.iter().filter_map(|c| c.mss_db));
    let level = sorted(comparisons.iter().filter_map(|c| c.level_db.map(f64::abs)));
    print_percentiles("MSS (dB)", &mss);
    print_percentiles("|level| (dB)", &level);
    let modern = sorted(comparisons.iter().filter_map(|c| c.modern_mss_db));
    if !modern.is_empty() {
        print_percentiles("Modern MSS (dB)", &modern);
    }
    print_worst(voices, comparisons);
    let bounds = [
        ("MSS median", percentile(&mss, 0.5), MSS_MEDIAN_DB),
        ("MSS p99", percentile(&mss, 0.99), MSS_P99_DB),
        ("|level| p99", percentile(&level, 0.99), LEVEL_P99_DB),
    ];
    bounds.into_iter().fold(true, |kept, (name, value, bound)| {
        let holds = value <= bound;
        println!("{} {name}: {value:.4} dB, bound {bound} dB", if holds { "kept  " } else { "MISSED" });
        kept && holds
    })
}

fn print_equal(comparisons: &[Comparison]) {
    let share = |name: &str, of: &dyn Fn(&Comparison) -> bool| {
        let all = comparisons.iter().filter(|c| of(c)).count();
        let equal = comparisons.iter().filter(|c| of(c) && c.first_difference.is_none()).count();
        println!(
            "sample-equal, {name}: {equal} of {all} ({:.2} %)",
            100.0 * equal as f64 / all.max(1) as f64
        );
    };
    share("all", &|_| true);
    share("no LFO, no pitch envelope", &|c| c.class == Class::Still);
    share("tremolo", &|c| c.class == Class::Tremolo);
    share("vibrato", &|c| c.class == Class::Vibrato);
    share("pitch envelope", &|c| c.class == Class::PitchEnvelope);
}

fn print_worst(voices: &[Voice], comparisons: &[Comparison]) {
    // Where the Modern engine is compared, it is what differs.
    let distance_db = |c: &Comparison| c.modern_mss_db.or(c.mss_db).unwrap_or(0.0);
    let differs = |c: &&Comparison| c.first_difference.is_some() || c.modern_mss_db.is_some();
    let mut worst: Vec<&Comparison> = comparisons.iter().filter(differs).collect();
    worst.sort_by(|a, b| distance_db(b).total_cmp(&distance_db(a)));
    for c in worst.into_iter().take(WORST) {
        let voice = &voices[c.voice];
        println!(
            "  {:10} note {:3} velocity {:3}: MSS {:7.3} dB, level {:+.3} dB, first at {:>6}, algorithm {:2}, feedback {}, {:?}",
            voice.name(),
            c.gesture.note,
            c.gesture.velocity,
            distance_db(c),
            c.level_db.unwrap_or(0.0),
            c.first_difference.map_or("none".to_owned(), |at| at.to_string()),
            voice.bytes[134] + 1,
            voice.bytes[135],
            c.class,
        );
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which a share of the sorted values lies.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let index = (share * sorted.len().saturating_sub(1) as f64).round() as usize;
    sorted.get(index).copied().unwrap_or(0.0)
}

fn print_percentiles(name: &str, sorted: &[f64]) {
    let at = |share| percentile(sorted, share);
    println!("{name}: median {:.4}, p90 {:.4}, p99 {:.4}, max {:.4}", at(0.5), at(0.9), at(0.99), at(1.0));
}

//! What the objective promises to a search.

use super::*;

const RATE_HZ: u32 = 44_100;

fn tone(hz: f32, gain: f32, decay: f32, secs: f32) -> Vec<f32> {
    let partial = |t: f32, n: f32| (std::f32::consts::TAU * hz * n * t).sin() / n;
    let at = |i: usize| {
        let t = i as f32 / RATE_HZ as f32;
        gain * (-t * decay).exp() * (1..=10).map(|n| partial(t, n as f32)).sum::<f32>()
    };
    (0..(secs * RATE_HZ as f32) as usize).map(at).collect()
}

fn objective(samples: &[f32]) -> Objective {
    Objective::new(&Audio::mono(samples.to_vec(), RATE_HZ))
}

#[test]
fn the_target_itself_scores_exactly_zero() {
    for target in [tone(220.0, 0.3, 3.0, 1.0), vec![0.0; 20_000], vec![0.5; 3], Vec::new()] {
        let mut scorer = objective(&target).scorer();
        assert_eq!(scorer.score(&target), 0.0);
        let longer = [target.clone(), vec![0.0; 9_999]].concat();
        assert!(scorer.score(&longer) < 1e-6, "silence after the end changes nothing");
    }
}

#[test]
fn further_is_worse_in_every_direction() {
    let target = tone(220.0, 0.3, 3.0, 1.0);
    let mut scorer = objective(&target).scorer();
    let cents = |c: f32| 220.0 * 2_f32.powf(c / 1200.0);
    let roads: [(&str, Vec<Vec<f32>>); 5] = [
        ("detuning", [2.0, 5.0, 15.0, 50.0, 100.0].map(|c| tone(cents(c), 0.3, 3.0, 1.0)).to_vec()),
        ("flattening", [-2.0, -5.0, -15.0, -50.0, -100.0].map(|c| tone(cents(c), 0.3, 3.0, 1.0)).to_vec()),
        ("level", [0.25, 0.2, 0.1, 0.03].map(|g| tone(220.0, g, 3.0, 1.0)).to_vec()),
        ("decay", [3.3, 4.0, 6.0, 12.0].map(|d| tone(220.0, 0.3, d, 1.0)).to_vec()),
        ("delay", [44, 441, 2205, 8820].map(|n| [vec![0.0; n], target.clone()].concat()).to_vec()),
    ];
    for (road, candidates) in roads {
        let scores: Vec<f64> = candidates.iter().map(|c| scorer.score(c)).collect();
        assert!(scores[0] > 0.0 && scores.is_sorted(), "{road}: {scores:?}");
    }
}

#[test]
fn octaves_cost_more_than_a_small_change_of_timbre() {
    let mut scorer = objective(&tone(220.0, 0.3, 3.0, 1.0)).scorer();
    let same_note = scorer.score(&tone(220.0, 0.25, 4.0, 1.0));
    for (wrong, times) in [(110.0, 2.0), (440.0, 2.0), (233.08, 1.2)] {
        let score = scorer.score(&tone(wrong, 0.3, 3.0, 1.0));
        assert!(score > times * same_note, "{wrong} Hz: {score}, the right note: {same_note}");
    }
}

#[test]
fn a_semitone_is_heard_in_the_bass_too() {
    for hz in [41.2, 65.4, 110.0, 220.0, 440.0] {
        let mut scorer = objective(&tone(hz, 0.3, 3.0, 1.0)).scorer();
        let semitone = scorer.score(&tone(1.0595 * hz, 0.3, 3.0, 1.0));
        let decay = scorer.score(&tone(hz, 0.3, 3.5, 1.0));
        assert!(semitone > 2.0 * decay, "{hz} Hz: a semitone {semitone}, a faster decay {decay}");
    }
}

#[test]
fn rumble_that_nobody_hears_costs_nothing() {
    let target = tone(880.0, 0.3, 1.0, 1.0);
    let mut scorer = objective(&target).scorer();
    let with = |hz: f32, gain: f32| -> Vec<f32> {
        let sine = |i: usize| (std::f32::consts::TAU * hz * i as f32 / RATE_HZ as f32).sin();
        target.iter().enumerate().map(|(i, x)| x + gain * sine(i)).collect()
    };
    let (soft_rumble, rumble, hum) = (with(50.0, 3e-4), with(50.0, 3e-2), with(440.0, 3e-4));
    assert!(scorer.score(&soft_rumble) < 0.05, "50 Hz at -60 dB: {}", scorer.score(&soft_rumble));
    for (name, heard) in [("50 Hz at -20 dB", rumble), ("440 Hz at -60 dB", hum)] {
        assert!(scorer.score(&heard) > 0.2, "{name}: {}", scorer.score(&heard));
    }
}

#[test]
fn a_few_milliseconds_of_delay_cost_little() {
    let target = tone(220.0, 0.3, 3.0, 1.0);
    let mut scorer = objective(&target).scorer();
    let late = scorer.score(&[vec![0.0; 132], target.clone()].concat());
    let semitone = scorer.score(&tone(233.08, 0.3, 3.0, 1.0));
    assert!(late < 0.25 * semitone, "3 ms late: {late}, a semitone: {semitone}");
}

#[test]
fn broken_candidates_are_infinitely_far() {
    let mut scorer = objective(&tone(220.0, 0.3, 3.0, 0.2)).scorer();
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30] {
        let mut samples = tone(220.0, 0.3, 3.0, 0.2);
        samples[4_000] = bad;
        assert_eq!(scorer.score(&samples), f64::INFINITY, "{bad}");
    }
    for silent in [vec![], vec![0.0; 10], vec![0.0; 44_100]] {
        let score = scorer.score(&silent);
        assert!(score.is_finite() && score > 10.0, "silence is far: {score}");
    }
    assert_eq!(scorer.score(&tone(220.0, 0.3, 3.0, 0.2)), 0.0, "the scorer stays usable");
}

#[test]
fn giving_up_early_never_hides_a_better_candidate() {
    let target = tone(220.0, 0.3, 3.0, 1.0);
    let mut scorer = objective(&target).scorer();
    for candidate in [tone(221.0, 0.3, 3.0, 1.0), tone(440.0, 0.1, 9.0, 0.7), vec![0.0; 99]] {
        let score = scorer.score(&candidate);
        assert_eq!(scorer.score_within(&candidate, score), score);
        for limit in [0.0, 0.1 * score, 0.9 * score] {
            let bound = scorer.score_within(&candidate, limit);
            assert!(bound > limit && bound <= score, "limit {limit}: {bound} of {score}");
        }
    }
}

#[test]
fn every_rate_and_any_settings_work() {
    for rate_hz in [1_000, 16_000, 22_050, 48_000, 96_000] {
        let target = Audio::mono(tone(220.0, 0.3, 3.0, 0.3), rate_hz);
        let mut scorer = Objective::new(&target).scorer();
        assert_eq!(scorer.score(target.channel(0)), 0.0);
        assert!(scorer.score(&tone(300.0, 0.3, 3.0, 0.3)) > 0.1);
    }
    let envelope_only =
        ObjectiveConfig { scales: Vec::new(), level_weight: 0.0, ..ObjectiveConfig::default() };
    let target = Audio::mono(tone(220.0, 0.3, 3.0, 0.3), RATE_HZ);
    let mut scorer = Objective::with_weights(&target, envelope_only).scorer();
    assert!(scorer.score(&tone(220.0, 0.1, 3.0, 0.3)) < 1e-3);
    assert!(scorer.score(&tone(220.0, 0.3, 30.0, 0.3)) > 1.0);
}

#[test]
fn settings_survive_a_file_and_refuse_unknown_fields() {
    let config = ObjectiveConfig { transport_weight: 3.0, ..ObjectiveConfig::default() };
    let text = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<ObjectiveConfig>(&text).unwrap(), config);
    assert_eq!(serde_json::from_str::<ObjectiveConfig>("{}").unwrap(), ObjectiveConfig::default());
    assert!(serde_json::from_str::<ObjectiveConfig>(r#"{"pitch_weight": 1}"#).is_err());
}

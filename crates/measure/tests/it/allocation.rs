//! Scoring is what a search does millions of times: it must not allocate.

use tonewright_audio::Audio;
use tonewright_measure::Objective;
use tonewright_testkit::signals;

#[test]
fn scoring_the_second_candidate_allocates_nothing() {
    let target = Audio::mono(signals::noise(30_000, 1), 44_100);
    let mut scorer = Objective::new(&target).scorer();
    // The first one is the longest: room for its envelope is made once.
    scorer.score(&signals::noise(40_000, 2));
    for (name, candidate) in [
        ("as long as the target", signals::noise(30_000, 3)),
        ("shorter", signals::noise(1_234, 4)),
        ("as long as the longest", signals::sine(40_000, 440.0, 44_100)),
        ("silent", vec![0.0; 30_000]),
        ("broken", vec![f32::NAN; 30_000]),
    ] {
        let mut score = 0.0;
        let allocations = allocation_counter::measure(|| score = scorer.score(&candidate)).count_total;
        assert_eq!(allocations, 0, "a candidate that is {name} (score {score})");
        let limited =
            allocation_counter::measure(|| score = scorer.score_within(&candidate, 1.0)).count_total;
        assert_eq!(limited, 0, "a candidate that is {name}, given up early");
    }
}

/// The counter must count, or the test above proves nothing.
#[test]
fn the_counter_counts() {
    let mut kept = Vec::new();
    let counted = allocation_counter::measure(|| kept.push(signals::noise(10, 1))).count_total;
    assert!(counted >= 2 && kept.len() == 1, "{counted} allocations for a vector of a vector");
}

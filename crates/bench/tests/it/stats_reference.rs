//! The statistics against SciPy's values in `tests/reference/stats/stats.json`.

use serde_json::Value;
use tonewright_bench::stats::{Summary, holm, paired_t, sign_test, wilcoxon};

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reference/stats/stats.json");
    let text = std::fs::read_to_string(path).expect("the reference is in the repository");
    serde_json::from_str(&text).expect("the reference is JSON")
}

fn near(name: &str, what: &str, ours: f64, scipy: &Value, tolerance: f64) {
    let scipy = scipy.as_f64().unwrap_or_else(|| panic!("{name}: the reference lacks {what}"));
    assert!((ours - scipy).abs() <= tolerance, "{name}: {what} is {ours}, SciPy has {scipy}");
}

#[test]
fn means_tests_and_effects_are_scipys() {
    for case in reference()["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let differences: Vec<f64> =
            case["differences"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        let summary = Summary::of(&differences, 1).unwrap();
        // Closed formulas: rounding only. Student's quantile is found by iteration: 1e-6.
        near(name, "mean", summary.mean, &case["mean"], 1e-12);
        near(name, "standard_deviation", summary.standard_deviation, &case["standard_deviation"], 1e-12);
        let interval = summary.t_interval.unwrap();
        near(name, "t_interval low", interval.low, &case["t_interval"][0], 1e-6);
        near(name, "t_interval high", interval.high, &case["t_interval"][1], 1e-6);
        let t = paired_t(&differences).unwrap();
        near(name, "t", t.t, &case["t"], 1e-10);
        near(name, "t_p_two_sided", t.p_two_sided, &case["t_p_two_sided"], 1e-9);
        near(name, "t_p_less", t.p_less, &case["t_p_less"], 1e-9);
        near(name, "dz", t.dz, &case["dz"], 1e-12);
        near(name, "sign", sign_test(&differences).unwrap().p_two_sided, &case["sign_p_two_sided"], 1e-12);
    }
}

#[test]
fn the_signed_rank_test_is_scipys_and_counts_ties_exactly() {
    for case in reference()["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let differences: Vec<f64> =
            case["differences"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        let ours = wilcoxon(&differences).unwrap();
        let exact = &case["wilcoxon_exact"];
        near(name, "positive ranks", ours.positive_ranks, &exact["positive"], 1e-12);
        near(name, "p_less", ours.p_less, &exact["less"], 1e-10);
        near(name, "p_two_sided", ours.p_two_sided, &exact["two_sided"], 1e-10);
    }
}

#[test]
fn the_bootstrap_interval_is_scipys_within_its_own_noise() {
    for case in reference()["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let differences: Vec<f64> =
            case["differences"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        let ours = Summary::of(&differences, 1).unwrap().bootstrap_interval.unwrap();
        let width = ours.high - ours.low;
        // Both draw at random: 10 000 draws leave the ends about 1 % of the width apart; few whole values have but
        // few possible means, so that an end may fall on the next.
        let tolerance = if differences.len() <= 10 { 0.2 } else { 0.05 } * width;
        near(name, "low", ours.low, &case["bca_interval"][0], tolerance);
        near(name, "high", ours.high, &case["bca_interval"][1], tolerance);
    }
}

#[test]
fn holm_adjusts_as_r_does() {
    let reference = &reference()["holm"];
    let p: Vec<f64> = serde_json::from_value(reference["p"].clone()).unwrap();
    let adjusted: Vec<f64> = serde_json::from_value(reference["adjusted"].clone()).unwrap();
    for (ours, theirs) in holm(&p).iter().zip(&adjusted) {
        assert!((ours - theirs).abs() < 1e-12);
    }
}

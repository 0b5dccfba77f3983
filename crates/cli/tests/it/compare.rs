//! `compare`: the same sound, another sound, another rate, a criterion.

use serde_json::Value;

use crate::command::{Place, wav};

#[test]
fn a_sound_is_identical_to_itself() {
    let place = Place::with_pluck();
    let answer = place.run(&["compare", "pluck.wav", "pluck.wav", "--json"]).expect(0);
    let comparison: Value = serde_json::from_str(&answer.stdout).unwrap();
    let listed: Value = serde_json::from_str(&place.run(&["measures", "--json"]).expect(0).stdout).unwrap();
    let (measured, listed) = (comparison["measures"].as_array().unwrap(), listed.as_array().unwrap());
    assert_eq!(measured.len(), listed.len());
    for (value, sheet) in measured.iter().zip(listed) {
        assert_eq!(value["name"], sheet["name"]);
        if let Some(value) = value["value"].as_f64() {
            assert!(
                (value - sheet["identical"].as_f64().unwrap()).abs() < 1e-3,
                "{}: {value}",
                sheet["name"]
            );
        }
    }
}

#[test]
fn criteria_decide_the_exit_code() {
    let place = Place::with_pluck();
    place.write("low.wav", &wav(110.0, 0.5));
    place.run(&["compare", "pluck.wav", "low.wav", "--max", "mss=1000"]).expect(0);
    let answer = place.run(&["compare", "pluck.wav", "low.wav", "--max", "mss=0.01"]).expect(1);
    assert!(answer.stderr.contains("mss is"), "{}", answer.stderr);
    assert!(
        answer.stdout.contains("lower is closer") && answer.stdout.contains("higher is closer"),
        "{}",
        answer.stdout
    );
}

#[test]
fn rates_may_differ() {
    let place = Place::with_pluck();
    let mut other = wav(220.0, 0.5);
    // The same bytes said to be at 22.05 kHz: an octave lower and twice as long.
    other[24..28].copy_from_slice(&22_050_u32.to_le_bytes());
    place.write("slow.wav", &other);
    let answer = place.run(&["compare", "pluck.wav", "slow.wav"]).expect(0);
    assert!(answer.stderr.contains("`slow.wav` was resampled from 22050 to 44100 Hz"), "{}", answer.stderr);
}

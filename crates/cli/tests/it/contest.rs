//! A search on a synth of strangers against chance, and what becomes of the preset that it wrote.

use serde_json::Value;

use crate::command::Place;

/// Fails unless a search finds better than it began, and than drawing as many presets, in the mean over three seeds.
#[track_caller]
pub(crate) fn beats_chance(place: &Place, id: &str, address: &str) {
    let (start, search) = scores(place, id, address, "search");
    let (_, random) = scores(place, id, address, "random");
    assert!(search < random && search < start, "{id}: search {search}, random {random}, start {start}");
}

/// Means over three seeds of the first score and the best one.
fn scores(place: &Place, id: &str, address: &str, method: &str) -> (f64, f64) {
    let of_seed = |seed: &str| {
        let out = format!("{id}-{method}-{seed}");
        let words = ["match", "pluck.wav", "--synth", address, "--budget", "400", "--method", method];
        place.run(&[&words[..], &["--seed", seed, "--out", &out]].concat()).expect(0);
        let result = json(&place.read(format!("{out}/result.json")));
        assert_eq!(result["synth"]["id"], id);
        let trace = String::from_utf8(place.read(format!("{out}/metrics.jsonl"))).unwrap();
        let first = json(trace.lines().next().unwrap().as_bytes())["best_score"].as_f64().unwrap();
        (first, result["best"]["score"].as_f64().unwrap())
    };
    let all = ["1", "2", "3"].map(of_seed);
    let mean = |of: fn(&(f64, f64)) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
    (mean(|(first, _)| *first), mean(|(_, best)| *best))
}

/// Fails unless what `render` makes of the written preset is the match of the first seed.
pub(crate) fn plays_again(place: &Place, id: &str, address: &str) {
    let result = json(&place.read(format!("{id}-search-1/result.json")));
    let text = |key: &str| result[key].to_string();
    let (note, gate, secs) = (text("note"), text("gate_secs"), text("duration_secs"));
    let preset = format!("{id}-search-1/preset.json");
    let mut render = vec!["render", &preset, "--synth", address, "--note", &note, "--gate", &gate];
    render.extend(["--seconds", &secs, "-o", "again.wav"]);
    place.run(&render).expect(0);
    let compared =
        place.run(&["compare", &format!("{id}-search-1/match.wav"), "again.wav", "--json"]).expect(0);
    let mss = &json(compared.stdout.as_bytes())["measures"][0];
    // A file of 24 bits rounds.
    assert!(mss["value"].as_f64().is_some_and(|mss| mss < 0.01), "{id}: {mss}");
    std::fs::remove_file(place.path("again.wav")).unwrap();
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

//! `find`: sounds and presets are looked up among presets.

use serde_json::Value;
use tonewright_synth::engines::dx7::Dx7;
use tonewright_synth::engines::dx7::prior::RealVoices;
use tonewright_synth::{Preset, Prior as _, Synth as _, seed};

use crate::command::Place;

/// As many as a bank holds: shorter ones are filled up with initial voices.
const VOICES: usize = 32;

/// A folder `banks` with voices drawn from the prior, the last eight of them once more, and initial voices, in `banks/more`.
fn library() -> Place {
    let place = Place::with_pluck();
    let prior = RealVoices::new();
    let voices: Vec<Preset> =
        (0..VOICES).map(|index| prior.draw(&mut seed::stream(5, "library", index as u64))).collect();
    let synth = Dx7::mark_one();
    let bank = |voices: &[Preset]| synth.own_format().write(voices).unwrap();
    std::fs::create_dir_all(place.path("banks/more")).unwrap();
    place.write("banks/all.syx", &bank(&voices));
    place.write("banks/more/again.syx", &bank(&voices[VOICES - 8..]));
    place.write("banks/readme.txt", b"no preset");
    place
}

fn found(place: &Place, args: &[&str]) -> Value {
    let told = place.run(&[&["find"], args, &["--json"]].concat()).expect(0).stdout;
    serde_json::from_str(&told).unwrap()
}

/// Renders a voice so that another note and length than those that are kept is looked up.
fn render(place: &Place, voice: usize) {
    let voice = voice.to_string();
    let played = ["--note", "62", "--gate", "0.8", "--seconds", "1.6", "--depth", "float", "-o", "sound.wav"];
    place.run(&[&["render", "banks/all.syx", "--voice", &voice][..], &played].concat()).expect(0);
}

#[test]
fn a_sound_finds_the_preset_that_made_it() {
    let place = library();
    let asked = ["sound.wav", "--in", "banks", "--note", "62", "--top", "3"];
    for voice in [3, 17, 28] {
        render(&place, voice);
        let answer = found(&place, &asked);
        let first = &answer["found"][0];
        assert_eq!(
            (first["place"]["number"].as_u64(), first["place"]["path"].as_str()),
            (Some(voice as u64), Some("banks/all.syx")),
            "{answer}"
        );
        let also = if voice > VOICES - 8 {
            format!("banks/more/again.syx {}", voice - (VOICES - 8))
        } else {
            String::new()
        };
        let told = first["also"]
            .as_array()
            .unwrap()
            .iter()
            .map(|place| format!("{} {}", place["path"].as_str().unwrap(), place["number"]));
        assert_eq!(told.collect::<Vec<_>>().join(","), also);
        let score = |at: usize| answer["found"][at]["score"].as_f64().unwrap();
        assert!(score(0) < 0.5 * score(1) && score(1) <= score(2), "{answer}");
        assert_eq!((answer["presets"].as_u64(), answer["distinct"].as_u64()), (Some(64), Some(33)));
    }
    // What was heard was kept, by the note that is near: nothing is heard the next time, whatever is asked.
    let index = || {
        let files = std::fs::read_dir(place.path("cache")).unwrap().map(|file| file.unwrap().path());
        let files: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|ending| ending == "index")).collect();
        assert_eq!(files.len(), 1);
        std::fs::metadata(&files[0]).unwrap().modified().unwrap()
    };
    let before = index();
    place.run(&["find", "sound.wav", "--in", "banks/more", "--note", "58", "--gate", "1"]).expect(0);
    assert_eq!(index(), before);
    let told = place.run(&["find", "pluck.wav", "--in", "banks", "--top", "4", "-q"]).expect(0).stdout;
    assert_eq!(told.lines().count(), 5, "{told}");
    assert!(
        told.contains("  1  ") && told.ends_with("of 64 presets (33 different), 33 were played again\n"),
        "{told}"
    );
}

#[test]
fn presets_find_their_like_and_are_written() {
    let place = library();
    // A voice of the library with a little less feedback and another name lies in a file of its own.
    let synth = Dx7::mark_one();
    let mut near = synth.own_format().read(&place.read("banks/all.syx")).unwrap().presets.swap_remove(11);
    near.name = "NEAR".to_owned();
    let knob = synth.spec().index_of("feedback").unwrap();
    near.values[knob] = tonewright_synth::Norm::saturating((near.values[knob].get() - 0.15).abs());
    place.write("near.syx", &synth.own_format().write(&[near]).unwrap());
    let answer = found(&place, &["near.syx", "--in", "banks", "--top", "2", "--out", "found"]);
    assert_eq!(answer["found"][0]["place"]["number"], 12, "{answer}");
    let files = |ending: &str| {
        let mut files: Vec<String> = std::fs::read_dir(place.path("found"))
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(ending))
            .collect();
        files.sort();
        files
    };
    assert_eq!((files(".syx").len(), files(".wav").len()), (2, 3));
    let written =
        synth.own_format().read(&place.read(format!("found/{}", files(".syx")[0]))).unwrap().presets;
    let all = synth.own_format().read(&place.read("banks/all.syx")).unwrap().presets;
    assert_eq!(written[0].values, all[11].values);
    let error = place.run(&["find", "near.syx", "--in", "banks", "--out", "found"]).expect(2).stderr;
    assert!(error.contains("`found` is not empty"), "{error}");
    // The preset itself is no answer.
    let itself =
        place.run(&["find", "banks/all.syx", "--voice", "32", "--in", "banks", "--top", "1"]).expect(0);
    assert!(
        itself.stderr.contains("left out, as it is this preset itself: `banks/all.syx` 32 and 1 more"),
        "{}",
        itself.stderr
    );
    assert!(
        itself.stdout.ends_with("of 64 presets (32 different), 32 were played again\n"),
        "{}",
        itself.stdout
    );
}

#[test]
fn what_can_not_be_looked_up_is_told() {
    let place = library();
    for (wrong, expected) in [
        (&["find", "nowhere.wav", "--in", "banks"][..], "nowhere.wav"),
        (&["find", "pluck.wav", "--in", "nowhere"], "nowhere"),
        (&["find", "pluck.wav"], "--in"),
        (&["find", "pluck.wav", "--in", "banks", "--top", "0"], "--top"),
        (&["find", "pluck.wav", "--in", "cache"], "cache"),
        (&["find", "banks/all.syx", "--in", "banks"], "choose one with `--voice N`"),
        (&["find", "banks/all.syx", "--voice", "33", "--in", "banks"], "but 33 is wanted"),
        (&["find", "pluck.wav", "--in", "banks", "--synth", "dx8"], "did you mean"),
    ] {
        let error = place.run(wrong).expect(2).stderr;
        assert!(error.contains(expected), "{wrong:?}: {error}");
    }
}

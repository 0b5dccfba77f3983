//! Sounds from elsewhere become data sets that are proved like any other.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use half::f16;
use serde_json::{Value, json};
use tonewright_audio::Audio;
use tonewright_audio::write::{Depth, wav};
use tonewright_data::import::{Filters, ImportOrder, Imported, import};
use tonewright_data::manifest::Manifest;
use tonewright_data::verify::verify;
use tonewright_data::{DataError, Shard, SoundSetup, Status, Store};

use crate::export::exported;
use crate::kitchen::files;

fn order(folder: &Path, out: &Path) -> ImportOrder {
    ImportOrder {
        kinds: tonewright_audio::features::FeatureKinds::default(),
        folder: folder.to_owned(),
        out: out.to_owned(),
        name: "sounds".to_owned(),
        filters: Filters::default(),
        sound: SoundSetup { rate_hz: 16_000, secs: 0.25, ..SoundSetup::default() },
        store: Store { features: vec!["mel-slaney".to_owned()], ..Store::default() },
        shard_items: 3,
        threads: 2,
        made_by: "a test".to_owned(),
    }
}

fn imported(order: &ImportOrder) -> Result<Imported, DataError> {
    import(order, &AtomicBool::new(false), &mut |_| {})
}

fn tone(hz: f64, rate_hz: u32, secs: f64) -> Audio {
    let samples = (0..(secs * f64::from(rate_hz)) as usize)
        .map(|i| (std::f64::consts::TAU * hz * i as f64 / f64::from(rate_hz)).sin() as f32 * 0.5);
    Audio::mono(samples.collect(), rate_hz)
}

/// Seven files, of which two are no sounds; names and folders in no order.
fn folder_of_sounds() -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("sounds");
    std::fs::create_dir_all(folder.join("b/deep")).unwrap();
    for (name, hz, rate_hz, secs) in [
        ("z.wav", 440.0, 16_000, 0.25),
        ("b/deep/Tone.WAV", 220.0, 16_000, 0.1),
        ("a.wav", 330.0, 44_100, 1.0),
        ("b/c.wav", 550.0, 8_000, 0.5),
        ("d.wav", 660.0, 16_000, 0.3),
    ] {
        wav(folder.join(name), &tone(hz, rate_hz, secs), Depth::F32).unwrap();
    }
    std::fs::write(folder.join("broken.wav"), b"RIFF and no more").unwrap();
    std::fs::write(folder.join("empty.flac"), b"").unwrap();
    std::fs::write(folder.join("readme.txt"), b"no sound").unwrap();
    (parent, folder)
}

/// A folder as NSynth has it.
fn nsynth() -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("nsynth-test");
    std::fs::create_dir_all(folder.join("audio")).unwrap();
    let mut list = serde_json::Map::new();
    for (family, source) in [("bass", "synthetic"), ("organ", "electronic"), ("bass", "acoustic")] {
        for (pitch, velocity) in [(48, 25), (49, 100), (73, 127), (74, 100)] {
            let name = format!("{family}_{source}_000-{pitch:03}-{velocity:03}");
            wav(
                folder.join(format!("audio/{name}.wav")),
                &tone(f64::from(pitch) * 8.0, 16_000, 0.3),
                Depth::I16,
            )
            .unwrap();
            list.insert(
                name.clone(),
                json!({ "note": 7, "note_str": name, "instrument": 0, "pitch": pitch, "velocity": velocity,
                    "sample_rate": 16_000, "qualities": [0, 1], "qualities_str": ["dark"],
                    "instrument_family": 0, "instrument_family_str": family,
                    "instrument_source": 2, "instrument_source_str": source }),
            );
        }
    }
    std::fs::write(folder.join("examples.json"), Value::Object(list).to_string()).unwrap();
    (parent, folder)
}

fn prove(out: &Path) -> Vec<String> {
    verify(out, &Manifest::read(out).unwrap(), None, 64, &mut |_| {}).unwrap().faults
}

fn lines(out: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(out.join("items.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_folder_of_sounds_becomes_a_data_set_and_what_is_broken_keeps_its_place() {
    let (parent, folder) = folder_of_sounds();
    let out = parent.path().join("set");
    let told = imported(&order(&folder, &out)).unwrap();
    assert_eq!((told.totals.rendered, told.totals.failed), (5, 2));
    assert!(told.failures.iter().any(|failure| failure.why.contains("broken.wav")), "{:?}", told.failures);
    let listed: Vec<String> =
        lines(&out).iter().map(|line| line["file"].as_str().unwrap().to_owned()).collect();
    assert_eq!(listed, ["a.wav", "b/c.wav", "b/deep/Tone.WAV", "broken.wav", "d.wav", "empty.flac", "z.wav"]);
    assert_eq!(prove(&out), Vec::<String>::new());
    let shards: Vec<Shard> =
        (0..3).map(|n| Shard::open(&out.join(format!("shard-{n:05}.safetensors"))).unwrap()).collect();
    let statuses: Vec<u8> =
        shards.iter().flat_map(|shard| shard.numbers::<u8>("status").unwrap().to_vec()).collect();
    let failed = Status::Failed as u8;
    assert_eq!(statuses, [1, 1, 1, failed, 1, failed, 1]);
    // As it was, where nothing has to be changed; cut, filled up with silence.
    let audio = |item: usize| &shards[item / 3].numbers::<f16>("audio").unwrap()[item % 3 * 4000..][..4000];
    let is_same = |item: usize, sound: &Audio| {
        let samples = sound.channel(0).iter().copied().chain(std::iter::repeat(0.0));
        audio(item).iter().zip(samples).all(|(stored, sample)| *stored == f16::from_f32(sample))
    };
    assert!(is_same(6, &tone(440.0, 16_000, 0.25)) && is_same(4, &tone(660.0, 16_000, 0.3)));
    assert!(is_same(2, &tone(220.0, 16_000, 0.1)) && !is_same(2, &tone(220.0, 16_000, 0.2)));
    // Resampled: the tone is still where it was.
    let wanted = tone(330.0, 16_000, 0.25);
    let middle = 400..3600;
    let differ = middle.map(|i| (audio(0)[i].to_f32() - wanted.channel(0)[i]).abs()).fold(0.0, f32::max);
    assert!(differ < 2e-3, "{differ}");
    assert!(audio(3).iter().all(|sample| *sample == f16::ZERO));
    assert!(shards[0].info("notes").is_err() && shards[0].info("knobs").is_err());
    let exported = exported(&out, "folder", |order| order.spec = None).unwrap();
    assert_eq!((exported.rows, exported.left_out), (5, 2));
}

#[test]
fn nsynth_is_filtered_and_its_notes_are_kept() {
    let (parent, folder) = nsynth();
    let out = parent.path().join("set");
    let filters = Filters {
        family: vec!["bass".to_owned()],
        source: vec!["synthetic".to_owned(), "acoustic".to_owned()],
        pitch: Some((49, 73)),
        velocity: Some((100, 127)),
    };
    let told = imported(&ImportOrder { filters, ..order(&folder, &out) }).unwrap();
    assert_eq!((told.totals.rendered, told.totals.failed), (4, 0));
    assert_eq!(prove(&out), Vec::<String>::new());
    let lines = lines(&out);
    let names: Vec<&str> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!(names[0], "audio/bass_acoustic_000-049-100.wav");
    assert_eq!(names[3], "audio/bass_synthetic_000-073-127.wav");
    assert_eq!(lines[3]["attributes"]["qualities_str"], json!(["dark"]));
    assert_eq!(lines[3]["attributes"]["instrument_source_str"], "synthetic");
    let shard = Shard::open(&out.join("shard-00001.safetensors")).unwrap();
    assert_eq!(shard.numbers::<f32>("notes").unwrap(), [73.0, 127.0, 0.0, 3.0]);
    let manifest = Manifest::read(&out).unwrap();
    assert_eq!(manifest.plan["imported"]["filters"]["pitch"], json!([49, 73]));
}

#[test]
fn what_can_not_be_imported_is_told() {
    let (parent, folder) = nsynth();
    let out = parent.path().join("set");
    let refused = |change: &dyn Fn(&mut ImportOrder), words: &str| {
        let mut order = order(&folder, &out);
        change(&mut order);
        let error = imported(&order).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
        assert!(!out.exists());
    };
    refused(
        &|order| order.filters.family = vec!["drum".to_owned()],
        "no family `drum`; there are bass, organ",
    );
    refused(&|order| order.filters.pitch = Some((1, 2)), "leave no sound");
    refused(&|order| order.store.features = vec!["smell".to_owned()], "no feature `smell`");
    refused(&|order| order.sound.rate_hz = 7, "sound.rate-hz");
    refused(&|order| order.folder = parent.path().join("none"), "none");
    refused(
        &|order| (order.folder, order.filters.pitch) = (folder.join("audio"), Some((1, 99))),
        "no `examples.json`",
    );
    refused(&|order| order.folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "no sound file");
    for lie in [
        "[]",
        "{\"a\":{}}",
        "{",
        "{\"../a\":{\"pitch\":1,\"velocity\":1,\"instrument_family_str\":\"\",\"instrument_source_str\":\"\"}}",
        "{\"a\":{\"pitch\":1,\"velocity\":0,\"instrument_family_str\":\"\",\"instrument_source_str\":\"\"}}",
    ] {
        std::fs::write(folder.join("examples.json"), lie).unwrap();
        refused(&|_| {}, "can't be");
    }
}

#[test]
fn stopped_again_and_again_it_comes_to_the_same_bytes_and_changes_are_noticed() {
    let (parent, folder) = folder_of_sounds();
    let (whole, stopped) = (parent.path().join("whole"), parent.path().join("stopped"));
    imported(&ImportOrder { threads: 1, ..order(&folder, &whole) }).unwrap();
    for round in 0.. {
        let stop = AtomicBool::new(false);
        let order = ImportOrder { threads: 1 + round % 2, ..order(&folder, &stopped) };
        // After the first stretch that is heard.
        let told =
            import(&order, &stop, &mut |moment| stop.store(!moment.is_listing, Ordering::Relaxed)).unwrap();
        if told.manifest.is_some() {
            break;
        }
        assert!(round < 20);
    }
    assert!(files(&stopped) == files(&whole), "the bytes differ");
    wav(folder.join("d.wav"), &tone(100.0, 16_000, 0.3), Depth::F32).unwrap();
    let error = imported(&order(&folder, &stopped)).unwrap_err();
    assert!(matches!(error, DataError::Other { .. }), "{error}");
    let mut list = std::fs::read(whole.join("items.jsonl")).unwrap();
    list[20] ^= 1;
    std::fs::write(whole.join("items.jsonl"), list).unwrap();
    assert!(prove(&whole).iter().any(|fault| fault.contains("items.jsonl")));
}

#[test]
fn sounds_that_people_recorded_are_imported() {
    let folder = Path::new("/usr/share/sonic-pi/samples");
    if !folder.is_dir() {
        println!("SKIPPED sounds_that_people_recorded_are_imported: Debian's sonic-pi-samples is not here");
        return;
    }
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("set");
    let told = imported(&ImportOrder { shard_items: 64, ..order(folder, &out) }).unwrap();
    assert!(told.totals.rendered > 100 && told.totals.failed == 0, "{:?}", told.failures);
    assert_eq!(prove(&out), Vec::<String>::new());
}

//! A data set has the same bytes whatever the threads, shares and interruptions, and its rows are what they say.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use half::f16;
use tonewright_data::farm::{Order, render};
use tonewright_data::item::Draws;
use tonewright_data::{DataError, Level, Plan, Shard, Status};
use tonewright_synth::{Job, Synth as _};
use tonewright_testkit::toy_synth::ToySynth;

use crate::kitchen::{SMALL, files, order, plan, recipe, rendered, toys};

#[test]
fn the_bytes_are_the_same_for_any_threads_and_shares() {
    let plan = plan(SMALL);
    let [one, three, shared] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let harvest = rendered(&plan, &Order { threads: 1, ..order(one.path()) }).unwrap();
    assert_eq!((harvest.advance.totals.items(), harvest.advance.shards_done), (100, 4));
    assert!(harvest.manifest.is_some() && !harvest.interrupted);
    rendered(&plan, &Order { threads: 3, ..order(three.path()) }).unwrap();
    let early = rendered(&plan, &Order { share: (1, 2), ..order(shared.path()) }).unwrap();
    assert!(early.manifest.is_none(), "half of the shards are missing");
    rendered(&plan, &Order { share: (0, 2), ..order(shared.path()) }).unwrap();
    let wanted = files(one.path());
    assert_eq!(wanted.len(), 4 + 4 + 2, "{:?}", wanted.keys());
    assert_eq!(files(three.path()), wanted);
    assert_eq!(files(shared.path()), wanted);
}

#[test]
fn stopped_again_and_again_it_comes_to_the_same_bytes() {
    let plan = plan(SMALL);
    let (whole, stopped) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    rendered(&plan, &order(whole.path())).unwrap();
    let mut stops = 0;
    loop {
        let stop = AtomicBool::new(false);
        // Whoever watches asks for an end as soon as something new is there.
        let harvest = render(&plan, &order(stopped.path()), &stop, &mut |advance| {
            stop.store(advance.totals.items() > advance.earlier, Ordering::Relaxed);
        });
        let harvest = harvest.unwrap();
        stops += 1;
        if harvest.manifest.is_some() {
            break;
        }
        assert!(stops < 200 && harvest.interrupted);
    }
    assert_eq!(files(stopped.path()), files(whole.path()));
    // Once more changes nothing.
    let again = rendered(&plan, &order(stopped.path())).unwrap();
    assert_eq!((again.advance.earlier, again.advance.totals.items()), (100, 100));
    assert_eq!(files(stopped.path()), files(whole.path()));
}

#[test]
fn a_row_is_what_was_drawn_and_played() {
    let plan = plan(SMALL);
    let folder = tempfile::tempdir().unwrap();
    let harvest = rendered(&plan, &order(folder.path())).unwrap();
    let refused = harvest.advance.totals.refused_by["rms"];
    assert!(refused > 10 && harvest.advance.totals.draws == 100 + refused, "{refused}");
    let shard = Shard::open(&folder.path().join("shard-00001.safetensors")).unwrap();
    let (row, item) = (5, 32 + 5);
    let draws = shard.numbers::<u32>("draws").unwrap()[row];
    let draw = Draws::new(&plan, item).nth(draws as usize - 1).unwrap();
    let params = draw.preset.values.len();
    let knobs: Vec<f32> = draw.preset.values.iter().map(|knob| knob.get()).collect();
    assert_eq!(shard.numbers::<f32>("knobs").unwrap()[row * params..][..params], knobs);
    assert_eq!(shard.numbers::<u8>("status").unwrap()[row], Status::Rendered as u8);
    assert_eq!(shard.info("audio").unwrap().shape, [32, 2, 1, 4000]);
    let sound = &plan.recipe().sound;
    let mut renderer = ToySynth::new().open(sound.render_setup()).unwrap();
    for (index, note) in draw.notes.iter().enumerate() {
        let audio = renderer.render(&Job { preset: &draw.preset, gesture: note.gesture() }).unwrap();
        let audio = sound.finish(audio, note.start_secs);
        let stored = &shard.numbers::<f16>("audio").unwrap()[(2 * row + index) * 4000..][..4000];
        assert!(audio.channel(0).iter().zip(stored).all(|(a, b)| f16::from_f32(*a) == *b));
        let level = Level::of(&audio);
        assert_eq!(
            shard.numbers::<f32>("levels").unwrap()[(2 * row + index) * 2..][..2],
            [level.rms, level.peak]
        );
        let mel = tonewright_audio::features::FEATURES.iter().find(|f| f.name == "mel-slaney").unwrap();
        let wanted = mel.compute(&audio).unwrap();
        let width = wanted.values.len();
        let stored =
            &shard.numbers::<f32>("features.mel-slaney").unwrap()[(2 * row + index) * width..][..width];
        assert_eq!(stored, wanted.values.as_slice());
    }
    // The second note begins later.
    let second = &shard.numbers::<f16>("audio").unwrap()[(2 * row + 1) * 4000..][..800];
    assert!(second.iter().all(|sample| *sample == f16::ZERO));
}

#[test]
fn another_recipe_does_not_go_into_the_same_folder() {
    let folder = tempfile::tempdir().unwrap();
    rendered(&plan(SMALL), &order(folder.path())).unwrap();
    let other = plan(&SMALL.replace("seed = 3", "seed = 4"));
    let error = rendered(&other, &order(folder.path())).unwrap_err();
    assert!(matches!(&error, DataError::Other { reason, .. } if reason.contains("recipe.seed")), "{error}");
}

#[test]
fn a_damaged_note_of_progress_costs_only_time() {
    let plan = plan(SMALL);
    let (whole, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    rendered(&plan, &order(whole.path())).unwrap();
    for journal in ["", "{\"done\":[{\"start\":0,\"end\":99999}]}", "no json at all"] {
        let stem = folder.path().join("shard-00000");
        std::fs::write(stem.with_extension("part"), b"rubbish of another shard").unwrap();
        std::fs::write(stem.with_extension("journal"), journal).unwrap();
        rendered(&plan, &order(folder.path())).unwrap();
        assert_eq!(files(folder.path()), files(whole.path()), "{journal}");
        for file in ["shard-00000.safetensors", "shard-00000.json"] {
            std::fs::remove_file(folder.path().join(file)).unwrap();
        }
    }
}

#[test]
fn a_shard_that_another_process_renders_is_left_to_it() {
    let plan = plan(SMALL);
    let folder = tempfile::tempdir().unwrap();
    let part = std::fs::File::create(folder.path().join("shard-00002.part")).unwrap();
    part.lock().unwrap();
    let harvest = rendered(&plan, &order(folder.path())).unwrap();
    assert_eq!((harvest.taken.as_slice(), harvest.advance.shards_done), (&[2][..], 3));
    assert!(harvest.manifest.is_none());
    drop(part);
    assert!(rendered(&plan, &order(folder.path())).unwrap().manifest.is_some());
}

#[test]
fn a_split_of_a_corpus_is_a_list_to_go_through() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = toys(60);
    corpus.write(&folder.path().join("toys.jsonl")).unwrap();
    let from = |settings: &str| {
        let text = SMALL.replace("items = 100\n", "");
        let text = text.replace("draw = \"uniform\"", &format!("draw = \"corpus\"\n{settings}"));
        Plan::new(recipe(&text), Arc::new(ToySynth::new()), folder.path())
    };
    let val: Vec<_> = corpus.presets("val").unwrap().cloned().collect();
    assert!(!val.is_empty() && val.len() < 60);
    let plan = from("files = [\"toys.jsonl\"]\nsplit = \"val\"\norder = \"each\"").unwrap();
    assert_eq!(plan.items(), val.len() as u64);
    for (item, preset) in (0..).zip(&val) {
        let mut draws = Draws::new(&plan, item);
        assert_eq!(draws.next().unwrap().preset, *preset);
        assert!(draws.next().is_none(), "a list has no other preset for an item");
    }
    let refused = |settings: &str| from(settings).err().unwrap().to_string();
    assert!(
        refused("files = [\"toys.jsonl\"]\nsplit = \"exam\"\norder = \"each\"").contains("no split `exam`")
    );
    assert!(refused("files = [\"toys.jsonl\"]\norder = \"any\"").contains("items"));
    assert!(refused("files = []\norder = \"each\"").contains("names no preset"));
    assert!(refused("files = [\"toys.jsonl\"]\nfile = 3").contains("file"));
}

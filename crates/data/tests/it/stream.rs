//! Sounds that are rendered when they are asked for are those of the data set that the same recipe makes.

use std::path::Path;
use std::sync::Arc;

use tonewright_audio::features::FeatureKinds;
use tonewright_data::farm::{Heard, Order, Stream};
use tonewright_data::{DataError, Plan, Shard, Status};
use tonewright_synth::Synth;
use tonewright_testkit::toy_synth::{FlakySynth, ToySynth};

use crate::kitchen::{SMALL, order, plan, recipe, rendered};

fn endless(synth: impl Synth + 'static) -> Arc<Plan> {
    let kinds = FeatureKinds::default();
    Arc::new(Plan::endless(recipe(SMALL), "statistics", Arc::new(synth), Path::new(""), &kinds).unwrap())
}

/// So many batches from an item on.
fn batches(first: u64, batch: u64, threads: usize, count: usize) -> Vec<Heard> {
    let mut stream = Stream::begin(endless(ToySynth::new()), first, batch, threads).unwrap();
    (0..count).map(|_| stream.batch().unwrap()).collect()
}

#[test]
fn batches_are_the_rows_of_the_data_set_and_go_on_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    rendered(&plan(SMALL), &Order { threads: 2, ..order(folder.path()) }).unwrap();
    let shard = Shard::open(&folder.path().join("shard-00000.safetensors")).unwrap();
    let status = shard.numbers::<u8>("status").unwrap();
    let heard: Vec<usize> = (0..32).filter(|row| status[*row] == Status::Rendered as u8).collect();
    let batch = &batches(0, 32, 2, 1)[0];
    assert_eq!(batch.rows, heard.len());
    for (column, found) in
        [("knobs", &batch.knobs), ("notes", &batch.notes), ("features.statistics", &batch.values)]
    {
        let stored: Vec<f32> =
            heard.iter().flat_map(|row| shard.row::<f32>(column, *row).unwrap().to_vec()).collect();
        assert!(stored == *found, "{column}");
    }
    // The recipe says a hundred items, which is nothing to a stream.
    let behind = &batches(200, 50, 1, 1)[0];
    assert!(behind.rows > 10 && behind.knobs != batch.knobs);
}

#[test]
fn what_an_item_is_does_not_depend_on_batches_and_threads() {
    let flat = |batches: Vec<Heard>| batches.into_iter().flat_map(|batch| batch.values).collect::<Vec<_>>();
    let one = flat(batches(10, 300, 1, 1));
    assert_eq!(flat(batches(10, 75, 3, 4)), one);
    assert_eq!(flat(batches(10, 1, 2, 300)), one);
    assert_eq!(flat([batches(10, 100, 2, 1), batches(110, 100, 2, 2)].concat()), one);
}

#[test]
fn a_synth_that_only_fails_is_told() {
    let mut stream = Stream::begin(endless(FlakySynth::new(100)), 0, 16, 2).unwrap();
    let error = (0..100).find_map(|_| stream.batch().err()).unwrap();
    assert!(matches!(error, DataError::AllFailed { renders: 64.., .. }), "{error}");
}

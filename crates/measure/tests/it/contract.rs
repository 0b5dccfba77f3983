//! The suite that every entry of the table passes.

use tonewright_measure::MEASURES;
use tonewright_testkit::contract::measures;

#[test]
fn every_measure_keeps_its_word() {
    let broken: Vec<String> = MEASURES.iter().flat_map(measures::check).collect();
    assert!(broken.is_empty(), "{} promises are broken:\n{}", broken.len(), broken.join("\n"));
}

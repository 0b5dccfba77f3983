//! `bench`: the protocols are listed, and say what they lack.

use crate::command::Place;

#[test]
fn protocols_are_listed() {
    let listed = Place::empty().run(&["bench"]).expect(0).stdout;
    assert!(listed.contains("listeners") && listed.contains("neighbours"), "{listed}");
}

#[test]
fn missing_data_is_said_with_the_way_to_it() {
    let place = Place::empty();
    for protocol in ["listeners", "neighbours"] {
        let answer = place.run(&["bench", protocol, "--data", "nowhere"]).expect(2);
        assert!(answer.stderr.contains("nowhere"), "{}", answer.stderr);
    }
}

//! `bench`: the protocols are listed, and say what they lack.

use crate::command::Place;

#[test]
fn protocols_are_listed() {
    Place::empty().run(&["bench"]).expect(0);
}

//! Tests of the whole room.

mod farm;
mod kitchen;
mod trouble;
mod verify;

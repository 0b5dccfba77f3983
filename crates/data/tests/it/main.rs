//! Tests of the whole room.

#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test; clippy sees only the test functions"
)]

mod corpus_file;
mod corpus_groups;
mod corpus_hostile;
mod corpus_voices;
mod export;
mod export_readers;
mod farm;
mod guide;
mod import;
mod kitchen;
mod reading;
mod stream;
mod trouble;
mod verify;

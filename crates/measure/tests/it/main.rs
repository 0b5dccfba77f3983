//! What every measure promises, and that each agrees with its Python original.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod allocation;
mod check_pair;
mod contract;
mod docs;
mod pitch;
mod reference;
mod signals;
mod table;

//! The room's integration tests, one binary.

mod checkpoints;
mod methods;
mod oracle;
mod rounds;
mod surrogates;

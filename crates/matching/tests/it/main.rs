//! The room's integration tests, one binary.

mod methods;
mod oracle;

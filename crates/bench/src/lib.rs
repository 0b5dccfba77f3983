//! How good is it? Protocols, statistics and reports.

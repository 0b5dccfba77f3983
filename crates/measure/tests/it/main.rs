//! What every measure promises, and that each agrees with its Python original.

mod check_pair;
mod contract;
mod docs;
mod pitch;
mod reference;
mod signals;
mod table;

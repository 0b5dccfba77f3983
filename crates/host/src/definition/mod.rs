//! Synth definitions as data: what a synth is to a search or a model. Which synth lies underneath, which of its
//! parameters are used and which are held where, how each is learned and drawn, which parts are interchangeable
//! (`docs/guides/synth-definitions.md`).
//!
//! A [`Definition`] is read and checked without the synth underneath; a [`View`] joins the two.

mod build;
mod code;
mod draft;
mod encoding;
mod error;
mod file;
mod fit;
mod formats;
mod layers;
mod model;
mod page;
mod pattern;
mod prior;
mod resolve;
mod shipped;
mod table;
mod values;
mod view;

pub use code::Played;
pub use encoding::{As, Choices, Encoding, Layout, Numbers, Slot};
pub use error::DefinitionError;
pub use file::{Base, BaseSetting, NoteRange, Routing, Setting, Underneath};
pub use model::{DefinedGroup, DefinedParam, Definition, Drawn, Totals, Use};
pub use shipped::{DEFINITIONS, ShippedDefinition};
pub use values::{Few, Often, Values};
pub use view::View;

//! Proxies: preset encoders that answer what a preset sounds like without rendering it (P. Combes, S. Weinzierl,
//! K. Obermayer, *Neural Proxies for Sound Synthesizers*, JAES 73(9), 2025).
//!
//! [`teach`] takes the presets of a finished data set ([`Pairs`]) and what a feature says of their sounds, and teaches an
//! encoder to say the same; [`validate`] tells how near it comes, and how often it finds a sound's preset among others.

mod config;
mod course;
mod descend;
mod guess;
mod lessons;
mod packed;
mod pairs;
mod plateau;
mod scale;
mod shipped;
mod state;
mod subject;
mod teach;
mod validate;

pub use config::{Loss, ProxyConfig, TeachConfig, Units};
pub use guess::Guess;
pub use lessons::{Fresh, LessonSource, Lessons, Stored};
pub use packed::{SHIPPED, ShippedProxy, pack};
pub use pairs::Pairs;
pub use plateau::{Plateau, PlateauConfig};
pub use scale::Scale;
pub use shipped::PROXIES;
pub use state::{Card, Proxy};
pub use subject::{Heard, Subject};
pub use teach::{Advance, Given, Taught, teach};
pub use validate::{Validation, validate};

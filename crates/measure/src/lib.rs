//! *How far apart are two sounds, or two presets?*
//!
//! The ruler: measures of a pair, each with its paper's exact constants, in one table; and the objective
//! that matching minimises. Statistics over many pairs live upstairs, in `bench`.
//!
//! ```
//! use tonewright_audio::Audio;
//!
//! let tone = |hz: f32| (0..22_050).map(|i| (i as f32 * hz * 0.000_284_95).sin() * 0.5).collect();
//! let (a, b) = (Audio::mono(tone(440.0), 22_050), Audio::mono(tone(450.0), 22_050));
//! let mss = tonewright_measure::by_name("mss").expect("in the table");
//! assert_eq!((mss.compute)(&a, &a), Ok(0.0));
//! assert!((mss.compute)(&a, &b).expect("two good sounds") > 0.0);
//! for (entry, value) in tonewright_measure::all(&a, &b) {
//!     println!("{:20} {:?} {}", entry.name, value, entry.unit);
//! }
//! ```

mod dtw;
mod entry;
pub mod objective;
mod pair;
pub mod retrieval;
pub mod sound;
mod spectra;

pub use entry::{Better, MeasureEntry, MeasureError};
pub use objective::{BandsConfig, Objective, ObjectiveConfig, ScaleConfig, Scorer};
pub use sound::{MEASURES, all, by_name};

//! Which settings are best? Hyper-parameter search that does not know what is tuned.
//!
//! A [`Space`] says what may be set, a [`Study`] asks for trials and is told how they went, a sampler of [`SAMPLERS`]
//! chooses what to try, a pruner of [`PRUNERS`] ends trials that lag behind, and [`importance`] says afterwards which
//! settings mattered. Everything is kept in a journal that survives a killed process, that several processes may share,
//! and that Optuna reads and writes too.
//!
//! ```
//! use tonewright_tune::{Direction, Outcome, Space, Study, StudyOrder};
//!
//! let folder = std::env::temp_dir().join(format!("tune-example-{}", std::process::id()));
//! std::fs::create_dir_all(&folder)?;
//! let space = Space::from_toml(
//!     r#"
//!     [[parameters]]
//!     name = "learning_rate"
//!     kind = "float"
//!     low = 1e-4
//!     high = 2e-2
//!     log = true
//!
//!     [[parameters]]
//!     name = "blocks"
//!     kind = "int"
//!     low = 2
//!     high = 16
//!     step = 2
//!     "#,
//! )?;
//! let order = StudyOrder::new("example", Direction::Minimize, space);
//! let mut study = Study::open(&folder.join("study.log"), order)?;
//! for _ in 0..20 {
//!     let trial = study.ask()?;
//!     let rate = trial.params.number("learning_rate").unwrap_or_default();
//!     let blocks = trial.params.number("blocks").unwrap_or_default();
//!     let loss = (rate.ln() + 6.0).powi(2) + (blocks - 8.0).abs();
//!     study.tell(trial.number, Outcome::Complete(loss))?;
//! }
//! assert!(study.best()?.is_some_and(|best| best.value < Some(9.0)));
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod draw;
mod error;
mod importance;
mod journal;
mod pruners;
mod samplers;
mod space;
mod study;
mod trial;
mod value;

pub use error::Error;
pub use importance::{Importance, ImportanceConfig, importance};
pub use pruners::{PRUNERS, Pruner, PrunerConfig, Pruning};
pub use samplers::{Request, SAMPLERS, Sampler, SamplerConfig};
pub use space::{Condition, Domain, Parameter, Space};
pub use study::{Study, StudyOrder, StudySummary, studies};
pub use trial::{Direction, Outcome, Param, Params, State, Trial};
pub use value::Value;

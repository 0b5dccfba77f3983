//! Results of exams, put together: what each network came to on each synth, on presets that were drawn and on presets that
//! people made, as one table, as files of other programs, and as pictures.

mod entry;
mod error;
mod formats;
mod kind;
mod page;
mod read;
mod sheet;

pub use entry::{Figure, Growth, ResultEntry, Results};
pub use error::ResultsError;
pub use formats::{TABLE_FORMATS, TableFormat, format_of};
pub use kind::PresetKind;
pub use page::page;
pub use read::ResultFile;
pub use sheet::{Column, Measure, Part, Row, Sheet};

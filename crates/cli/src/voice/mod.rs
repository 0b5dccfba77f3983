//! How the program speaks: errors with causes and hints, notes, tables, colours, progress.

mod error;
mod paint;
mod progress;
mod stop;
mod table;

pub(crate) use error::{
    COULD_NOT, CRITERION_MISSED, Failure, INTERRUPTED, tell_error, tell_line, tell_remark,
};
pub(crate) use paint::Paint;
pub(crate) use progress::{Progress, clock};
pub(crate) use stop::stop_on_ctrl_c;
pub(crate) use table::{Table, width};

use std::io::Write;

/// Stdout behind a buffer; a reader that went away is [`Failure::Closed`].
pub(crate) fn out() -> std::io::BufWriter<std::io::StdoutLock<'static>> {
    std::io::BufWriter::new(std::io::stdout().lock())
}

/// Writes a value as JSON to stdout.
pub(crate) fn out_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let mut out = out();
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

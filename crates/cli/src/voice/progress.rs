//! The progress line: best score, candidates per second, time left. On a terminal one living line; elsewhere a plain
//! line now and then, so that a log says that it lives.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tonewright_studio::events::{Event, Listener};

use super::{Paint, tell_remark};

/// Plain lines come no closer than this.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

/// Tells events on stderr.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    is_quiet: bool,
    plain_at: Instant,
}

impl Progress {
    /// Progress on stderr; a quiet one tells only what a user must know.
    pub(crate) fn new(is_quiet: bool) -> Self {
        Self { bar: None, is_quiet, plain_at: Instant::now() }
    }

    /// Ends the living line.
    pub(crate) fn close(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// Shows a moment of something that takes a while.
    fn show(&mut self, share: Option<f64>, words: &str) {
        if self.is_quiet {
            return;
        }
        if !std::io::stderr().is_terminal() {
            if self.plain_at.elapsed() >= PLAIN_EVERY {
                self.plain_at = Instant::now();
                self.say(words);
            }
            return;
        }
        let bar = self.bar.get_or_insert_with(new_bar);
        if let Some(share) = share {
            bar.set_position((share.clamp(0.0, 1.0) * 1000.0) as u64);
        }
        bar.set_message(words.to_owned());
    }

    fn say(&self, words: &str) {
        let line = format!("{words}\n");
        let write = || drop(std::io::Write::write_all(&mut std::io::stderr().lock(), line.as_bytes()));
        self.bar.as_ref().map_or_else(write, |bar| bar.suspend(write));
    }
}

impl Listener for Progress {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Prepared { target, plays } if !self.is_quiet => {
                self.say(&format!("{}: {plays}", Paint::stderr().bold(target)));
            }
            Event::Remark(words) => match &self.bar {
                Some(bar) => bar.suspend(|| tell_remark(words)),
                None => tell_remark(words),
            },
            Event::Indexing { done, total } => {
                let words = format!("listening to presets, once for this note: {done} of {total}");
                self.show(Some(*done as f64 / (*total).max(1) as f64), &words);
            }
            Event::Searching { point, budget } => {
                let by_time = budget.secs.map(|secs| point.secs / secs);
                let by_renders = budget.renders.map(|renders| point.renders as f64 / renders.max(1) as f64);
                let share = [by_time, by_renders].into_iter().flatten().reduce(f64::max);
                let speed = point.renders as f64 / point.secs.max(1e-3);
                let left = share
                    .filter(|share| *share > 0.01)
                    .map(|share| point.secs * (1.0 / share - 1.0).max(0.0));
                let left =
                    left.map_or_else(|| "Ctrl-C ends it".to_owned(), |secs| format!("{} left", clock(secs)));
                let best = if point.best.is_finite() {
                    format!("best {:.4}", point.best)
                } else {
                    "starting".to_owned()
                };
                self.show(share, &format!("{best}  {speed:.0} candidates/s  {left}"));
            }
            Event::Rendering(advance) => {
                let (done, items) = (advance.totals.items(), advance.items.max(1));
                let refused: u64 = advance.totals.refused_by.values().sum();
                let speed = advance.items_per_sec();
                let left = if speed > 0.0 {
                    format!("{} left", clock((items - done.min(items)) as f64 / speed))
                } else {
                    "starting".to_owned()
                };
                let words =
                    format!("{done} of {items} items  {speed:.1} items/s  {refused} draws refused  {left}");
                self.show(Some(done as f64 / items as f64), &words);
            }
            Event::Finishing => {
                self.show(Some(1.0), "measuring and writing");
            }
            Event::Step { what, done, total, left_secs } => {
                let left = left_secs.map_or_else(String::new, |secs| format!("  {} left", clock(secs)));
                let words = format!("{done} of {total} done  {what}{left}");
                self.show(Some(*done as f64 / (*total).max(1) as f64), &words);
            }
            _ => {}
        }
    }
}

fn new_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(1000), ProgressDrawTarget::stderr_with_hz(10));
    let plain = ProgressStyle::with_template("{bar:24} {msg}").expect("the template is well formed");
    bar.set_style(plain.progress_chars("━╸ "));
    bar
}

/// `0:07`, `12:40`, `1:02:03`.
pub(crate) fn clock(secs: f64) -> String {
    let secs = secs.ceil() as u64;
    let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{secs:02}") } else { format!("{minutes}:{secs:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_reads_as_a_clock() {
        assert_eq!([clock(6.2), clock(760.0), clock(3723.0)], ["0:07", "12:40", "1:02:03"]);
    }
}

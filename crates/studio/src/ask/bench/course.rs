//! The course of an exam as it is told on: what is left out, what is done, and how long the rest will take.

use std::time::Instant;

use tonewright_bench::runner::{self, ItemKey};

use crate::catalog::PYTHON;
use crate::events::{Event, Listener};

/// Hears of an exam and tells of its course.
pub(super) struct Course<'a> {
    listener: &'a mut dyn Listener,
    pub(super) items: usize,
    pub(super) done: usize,
    usual_secs: Option<f64>,
    /// How much of this run's work is left, 0..=1.
    left: f64,
    started: Instant,
}

impl<'a> Course<'a> {
    pub(super) fn new(listener: &'a mut dyn Listener) -> Self {
        Self { listener, items: 0, done: 0, usual_secs: None, left: 1.0, started: Instant::now() }
    }

    pub(super) fn hear(&mut self, event: &runner::Event<'_>) {
        match event {
            runner::Event::Skipped(why) => self.remark(format!("left out: {why}")),
            runner::Event::Planned { items, done_before, usual_secs, judge } => {
                (self.items, self.done, self.usual_secs) = (*items, *done_before, *usual_secs);
                self.started = Instant::now();
                self.remark(judge_words(judge));
                if *items == 0 {
                    self.remark("this part holds no targets".to_owned());
                } else if *done_before > 0 {
                    self.remark(format!("{done_before} of {items} items were done before and are kept"));
                }
            }
            runner::Event::Started(key) => self.step(key),
            runner::Event::Finished { record, done, left } => {
                (self.done, self.left) = (*done, *left);
                self.step(&record.key);
            }
        }
    }

    fn remark(&mut self, words: String) {
        self.listener.hear(&Event::Remark(words));
    }

    fn step(&mut self, key: &ItemKey) {
        let what = format!("{} by {}, {}, seed {}", key.target, key.method, key.budget, key.seed);
        let (done, total, left_secs) = (self.done, self.items, self.left_secs());
        self.listener.hear(&Event::Step { what, done, total, left_secs });
    }

    /// As long as the work done took, in proportion; before any is done, what its budgets say.
    fn left_secs(&self) -> Option<f64> {
        if self.left < 1.0 {
            Some(self.started.elapsed().as_secs_f64() * self.left / (1.0 - self.left))
        } else {
            self.usual_secs
        }
    }
}

fn judge_words(judge: &str) -> String {
    match judge {
        "dexed" => "judged by the real Dexed engine (dexed-py)".to_owned(),
        _ => format!(
            "judged by tonewright's own engine; for the real Dexed, install `tests/reference/requirements.txt` and name \
             that Python in {PYTHON}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_comes_from_the_work_done_and_before_that_from_the_budgets() {
        let mut quiet = |_: &Event| {};
        let mut course = Course::new(&mut quiet);
        let planned =
            runner::Event::Planned { items: 5, done_before: 2, usual_secs: Some(60.0), judge: "native" };
        course.hear(&planned);
        assert_eq!((course.done, course.left_secs()), (2, Some(60.0)));
        course.started -= std::time::Duration::from_secs(30);
        course.left = 0.25;
        assert!((course.left_secs().unwrap() - 10.0).abs() < 0.1);
        course.left = 0.0;
        assert_eq!(course.left_secs(), Some(0.0));
    }
}

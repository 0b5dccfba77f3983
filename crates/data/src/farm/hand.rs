//! One thread of the farm with its renderer: it fills the rows of some items, drawing anew what the gates refuse.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use tonewright_audio::Audio;
use tonewright_synth::{Job, RenderError, Renderer, in_one_line};

use super::rows::Rows;
use super::tally::Tally;
use crate::error::DataError;
use crate::item::{Draw, Draws};
use crate::plan::Plan;
use crate::recipe::Level;
use crate::shard::{Failure, Status, Totals};

/// How often the synth may fail on the draws of one item before the item is given up.
const FAILURES_MOST: u32 = 16;

/// One thread's tools.
pub(super) struct Hand<'a> {
    plan: &'a Plan,
    renderer: Box<dyn Renderer>,
    stop: &'a AtomicBool,
    batch: usize,
    kept: u64,
    drawn: u64,
    pub(super) rows: Rows,
}

/// An item that has no sound yet.
struct Open<'a> {
    row: usize,
    draws: Draws<'a>,
    tally: Tally,
}

/// What became of some items.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) totals: Totals,
    pub(super) failures: Vec<Failure>,
}

/// The sounds of a draw as the synth made them, or why there are none.
type Played = Result<Vec<Audio>, String>;

impl<'a> Hand<'a> {
    /// Opens a renderer, to be given at most `batch` sounds by one call.
    pub(super) fn new(plan: &'a Plan, stop: &'a AtomicBool, batch: usize) -> Result<Self, DataError> {
        let renderer = plan.setting().synth().open(plan.recipe().sound.render_setup())?;
        Ok(Self { plan, renderer, stop, batch, kept: 0, drawn: 0, rows: Rows::new(plan.setting())? })
    }

    /// Stretches of so many rows, or of a multiple of them, are filled at the best price.
    pub(super) fn full_batch(&self) -> usize {
        self.renderer.full_batch().clamp(1, self.batch)
    }

    /// Fills the rows of the items; `None` when it was told to stop.
    pub(super) fn fill(&mut self, items: Range<u64>) -> Result<Option<Outcome>, DataError> {
        let (first, plan) = (items.start, self.plan);
        self.rows.make_room((items.end - first) as usize);
        let open = |item: u64| Open {
            row: (item - first) as usize,
            draws: Draws::new(plan, item),
            tally: Tally::default(),
        };
        let mut open: Vec<Open> = items.map(open).collect();
        let mut outcome = Outcome::default();
        while !open.is_empty() {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let room = (self.batch / self.plan.recipe().play.count()).max(1);
            let count = open.len().min(room);
            let tries = self.tries(room / count);
            let round: Vec<Open> = open.drain(..count).collect();
            let left = self.round(round, tries, &mut outcome)?;
            open.extend(left);
        }
        Ok(Some(outcome))
    }

    /// How many draws of an item are rendered at once, where there is room for so many: several, where most are refused.
    /// Those behind the first that is kept are forgotten, so that this never reaches a result.
    fn tries(&self, room: usize) -> usize {
        // Nothing is known at first, and every refusal makes more likely that there are many.
        let expected = self.drawn.checked_div(self.kept).unwrap_or(self.drawn);
        room.min(expected.max(1) as usize).max(1)
    }

    /// Renders some draws of each item; gives back the items that are still open.
    fn round<'b>(
        &mut self,
        mut items: Vec<Open<'b>>,
        tries: usize,
        outcome: &mut Outcome,
    ) -> Result<Vec<Open<'b>>, DataError> {
        let drawn: Vec<Vec<Draw>> =
            items.iter_mut().map(|item| item.draws.by_ref().take(tries).collect()).collect();
        let mut played = self.play(&drawn.concat()).into_iter();
        let mut left = Vec::new();
        for (mut item, draws) in items.into_iter().zip(&drawn) {
            let played: Vec<Played> = played.by_ref().take(draws.len()).collect();
            let mut settled = draws.is_empty().then_some(Status::Refused);
            for (draw, sounds) in draws.iter().zip(played) {
                match settled {
                    None => settled = self.judge(&mut item, draw, sounds, outcome)?,
                    Some(_) => sounds.into_iter().flatten().for_each(|sound| self.renderer.recycle(sound)),
                }
            }
            match settled {
                None => left.push(item),
                Some(status) => {
                    let status = if status == Status::Refused && item.tally.failed() == item.tally.draws {
                        Status::Failed
                    } else {
                        status
                    };
                    self.rows.settle(item.row, status, &item.tally);
                    outcome.totals.add(&item.tally.totals(status));
                }
            }
        }
        Ok(left)
    }

    /// What becomes of an item by this draw; `None` when another has to be drawn.
    fn judge(
        &mut self,
        item: &mut Open,
        draw: &Draw,
        played: Played,
        outcome: &mut Outcome,
    ) -> Result<Option<Status>, DataError> {
        self.drawn += 1;
        let (sounds, levels) = match self.finish(draw, played) {
            Ok(finished) => finished,
            Err(why) => {
                item.tally.fail();
                let knobs = draw.preset.values.iter().map(|knob| knob.get()).collect();
                outcome.failures.push(Failure { item: item.draws.item(), draw: draw.number, why, knobs });
                return Ok((item.tally.failed() >= FAILURES_MOST).then_some(Status::Failed));
            }
        };
        let refused = self.plan.recipe().gate.refuses(&sounds, &levels);
        if let Some(by) = refused {
            item.tally.refuse(by);
        } else {
            item.tally.draws += 1;
            self.kept += 1;
            self.rows.describe(item.row, draw, &levels);
            for (note, sound) in sounds.iter().enumerate() {
                self.rows.hear(item.row, note, sound)?;
            }
        }
        sounds.into_iter().for_each(|sound| self.renderer.recycle(sound));
        Ok(refused.is_none().then_some(Status::Rendered))
    }

    /// The sounds of a draw as the data set has them, with their levels. Left until here, since what follows finds them
    /// in a near cache then.
    fn finish(&self, draw: &Draw, played: Played) -> Result<(Vec<Audio>, Vec<Level>), String> {
        let setup = &self.plan.recipe().sound;
        let finish = |(sound, note): (Audio, &crate::Note)| {
            let sound = setup.finish(sound, note.start_secs);
            let level = Level::of(&sound);
            let not_finite = || "its sound is not a finite number everywhere".to_owned();
            level.is_finite().then_some((sound, level)).ok_or_else(not_finite)
        };
        played?.into_iter().zip(&draw.notes).map(finish).collect()
    }

    /// The sounds of each draw.
    fn play(&mut self, draws: &[Draw]) -> Vec<Played> {
        let jobs: Vec<Job> = draws
            .iter()
            .flat_map(|draw| {
                draw.notes.iter().map(|note| Job { preset: &draw.preset, gesture: note.gesture() })
            })
            .collect();
        let mut rendered = Vec::with_capacity(jobs.len());
        for jobs in jobs.chunks(self.batch) {
            rendered.extend(self.render(jobs));
        }
        let mut rendered = rendered.into_iter();
        let of_draw = |draw: &Draw| {
            // All of its sounds are taken, also where the first is a fault: the next are those of the next draw.
            let sounds: Vec<_> = rendered.by_ref().take(draw.notes.len()).collect();
            sounds.into_iter().collect()
        };
        draws.iter().map(of_draw).collect()
    }

    /// The sounds of the jobs. After a panic of the synth its state can't be trusted: a fresh renderer plays them one by
    /// one, so that only the preset that is to blame has none.
    fn render(&mut self, jobs: &[Job]) -> Vec<Result<Audio, String>> {
        let at_once = catch_unwind(AssertUnwindSafe(|| self.renderer.render_batch(jobs)));
        if let Ok(sounds) = at_once
            && sounds.len() == jobs.len()
        {
            return sounds.into_iter().map(told).collect();
        }
        jobs.iter().map(|job| self.render_one(job)).collect()
    }

    fn render_one(&mut self, job: &Job) -> Result<Audio, String> {
        let fresh = self.plan.setting().synth().open(self.plan.recipe().sound.render_setup());
        self.renderer = told(fresh)?;
        let sound = catch_unwind(AssertUnwindSafe(|| self.renderer.render(job)));
        sound.map_or_else(|_panic| Err("the synth panicked".to_owned()), told)
    }
}

fn told<T>(result: Result<T, RenderError>) -> Result<T, String> {
    result.map_err(|error| in_one_line(&error))
}

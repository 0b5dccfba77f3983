//! Files are heard, and become the rows of shards: several threads, each with a part of a stretch of rows.

use std::fs::File;
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tonewright_audio::Audio;
use tonewright_audio::read::{MAX_FILE_BYTES, open_bytes};
use tonewright_audio::resample::resample;
use tonewright_synth::in_one_line;

use super::listing::Item;
use super::{Import, Imported, Moment};
use crate::columns::planned;
use crate::error::DataError;
use crate::farm::rows::Rows;
use crate::farm::tally::Tally;
use crate::manifest;
use crate::recipe::{Level, SoundSetup};
use crate::shard::{Failure, Part, Progress, Sidecar, Status, Totals};

/// Most rows of a thread's part of a stretch.
const ROWS_MOST: usize = 32;
/// Most memory that the rows of a stretch take.
const ROWS_BYTES_MOST: usize = 256 << 20;
/// How often it is noted which rows are safe.
const KEEP_EVERY: Duration = Duration::from_secs(10);
/// Of a sound that goes on for longer than it is kept, so much more is heard, that the resampler's filter has its way.
const BEYOND_SECS: f64 = 0.1;

/// What became of some rows: their totals, and why those failed that did.
type Outcome = (Totals, Vec<Failure>);

impl Import<'_> {
    /// Hears what is not there yet.
    pub(super) fn hear(
        &self,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(Moment),
    ) -> Result<Imported, DataError> {
        let mut hands = (0..self.order.threads.max(1)).map(|_| self.hand()).collect::<Result<Vec<_>, _>>()?;
        let mut imported =
            Imported { totals: Totals::default(), failures: Vec::new(), interrupted: false, manifest: None };
        for (name, first, count) in self.shards() {
            let (totals, failures) = match self.shard(&name, (first, count), &mut hands, stop, watch)? {
                Shift::Whole(sidecar) => (sidecar.totals, sidecar.failures),
                Shift::Stopped(progress) => {
                    imported.interrupted = true;
                    (progress.totals, progress.failures)
                }
            };
            imported.totals.add(&totals);
            imported.failures.extend(failures);
            if imported.interrupted {
                return Ok(imported);
            }
        }
        let names: Vec<String> = self.shards().map(|(name, ..)| name).collect();
        let order = self.order;
        imported.manifest =
            manifest::complete_for(self.identity.clone(), &names, &order.out, &order.made_by)?;
        Ok(imported)
    }

    /// Room for the rows of a thread, with its features.
    fn hand(&self) -> Result<Rows, DataError> {
        let features = self.features.iter().map(|kind| planned(kind.as_ref(), &self.order.sound));
        Ok(Rows::of(&self.layout, &self.order.store.features, features.collect::<Result<_, _>>()?))
    }

    /// Fills a shard.
    fn shard(
        &self,
        name: &str,
        (first, count): (u64, u64),
        hands: &mut [Rows],
        stop: &AtomicBool,
        watch: &mut dyn FnMut(Moment),
    ) -> Result<Shift, DataError> {
        let stem = self.order.out.join(name);
        if Part::is_finished(&stem) {
            return Ok(Shift::Whole(Sidecar::read(&self.order.out.join(format!("{name}.json")))?));
        }
        let (part, mut progress) = Part::open(&stem, &self.layout, first, count, &self.print())?;
        let room = ROWS_BYTES_MOST / hands.len() / self.layout.row_bytes().max(1);
        let each = room.clamp(1, ROWS_MOST) as u64;
        let mut kept = Instant::now();
        for left in progress.left(count) {
            let mut at = left.start;
            while at < left.end {
                if stop.load(Ordering::Relaxed) {
                    part.keep(&progress)?;
                    return Ok(Shift::Stopped(progress));
                }
                let end = left.end.min(at + each * hands.len() as u64);
                self.stretch(&part, first, at..end, hands, &mut progress)?;
                at = end;
                watch(Moment { is_listing: false, done: first + at, total: self.items() });
                if kept.elapsed() >= KEEP_EVERY {
                    part.keep(&progress)?;
                    kept = Instant::now();
                }
            }
        }
        Ok(Shift::Whole(part.finish(progress)?))
    }

    /// Fills rows of a shard, each thread its part of them.
    fn stretch(
        &self,
        part: &Part,
        first: u64,
        rows: Range<u64>,
        hands: &mut [Rows],
        progress: &mut Progress,
    ) -> Result<(), DataError> {
        let each = (rows.end - rows.start).div_ceil(hands.len() as u64).max(1);
        let filled: Vec<Result<(Range<u64>, Outcome), DataError>> = std::thread::scope(|scope| {
            let mut working = Vec::with_capacity(hands.len());
            for (start, hand) in rows.clone().step_by(each as usize).zip(hands.iter_mut()) {
                let mine = start..rows.end.min(start + each);
                let items = &self.listing.items()[(first + mine.start) as usize..(first + mine.end) as usize];
                let fill = move || {
                    let outcome = self.fill(items, first + mine.start, hand)?;
                    part.write(mine.start, hand.columns())?;
                    Ok((mine, outcome))
                };
                working.push(scope.spawn(fill));
            }
            let ended = |hand: std::thread::ScopedJoinHandle<'_, _>| hand.join();
            working
                .into_iter()
                .map(ended)
                .map(|filled| filled.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        for filled in filled {
            let (rows, (totals, failures)) = filled?;
            progress.add(rows, &totals, failures);
        }
        Ok(())
    }

    /// Fills the rows of some items.
    fn fill(&self, items: &[Item], first: u64, rows: &mut Rows) -> Result<Outcome, DataError> {
        rows.make_room(items.len());
        let (mut totals, mut failures) = (Totals::default(), Vec::new());
        for (row, (number, item)) in (first..).zip(items).enumerate() {
            let sound = self.sound(item);
            let status = match sound {
                Ok(sound) => {
                    rows.tell(row, item.note.as_slice(), &[Level::of(&sound)]);
                    rows.hear(row, 0, &sound)?;
                    totals.rendered += 1;
                    Status::Rendered
                }
                Err(Fault::Changed) => {
                    let reason =
                        "it has changed since it was listed: import the folder anew, to another place";
                    return Err(DataError::import(&self.order.folder.join(&item.file), reason));
                }
                Err(Fault::Unheard(why)) => {
                    let why = format!("`{}`: {why}", item.file);
                    failures.push(Failure { item: number, draw: 0, why, knobs: Vec::new() });
                    totals.failed += 1;
                    Status::Failed
                }
            };
            rows.settle(row, status, &Tally::default());
        }
        Ok((totals, failures))
    }

    /// The sound of a file, as the data set has it.
    fn sound(&self, item: &Item) -> Result<Audio, Fault> {
        let path = self.order.folder.join(&item.file);
        let bytes = read(&path).map_err(|error| Fault::Unheard(format!("it can't be read: {error}")))?;
        let is_listed =
            item.blake3.as_ref().is_some_and(|hash| *hash == blake3::hash(&bytes).to_hex().as_str());
        if !is_listed {
            return Err(Fault::Changed);
        }
        let file = open_bytes(bytes, &item.file).map_err(|error| Fault::Unheard(in_one_line(&error)))?;
        as_asked(file.audio, &self.order.sound).map_err(Fault::Unheard)
    }
}

/// What came of a shard.
enum Shift {
    Whole(Sidecar),
    Stopped(Progress),
}

/// Why a file has no sound.
enum Fault {
    /// It is not what was listed.
    Changed,
    /// It can't be read or heard.
    Unheard(String),
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A sound with channels, rate and length as they are asked for.
fn as_asked(audio: Audio, setup: &SoundSetup) -> Result<Audio, String> {
    let count = audio.channel_count();
    if count > 2 && setup.channels == 2 {
        return Err(format!("it has {count} channels, of which two can't be made: import it with one"));
    }
    let rate_hz = audio.rate_hz();
    let mut channels =
        if setup.channels == 1 { vec![audio.to_mono().into_owned()] } else { audio.into_channels() };
    let heard = ((setup.secs + BEYOND_SECS) * f64::from(rate_hz)).ceil() as usize;
    channels.iter_mut().for_each(|channel| channel.truncate(heard));
    let audio = Audio::from_channels(channels, rate_hz);
    let audio = if rate_hz == setup.rate_hz {
        audio
    } else {
        resample(&audio, setup.rate_hz).map_err(|error| error.to_string())?
    };
    let mut channels = audio.into_channels();
    let samples = setup.render_setup().len_samples;
    channels.iter_mut().for_each(|channel| channel.resize(samples, 0.0));
    Ok(setup.finish(Audio::from_channels(channels, setup.rate_hz), 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(rate_hz: u32, secs: f64, channels: usize) -> SoundSetup {
        SoundSetup { rate_hz, secs, channels, ..SoundSetup::default() }
    }

    #[test]
    fn sounds_are_cut_filled_up_mixed_and_doubled() {
        let stereo = Audio::from_channels(vec![vec![0.5; 100], vec![0.25; 100]], 1_000);
        let short = as_asked(stereo.clone(), &setup(1_000, 0.05, 2)).unwrap();
        assert_eq!((short.channel(0), short.channel(1)), ([0.5; 50].as_slice(), [0.25; 50].as_slice()));
        let long = as_asked(stereo, &setup(1_000, 0.15, 1)).unwrap();
        assert_eq!((long.channel(0)[99], long.channel(0)[100], long.len_samples()), (0.375, 0.0, 150));
        let mono = as_asked(Audio::mono(vec![1.0; 10], 1_000), &setup(1_000, 0.01, 2)).unwrap();
        assert_eq!((mono.channel_count(), mono.channel(1)), (2, [1.0; 10].as_slice()));
        let three = Audio::from_channels(vec![vec![0.0; 10]; 3], 1_000);
        assert!(as_asked(three.clone(), &setup(1_000, 0.01, 2)).is_err());
        assert!(as_asked(three, &setup(1_000, 0.01, 1)).is_ok());
    }

    #[test]
    fn what_is_cut_before_it_is_resampled_sounds_as_if_it_was_not() {
        let tone = |len: usize| (0..len).map(|i| (i as f32 * 0.1).sin()).collect();
        let whole = resample(&Audio::mono(tone(32_000), 16_000), 44_100).unwrap();
        let cut = as_asked(Audio::mono(tone(32_000), 16_000), &setup(44_100, 0.5, 1)).unwrap();
        let differ =
            cut.channel(0).iter().zip(whole.channel(0)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(cut.len_samples() == 22_050 && differ < 1e-4, "{differ}");
    }
}

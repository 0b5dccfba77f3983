//! What a reader mended, collected while it reads and told in few sentences however dirty the file is.

use std::collections::BTreeMap;

/// Places named one by one before the rest is only counted.
const NAMED_PLACES: usize = 4;

/// A kind of dirt, in the order in which the sentences come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dirt {
    NoHeader,
    Garbage,
    OtherMessage,
    WrongSize,
    Truncated,
    TooLong,
    HighBits,
    NoChecksum,
    WrongChecksum,
    NoEnd,
    OutOfRange,
    Name,
}

impl Dirt {
    /// What happened and what was done, after `COUNT ... of PLACE`.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoHeader => ("bytes", "came without a MIDI header and were taken as DX7 data"),
            Self::Garbage => ("bytes", "belonged to no message and were skipped"),
            Self::OtherMessage => ("bytes", "were a message of another kind or device and were skipped"),
            Self::WrongSize => ("size bytes", "named another length than the data has and were ignored"),
            Self::Truncated => ("bytes", "were missing at the end, so that only the whole voices were kept"),
            Self::TooLong => ("bytes", "followed the voices and were skipped"),
            Self::HighBits => {
                ("bytes", "had their top bit set, which MIDI data can't have; the bit was cleared")
            }
            Self::NoChecksum => ("checksum", "was missing"),
            Self::WrongChecksum => ("checksum", "was wrong; the data was kept"),
            Self::NoEnd => ("end byte (F7)", "was missing"),
            Self::OutOfRange => ("values", "were out of range and were clamped"),
            Self::Name => ("characters of the name", "can't be shown by a DX7 and became blanks"),
        }
    }
}

/// How often one kind of dirt was met and where.
#[derive(Default)]
struct Tally {
    count: usize,
    places: usize,
    named: Vec<(usize, String)>,
}

/// The mends of one file.
#[derive(Default)]
pub(super) struct Mends(BTreeMap<Dirt, Tally>);

impl Mends {
    /// Notes `count` things of this kind at one place; nothing when the count is 0. The place is asked for
    /// only while it will be named.
    pub(super) fn note(&mut self, dirt: Dirt, count: usize, place: impl FnOnce() -> String) {
        if count == 0 {
            return;
        }
        let tally = self.0.entry(dirt).or_default();
        tally.count += count;
        tally.places += 1;
        if tally.named.len() < NAMED_PLACES {
            tally.named.push((count, place()));
        }
    }

    /// One sentence for each place, or one for all where there are many.
    pub(super) fn sentences(self) -> Vec<String> {
        let mut sentences = Vec::new();
        for (dirt, tally) in self.0 {
            let (what, done) = dirt.words();
            if tally.places > NAMED_PLACES {
                let (_, first) = &tally.named[0];
                let (count, places) = (tally.count, tally.places);
                sentences.push(format!("{count} {what} at {places} places {done} (the first: {first})"));
                continue;
            }
            for (count, place) in tally.named {
                sentences.push(match dirt {
                    Dirt::NoChecksum | Dirt::WrongChecksum | Dirt::NoEnd => {
                        format!("the {what} of {place} {done}")
                    }
                    _ => format!("{count} {what} of {place} {done}"),
                });
            }
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_places_are_named_and_many_are_counted() {
        let mut mends = Mends::default();
        mends.note(Dirt::OutOfRange, 12, || "voice 3 `BRASS 1`".to_owned());
        mends.note(Dirt::OutOfRange, 0, || unreachable!());
        assert_eq!(mends.sentences(), ["12 values of voice 3 `BRASS 1` were out of range and were clamped"]);
        let mut mends = Mends::default();
        for message in 1..=700 {
            mends.note(Dirt::WrongChecksum, 1, || format!("message {message}"));
        }
        let sentences = mends.sentences();
        assert_eq!(sentences.len(), 1);
        assert!(sentences[0].starts_with("700 checksum"), "{sentences:?}");
    }
}

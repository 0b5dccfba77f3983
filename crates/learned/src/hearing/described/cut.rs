//! Cutting a sound: which of its samples, or frames, stand where in which segment.

use super::description::{Edges, Last, Segments};

/// How rows, samples or frames, are cut.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    len: usize,
    hop: usize,
    segments: Segments,
}

impl Cut {
    /// Segments of that length, and so far apart, which is not more.
    pub(super) fn new([len, hop]: [usize; 2], segments: &Segments) -> Self {
        Self { len, hop, segments: segments.clone() }
    }

    /// Length of a segment.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many segments so many rows have.
    pub(super) fn count(&self, rows: usize) -> usize {
        let beyond = self.padded(rows).saturating_sub(self.len);
        1 + if self.segments.last == Last::Drop { beyond / self.hop } else { beyond.div_ceil(self.hop) }
    }

    fn padded(&self, rows: usize) -> usize {
        self.segments.before + rows + self.segments.after
    }

    /// Which of `rows` rows stand in a segment; `None` is silence.
    pub(super) fn places(&self, segment: usize, rows: usize) -> impl Iterator<Item = Option<usize>> {
        let start = segment * self.hop;
        let full = self.padded(rows);
        (start..start + self.len).map(move |at| {
            if at < full {
                return self.within(at, rows);
            }
            let (behind, there) = (at - start, full - start);
            match self.segments.last {
                Last::Silence | Last::Drop => None,
                Last::LoopWhole if behind >= self.len / there * there => None,
                Last::Loop | Last::LoopWhole => self.within(start + behind % there, rows),
                Last::Mirror => self.within(start + mirrored(behind as isize, there), rows),
            }
        })
    }

    /// Which row stands there, counted with those put before.
    fn within(&self, at: usize, rows: usize) -> Option<usize> {
        let place = at as isize - self.segments.before as isize;
        match self.segments.edges {
            Edges::Silence => usize::try_from(place).ok().filter(|place| *place < rows),
            Edges::Mirror => Some(mirrored(place, rows)),
        }
    }
}

/// The place among `count`, when one walks back and forth without stepping on an end twice.
fn mirrored(at: isize, count: usize) -> usize {
    if count < 2 {
        return 0;
    }
    let around = at.rem_euclid(2 * (count as isize - 1)) as usize;
    around.min(2 * (count - 1) - around)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(words: &str) -> Segments {
        toml::from_str(words).unwrap()
    }

    fn places(cut: &Cut, rows: usize) -> Vec<Vec<Option<usize>>> {
        (0..cut.count(rows)).map(|segment| cut.places(segment, rows).collect()).collect()
    }

    #[test]
    fn a_last_segment_that_is_not_full() {
        let of = |last: &str, rows| places(&Cut::new([4, 3], &segments(&format!("last = '{last}'"))), rows);
        let some = |places: [usize; 4]| places.map(Some).to_vec();
        let first = some([0, 1, 2, 3]);
        assert_eq!(of("silence", 5), [first.clone(), vec![Some(3), Some(4), None, None]]);
        assert_eq!(of("loop", 5), [first.clone(), some([3, 4, 3, 4])]);
        assert_eq!(of("loop-whole", 5), [first.clone(), some([3, 4, 3, 4])]);
        assert_eq!(of("loop-whole", 3), [vec![Some(0), Some(1), Some(2), None]]);
        assert_eq!(of("mirror", 6), [first.clone(), some([3, 4, 5, 4])]);
        assert_eq!(of("drop", 6), std::slice::from_ref(&first));
        assert_eq!(of("drop", 7), [first.clone(), some([3, 4, 5, 6])]);
        assert_eq!(of("drop", 1), [vec![Some(0), None, None, None]]);
        assert_eq!(of("mirror", 1), [some([0; 4])]);
        assert_eq!(of("loop", 4), [first]);
    }

    #[test]
    fn what_is_put_beyond_the_ends() {
        let silent = Cut::new([4, 2], &segments("before = 2\nafter = 2\nlast = 'drop'"));
        // One for each hop that begins in the sound, and one at its end: as frames that are centred.
        assert_eq!((silent.count(160), silent.count(161), silent.count(1)), (81, 81, 1));
        assert_eq!(places(&silent, 2), [[None, None, Some(0), Some(1)], [Some(0), Some(1), None, None]]);
        let mirror = Cut::new([7, 7], &segments("before = 2\nafter = 2\nedges = 'mirror'"));
        assert_eq!(places(&mirror, 3), [[2, 1, 0, 1, 2, 1, 0].map(Some)]);
        // More than there is to mirror.
        let long = Cut::new([9, 9], &segments("before = 4\nedges = 'mirror'\nlast = 'loop'"));
        assert_eq!(places(&long, 2), [[0, 1, 0, 1, 0, 1, 0, 1, 0].map(Some)]);
    }
}

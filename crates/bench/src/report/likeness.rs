//! How like two sounds are, in words. A measure's number means nothing to a musician, so each headline
//! measure has a scale of four landmarks, read off renders of real voices of known nearness (see
//! `examples/calibrate_likeness.rs`, which prints them). The verdict is the mean place on those scales.

use super::MeasureValue;

/// The four verdicts, from the best down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// As near as the same voice with one knob moved a little.
    VeryClose,
    /// As near as the same voice with a few knobs moved.
    Close,
    /// As near as the nearest of dozens of other voices.
    SimilarCharacter,
    /// No nearer than that.
    DistantRelative,
}

/// Where the landmarks of one measure lie, from the target outwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Which measure.
    pub measure: &'static str,
    /// Its value on identical sounds.
    pub identical: f64,
    /// Up to here it is [`Likeness::VeryClose`].
    pub very_close: f64,
    /// Up to here it is [`Likeness::Close`].
    pub close: f64,
    /// Up to here it is [`Likeness::SimilarCharacter`].
    pub similar: f64,
    /// Two voices that have nothing to do with each other.
    pub unrelated: f64,
}

/// Places of the landmarks on the 0..=1 meter, identical first.
const PLACES: [f64; 5] = [1.0, 0.85, 0.65, 0.40, 0.10];

/// The scales of the headline measures, as `calibrate_likeness` printed them for 256 voices of `voices-val.syx`:
/// very close is what three of four voices stay within when one knob moves by 5 %; close the median with eight
/// knobs moved by 10 %; similar the median of the nearest of 64 other voices; unrelated that of any other
/// voice. Envelope likeness has no scale: it can't tell one nudged knob from eight moved ones (0.998 both, for 24 voices).
pub const SCALES: &[Scale] = &[
    Scale {
        measure: "mss-absolute",
        identical: 0.0,
        very_close: 0.78,
        close: 4.3,
        similar: 6.2,
        unrelated: 15.8,
    },
    Scale { measure: "wmfcc", identical: 0.0, very_close: 1.5, close: 5.9, similar: 9.3, unrelated: 18.0 },
    Scale {
        measure: "mr-stft",
        identical: 0.0,
        very_close: 0.47,
        close: 1.21,
        similar: 1.69,
        unrelated: 2.87,
    },
];

impl Scale {
    /// The scale of that measure, if it has one.
    pub fn of(measure: &str) -> Option<&'static Self> {
        SCALES.iter().find(|scale| scale.measure == measure)
    }

    /// Where a value lies on the meter: 1 identical, 0 further off than unrelated voices are.
    pub fn place(&self, value: f64) -> f64 {
        let marks = [self.identical, self.very_close, self.close, self.similar, self.unrelated];
        let span = self.unrelated - self.identical;
        // Every scale runs from identical outwards, whichever way the numbers go.
        let outward = |v: f64| (v - self.identical) / span;
        let at = outward(value).max(0.0);
        for i in 1..marks.len() {
            let (near, far) = (outward(marks[i - 1]), outward(marks[i]));
            if at <= far {
                return PLACES[i - 1] + (PLACES[i] - PLACES[i - 1]) * (at - near) / (far - near);
            }
        }
        (PLACES[4] * (2.0 - at)).max(0.0)
    }
}

impl Likeness {
    /// The verdict for a place on the meter.
    pub fn at(place: f64) -> Self {
        if place >= PLACES[1] {
            Self::VeryClose
        } else if place >= PLACES[2] {
            Self::Close
        } else if place >= PLACES[3] {
            Self::SimilarCharacter
        } else {
            Self::DistantRelative
        }
    }

    /// The verdict in two or three words.
    pub fn words(self) -> &'static str {
        match self {
            Self::VeryClose => "very close",
            Self::Close => "close",
            Self::SimilarCharacter => "similar character",
            Self::DistantRelative => "a distant relative",
        }
    }

    /// What the verdict means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::VeryClose => {
                "Side by side they are hard to tell apart: as near as one voice with a single knob nudged."
            }
            Self::Close => {
                "Clearly the same sound, with small differences: as near as one voice with a few knobs moved."
            }
            Self::SimilarCharacter => {
                "It has the target's character but is not the same sound: about as near as the nearest voice \
                 among dozens."
            }
            Self::DistantRelative => {
                "It shares little with the target: no nearer than the nearest voice among dozens. Take it as \
                 a starting point."
            }
        }
    }
}

/// The mean place of the headline measures that have a value; `None` when none has.
pub fn place_of(measures: &[MeasureValue]) -> Option<f64> {
    let places: Vec<f64> = measures.iter().filter_map(place_of_one).collect();
    (!places.is_empty()).then(|| places.iter().sum::<f64>() / places.len() as f64)
}

/// The place of one measure's value on its scale.
pub fn place_of_one(measure: &MeasureValue) -> Option<f64> {
    Some(Scale::of(&measure.name)?.place(measure.value?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_fall_from_identical_outwards_on_every_scale() {
        for scale in SCALES {
            let marks = [scale.identical, scale.very_close, scale.close, scale.similar, scale.unrelated];
            for (mark, place) in marks.iter().zip(PLACES) {
                assert!((scale.place(*mark) - place).abs() < 1e-9, "{}", scale.measure);
            }
            let far = scale.identical + 3.0 * (scale.unrelated - scale.identical);
            assert_eq!(scale.place(far), 0.0, "{}", scale.measure);
        }
    }

    #[test]
    fn every_scale_belongs_to_a_measure_and_agrees_on_identity() {
        for scale in SCALES {
            let entry = tonewright_measure::MEASURES.iter().find(|m| m.name == scale.measure);
            let entry = entry.unwrap_or_else(|| panic!("`{}` is no measure", scale.measure));
            assert_eq!(entry.identical, scale.identical, "{}", scale.measure);
            let lower = entry.better == tonewright_measure::Better::Lower;
            assert_eq!(lower, scale.unrelated > scale.identical, "{}", scale.measure);
        }
    }

    #[test]
    fn without_a_value_there_is_no_verdict() {
        assert_eq!(place_of(&[]), None);
    }
}

//! How often which value occurs: of levels in decibels, of knobs by their values.

use serde::Serialize;
use tonewright_synth::{Kind, Norm, ParamSpec};

/// Numbers counted in bins of one width.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Histogram {
    /// Where the first bin begins.
    pub low: f64,
    /// Where the last bin ends.
    pub high: f64,
    /// How many numbers fell into each bin; those beyond an end are in the bin at that end.
    pub counts: Vec<u64>,
}

impl Histogram {
    /// An empty one.
    pub fn new(low: f64, high: f64, bins: usize) -> Self {
        Self { low, high, counts: vec![0; bins.max(1)] }
    }

    /// Counts a number; one that is none is not counted.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        let way = (value - self.low) / (self.high - self.low);
        let bin = (way * self.counts.len() as f64).max(0.0) as usize;
        let last = self.counts.len() - 1;
        self.counts[bin.min(last)] += 1;
    }

    /// Adds the counts of another with the same bins.
    pub fn join(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
    }

    /// How many numbers were counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The value below which this share of the numbers lies, to within a bin; `None` where there are none.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let total = self.total();
        let wanted = share.clamp(0.0, 1.0) * total as f64;
        let width = (self.high - self.low) / self.counts.len() as f64;
        let mut before = 0_u64;
        for (bin, count) in self.counts.iter().enumerate() {
            if *count > 0 && (before + count) as f64 >= wanted {
                let inside = (wanted - before as f64) / *count as f64;
                return Some(self.low + (bin as f64 + inside) * width);
            }
            before += count;
        }
        None
    }
}

/// Most values of a parameter that are counted one by one.
const VALUES_MOST: usize = 128;
/// Bins of a parameter with more values.
const KNOB_BINS: usize = 32;

/// How often one parameter has which value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct KnobCounts {
    /// Its id.
    pub id: String,
    /// Whether each count is that of one value; else of a stretch of the knob's way.
    pub each_value: bool,
    /// How many presets have each value, or lie in each stretch of the knob's way.
    pub counts: Vec<u64>,
}

impl KnobCounts {
    /// Of this parameter; none has come yet.
    pub fn new(param: &ParamSpec) -> Self {
        let values = param.cardinality().filter(|count| *count <= VALUES_MOST);
        let is_choice = matches!(param.kind, Kind::Choice { .. } | Kind::Toggle);
        let values = if is_choice { param.cardinality() } else { values };
        let counts = vec![0; values.unwrap_or(KNOB_BINS).max(1)];
        Self { id: param.id.to_string(), each_value: values.is_some(), counts }
    }

    /// Counts where the knob stands.
    pub fn add(&mut self, param: &ParamSpec, knob: f32) {
        let knob = Norm::saturating(knob);
        let last = self.counts.len() - 1;
        let at = if self.each_value {
            (param.plain_from_norm(knob).0 - param.range.0).max(0.0) as usize
        } else {
            (knob.get() * self.counts.len() as f32) as usize
        };
        self.counts[at.min(last)] += 1;
    }

    /// Adds the counts of the same parameter elsewhere.
    pub fn join(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
    }

    /// How many bits a value tells, on average: 0 where it is always the same, the logarithm of their number to the base of
    /// two where all are as frequent.
    pub fn entropy_bits(&self) -> f64 {
        let total = self.counts.iter().sum::<u64>().max(1) as f64;
        let shares = self.counts.iter().filter(|count| **count > 0).map(|count| *count as f64 / total);
        shares.map(|share| -share * share.log2()).sum::<f64>().max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use tonewright_synth::SYNTHS;

    use super::*;

    #[test]
    fn numbers_fall_into_their_bins_and_quantiles_come_back() {
        let mut histogram = Histogram::new(-100.0, 0.0, 100);
        (0..1000).for_each(|n| histogram.add(f64::from(n) / 10.0 - 100.0));
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].into_iter().for_each(|odd| histogram.add(odd));
        assert_eq!((histogram.total(), histogram.counts[0], histogram.counts[99]), (1002, 11, 11));
        let mut twice = histogram.clone();
        twice.join(&histogram);
        for share in [0.1, 0.5, 0.9] {
            assert!((twice.quantile(share).unwrap() - (100.0 * share - 100.0)).abs() < 0.5);
        }
        assert_eq!(Histogram::new(0.0, 1.0, 4).quantile(0.5), None);
    }

    #[test]
    fn values_are_counted_one_by_one_and_ways_in_stretches() {
        let synth = (SYNTHS.iter().find(|entry| entry.name == "dx7").unwrap().build)();
        let spec = synth.spec();
        let param = &spec.params[spec.index_of("algorithm").unwrap()];
        let mut counts = KnobCounts::new(param);
        (0..32).for_each(|value| counts.add(param, value as f32 / 31.0));
        assert!(counts.each_value && counts.counts == vec![1; 32]);
        assert!((counts.entropy_bits() - 5.0).abs() < 1e-12);
        let cutoff = spec.params.iter().find(|param| param.cardinality().is_none()).unwrap();
        let mut counts = KnobCounts::new(cutoff);
        [0.0, 0.01, 0.5, 1.0].into_iter().for_each(|knob| counts.add(cutoff, knob));
        assert_eq!(
            (counts.each_value, counts.counts[0], counts.counts[16], counts.counts[31]),
            (false, 2, 1, 1)
        );
    }
}

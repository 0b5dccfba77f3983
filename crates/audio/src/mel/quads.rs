//! A bank's weights as spectra need them that come out four neighbouring bins at a time.

/// Weights for four bins of four bands at a time, 0 where a band has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct BankQuads {
    bands: Vec<([u32; 4], std::ops::Range<usize>)>,
    weights: Vec<[[f32; 4]; 4]>,
}

impl BankQuads {
    /// Appends four bands, each given by its first bin and its weights.
    pub(super) fn push(&mut self, bins: usize, bands: [(usize, &[f32]); 4]) {
        let fours = |(first, weights): (usize, &[f32])| (first + weights.len()).div_ceil(4) - first / 4;
        let count = bands.iter().map(|band| fours(*band)).max().unwrap_or(0);
        // All four have as many, so that a narrow one at the top may have to begin further down.
        let starts = bands.map(|(first, _)| (first / 4).min(bins.div_ceil(4) - count));
        let begin = self.weights.len();
        self.weights.resize(begin + count, [[0.0; 4]; 4]);
        for (index, ((first, weights), start)) in bands.iter().zip(starts).enumerate() {
            for (bin, weight) in (first - 4 * start..).zip(*weights) {
                self.weights[begin + bin / 4][index][bin % 4] = *weight;
            }
        }
        self.bands.push((starts.map(|start| start as u32), begin..begin + count));
    }

    /// Of each four bands: the first four bins of each, as a number of fours, and of those and all further fours the
    /// weights, four for each band.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = ([u32; 4], &[[[f32; 4]; 4]])> {
        self.bands.iter().map(|(starts, range)| (*starts, &self.weights[range.clone()]))
    }
}

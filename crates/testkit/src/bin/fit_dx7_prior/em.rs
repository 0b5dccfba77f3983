//! Mixtures of products of categorical distributions, fitted by expectation maximisation.

use rand::RngExt as _;
use tonewright_synth::seed::Rng;

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 40;
/// Pseudo-observations that pull each component towards the average of all.
const PRIOR_COUNT: f64 = 3.0;

/// What is seen of one item: pairs of a head and its value; a head may be missing or come twice.
pub(crate) type Row = Vec<(u8, u8)>;

/// A fitted mixture.
pub(crate) struct Mixture {
    /// How many items each component explains.
    pub counts: Vec<f64>,
    /// Smoothed value counts, by component, head and value.
    pub values: Vec<Vec<Vec<f64>>>,
}

/// Fits `components` components to the rows; `cardinalities` is the number of values of each head.
pub(crate) fn fit(rows: &[Row], cardinalities: &[usize], components: usize, rng: &mut Rng) -> Mixture {
    let average = counted(rows, cardinalities);
    let mut mixture = Mixture { counts: vec![1.0; components], values: Vec::new() };
    // Each component starts at one random row, blurred by the average.
    for _ in 0..components {
        let row = &rows[rng.random_range(0..rows.len())];
        let mut values = smoothed(&average, cardinalities);
        for (head, value) in row {
            values[usize::from(*head)][usize::from(*value)] += 1.0;
        }
        mixture.values.push(values);
    }
    for _ in 0..ROUNDS {
        mixture = mixture.improved(rows, cardinalities, &average);
    }
    mixture.sorted()
}

impl Mixture {
    /// The component that explains a row best.
    pub(crate) fn best(&self, row: &Row) -> u8 {
        let logs = self.logs();
        let score = |component: usize| log_of(&logs[component], row);
        (0..logs.len()).max_by(|a, b| score(*a).total_cmp(&score(*b))).unwrap_or(0) as u8
    }

    /// The components that explain each row best.
    pub(crate) fn best_of_all(&self, rows: &[Row]) -> Vec<u8> {
        let logs = self.logs();
        let best = |row: &Row| {
            let scores: Vec<f64> = logs.iter().map(|log| log_of(log, row)).collect();
            (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0) as u8
        };
        rows.iter().map(best).collect()
    }

    /// Logarithm of the weight and of each value's probability, by component.
    fn logs(&self) -> Vec<(f64, Vec<Vec<f64>>)> {
        let total: f64 = self.counts.iter().sum();
        let logs = |values: &Vec<f64>| {
            let sum: f64 = values.iter().sum();
            values.iter().map(|count| (count / sum).ln()).collect()
        };
        let component = |(count, heads): (&f64, &Vec<Vec<f64>>)| {
            ((count.max(1e-9) / total).ln(), heads.iter().map(logs).collect())
        };
        self.counts.iter().zip(&self.values).map(component).collect()
    }

    fn improved(&self, rows: &[Row], cardinalities: &[usize], average: &[Vec<f64>]) -> Self {
        let logs = self.logs();
        let mut next = Self {
            counts: vec![0.0; logs.len()],
            values: vec![smoothed(average, cardinalities); logs.len()],
        };
        for row in rows {
            let mut shares: Vec<f64> = logs.iter().map(|component| log_of(component, row)).collect();
            let top = shares.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            shares.iter_mut().for_each(|share| *share = (*share - top).exp());
            let total: f64 = shares.iter().sum();
            for (component, share) in shares.iter().map(|share| share / total).enumerate() {
                if share < 1e-4 {
                    continue;
                }
                next.counts[component] += share;
                for (head, value) in row {
                    next.values[component][usize::from(*head)][usize::from(*value)] += share;
                }
            }
        }
        next
    }

    /// The same with the commonest component first.
    fn sorted(self) -> Self {
        let mut pairs: Vec<_> = self.counts.into_iter().zip(self.values).collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (counts, values) = pairs.into_iter().unzip();
        Self { counts, values }
    }
}

fn log_of((weight, heads): &(f64, Vec<Vec<f64>>), row: &Row) -> f64 {
    weight + row.iter().map(|(head, value)| heads[usize::from(*head)][usize::from(*value)]).sum::<f64>()
}

/// How often each value of each head is seen.
pub(crate) fn counted(rows: &[Row], cardinalities: &[usize]) -> Vec<Vec<f64>> {
    let mut counts: Vec<Vec<f64>> = cardinalities.iter().map(|n| vec![0.0; *n]).collect();
    for (head, value) in rows.iter().flatten() {
        counts[usize::from(*head)][usize::from(*value)] += 1.0;
    }
    counts
}

/// The average as [`PRIOR_COUNT`] pseudo-observations, with a trace of every value.
fn smoothed(average: &[Vec<f64>], cardinalities: &[usize]) -> Vec<Vec<f64>> {
    let head = |(counts, n): (&Vec<f64>, &usize)| {
        let total = counts.iter().sum::<f64>().max(1.0);
        counts.iter().map(|count| PRIOR_COUNT * (count / total * 0.95 + 0.05 / *n as f64)).collect()
    };
    average.iter().zip(cardinalities).map(head).collect()
}

//! What the validation protocols share: which measures are asked, and rank statistics.

use tonewright_measure::{MEASURES, MeasureEntry, by_name};

/// A name is not in the table of measures.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no measure `{name}`; there are: {}", known())]
pub struct UnknownMeasure {
    /// What was asked.
    pub name: String,
}

fn known() -> String {
    MEASURES.iter().map(|m| m.name).collect::<Vec<_>>().join(", ")
}

/// The named measures in the order asked; all of the table when none is named.
///
/// # Errors
/// [`UnknownMeasure`] for a name that is not in the table.
pub fn chosen(names: &[&str]) -> Result<Vec<&'static MeasureEntry>, UnknownMeasure> {
    if names.is_empty() {
        return Ok(MEASURES.iter().collect());
    }
    let find = |name: &&str| by_name(name).ok_or_else(|| UnknownMeasure { name: (*name).to_owned() });
    names.iter().map(find).collect()
}

/// Spearman's rank correlation of two equally long series, ties by mean ranks. `None` for fewer than three
/// values or a constant series.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    if x.len() != y.len() || x.len() < 3 {
        return None;
    }
    pearson(&ranks(x), &ranks(y))
}

/// The rank of each value, from 1; equal values share the mean of their ranks.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let same = |i: &usize| values[order[*i]] == values[order[start]];
        let end = (start..order.len()).take_while(same).count() + start;
        let shared = (start + 1 + end) as f64 / 2.0;
        order[start..end].iter().for_each(|i| ranks[*i] = shared);
        start = end.max(start + 1);
    }
    ranks
}

fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (mx, my) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        xy += (a - mx) * (b - my);
        xx += (a - mx) * (a - mx);
        yy += (b - my) * (b - my);
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

/// The mean of what there is, `None` of nothing.
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.into_iter().fold((0.0, 0_usize), |(sum, count), v| (sum + v, count + 1));
    (count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_measures_are_named() {
        assert_eq!(chosen(&[]).map(|all| all.len()), Ok(MEASURES.len()));
        assert_eq!(chosen(&["sot", "mss"]).map(|two| two[0].name), Ok("sot"));
        let message = chosen(&["msss"]).err().expect("unknown").to_string();
        assert!(message.contains("`msss`") && message.contains("mss, wmfcc"), "{message}");
    }

    #[test]
    fn ties_share_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert!(ranks(&[]).is_empty());
    }

    #[test]
    fn correlation_is_of_order_alone() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(spearman(&x, &[1.0, 10.0, 100.0, 1e3, 1e4]), Some(1.0));
        assert_eq!(spearman(&x, &[5.0, 4.0, 3.0, 2.0, 1.0]), Some(-1.0));
        // scipy.stats.spearmanr([1,2,3,4,5], [2,1,2,5,4]).statistic
        let rho = spearman(&x, &[2.0, 1.0, 2.0, 5.0, 4.0]).expect("defined");
        assert!((rho - 0.718_184_846_459_608).abs() < 1e-12, "{rho}");
        assert_eq!(spearman(&x, &[1.0; 5]), None);
        assert_eq!(spearman(&x[..2], &[1.0, 2.0]), None);
    }
}

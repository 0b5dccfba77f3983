//! Holm's step-down correction (1979): many tests, one promise about all of them.

/// p values adjusted so that those below 0.05 are all right with 95 %; in the order given.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut worst: f64 = 0.0;
    for (step, index) in order.into_iter().enumerate() {
        worst = worst.max(p_values[index] * (p_values.len() - step) as f64).min(1.0);
        adjusted[index] = worst;
    }
    adjusted
}

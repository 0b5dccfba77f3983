//! Test signals that any language makes again bit for bit: integer arithmetic, then one exact scaling.

/// The linear congruential generator of Numerical Recipes; its upper bits as integers.
#[derive(Clone, Debug)]
pub struct IntegerNoise(u32);

impl IntegerNoise {
    /// A generator from its first state.
    pub fn new(state: u32) -> Self {
        Self(state)
    }
}

impl Iterator for IntegerNoise {
    type Item = i32;

    /// The next value, in −32768..=32767.
    fn next(&mut self) -> Option<i32> {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some((self.0 >> 16) as i32 - 32_768)
    }
}

/// A gliding triangle wave in noise, silent for 1000 samples, then decaying to nothing: the signal behind
/// `tests/reference/features/values.json`.
pub fn glide(len: usize) -> Vec<f32> {
    let (mut noise, mut phase) = (IntegerNoise::new(1), 0_i64);
    let mut at = |i: usize| {
        phase = (phase + 400 + i as i64 / 64) % 65_536;
        let triangle = if phase < 32_768 { 2 * phase - 32_768 } else { 98_304 - 2 * phase };
        let level = if i < 1000 { 0 } else { 65_535 * (len - i) as i64 / len as i64 };
        let noise = i64::from(noise.next().unwrap_or(0));
        (((triangle * 6 + noise) * level) >> 16) as f32 / (1 << 18) as f32
    };
    (0..len).map(&mut at).collect()
}

/// White noise in −1..1.
pub fn noise(len: usize, state: u32) -> Vec<f32> {
    IntegerNoise::new(state).take(len).map(|x| x as f32 / 32_768.0).collect()
}

/// A sine of `hz` at `rate_hz`, amplitude 0.5.
pub fn sine(len: usize, hz: f64, rate_hz: u32) -> Vec<f32> {
    let step = std::f64::consts::TAU * hz / f64::from(rate_hz);
    (0..len).map(|i| (0.5 * (step * i as f64).sin()) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_centred_and_a_glide_starts_silent() {
        let noise = noise(10_000, 7);
        assert!(noise.iter().sum::<f32>().abs() / 10_000.0 < 0.02);
        let glide = glide(2000);
        assert!(glide[..1000].iter().all(|x| *x == 0.0) && glide[1000..].iter().any(|x| x.abs() > 0.2));
    }
}

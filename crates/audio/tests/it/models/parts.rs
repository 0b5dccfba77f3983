//! What waveguides are built of: a delay of any length, a loss filter, stiffness, noise.

/// A delay line read between samples (third-order Lagrange, flat over the band that matters).
pub(crate) struct Delay {
    line: Vec<f64>,
    at: usize,
}

impl Delay {
    /// Room for delays up to `longest` samples.
    pub(crate) fn new(longest: usize) -> Self {
        Self { line: vec![0.0; (longest + 5).next_power_of_two()], at: 0 }
    }

    /// Puts a sample in.
    pub(crate) fn write(&mut self, sample: f64) {
        self.at = (self.at + 1) & (self.line.len() - 1);
        self.line[self.at] = sample;
    }

    /// The sample that was put in `samples` writes before the last one; at least 1.
    pub(crate) fn read(&self, samples: f64) -> f64 {
        let whole = samples.floor();
        let d = samples - whole + 1.0;
        let tap = |k: usize| {
            let back = whole as usize - 1 + k;
            self.line[self.at.wrapping_sub(back) & (self.line.len() - 1)]
        };
        let h0 = -(d - 1.0) * (d - 2.0) * (d - 3.0) / 6.0;
        let h1 = d * (d - 2.0) * (d - 3.0) / 2.0;
        let h2 = -d * (d - 1.0) * (d - 3.0) / 2.0;
        let h3 = d * (d - 1.0) * (d - 2.0) / 6.0;
        h0 * tap(0) + h1 * tap(1) + h2 * tap(2) + h3 * tap(3)
    }
}

/// What a round trip costs: a one-pole low pass with a gain below one.
pub(crate) struct Loss {
    gain: f64,
    pole: f64,
    state: f64,
}

impl Loss {
    pub(crate) fn new(gain: f64, pole: f64) -> Self {
        Self { gain, pole, state: 0.0 }
    }

    pub(crate) fn step(&mut self, input: f64) -> f64 {
        self.state = self.gain * (1.0 - self.pole) * input + self.pole * self.state;
        self.state
    }

    /// Delay at a frequency, in samples.
    pub(crate) fn delay(&self, w: f64) -> f64 {
        libm::atan2(self.pole * libm::sin(w), 1.0 - self.pole * libm::cos(w)) / w
    }
}

/// A first-order all-pass: as a chain it delays low partials more than high ones, as stiffness does.
pub(crate) struct AllPass {
    coefficient: f64,
    state: f64,
}

impl AllPass {
    pub(crate) fn new(coefficient: f64) -> Self {
        Self { coefficient, state: 0.0 }
    }

    pub(crate) fn step(&mut self, input: f64) -> f64 {
        let output = self.coefficient * input + self.state;
        self.state = input - self.coefficient * output;
        output
    }

    /// Delay at a frequency, in samples.
    pub(crate) fn delay(&self, w: f64) -> f64 {
        let c = self.coefficient;
        let phase = |sign: f64| {
            if sign > 0.0 {
                libm::atan2(-libm::sin(w), c + libm::cos(w))
            } else {
                libm::atan2(-c * libm::sin(w), 1.0 + c * libm::cos(w))
            }
        };
        -(phase(1.0) - phase(-1.0)) / w
    }
}

/// A resonance or a low pass of second order.
pub(crate) struct Resonance {
    b0: f64,
    a1: f64,
    a2: f64,
    state: [f64; 2],
}

impl Resonance {
    /// Rings at `hz`, falling by 60 dB in `t60_secs`; answers an impulse with a peak of about `level`.
    pub(crate) fn ringing(hz: f64, t60_secs: f64, level: f64) -> Self {
        let rate = f64::from(super::RATE_HZ);
        let w = std::f64::consts::TAU * hz / rate;
        let radius = libm::exp(-6.907_755 / (t60_secs * rate));
        Self {
            b0: level * libm::sin(w),
            a1: -2.0 * radius * libm::cos(w),
            a2: radius * radius,
            state: [0.0; 2],
        }
    }

    pub(crate) fn step(&mut self, input: f64) -> f64 {
        let output = self.b0 * input - self.a1 * self.state[0] - self.a2 * self.state[1];
        self.state = [output, self.state[0]];
        output
    }
}

/// White noise in −1..1 from a 64-bit congruential generator (Knuth's MMIX constants).
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn step(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

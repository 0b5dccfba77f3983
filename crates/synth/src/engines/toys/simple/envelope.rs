//! Envelopes of straight lines, as synth-match draws them.

/// Attack, decay, sustain and release: straight from 0 to 1, to the sustain level, and to 0 once the key is released.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope {
    /// From 0 to 1.
    pub attack_secs: f64,
    /// From 1 to the sustain level.
    pub decay_secs: f64,
    /// The level held, 0..=1.
    pub sustain: f64,
    /// From wherever the level is at the release to 0, whatever that level is.
    pub release_secs: f64,
}

impl Envelope {
    /// The level 0..=1 at `secs` after the key press, if the key is released at `gate_secs`.
    pub(super) fn level(&self, secs: f64, gate_secs: f64) -> f64 {
        if secs < gate_secs {
            return self.held(secs);
        }
        let share = (secs - gate_secs) / self.release_secs;
        // A release of no length ends at once, and divides by zero.
        if share < 1.0 { self.held(gate_secs) * (1.0 - share) } else { 0.0 }
    }

    /// The level while the key is down.
    fn held(&self, secs: f64) -> f64 {
        if secs < self.attack_secs {
            return secs / self.attack_secs;
        }
        let share = (secs - self.attack_secs) / self.decay_secs;
        if share < 1.0 { 1.0 + share * (self.sustain - 1.0) } else { self.sustain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_follow_each_other_without_a_jump() {
        let envelope = Envelope { attack_secs: 0.2, decay_secs: 0.4, sustain: 0.5, release_secs: 1.0 };
        for (secs, gate_secs, level) in [
            (0.0, 2.0, 0.0),
            (0.1, 2.0, 0.5),
            (0.2, 2.0, 1.0),
            (0.4, 2.0, 0.75),
            (1.0, 2.0, 0.5),
            (2.0, 2.0, 0.5),
            (2.5, 2.0, 0.25),
            (3.0, 2.0, 0.0),
            // Released during the attack, and during the decay.
            (0.1, 0.1, 0.5),
            (0.6, 0.1, 0.25),
            (0.9, 0.4, 0.375),
        ] {
            let found = envelope.level(secs, gate_secs);
            assert!((found - level).abs() < 1e-12, "{secs} s of {gate_secs} s: {found}");
        }
    }

    #[test]
    fn stages_of_no_length_are_skipped() {
        let envelope = Envelope { attack_secs: 0.0, decay_secs: 0.0, sustain: 0.5, release_secs: 0.0 };
        for (secs, level) in [(0.0, 0.5), (0.9, 0.5), (1.0, 0.0), (2.0, 0.0)] {
            assert!((envelope.level(secs, 1.0) - level).abs() < 1e-12, "{secs}");
        }
        // A key that is never pressed.
        assert_eq!(envelope.level(0.0, 0.0), 0.0);
    }
}

//! What a drafted preset has beside its voice: motion, velocity, colour and reverberation.

use super::draft::{Draft, STRAY, weighted};
use super::families::Family;

/// How common each wave of an LFO is.
const LFO_WAVES: [f64; 6] = [5.0, 4.0, 0.6, 0.8, 0.8, 0.6];

impl Draft<'_> {
    pub(super) fn motions(&mut self, family: &Family) {
        for lfo in ["lfo1", "lfo2"] {
            let rate = self.log_between((0.1, 9.0));
            let wave = self.index(&LFO_WAVES);
            // Cutoff, pitch, either pitch, width, FM, volume; the range of amounts that is still music.
            let motions = [
                (1, 2.5, 45.0),
                (2, 3.0, 4.0),
                (3, 0.5, 3.0),
                (4, 0.7, 4.0),
                (5, 2.0, 70.0),
                (6, 0.6, 40.0),
                (7, 1.0, 60.0),
            ];
            if !self.chance(family.motion) {
                continue;
            }
            let (destination, _, most) = *weighted(self.rng, &motions, |(_, weight, _)| *weight);
            let most = if family.is_pitched { most } else { 100.0 };
            let is_pitch = (2..=4).contains(&destination);
            let wave = if is_pitch && family.is_pitched { wave.min(1) } else { wave };
            let rate = if is_pitch { self.log_between((3.0, 8.0)) } else { rate };
            let amount = self.log_between((0.02 * most, most));
            let phase = if self.chance(0.3) { self.between((0.0, 360.0)) } else { 0.0 };
            let knobs = [
                ("wave", wave as f64),
                ("rate", rate),
                ("amount", amount),
                ("phase", phase),
                ("destination", f64::from(destination)),
            ];
            for (knob, plain) in knobs {
                self.set(&format!("{lfo}.{knob}"), plain);
            }
        }
    }

    pub(super) fn velocity(&mut self) {
        let volume = if self.chance(0.7) { self.between((20.0, 100.0)) } else { 0.0 };
        self.set("velocity.volume", volume);
        for (id, share) in [("velocity.contour", 0.3), ("velocity.filter", 0.3)] {
            if self.chance(share) {
                let amount = self.between((10.0, 80.0));
                self.set(id, amount);
            }
        }
    }

    pub(super) fn colour(&mut self, family: &Family) {
        if self.chance(0.04) {
            let bits = self.between((3.0, 12.0));
            self.set("crusher.bits", bits);
        }
        if self.chance(STRAY) {
            let cutoff = self.log_between((20.0, 400.0));
            self.set("high-pass.cutoff", cutoff);
        }
        if self.chance(family.chorus) {
            let which = self.index(&[4.0, 3.0, 1.0]);
            self.set("chorus.slow", if which == 1 { 0.0 } else { 1.0 });
            self.set("chorus.fast", if which == 0 { 0.0 } else { 1.0 });
        }
    }

    pub(super) fn reverb(&mut self, family: &Family) {
        if !self.chance(family.reverb) {
            return;
        }
        let wet = self.between((3.0, 50.0));
        let decay = self.log_between((0.4, 5.0));
        let pre_delay = if self.chance(0.4) { self.between((0.0, 0.08)) } else { 0.0 };
        let high_cut = self.log_between((1_500.0, 16_000.0));
        let low_cut = self.log_between((30.0, 500.0));
        for (knob, plain) in [
            ("wet", wet),
            ("decay", decay),
            ("pre-delay", pre_delay),
            ("high-cut", high_cut),
            ("low-cut", low_cut),
        ] {
            self.set(&format!("reverb.{knob}"), plain);
        }
    }
}

//! A preset as it is drawn, knob by knob.

use rand::RngExt as _;

use super::super::spec::{FILTERS, spec};
use super::families::{Family, Range};
use crate::seed::Rng;
use crate::{Plain, Preset};

/// Share with a knob a little off its place, where people leave knobs alone.
pub(super) const STRAY: f64 = 0.15;
/// How common the intervals of oscillator 2 are, in semitones.
const INTERVALS: [(f64, f64); 9] = [
    (0.0, 10.0),
    (12.0, 3.0),
    (-12.0, 2.5),
    (7.0, 1.5),
    (-5.0, 0.5),
    (5.0, 0.4),
    (19.0, 0.3),
    (24.0, 0.3),
    (-24.0, 0.2),
];
/// How common each low-pass is.
const LOW_PASSES: [f64; 4] = [6.0, 1.0, 4.0, 0.7];
/// How common each other filter is.
const OTHERS: [f64; 8] = [0.6, 0.5, 1.5, 1.0, 1.0, 2.0, 1.0, 1.0];
/// One of several, as often as its weight says.
pub(super) fn weighted<'a, T>(rng: &mut Rng, of: &'a [T], weight: impl Fn(&T) -> f64) -> &'a T {
    let mut left = rng.random::<f64>() * of.iter().map(&weight).sum::<f64>();
    for one in of {
        left -= weight(one);
        if left < 0.0 {
            return one;
        }
    }
    &of[of.len() - 1]
}

/// A preset in the making.
pub(super) struct Draft<'a> {
    pub(super) preset: Preset,
    pub(super) rng: &'a mut Rng,
}

impl<'a> Draft<'a> {
    /// The initial preset, with a name.
    pub(super) fn new(name: &str, rng: &'a mut Rng) -> Self {
        Self { preset: Preset { name: name.to_owned(), ..Preset::init(spec()) }, rng }
    }

    /// Turns a knob to a plain value, or as near as it goes.
    pub(super) fn set(&mut self, id: &str, plain: f64) {
        if let Some(index) = spec().index_of(id) {
            self.preset.values[index] = spec().params[index].norm_from_plain(Plain(plain));
        }
    }

    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.rng.random::<f64>() < share
    }

    pub(super) fn between(&mut self, (low, high): Range) -> f64 {
        low + self.rng.random::<f64>() * (high - low)
    }

    /// Evenly over the logarithm.
    pub(super) fn log_between(&mut self, (low, high): Range) -> f64 {
        low * libm::pow(high / low, self.rng.random::<f64>())
    }

    pub(super) fn index(&mut self, weights: &[f64]) -> usize {
        let indices: Vec<usize> = (0..weights.len()).collect();
        *weighted(self.rng, &indices, |index| weights[*index])
    }

    /// Everything, as the family has it.
    pub(super) fn draw(&mut self, family: &Family) {
        self.first_oscillator(family);
        if self.chance(family.second) {
            self.second_oscillator(family);
        }
        if self.chance(family.sub) {
            let level = self.between((20.0, 90.0));
            self.set("sub.level", level);
        }
        if self.chance(family.hiss) {
            let level = self.between((1.0, 25.0));
            self.set("noise.level", level);
        }
        self.tuning(family);
        self.filter(family);
        self.envelopes(family);
        self.motions(family);
        self.velocity();
        self.colour(family);
        self.reverb(family);
    }

    fn first_oscillator(&mut self, family: &Family) {
        let wave = self.index(&family.waves);
        self.set("osc1.wave", wave as f64);
        let level = self.between((50.0, 100.0));
        self.set("osc1.level", level);
        self.shape("osc1");
        if !family.is_pitched {
            let tune = self.between((-12.0, 12.0));
            self.set("osc1.tune", tune);
        }
    }

    /// Pulse width, phase and fine tune.
    fn shape(&mut self, oscillator: &str) {
        if self.chance(0.5) {
            let width = self.between((8.0, 50.0));
            self.set(&format!("{oscillator}.pulse-width"), width);
        }
        if self.chance(0.3) {
            let phase = self.between((0.0, 360.0));
            self.set(&format!("{oscillator}.phase"), phase);
        }
        if self.chance(0.4) {
            let cents = self.between((-8.0, 8.0));
            self.set(&format!("{oscillator}.fine"), cents);
        }
    }

    fn second_oscillator(&mut self, family: &Family) {
        let mut waves = family.waves;
        // A sine above or below is common where the first one is bright.
        waves[3] += 1.0;
        let wave = self.index(&waves);
        self.set("osc2.wave", wave as f64);
        let level = self.between((15.0, 100.0));
        self.set("osc2.level", level);
        self.shape("osc2");
        let interval = weighted(self.rng, &INTERVALS, |(_, weight)| *weight).0;
        self.set("osc2.tune", interval);
        if self.chance(0.6) {
            let cents = self.between((1.0, 25.0));
            self.set("detune", cents);
        }
        if self.chance(family.sync) {
            self.set("osc2.sync", 1.0);
            let tune = self.between((3.0, 24.0));
            self.set("osc2.tune", tune);
        }
        if self.chance(family.fm) {
            let index = self.log_between((0.2, 5.0));
            self.set("osc2.fm", index);
        }
        if self.chance(family.ring) {
            let level = self.between((15.0, 80.0));
            self.set("ring", level);
        }
    }

    fn tuning(&mut self, family: &Family) {
        if self.chance(family.low) {
            self.set("transpose", -1.0);
        } else if self.chance(0.08) {
            self.set("transpose", 1.0);
        }
        if self.chance(STRAY) {
            let cents = self.between((-10.0, 10.0));
            self.set("master-tune", cents);
        }
    }

    fn filter(&mut self, family: &Family) {
        let cutoff = self.log_between(family.cutoff_hz);
        if self.chance(family.other_filters) {
            let kind = LOW_PASSES.len() + self.index(&OTHERS);
            debug_assert!(kind < FILTERS.len());
            self.set("filter.type", kind as f64);
            // What takes the lows away must leave something.
            let is_high_pass = kind < 8;
            let cutoff = if is_high_pass { self.log_between((40.0, 900.0)) } else { cutoff.max(300.0) };
            self.set("filter.cutoff", cutoff);
        } else {
            let kind = self.index(&LOW_PASSES);
            self.set("filter.type", kind as f64);
            self.set("filter.cutoff", cutoff);
        }
        let resonance = self.between((0.0, 1.0)) * self.between(family.resonance);
        self.set("filter.resonance", resonance);
        let key_follow = if self.chance(0.5) { self.between((20.0, 100.0)) } else { 0.0 };
        self.set("filter.key-follow", key_follow);
        let contour = self.between(family.contour_octaves);
        self.set("filter.contour", contour);
        if self.chance(0.3) {
            let drive = self.between((0.0, 15.0));
            self.set("filter.drive", drive);
        }
    }

    fn envelopes(&mut self, family: &Family) {
        self.envelope("amp-env", family);
        self.envelope("filter-env", family);
        if !family.is_pitched || self.chance(0.08) {
            self.free_envelope(family);
        }
    }

    fn envelope(&mut self, id: &str, family: &Family) {
        let attack = self.log_between(family.attack_secs);
        let decay = self.log_between(family.decay_secs);
        let sustain = self.between(family.sustain);
        let release = self.log_between(family.release_secs);
        for (stage, plain) in
            [("attack", attack), ("decay", decay), ("sustain", sustain), ("release", release)]
        {
            self.set(&format!("{id}.{stage}"), plain);
        }
    }

    /// A pitch that falls into place, or a click of the filter.
    fn free_envelope(&mut self, family: &Family) {
        let destination = self.index(&[0.0, 1.0, 1.0, 1.0, 0.5, 0.7]);
        self.set("free-env.destination", destination as f64);
        let attack = self.log_between((0.001, 0.02));
        self.set("free-env.attack", attack);
        let decay = if family.is_pitched { (0.03, 0.4) } else { (0.05, 1.5) };
        let decay = self.log_between(decay);
        self.set("free-env.decay", decay);
        let amount = self.between(if family.is_pitched { (-30.0, 50.0) } else { (-60.0, 100.0) });
        self.set("free-env.amount", amount);
    }
}

//! The filter: four one-pole stages in a row, with feedback round all of them, and a mix of what comes out of each.
//!
//! Stages are integrated by the trapezoidal rule and the loop has no delay (V. Zavalishin, "The Art of VA Filter Design",
//! 2012, chapter 5), so the resonance lies at the cutoff at every rate. The types are mixes of the stages (V. Välimäki and
//! A. Huovilainen, "Oscillator and filter algorithms for virtual analog synthesis", Computer Music Journal 30(2), 2006).
//!
//! What enters the first stage is saturated, after the loop is solved as if it were not. So it never exceeds 1, and no
//! stage can hold more than g times what enters it (once its cutoff is below a quarter of its rate, as it always is from
//! 22 kHz on: no more than enters), however the cutoff is moved: s' = (1 - a) s + a x with a = 2 g / (1 + g).

use super::arithmetic::{Lanes, saturated};
use super::control::Ramp;
use crate::engines::subtractive::patch::Filter;

/// Loop gain at full resonance; from 4 on the loop oscillates.
const FULL_FEEDBACK: f64 = 4.3;
/// How much of the loudness that feedback takes from a low-pass is given back.
const GIVEN_BACK: f64 = 0.5;
/// Gain into the saturation: oscillators are to stay where it is nearly straight.
const INPUT: f64 = 0.25;
/// Gain from one oscillator to the output.
const OUTPUT: f64 = 0.25;
/// What the stages hold at first, so that a loop that can oscillate does.
const SPARK: f32 = 1e-4;

/// How much of the input and of each stage is in the output, by type.
const MIXES: [[f64; 5]; 12] = [
    [0.0, 0.0, 0.0, 0.0, 1.0],
    [0.0, 0.0, 0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0, 0.0, 0.0],
    [1.0, -4.0, 6.0, -4.0, 1.0],
    [1.0, -3.0, 3.0, -1.0, 0.0],
    [1.0, -2.0, 1.0, 0.0, 0.0],
    [1.0, -1.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 4.0, -8.0, 4.0],
    [0.0, 2.0, -2.0, 0.0, 0.0],
    [1.0, -2.0, 2.0, 0.0, 0.0],
    // Half the input and half an all-pass of all four stages.
    [1.0, -4.0, 12.0, -16.0, 8.0],
];
/// Types that lose loudness to the feedback.
const LOW_PASSES: std::ops::Range<usize> = 0..4;

/// The filters of the notes.
#[derive(Clone)]
pub(super) struct LadderSheet<const L: usize> {
    feedback: Lanes<L>,
    input: Lanes<L>,
    mix: [Lanes<L>; 5],
}

/// Gain into the filter, and what its output is made of.
pub(super) fn input_and_mix(filter: &Filter) -> (f64, [f64; 5]) {
    let drive = libm::exp10(filter.drive_db / 20.0);
    let feedback = FULL_FEEDBACK * filter.resonance;
    let given = if LOW_PASSES.contains(&filter.kind) { 1.0 + GIVEN_BACK * feedback } else { 1.0 };
    let output = OUTPUT / INPUT * given / libm::sqrt(drive);
    (INPUT * drive, MIXES[filter.kind.min(MIXES.len() - 1)].map(|share| share * output))
}

impl<const L: usize> LadderSheet<L> {
    pub(super) fn new() -> Self {
        let zero = Lanes::splat(0.0);
        Self { feedback: zero, input: zero, mix: [zero; 5] }
    }

    /// Writes the filter of one lane.
    pub(super) fn set(&mut self, lane: usize, filter: &Filter, input: f64, mix: [f64; 5]) {
        self.feedback[lane] = (FULL_FEEDBACK * filter.resonance) as f32;
        self.input[lane] = input as f32;
        for (sheet, share) in self.mix.iter_mut().zip(mix) {
            sheet[lane] = share as f32;
        }
    }
}

/// What the stages of the notes hold.
pub(super) struct Ladder<const L: usize> {
    stages: [Lanes<L>; 4],
}

impl<const L: usize> Ladder<L> {
    pub(super) fn new() -> Self {
        Self { stages: [Lanes::splat(SPARK); 4] }
    }

    /// Filters one block in place; `cutoff` is g / (1 + g).
    #[inline(always)]
    pub(super) fn process(&mut self, sheet: &LadderSheet<L>, cutoff: &Ramp<L>, rows: &mut [Lanes<L>]) {
        let LadderSheet { feedback, input, mix } = sheet;
        let [mut one, mut two, mut three, mut four] = self.stages;
        for (step, row) in rows.iter_mut().enumerate() {
            let at = (step + 1) as f32;
            for lane in 0..L {
                let share = cutoff.at(at, lane);
                let square = share * share;
                // What the last stage would put out if nothing came in.
                let held = four[lane] + share * (three[lane] + share * (two[lane] + share * one[lane]));
                let back = feedback[lane] * (1.0 - share) * held;
                let solved = (input[lane] * row[lane] - back) / (1.0 + feedback[lane] * (square * square));
                let entering = saturated(solved);
                let move_one = share * (entering - one[lane]);
                let out_one = one[lane] + move_one;
                one[lane] = out_one + move_one;
                let move_two = share * (out_one - two[lane]);
                let out_two = two[lane] + move_two;
                two[lane] = out_two + move_two;
                let move_three = share * (out_two - three[lane]);
                let out_three = three[lane] + move_three;
                three[lane] = out_three + move_three;
                let move_four = share * (out_three - four[lane]);
                let out_four = four[lane] + move_four;
                four[lane] = out_four + move_four;
                row[lane] = mix[0][lane] * entering
                    + mix[1][lane] * out_one
                    + mix[2][lane] * out_two
                    + mix[3][lane] * out_three
                    + mix[4][lane] * out_four;
            }
        }
        self.stages = [one, two, three, four];
    }
}

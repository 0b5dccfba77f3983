//! One planned transform per frame: the road for lengths that the lanes don't do.

use std::sync::Arc;

use tonewright_fourier::num_complex::Complex32;
use tonewright_fourier::{RealToComplex, forward_f32};

use super::framing::Framing;

/// A planned transform with its scratch space.
pub(super) struct SingleStft {
    framing: Framing,
    window: Vec<f32>,
    plan: Arc<dyn RealToComplex<f32>>,
    frame: Vec<f32>,
    pub(super) spectrum: Vec<Complex32>,
    row: Vec<f32>,
    scratch: Vec<Complex32>,
}

impl SingleStft {
    pub(super) fn new(window: Vec<f32>, framing: Framing) -> Self {
        let plan = forward_f32(window.len());
        Self {
            framing,
            frame: plan.make_input_vec(),
            spectrum: plan.make_output_vec(),
            row: vec![0.0; window.len() / 2 + 1],
            scratch: plan.make_scratch_vec(),
            window,
            plan,
        }
    }

    /// Transforms one frame of a sound into `self.spectrum`.
    pub(super) fn transform(&mut self, signal: &[f32], frame: usize) {
        self.framing.fill(signal, frame, &mut self.frame);
        self.frame.iter_mut().zip(&self.window).for_each(|(x, w)| *x *= w);
        self.plan
            .process_with_scratch(&mut self.frame, &mut self.spectrum, &mut self.scratch)
            .expect("buffers were made by the plan, and the input is real");
    }

    /// Hands each frame's powers, or magnitudes if `root`, to `take` with the row of `width` values that is its own,
    /// for as many frames as there are rows.
    pub(super) fn each_row(
        &mut self,
        signal: &[f32],
        root: bool,
        (rows, width): (&mut [f32], usize),
        take: impl Fn(&[f32], &mut [f32]),
    ) {
        for (frame, row) in rows.chunks_exact_mut(width).enumerate() {
            self.transform(signal, frame);
            self.row.iter_mut().zip(&self.spectrum).for_each(|(slot, x)| *slot = x.norm_sqr());
            if root {
                self.row.iter_mut().for_each(|x| *x = x.sqrt());
            }
            take(&self.row, row);
        }
    }
}

//! The steps of one direction.

use crate::fused::record::{Numbers, product};
use crate::fused::sigmoid;

/// What is kept of a state: both gates, what is new, and what that had of the state before.
pub(super) const KEPT: usize = 4;

/// A direction of reading.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) steps: usize,
    pub(super) width: usize,
    pub(super) is_backward: bool,
    /// States × (reset gate, update gate, new state).
    pub(super) weights: Numbers,
    pub(super) shifts: Numbers,
}

impl Cell {
    /// The states of some rows, and what is kept of them, of the products of what they read.
    pub(super) fn read(&self, products: &[f32], states: &mut [f32], kept: &mut [f32]) {
        let width = self.width;
        let rows = states.len() / (self.steps * width);
        let mut state = Numbers::new(vec![0.0; rows * width], [rows, width]);
        for step in self.order() {
            let of_state = product(&state, &self.weights, [false; 2]);
            let mut next = state.all().to_vec();
            for (row, (state, of_state)) in
                next.chunks_exact_mut(width).zip(of_state.all().chunks_exact(3 * width)).enumerate()
            {
                let at = row * self.steps + step;
                let kept = part_mut(kept, at, KEPT * width);
                self.step([part(products, at, 3 * width), of_state], state, kept);
                part_mut(states, at, width).copy_from_slice(state);
            }
            state = Numbers::new(next, [rows, width]);
        }
    }

    /// The slopes along the products of some rows, written; of those along weights and shifts, said. `along` are those along their
    /// states.
    pub(super) fn back(&self, [along, states, kept]: [&[f32]; 3], products: &mut [f32]) -> Vec<f32> {
        let width = self.width;
        let rows = states.len() / (self.steps * width);
        let mut of_states = vec![0.0; 3 * states.len()];
        let mut before = vec![0.0; states.len()];
        let mut slopes = vec![0.0; rows * width];
        for step in self.order().rev() {
            let mut of_state = vec![0.0; 3 * rows * width];
            let each = slopes.chunks_exact_mut(width).zip(of_state.chunks_exact_mut(3 * width));
            for (row, (slopes, of_state)) in each.enumerate() {
                let at = row * self.steps + step;
                let before = part_mut(&mut before, at, width);
                if let Some(place) = self.before(step) {
                    before.copy_from_slice(part(states, row * self.steps + place, width));
                }
                slopes.iter_mut().zip(part(along, at, width)).for_each(|(slope, more)| *slope += more);
                let products = part_mut(products, at, 3 * width);
                self.step_back([before, part(kept, at, KEPT * width)], slopes, [products, of_state]);
                part_mut(&mut of_states, at, 3 * width).copy_from_slice(of_state);
            }
            let through = product(&Numbers::new(of_state, [rows, 3 * width]), &self.weights, [false, true]);
            slopes.iter_mut().zip(through.all()).for_each(|(slope, more)| *slope += more);
        }
        let [count, wide] = [rows * self.steps, 3 * width];
        let mut shifts = vec![0.0; wide];
        for row in of_states.chunks_exact(wide) {
            shifts.iter_mut().zip(row).for_each(|(sum, slope)| *sum += slope);
        }
        let of_states = Numbers::new(of_states, [count, wide]);
        let weights = product(&Numbers::new(before, [count, width]), &of_states, [true, false]);
        [weights.all(), &shifts].concat()
    }

    /// The steps in the order in which they are read.
    fn order(&self) -> impl DoubleEndedIterator<Item = usize> {
        let (count, is_backward) = (self.steps, self.is_backward);
        (0..count).map(move |step| if is_backward { count - 1 - step } else { step })
    }

    /// The one that was read before it.
    fn before(&self, step: usize) -> Option<usize> {
        if self.is_backward { (step + 1 < self.steps).then_some(step + 1) } else { step.checked_sub(1) }
    }

    /// A row's next state, of the products of what it reads and of its state.
    fn step(&self, [read, of_state]: [&[f32]; 2], state: &mut [f32], kept: &mut [f32]) {
        let width = self.width;
        let [read, of_state, shifts] = [read, of_state, self.shifts.all()].map(|of| parts::<3>(of, width));
        let [kept_reset, kept_update, kept_new, kept_told] = parts_mut(kept, width);
        let state = &mut state[..width];
        for at in 0..width {
            let reset = sigmoid(read[0][at] + of_state[0][at] + shifts[0][at]);
            let update = sigmoid(read[1][at] + of_state[1][at] + shifts[1][at]);
            let told = of_state[2][at] + shifts[2][at];
            let new = (read[2][at] + reset * told).tanh();
            state[at] = new + update * (state[at] - new);
            (kept_reset[at], kept_update[at], kept_new[at], kept_told[at]) = (reset, update, new, told);
        }
    }

    /// Of the slopes along a row's state those along the state before, but for what comes through the products; and those along
    /// both products.
    fn step_back(&self, [before, kept]: [&[f32]; 2], slopes: &mut [f32], to: [&mut [f32]; 2]) {
        let width = self.width;
        let [resets, updates, news, tolds] = parts::<4>(kept, width);
        let [read, of_state] = to.map(|to| parts_mut::<3>(to, width));
        let (before, slopes) = (&before[..width], &mut slopes[..width]);
        for at in 0..width {
            let (reset, update, new, told) = (resets[at], updates[at], news[at], tolds[at]);
            let slope = slopes[at];
            let along_new = slope * (1.0 - update) * (1.0 - new * new);
            let along_reset = along_new * told * reset * (1.0 - reset);
            let along_update = slope * (before[at] - new) * update * (1.0 - update);
            (read[0][at], read[1][at], read[2][at]) = (along_reset, along_update, along_new);
            (of_state[0][at], of_state[1][at], of_state[2][at]) =
                (along_reset, along_update, along_new * reset);
            slopes[at] = slope * update;
        }
    }
}

/// The one at that place of parts of one length.
fn part(of: &[f32], at: usize, length: usize) -> &[f32] {
    &of[at * length..][..length]
}

fn part_mut(of: &mut [f32], at: usize, length: usize) -> &mut [f32] {
    &mut of[at * length..][..length]
}

/// So many parts of one length.
fn parts<const COUNT: usize>(of: &[f32], length: usize) -> [&[f32]; COUNT] {
    std::array::from_fn(|at| part(of, at, length))
}

fn parts_mut<const COUNT: usize>(of: &mut [f32], length: usize) -> [&mut [f32]; COUNT] {
    let mut left = of.chunks_exact_mut(length);
    std::array::from_fn(|_| left.next().unwrap_or_default())
}

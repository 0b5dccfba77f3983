//! Which items a step sees.

use rand::seq::SliceRandom as _;
use tonewright_synth::seed;

/// Every epoch has all items once, in an order that follows from the seed and its number alone: a run that goes on at any
/// step sees what it would have seen.
#[derive(Clone, Debug)]
pub struct Order {
    seed: u64,
    batch: usize,
    epoch: Option<u64>,
    items: Vec<u32>,
}

impl Order {
    /// Over so many items, so many at a time; an epoch's last batch may be smaller.
    pub fn new(seed: u64, items: u32, batch: usize) -> Self {
        Self { seed, batch: batch.max(1), epoch: None, items: (0..items).collect() }
    }

    /// Steps of an epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.items.len().div_ceil(self.batch).max(1) as u64
    }

    /// The items of a step, from 0 on.
    pub fn items(&mut self, step: u64) -> &[u32] {
        let (epoch, within) = (step / self.steps_per_epoch(), step % self.steps_per_epoch());
        if self.epoch != Some(epoch) {
            self.items.sort_unstable();
            self.items.shuffle(&mut seed::stream(self.seed, "order of items", epoch));
            self.epoch = Some(epoch);
        }
        self.items.chunks(self.batch).nth(within as usize).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_has_every_item_once_and_any_step_can_be_asked_for() {
        let mut order = Order::new(3, 10, 4);
        assert_eq!(order.steps_per_epoch(), 3);
        let steps: Vec<Vec<u32>> = (0..6).map(|step| order.items(step).to_vec()).collect();
        for epoch in steps.chunks(3) {
            let mut all = epoch.concat();
            all.sort_unstable();
            assert_eq!(all, (0..10).collect::<Vec<_>>());
            assert_eq!(epoch.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
        }
        assert_ne!(steps[..3].concat(), steps[3..].concat());
        let mut later = Order::new(3, 10, 4);
        assert_eq!([later.items(4).to_vec(), later.items(1).to_vec()], [steps[4].clone(), steps[1].clone()]);
        assert!(Order::new(3, 0, 4).items(5).is_empty());
    }
}

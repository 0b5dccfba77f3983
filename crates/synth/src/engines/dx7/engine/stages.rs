//! Where an envelope is in its four stages: three while the key is down, the fourth after it has gone up.

/// What the panel says of a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stage {
    /// 0..=99.
    pub(super) rate: u8,
    /// 0..=99: where the stage leads.
    pub(super) level: u8,
}

/// The stages of one envelope of one note.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stages {
    rates: [u8; 4],
    levels: [u8; 4],
    /// 0..=3, and 4 when all is over.
    index: u8,
    key_is_down: bool,
}

impl Stages {
    /// The stages of a key that goes down now; the first one has begun.
    pub(super) fn new(rates: [u8; 4], levels: [u8; 4]) -> Self {
        Self { rates, levels, index: 0, key_is_down: true }
    }

    /// The stage that has begun last; none when all are over.
    pub(super) fn current(&self) -> Option<Stage> {
        let index = usize::from(self.index);
        let (rate, level) = self.rates.get(index).zip(self.levels.get(index))?;
        Some(Stage { rate: *rate, level: *level })
    }

    /// Whether the first stage is on: the attack.
    pub(super) fn is_first(&self) -> bool {
        self.index == 0
    }

    /// Whether the stage moves: the fourth one waits for the key.
    #[inline]
    pub(super) fn moves(&self) -> bool {
        self.index < 3 || (self.index == 3 && !self.key_is_down)
    }

    /// A stage is over: the next one, if there is one.
    pub(super) fn next(&mut self) -> Option<Stage> {
        self.index = (self.index + 1).min(4);
        self.current()
    }

    /// The key goes up: the fourth stage, if it hasn't been up before.
    pub(super) fn release(&mut self) -> Option<Stage> {
        if !self.key_is_down {
            return None;
        }
        self.key_is_down = false;
        self.index = 3;
        self.current()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages() -> Stages {
        Stages::new([10, 20, 30, 40], [11, 21, 31, 41])
    }

    #[test]
    fn three_stages_move_and_the_fourth_waits_for_the_key() {
        let mut stages = stages();
        assert!(stages.is_first() && stages.moves());
        assert_eq!(stages.current(), Some(Stage { rate: 10, level: 11 }));
        assert_eq!(stages.next(), Some(Stage { rate: 20, level: 21 }));
        assert_eq!(stages.next(), Some(Stage { rate: 30, level: 31 }));
        assert!(stages.moves() && !stages.is_first());
        assert_eq!(stages.next(), Some(Stage { rate: 40, level: 41 }));
        assert!(!stages.moves(), "the key is still down");
        assert_eq!(stages.release(), Some(Stage { rate: 40, level: 41 }));
        assert!(stages.moves());
        assert_eq!((stages.next(), stages.next()), (None, None));
        assert!(!stages.moves());
    }

    #[test]
    fn a_key_goes_up_once_from_any_stage() {
        for played in 0..4 {
            let mut stages = stages();
            for _ in 0..played {
                stages.next();
            }
            assert_eq!(stages.release(), Some(Stage { rate: 40, level: 41 }), "after {played} stages");
            assert_eq!(stages.release(), None, "it is up already");
        }
    }
}

//! Disjoint sets of presets that grow together.

/// Who belongs to whom; the smallest member stands for a set.
pub(crate) struct Sets {
    parent: Vec<u32>,
}

impl Sets {
    pub(crate) fn new(count: usize) -> Self {
        Self { parent: (0..count as u32).collect() }
    }

    /// Who stands for the set of `member`.
    pub(crate) fn find(&mut self, member: u32) -> u32 {
        let mut at = member;
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    /// The number of each one's set, counted from 0 in order of first members.
    pub(crate) fn numbers(mut self) -> Vec<usize> {
        let mut numbers: Vec<usize> = Vec::with_capacity(self.parent.len());
        let mut next = 0;
        for member in 0..self.parent.len() as u32 {
            let first = self.find(member);
            numbers.push(if first == member { next } else { numbers[first as usize] });
            next += usize::from(first == member);
        }
        numbers
    }
}

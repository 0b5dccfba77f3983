//! Some notes rendered side by side, block by block.

use super::arithmetic::Lanes;
use super::chorus::Chorus;
use super::control::{Control, Ramp};
use super::decimator::{Decimator, Interpolator, delay, memory};
use super::ladder::Ladder;
use super::oscillators::{Motion, Oscillators};
use super::output::{Amplifier, bound};
use super::reverb::Reverb;
use super::sheet::Sheet;
use super::{BLOCK, LADDER_BETA, LADDER_PAIRS, LADDER_STEPS, OUTPUT_BETA, OUTPUT_PAIRS, Part, STEPS};

/// The memory of `L` notes.
pub(super) struct Group<const L: usize> {
    sheet: Sheet<L>,
    control: Control<L>,
    oscillators: Oscillators<L>,
    ladder: Ladder<L>,
    to_ladder: Interpolator<L, LADDER_PAIRS, { delay(LADDER_PAIRS) + STEPS }>,
    from_ladder: Decimator<L, LADDER_PAIRS, { memory(LADDER_PAIRS) + LADDER_STEPS }>,
    to_output: Decimator<L, OUTPUT_PAIRS, { memory(OUTPUT_PAIRS) + STEPS }>,
    amplifier: Amplifier<L>,
    chorus: Chorus<L>,
    reverb: Reverb<L>,
    samples: [Lanes<L>; BLOCK],
}

impl<const L: usize> Group<L> {
    pub(super) fn boxed(rate_hz: u32) -> Box<Self> {
        let sheet = Sheet::new(rate_hz);
        let control = Control::new(&sheet);
        let oscillators = Oscillators::new(&sheet, &control.now);
        Box::new(Self {
            sheet,
            control,
            oscillators,
            ladder: Ladder::new(),
            to_ladder: Interpolator::new(LADDER_BETA),
            from_ladder: Decimator::new(LADDER_BETA),
            to_output: Decimator::new(OUTPUT_BETA),
            amplifier: Amplifier::new(),
            chorus: Chorus::new(rate_hz),
            reverb: Reverb::new(rate_hz),
            samples: [Lanes::splat(0.0); BLOCK],
        })
    }

    /// Renders at most `L` notes.
    pub(super) fn render(&mut self, arch: pulp::Arch, parts: &mut [Part]) {
        self.restart(parts);
        let len_samples = parts.iter().map(|part| part.sound.len()).max().unwrap_or(0);
        let end = (0..parts.len()).map(|lane| self.sheet.end_block[lane] as usize).max().unwrap_or(0);
        let blocks = len_samples.div_ceil(BLOCK).min(end);
        if blocks > 0 {
            // Brings the filters up to the moment of the key press.
            arch.dispatch(RenderBlock { group: self, is_heard: false });
        }
        for block in 0..blocks {
            arch.dispatch(RenderBlock { group: self, is_heard: true });
            self.write(block, parts);
        }
        for part in parts {
            let silent_from = part.sound.len().min(blocks * BLOCK);
            part.sound[silent_from..].fill(0.0);
        }
    }

    /// Writes the notes on the sheet and forgets those before. Lanes without a note repeat the last one.
    fn restart(&mut self, parts: &[Part]) {
        for lane in 0..L {
            if let Some(part) = parts.get(lane).or(parts.last()) {
                self.sheet.set(lane, part.patch, part.gesture);
            }
        }
        self.control = Control::new(&self.sheet);
        self.oscillators.restart(&self.sheet, &self.control.now);
        self.ladder = Ladder::new();
        self.to_ladder.restart();
        self.from_ladder.restart();
        self.to_output.restart();
        self.amplifier = Amplifier::new();
        if self.sheet.needs.chorus {
            self.chorus.restart();
        }
        if self.sheet.needs.reverb {
            self.reverb.restart();
        }
    }

    /// The next block: oscillators and filter, and behind them what is heard.
    #[inline(always)]
    fn render_block(&mut self, is_heard: bool) {
        if is_heard {
            self.control.advance(&self.sheet);
        }
        let Control { before, now, .. } = &self.control;
        self.oscillators.render(&self.sheet, &Motion::new(before, now), self.to_ladder.block());
        let fine = self.from_ladder.block();
        self.to_ladder.process(fine);
        self.ladder.process(&self.sheet.ladder, &Ramp::new(&before.cutoff, &now.cutoff, LADDER_STEPS), fine);
        self.from_ladder.process(self.to_output.block());
        self.to_output.process(&mut self.samples);
        if !is_heard {
            return;
        }
        self.amplifier.process(&self.sheet, &Ramp::new(&before.gain, &now.gain, BLOCK), &mut self.samples);
        if self.sheet.needs.chorus {
            self.chorus.process(&self.sheet, &mut self.samples);
        }
        if self.sheet.needs.reverb {
            self.reverb.process(&self.sheet.reverb, &mut self.samples);
        }
        bound(&mut self.samples);
    }

    /// Copies a block to the sounds, each as far as it goes and is not silence yet.
    fn write(&self, block: usize, parts: &mut [Part]) {
        let at = block * BLOCK;
        for (lane, part) in parts.iter_mut().enumerate() {
            let end = part.sound.len().min(at + BLOCK);
            if at >= end {
                continue;
            }
            let is_over = block >= self.sheet.end_block[lane] as usize;
            for (sample, row) in part.sound[at..end].iter_mut().zip(&self.samples) {
                *sample = if is_over { 0.0 } else { row[lane] };
            }
        }
    }
}

/// A call of [`Group::render_block`], compiled for each kind of vector unit.
struct RenderBlock<'a, const L: usize> {
    group: &'a mut Group<L>,
    is_heard: bool,
}

impl<const L: usize> pulp::WithSimd for RenderBlock<'_, L> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.group.render_block(self.is_heard);
    }
}

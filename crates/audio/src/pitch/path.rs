//! From candidates per frame to one line: the cheapest path through them (Viterbi), where jumps cost by
//! their size, lower octaves cost a little (every multiple of a period is a period too), and "no pitch" is
//! a state of its own. The idea is Boersma's (IFA Proceedings 17, 1993); the costs were set by hand
//! before hearing was first evaluated, and have not been tuned since.

use super::yin::Candidate;

/// Cost of calling a sounding frame unpitched: the aperiodicity at which pitch and no pitch balance.
const UNPITCHED: f64 = 0.42;
/// Cost per octave below the highest frequency: prefers the shortest of equal periods.
const PER_OCTAVE_DOWN: f64 = 0.018;
/// Cost per octave of a jump between frames.
const PER_OCTAVE_JUMP: f64 = 0.35;
/// Cost of beginning or ending a pitched stretch.
const CHANGE: f64 = 0.14;

/// For each frame the index of the candidate on the best path, `None` where there is no pitch.
pub(super) fn best(frames: &[Vec<Candidate>], high_hz: f64) -> Vec<Option<usize>> {
    let mut costs: Vec<f64> = Vec::new();
    let mut steps: Vec<Vec<usize>> = Vec::with_capacity(frames.len());
    for (index, frame) in frames.iter().enumerate() {
        let mut next = Vec::with_capacity(frame.len() + 1);
        let mut back = Vec::with_capacity(frame.len() + 1);
        for state in 0..=frame.len() {
            let (from, sofar) =
                if index == 0 { (0, 0.0) } else { cheapest(&costs, &frames[index - 1], frame.get(state)) };
            next.push(sofar + own_cost(frame, state, high_hz));
            back.push(from);
        }
        costs = next;
        steps.push(back);
    }
    let mut state = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
    let mut path = vec![None; frames.len()];
    for index in (0..frames.len()).rev() {
        path[index] = (state < frames[index].len()).then_some(state);
        state = steps[index][state];
    }
    path
}

/// What a state costs by itself; the state past the last candidate is "no pitch".
fn own_cost(frame: &[Candidate], state: usize, high_hz: f64) -> f64 {
    match frame.get(state) {
        Some(c) => c.aperiodicity + PER_OCTAVE_DOWN * (high_hz / c.hz).log2(),
        None if frame.is_empty() => 0.0,
        None => UNPITCHED,
    }
}

/// The best state before `to`, and the cost of having come from there.
fn cheapest(costs: &[f64], before: &[Candidate], to: Option<&Candidate>) -> (usize, f64) {
    let step = |from: usize| match (before.get(from), to) {
        (Some(a), Some(b)) => PER_OCTAVE_JUMP * (a.hz / b.hz).log2().abs(),
        (None, None) => 0.0,
        _ => CHANGE,
    };
    (0..costs.len())
        .map(|from| (from, costs[from] + step(from)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(f64, f64)]) -> Vec<Candidate> {
        pairs.iter().map(|&(hz, aperiodicity)| Candidate { hz, aperiodicity }).collect()
    }

    #[test]
    fn one_frame_with_a_deeper_subharmonic_does_not_bend_the_line() {
        let steady = of(&[(440.0, 0.05), (220.0, 0.06)]);
        let tempted = of(&[(220.0, 0.02), (440.0, 0.08)]);
        let path = best(&[steady.clone(), tempted, steady], 5_000.0);
        assert_eq!(path, [Some(0), Some(1), Some(0)]);
    }

    #[test]
    fn noise_and_silence_have_no_pitch() {
        let noise = of(&[(100.0, 0.6), (333.0, 0.65)]);
        assert_eq!(best(&[noise, Vec::new(), Vec::new()], 5_000.0), [None, None, None]);
        assert_eq!(best(&[], 5_000.0), []);
    }
}

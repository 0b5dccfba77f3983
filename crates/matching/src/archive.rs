//! Good candidates that differ from one another, kept while a search runs, and the choice of alternatives.
//!
//! Presets near each other in parameters share a niche, and a niche keeps only its closest sound, so that a
//! search that polishes one preset for ten thousand renders does not push out everything else. Alternatives
//! are then chosen one by one: each the candidate with the largest product of squared closeness (best score
//! over its score) and difference (in sound and in parameters, from everything chosen before).

use tonewright_synth::{Kind, Preset, SynthSpec};

use crate::{Candidate, Descriptor};

/// Most niches; the worst goes first.
const ELITES_MOST: usize = 48;
/// Mean knob difference below which two presets share a niche (an unordered choice that differs counts 1).
/// Two real DX7 voices are about 0.2 apart.
const NICHE_RADIUS: f64 = 0.06;
/// Sounds closer than this are taken for the same sound.
const SAME_SOUND_DB: f64 = 0.5;
/// Differences from which on more does not count as more.
const FAR_SOUND_DB: f64 = 6.0;
const FAR_KNOBS: f64 = 0.2;
/// How many alternatives are handed out where there are that many.
const ALTERNATIVES_MOST: usize = 5;
/// Below this many, a sound may occur twice if it is made differently.
const ALTERNATIVES_LEAST: usize = 3;
/// Lowest closeness of an alternative while there are enough: ten times as far as the best is hardly one.
const CLOSENESS_LEAST: f64 = 0.1;

#[derive(Clone, Debug)]
struct Elite {
    candidate: Candidate,
    sound: Descriptor,
}

/// The niches of one search.
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    /// Parameters that move, and whether the order of their values means something.
    open: Vec<(usize, bool)>,
    /// Sorted by score.
    elites: Vec<Elite>,
}

impl Archive {
    pub(crate) fn new(spec: &SynthSpec, open: &[usize]) -> Self {
        let ordered = |i: &usize| matches!(spec.params[*i].kind, Kind::Continuous | Kind::Stepped);
        Self { open: open.iter().map(|i| (*i, ordered(i))).collect(), elites: Vec::new() }
    }

    /// Whether this candidate would be kept: it is better than all that share its niche.
    pub(crate) fn wants(&self, preset: &Preset, score: f64) -> bool {
        score < self.threshold(preset)
    }

    /// The score below which this candidate is kept: the best of its niche, or the worst of all where there is no room
    /// for another niche. Infinite scores are never kept.
    pub(crate) fn threshold(&self, preset: &Preset) -> f64 {
        let open = if self.elites.len() < ELITES_MOST { f64::INFINITY } else { self.worst() };
        // Sorted by score: the first that shares the niche is its best.
        let holder = self.elites.iter().find(|elite| self.share_niche(&elite.candidate.preset, preset));
        holder.map_or(open, |elite| elite.candidate.score)
    }

    pub(crate) fn offer(&mut self, preset: &Preset, score: f64, sound: Descriptor) {
        if !self.wants(preset, score) {
            return;
        }
        let mut elites = std::mem::take(&mut self.elites);
        elites.retain(|elite| !self.share_niche(&elite.candidate.preset, preset));
        let at = elites.partition_point(|elite| elite.candidate.score <= score);
        elites.insert(at, Elite { candidate: Candidate { preset: preset.clone(), score }, sound });
        elites.truncate(ELITES_MOST);
        self.elites = elites;
    }

    /// One candidate of each niche, closest first.
    pub(crate) fn elites(&self) -> Vec<Candidate> {
        self.elites.iter().map(|elite| elite.candidate.clone()).collect()
    }

    /// The closest of these of which no two share a niche, at most so many.
    pub(crate) fn different(&self, mut candidates: Vec<Candidate>, most: usize) -> Vec<Candidate> {
        candidates.sort_by(|a, b| a.score.total_cmp(&b.score));
        let mut chosen: Vec<Candidate> = Vec::new();
        for candidate in candidates {
            if chosen.len() == most {
                break;
            }
            if !chosen.iter().any(|other| self.share_niche(&other.preset, &candidate.preset)) {
                chosen.push(candidate);
            }
        }
        chosen
    }

    /// Different candidates to offer beside the best, closest first.
    pub(crate) fn alternatives(&self, best: &Candidate) -> Vec<Candidate> {
        let Some(first) = self.elites.iter().position(|e| e.candidate.preset == best.preset) else {
            return Vec::new();
        };
        let mut chosen = vec![first];
        // Where too few are close, as beside a perfect match, farther ones will do; then the same sound made differently.
        let passes = [
            (ALTERNATIVES_MOST, 0, CLOSENESS_LEAST),
            (ALTERNATIVES_LEAST, 0, 0.0),
            (ALTERNATIVES_LEAST, 1, 0.0),
        ];
        for (wanted, same_most, closeness_least) in passes {
            while chosen.len() <= wanted {
                let Some(next) = self.most_useful(&chosen, same_most, closeness_least) else { break };
                chosen.push(next);
            }
        }
        chosen.retain(|index| *index != first);
        chosen.sort_unstable();
        chosen.into_iter().map(|index| self.elites[index].candidate.clone()).collect()
    }

    /// The elite of most use beside the chosen ones, whose sound occurs at most `same_most` times among them.
    fn most_useful(&self, chosen: &[usize], same_most: usize, closeness_least: f64) -> Option<usize> {
        let best_score = self.elites[chosen[0]].candidate.score;
        // Near a perfect match ratios say nothing: a hundredth of the worst kept score counts as no difference.
        let blur = 0.01 * self.worst();
        let mut top: Option<(usize, f64)> = None;
        for (index, elite) in self.elites.iter().enumerate() {
            let same = |c: &&usize| self.elites[**c].sound.distance_db(&elite.sound) < SAME_SOUND_DB;
            let closeness = closeness(best_score + blur, elite.candidate.score + blur);
            let excluded = chosen.contains(&index) || chosen.iter().filter(same).count() > same_most;
            if excluded || closeness < closeness_least {
                continue;
            }
            let difference = |c: &usize| self.difference(&self.elites[*c], elite);
            let nearest = chosen.iter().map(difference).fold(f64::INFINITY, f64::min);
            let use_of_it = closeness * closeness * nearest;
            if top.is_none_or(|(_, most)| use_of_it > most) {
                top = Some((index, use_of_it));
            }
        }
        top.map(|(index, _)| index)
    }

    /// 0..=1: half from the sound, half from the knobs.
    fn difference(&self, a: &Elite, b: &Elite) -> f64 {
        let sound = (a.sound.distance_db(&b.sound) / FAR_SOUND_DB).min(1.0);
        let knobs = (self.knob_distance(&a.candidate.preset, &b.candidate.preset) / FAR_KNOBS).min(1.0);
        0.5 * sound + 0.5 * knobs
    }

    fn share_niche(&self, a: &Preset, b: &Preset) -> bool {
        self.knob_distance(a, b) < NICHE_RADIUS
    }

    /// Mean difference of the open parameters.
    fn knob_distance(&self, a: &Preset, b: &Preset) -> f64 {
        let mut sum = 0.0_f32;
        for &(index, ordered) in &self.open {
            let apart = (a.values[index].get() - b.values[index].get()).abs();
            sum += if ordered || apart == 0.0 { apart } else { 1.0 };
        }
        f64::from(sum) / self.open.len().max(1) as f64
    }

    fn worst(&self) -> f64 {
        self.elites.last().map_or(f64::INFINITY, |elite| elite.candidate.score)
    }
}

/// 1 as close as the best, 0.5 twice as far; all alike where every kept score is 0.
fn closeness(best: f64, score: f64) -> f64 {
    if best > 0.0 && score > 0.0 { (best / score).min(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use tonewright_synth::{Norm, ParamSpec, Plain};

    use super::*;

    fn spec() -> SynthSpec {
        let param = |i: usize| ParamSpec {
            id: format!("p{i}").into(),
            name: format!("P{i}").into(),
            kind: Kind::Continuous,
            range: (0.0, 1.0),
            curve: tonewright_synth::Curve::Linear,
            default: Plain(0.5),
            unit: "".into(),
            summary: "".into(),
            display: tonewright_synth::Display::Number,
            in_preset_file: true,
        };
        SynthSpec::new("four", "Four knobs", 1, (0..4).map(param).collect(), Vec::new())
    }

    fn preset(values: [f32; 4]) -> Preset {
        Preset { name: String::new(), values: values.map(Norm::saturating).to_vec() }
    }

    fn sound(level: u8) -> Descriptor {
        Descriptor::from_bytes(&[level; crate::descriptor::DESCRIPTOR_LEN]).unwrap()
    }

    #[test]
    fn a_niche_keeps_its_best() {
        let mut archive = Archive::new(&spec(), &[0, 1, 2, 3]);
        archive.offer(&preset([0.5; 4]), 2.0, sound(0));
        archive.offer(&preset([0.51; 4]), 3.0, sound(0));
        archive.offer(&preset([0.52; 4]), 1.0, sound(0));
        archive.offer(&preset([0.9; 4]), 5.0, sound(9));
        let scores: Vec<f64> = archive.elites().iter().map(|e| e.score).collect();
        assert_eq!(scores, [1.0, 5.0]);
        assert!(!archive.wants(&preset([0.5; 4]), 1.5) && archive.wants(&preset([0.5; 4]), 0.5));
        assert!(!archive.wants(&preset([0.1; 4]), f64::INFINITY));
        assert_eq!(archive.threshold(&preset([0.5; 4])), 1.0);
        assert_eq!(archive.threshold(&preset([0.1; 4])), f64::INFINITY);
    }

    #[test]
    fn the_closest_that_differ_are_chosen() {
        let archive = Archive::new(&spec(), &[0, 1, 2, 3]);
        let candidate = |at: f32, score| Candidate { preset: preset([at; 4]), score };
        let all = vec![candidate(0.9, 4.0), candidate(0.5, 2.0), candidate(0.52, 1.0), candidate(0.1, 3.0)];
        let scores = |most| archive.different(all.clone(), most).iter().map(|c| c.score).collect::<Vec<_>>();
        assert_eq!(scores(9), [1.0, 3.0, 4.0]);
        assert_eq!(scores(2), [1.0, 3.0]);
    }

    #[test]
    fn a_sound_is_never_offered_thrice() {
        let mut archive = Archive::new(&spec(), &[0, 1, 2, 3]);
        for i in 0..8_u8 {
            let at = f32::from(i) / 8.0;
            archive.offer(&preset([at, 1.0 - at, at, at]), 1.0 + f64::from(i) / 10.0, sound(100));
        }
        archive.offer(&preset([0.0, 0.0, 1.0, 1.0]), 2.0, sound(140));
        let best = archive.elites()[0].clone();
        let alternatives = archive.alternatives(&best);
        assert_eq!(alternatives.len(), 2, "the best's sound once more, the other sound, and then no more");
    }

    #[test]
    fn different_sounds_come_before_the_same_ones() {
        let mut archive = Archive::new(&spec(), &[0, 1, 2, 3]);
        for (i, level) in [50, 50, 80, 120, 200].into_iter().enumerate() {
            let at = i as f32 / 5.0;
            archive.offer(&preset([at; 4]), 1.0 + i as f64 / 10.0, sound(level));
        }
        let best = archive.elites()[0].clone();
        let scores: Vec<f64> = archive.alternatives(&best).iter().map(|a| a.score).collect();
        assert_eq!(scores, [1.2, 1.3, 1.4]);
    }
}

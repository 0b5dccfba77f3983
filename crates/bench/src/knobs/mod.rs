//! Which representation follows a knob? One knob of a preset is turned up step by step, and the sounds should lie the further
//! from the first, and from the last, the further the knob is turned: the ranking of audio models beside P. Combes,
//! S. Weinzierl, K. Obermayer, *Neural Proxies for Sound Synthesizers*, JAES 73(9), 2025, there on TAL-NoiseMaker.

mod attributes;
mod listen;
mod report;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use serde::Serialize;
use tonewright_audio::features::{FeatureError, FeatureKind};
use tonewright_measure::MeasureEntry;
use tonewright_synth::{Gesture, RenderError, RenderSetup, SYNTHS, Synth};

pub use attributes::{ATTRIBUTES, Attribute};
use listen::Ear;
pub use listen::Reduction;
pub use report::{Report, Row};

/// What is examined.
pub enum Subject {
    /// A measure, by its own distance.
    Measure(&'static MeasureEntry),
    /// A feature, by L1; one with frames by that of its means over time as well.
    Feature(Arc<dyn FeatureKind>),
}

impl Subject {
    fn name(&self) -> &str {
        match self {
            Self::Measure(measure) => measure.name,
            Self::Feature(kind) => kind.name(),
        }
    }
}

/// How much is tried.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Presets of each attribute.
    pub presets: usize,
    /// Steps that a knob is turned, at least three.
    pub steps: usize,
    /// Seed of the presets.
    pub seed: u64,
    /// What is played.
    pub gesture: Gesture,
    /// Rate and length of the sounds.
    pub setup: RenderSetup,
    /// Threads that listen.
    pub threads: usize,
}

impl Default for Settings {
    /// The paper's ten presets and twenty steps, 4 s at 44.1 kHz; middle C, held for 3 s.
    fn default() -> Self {
        let gesture = Gesture { gate_secs: 3.0, ..Gesture::default() };
        Self {
            presets: 10,
            steps: 20,
            seed: 1,
            gesture,
            setup: RenderSetup::of_secs(44_100, 4.0),
            threads: 1,
        }
    }
}

/// Why the protocol can't run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KnobsError {
    /// The house's own synth is not as the table of attributes says.
    #[error("the synth has no `{what}`")]
    Synth {
        /// A parameter, or a value of one.
        what: String,
    },
    /// The sounds can't be made.
    #[error("the sounds can't be rendered")]
    Render(#[from] RenderError),
    /// Sweeps of nothing.
    #[error("a knob is turned on at least one preset, and in at least three steps")]
    Settings,
    /// A feature can't listen.
    #[error("`{name}` can't listen to them")]
    Feature {
        /// Which one.
        name: String,
        /// Why.
        source: FeatureError,
    },
    /// A knob is heard on no preset.
    #[error("no preset was found on which `{name}` is heard")]
    Unheard {
        /// The attribute.
        name: &'static str,
    },
}

/// What all subjects make of one sweep: a value for each of their reductions.
type Found = Vec<Vec<(Reduction, f64)>>;

/// Runs the protocol; `watch` is told of sweeps done and of all. `None` where `stop` became true before its end.
///
/// # Errors
/// [`KnobsError`].
pub fn run(
    subjects: &[Subject],
    settings: &Settings,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(usize, usize),
) -> Result<Option<Report>, KnobsError> {
    if settings.presets == 0 || settings.steps < 3 {
        return Err(KnobsError::Settings);
    }
    let entry = SYNTHS.iter().find(|entry| entry.name == attributes::SYNTH);
    let synth = (entry.ok_or_else(|| KnobsError::Synth { what: "subtractive".to_owned() })?.build)();
    let total = ATTRIBUTES.len() * settings.presets;
    let mut all: Vec<Option<Found>> = vec![None; total];
    let next = AtomicUsize::new(0);
    let fault = std::thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        for _ in 0..settings.threads.max(1) {
            let (tell, next, synth) = (tell.clone(), &next, &*synth);
            scope.spawn(move || labour(synth, subjects, settings, (next, total, stop), &tell));
        }
        drop(tell);
        let (mut fault, mut done) = (None, 0);
        for (at, found) in told {
            match found {
                Ok(found) => all[at] = found,
                Err(error) => {
                    // The others need not go on.
                    next.store(total, Ordering::Relaxed);
                    fault.get_or_insert(error);
                }
            }
            done += 1;
            watch(done, total);
        }
        fault
    });
    if let Some(fault) = fault {
        return Err(fault);
    }
    if stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    summed(subjects, settings, &all).map(Some)
}

/// Takes sweep after sweep until there are no more.
fn labour(
    synth: &dyn Synth,
    subjects: &[Subject],
    settings: &Settings,
    (next, total, stop): (&AtomicUsize, usize, &AtomicBool),
    tell: &mpsc::Sender<(usize, Result<Option<Found>, KnobsError>)>,
) {
    let mut ears: Vec<Ear> = subjects.iter().map(Ear::new).collect();
    let prior = synth.prior();
    let mut renderer = match synth.open(settings.setup) {
        Ok(renderer) => renderer,
        Err(error) => return drop(tell.send((0, Err(error.into())))),
    };
    let mut one = |at: usize| {
        let (attribute, index) = (&ATTRIBUTES[at / settings.presets], (at % settings.presets) as u64);
        let sounds = attribute.sweep((synth.spec(), &*prior), renderer.as_mut(), (index, settings))?;
        let Some(sounds) = sounds else { return Ok(None) };
        let listen = |(ear, subject): (&mut Ear, &Subject)| {
            let fault = |source| KnobsError::Feature { name: subject.name().to_owned(), source };
            ear.follows(&sounds).map_err(fault)
        };
        ears.iter_mut().zip(subjects).map(listen).collect::<Result<Found, KnobsError>>().map(Some)
    };
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        if at >= total || stop.load(Ordering::Relaxed) || tell.send((at, one(at))).is_err() {
            return;
        }
    }
}

/// Means over presets, row by row, the best first.
fn summed(subjects: &[Subject], settings: &Settings, all: &[Option<Found>]) -> Result<Report, KnobsError> {
    let mut rows = Vec::new();
    let by_attribute: Vec<Vec<&Found>> =
        all.chunks(settings.presets).map(|found| found.iter().flatten().collect()).collect();
    if let Some(unheard) = by_attribute.iter().position(Vec::is_empty) {
        return Err(KnobsError::Unheard { name: ATTRIBUTES[unheard].name });
    }
    for (subject, at) in subjects.iter().zip(0..) {
        let reductions: Vec<Reduction> =
            by_attribute[0][0][at].iter().map(|(reduction, _)| *reduction).collect();
        for (place, reduction) in reductions.into_iter().enumerate() {
            let mean = |found: &Vec<&Found>| {
                found.iter().map(|found| found[at][place].1).sum::<f64>() / found.len() as f64
            };
            rows.push(Row::of(subject.name(), reduction, by_attribute.iter().map(mean).collect()));
        }
    }
    rows.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    Ok(Report {
        presets: by_attribute.iter().map(Vec::len).max().unwrap_or(0),
        steps: settings.steps,
        secs: settings.setup.len_samples as f64 / f64::from(settings.setup.rate_hz),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use tonewright_audio::features::FeatureKinds;
    use tonewright_measure::by_name;

    use super::*;

    #[test]
    fn knobs_are_heard_and_followed_alike_on_any_number_of_threads() {
        let kinds = FeatureKinds::default();
        let feature = |name| Subject::Feature(kinds.by_name(name).expect("a feature of the table"));
        let measure = Subject::Measure(by_name("objective").expect("a measure of the table"));
        let subjects = [feature("mel-slaney"), feature("statistics"), measure];
        let gesture = Gesture { gate_secs: 0.8, ..Gesture::default() };
        let setup = RenderSetup::of_secs(22_050, 1.0);
        let settings = Settings { presets: 1, steps: 5, gesture, setup, ..Settings::default() };
        let report = |threads| {
            let settings = Settings { threads, ..settings.clone() };
            run(&subjects, &settings, &AtomicBool::new(false), &mut |_, _| {})
        };
        let one = report(1).expect("a report").expect("an end");
        assert_eq!(Some(&one), report(3).expect("a report").as_ref());
        assert_eq!((one.rows.len(), one.presets), (4, 1), "mel bands are whole and in the mean");
        for row in &one.rows {
            assert!(row.mean > 0.6 && row.mean <= 1.0 && row.attributes.len() == 13, "{one}");
        }
        let nothing = Settings { presets: 0, ..settings.clone() };
        let refused = run(&subjects, &nothing, &AtomicBool::new(false), &mut |_, _| {});
        assert!(matches!(refused, Err(KnobsError::Settings)));
        assert!(run(&subjects, &settings, &AtomicBool::new(true), &mut |_, _| {}).is_ok_and(|r| r.is_none()));
    }
}

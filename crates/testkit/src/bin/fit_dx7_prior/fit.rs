//! From voices to the table: archetypes of tones, bodies, LFOs and pitch envelopes first, kinds of voices then.

use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::prior::blocks::{
    ALGORITHM, BODY, COPIED, FEEDBACK, LFO, PARTS, PITCH_EG, SEAT_PARTS, TONE, cardinalities, model_of,
    operator_block, operator_cardinalities, part, seat,
};
use tonewright_synth::engines::dx7::prior::{Choice, Kind, Motion, Part, Sketch, Table};
use tonewright_synth::engines::dx7::spec::OPERATOR_BYTES;
use tonewright_synth::engines::dx7::structure::{ALGORITHMS, Algorithm};
use tonewright_synth::seed;

use crate::em::{self, Mixture, Row};

/// Archetypes of tones and of bodies, by part: carrier, modulator, deep modulator, modulator with feedback.
const TONES: [usize; PARTS] = [60, 72, 48, 48];
const BODIES: [usize; PARTS] = [22, 18, 12, 12];
const KINDS: usize = 160;
const MOTIONS: usize = 48;
const LFO_ARCHETYPES: usize = 12;
const PITCH_EG_ARCHETYPES: usize = 10;
/// Rounds of expectation and maximisation of shares.
const SHARE_ROUNDS: usize = 20;
/// Heads of a voice's rows before those of the seats: of its kind of timbre, and of its motion.
const KIND_HEADS: [usize; 3] = [32, 8, MOTIONS];
const MOTION_HEADS: [usize; 2] = [LFO_ARCHETYPES, PITCH_EG_ARCHETYPES];
/// Place of the coarse frequency among a tone's bytes.
const COARSE: u8 = 2;
/// Slices of the output level that tones are told apart by.
const LEVEL_SLICES: usize = 16;
/// How often the slice of the level and the coarse frequency count beside the tone's bytes themselves: tones must
/// be pure in what makes brightness, since level and coarse frequency are drawn by themselves then.
const LEVEL_REPEATS: usize = 2;
const COARSE_REPEATS: usize = 3;
/// Power that sharpens tones and their choice: of the many values of a voice few are odd together, and those that
/// are drawn by themselves would be odd too often.
const SHARPNESS: f64 = 1.3;

/// An operator of a voice, and the archetypes that explain it best.
struct Operator {
    number: usize,
    seat: usize,
    tone: u8,
    body: u8,
}

/// The table of these voices.
pub(crate) fn fit(voices: &[Voice]) -> Table {
    let rng = |name: &str| seed::stream(1, name, 0);
    let (copied, same_part) = copies(voices);
    let block_rows = |block| voices.iter().map(|voice| block_row(voice, block)).collect::<Vec<Row>>();
    let (lfo_rows, pitch_rows) = (block_rows(LFO), block_rows(PITCH_EG));
    let lfos = em::fit(&lfo_rows, &cardinalities(LFO), LFO_ARCHETYPES, &mut rng("fit-dx7-prior-lfo"));
    let pitch_egs =
        em::fit(&pitch_rows, &cardinalities(PITCH_EG), PITCH_EG_ARCHETYPES, &mut rng("fit-dx7-prior-pitch"));
    let mixtures: Vec<(Mixture, Mixture)> = (0..PARTS).map(|part| fit_part(voices, part)).collect();
    let labelled: Vec<Vec<Operator>> = voices.iter().map(|voice| label(voice, &mixtures)).collect();
    let mut rows: Vec<Row> = vec![Vec::new(); voices.len()];
    for (head, labels) in [(0, lfos.best_of_all(&lfo_rows)), (1, pitch_egs.best_of_all(&pitch_rows))] {
        rows.iter_mut().zip(labels).for_each(|(row, label)| row.push((head, label)));
    }
    for (row, operators) in rows.iter_mut().zip(&labelled) {
        row.extend(operators.iter().map(|o| ((MOTION_HEADS.len() + o.seat) as u8, o.body)));
    }
    let values: Vec<usize> = MOTION_HEADS.into_iter().chain(SEAT_PARTS.map(|part| BODIES[part])).collect();
    let motions = em::fit(&rows, &values, MOTIONS, &mut rng("fit-dx7-prior-motions"));
    let mut kind_rows: Vec<Row> = voices
        .iter()
        .zip(motions.best_of_all(&rows))
        .map(|(v, motion)| vec![(0, v.bytes[ALGORITHM]), (1, v.bytes[FEEDBACK]), (2, motion)])
        .collect();
    for (row, operators) in kind_rows.iter_mut().zip(&labelled) {
        row.extend(operators.iter().map(|o| ((KIND_HEADS.len() + o.seat) as u8, o.tone)));
    }
    let values: Vec<usize> = KIND_HEADS.into_iter().chain(SEAT_PARTS.map(|part| TONES[part])).collect();
    let kinds = em::fit(&kind_rows, &values, KINDS, &mut rng("fit-dx7-prior-kinds"));
    let part_of = |(wanted, mixtures): (usize, &(Mixture, Mixture))| {
        part_table(voices, &labelled, wanted, mixtures, &copied[wanted])
    };
    Table {
        parts: mixtures.iter().enumerate().map(part_of).collect(),
        kinds: kinds_of(&kinds),
        motions: motions_of(&motions),
        lfos: sketches(&lfos.values),
        pitch_egs: sketches(&pitch_egs.values),
        same_part,
    }
}

fn fit_part(voices: &[Voice], wanted: usize) -> (Mixture, Mixture) {
    let rng = |name: &str| seed::stream(1, &format!("fit-dx7-prior-{name}-{wanted}"), 0);
    let values = operator_cardinalities();
    let players = || voices.iter().flat_map(|voice| players(voice, wanted).map(move |o| (voice, o)));
    let rows: Vec<Row> = players().map(|(voice, operator)| tone_row(voice, operator)).collect();
    let heads: Vec<usize> = values[TONE.0..TONE.0 + TONE.1].iter().copied().chain([LEVEL_SLICES]).collect();
    let fit_tones = em::fit(&rows, &heads, TONES[wanted], &mut rng("tones"));
    let rows: Vec<Row> = players().map(|(voice, operator)| body_row(voice, operator)).collect();
    let fit_bodies = em::fit(&rows, &BODY.map(|byte| values[byte]), BODIES[wanted], &mut rng("bodies"));
    (fit_tones, fit_bodies)
}

fn label(voice: &Voice, mixtures: &[(Mixture, Mixture)]) -> Vec<Operator> {
    let algorithm = algorithm_of(voice);
    let operator = |number: usize| {
        let (tones, bodies) = &mixtures[part(algorithm, number)];
        Operator {
            number,
            seat: seat(algorithm, number),
            tone: tones.best(&tone_row(voice, number)),
            body: bodies.best(&body_row(voice, number)),
        }
    };
    (0..6).map(operator).collect()
}

fn part_table(
    voices: &[Voice],
    labelled: &[Vec<Operator>],
    wanted: usize,
    (tones, bodies): &(Mixture, Mixture),
    copied: &[f64],
) -> Part {
    // The slice of the level only told tones apart.
    let tone = |heads: &Vec<Vec<f64>>| heads[..TONE.1].iter().map(|values| sharpened(values)).collect();
    let sharp_tones: Vec<Vec<Vec<f64>>> = tones.values.iter().map(tone).collect();
    Part {
        tones: sketches(&sharp_tones),
        bodies: sketches(&bodies.values),
        tone_weights: Choice::of(&tones.counts),
        body_weights: Choice::of(&bodies.counts),
        copied: copied.to_vec(),
        repeated: repeats(voices, labelled, wanted, (tones, bodies)),
    }
}

/// The share of the first of two explanations, each of which gives these probabilities.
fn mixed_share(pairs: &[(f64, f64)]) -> f64 {
    let mut share = 0.3;
    for _ in 0..SHARE_ROUNDS {
        let posterior = |(first, second): &(f64, f64)| {
            let first = share * first;
            if first > 0.0 { first / (first + (1.0 - share) * second) } else { 0.0 }
        };
        share = pairs.iter().map(posterior).sum::<f64>() / pairs.len().max(1) as f64;
    }
    thousandths(share)
}

/// How often each byte of an operator that plays a part repeats the value of its model, by expectation
/// maximisation against what its archetypes would make.
fn repeats(
    voices: &[Voice],
    labelled: &[Vec<Operator>],
    wanted: usize,
    (tones, bodies): (&Mixture, &Mixture),
) -> Vec<f64> {
    // By byte: probability that the model's value is repeated, and that the archetype makes it.
    let mut seen: Vec<Vec<(f64, f64)>> = vec![Vec::new(); OPERATOR_BYTES];
    for (voice, operators) in voices.iter().zip(labelled) {
        for operator in operators.iter().filter(|o| SEAT_PARTS[o.seat] == wanted) {
            let Some(model) = model_of(algorithm_of(voice), operator.number) else { continue };
            let mut note = |byte: usize, weights: &[f64]| {
                let value = voice.operator(operator.number)[byte];
                let equal = f64::from(u8::from(voice.operator(model)[byte] == value));
                seen[byte].push((equal, weights[usize::from(value)] / weights.iter().sum::<f64>()));
            };
            let tone = &tones.values[usize::from(operator.tone)];
            (TONE.0..TONE.0 + TONE.1).zip(tone).for_each(|(byte, weights)| note(byte, weights));
            let body = &bodies.values[usize::from(operator.body)];
            for (head, _) in body_row(voice, operator.number) {
                note(BODY[usize::from(head)], &body[usize::from(head)]);
            }
        }
    }
    seen.iter().map(|pairs| mixed_share(pairs)).collect()
}

fn thousandths(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

fn algorithm_of(voice: &Voice) -> &'static Algorithm {
    &ALGORITHMS[usize::from(voice.bytes[ALGORITHM])]
}

/// The operators of a voice that play a part.
fn players(voice: &Voice, wanted: usize) -> impl Iterator<Item = usize> + use<> {
    let algorithm = algorithm_of(voice);
    (0..6).filter(move |operator| part(algorithm, *operator) == wanted)
}

/// Whether each copied block of an operator is that of an earlier one.
fn is_copy(voice: &Voice, operator: usize) -> [bool; COPIED.len()] {
    COPIED.map(|block| {
        let own = operator_block(&voice.bytes, operator, block);
        (0..operator).any(|earlier| operator_block(&voice.bytes, earlier, block) == own)
    })
}

/// The tone of an operator, with a slice of its output level, so that what is heard most counts most.
fn tone_row(voice: &Voice, operator: usize) -> Row {
    let tone = operator_block(&voice.bytes, operator, TONE);
    let slice = (usize::from(99 - tone[0]) / 4).min(LEVEL_SLICES - 1) as u8;
    let mut row: Row = tone.iter().enumerate().map(|(head, value)| (head as u8, *value)).collect();
    row.extend([(TONE.1 as u8, slice); LEVEL_REPEATS]);
    row.extend([(COARSE, tone[usize::from(COARSE)]); COARSE_REPEATS]);
    row
}

/// The rest of an operator; copied blocks are left out, since an archetype does not make them.
fn body_row(voice: &Voice, operator: usize) -> Row {
    let copies = is_copy(voice, operator);
    let is_seen = |byte: usize| {
        !COPIED.iter().zip(copies).any(|((first, len), copy)| copy && (*first..first + len).contains(&byte))
    };
    let bytes = BODY.into_iter().enumerate().filter(|(_, byte)| is_seen(*byte));
    bytes.map(|(head, byte)| (head as u8, voice.operator(operator)[byte])).collect()
}

fn block_row(voice: &Voice, (first, len): (usize, usize)) -> Row {
    voice.bytes[first..first + len].iter().enumerate().map(|(head, value)| (head as u8, *value)).collect()
}

fn sketches(values: &[Vec<Vec<f64>>]) -> Vec<Vec<Sketch>> {
    values.iter().map(|heads| heads.iter().map(|values| Sketch::of(values)).collect()).collect()
}

fn kinds_of(mixture: &Mixture) -> Vec<Kind> {
    let total: f64 = mixture.counts.iter().sum();
    let kind = |(count, values): (&f64, &Vec<Vec<f64>>)| Kind {
        weight: (10_000.0 * count / total).round() as u32,
        algorithm: Choice::of(&values[0]),
        feedback: Choice::of(&values[1]),
        motion: Choice::of(&values[2]),
        tones: values[KIND_HEADS.len()..].iter().map(|v| Choice::of(&sharpened(v))).collect(),
    };
    mixture.counts.iter().zip(&mixture.values).map(kind).collect()
}

fn motions_of(mixture: &Mixture) -> Vec<Motion> {
    let total: f64 = mixture.counts.iter().sum();
    let motion = |(count, values): (&f64, &Vec<Vec<f64>>)| Motion {
        weight: (10_000.0 * count / total).round() as u32,
        lfo: Choice::of(&values[0]),
        pitch_eg: Choice::of(&values[1]),
        bodies: values[MOTION_HEADS.len()..].iter().map(|values| Choice::of(values)).collect(),
    };
    mixture.counts.iter().zip(&mixture.values).map(motion).collect()
}

/// How often each part has each block copied, and how much likelier an earlier operator of the same part is the
/// source than one of another part.
fn copies(voices: &[Voice]) -> (Vec<Vec<f64>>, f64) {
    let mut copied = [[0.0; COPIED.len()]; PARTS];
    let mut seen = [0.0; PARTS];
    let (mut equal, mut pairs) = ([0.0, 0.0], [0.0, 0.0]);
    for voice in voices {
        let algorithm = algorithm_of(voice);
        for operator in 1..6 {
            let own_part = part(algorithm, operator);
            seen[own_part] += 1.0;
            for (count, copy) in copied[own_part].iter_mut().zip(is_copy(voice, operator)) {
                *count += f64::from(u8::from(copy));
            }
            for earlier in 0..operator {
                let same = usize::from(part(algorithm, earlier) == own_part);
                let block = |o| operator_block(&voice.bytes, o, COPIED[0]);
                pairs[same] += 1.0;
                equal[same] += f64::from(u8::from(block(earlier) == block(operator)));
            }
        }
    }
    let shares = copied
        .iter()
        .zip(&seen)
        .map(|(counts, seen)| counts.iter().map(|count| thousandths(count / f64::max(*seen, 1.0))).collect());
    (shares.collect(), thousandths((equal[1] / pairs[1]) / (equal[0] / pairs[0])))
}

/// Weights whose larger ones are larger still.
fn sharpened(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| (weight / total).powf(SHARPNESS)).collect()
}

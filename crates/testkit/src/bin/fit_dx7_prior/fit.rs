//! From voices to the table: archetypes of operators, LFOs and pitch envelopes first, kinds of voices then.

use tonewright_synth::engines::dx7::Voice;
use tonewright_synth::engines::dx7::prior::blocks::{
    ALGORITHM, COPIED, FEEDBACK, LFO, PARTS, PITCH_EG, cardinalities, model_of, operator_block,
    operator_cardinalities, part,
};
use tonewright_synth::engines::dx7::prior::{Kind, Sketch, Table};
use tonewright_synth::engines::dx7::spec::OPERATOR_BYTES;
use tonewright_synth::engines::dx7::structure::{ALGORITHMS, Algorithm};
use tonewright_synth::seed;

use crate::em::{self, Mixture, Row};

/// Archetypes of operators, by part: carrier, modulator, deep modulator, modulator with feedback.
const OPERATOR_ARCHETYPES: [usize; PARTS] = [22, 18, 12, 12];
const LFO_ARCHETYPES: usize = 12;
const PITCH_EG_ARCHETYPES: usize = 10;
const KINDS: usize = 32;
/// Rounds of expectation and maximisation of the repeats.
const REPEAT_ROUNDS: usize = 20;
/// Heads of a voice's row before those of the parts.
const HEADS: [usize; 4] = [32, 8, LFO_ARCHETYPES, PITCH_EG_ARCHETYPES];

/// The table of these voices.
pub(crate) fn fit(voices: &[Voice]) -> Table {
    let rng = |name: &str| seed::stream(1, name, 0);
    let (copied, same_part) = copies(voices);
    let operators: Vec<Mixture> = (0..PARTS)
        .map(|wanted| {
            let rows: Vec<Row> =
                voices.iter().flat_map(|voice| operator_rows(voice, wanted)).map(|row| row.1).collect();
            let name = format!("fit-dx7-prior-operator-{wanted}");
            em::fit(&rows, &operator_cardinalities(), OPERATOR_ARCHETYPES[wanted], &mut rng(&name))
        })
        .collect();
    let block_rows = |block| voices.iter().map(|voice| block_row(voice, block)).collect::<Vec<Row>>();
    let (lfo_rows, pitch_rows) = (block_rows(LFO), block_rows(PITCH_EG));
    let lfos = em::fit(&lfo_rows, &cardinalities(LFO), LFO_ARCHETYPES, &mut rng("fit-dx7-prior-lfo"));
    let pitch_egs =
        em::fit(&pitch_rows, &cardinalities(PITCH_EG), PITCH_EG_ARCHETYPES, &mut rng("fit-dx7-prior-pitch"));
    let (lfo_of, pitch_of) = (lfos.best_of_all(&lfo_rows), pitch_egs.best_of_all(&pitch_rows));
    let rows: Vec<Row> = voices
        .iter()
        .zip(lfo_of.iter().zip(&pitch_of))
        .map(|(voice, (lfo, pitch_eg))| voice_row(voice, *lfo, *pitch_eg, &operators))
        .collect();
    let heads: Vec<usize> = HEADS.into_iter().chain(OPERATOR_ARCHETYPES).collect();
    let kinds = em::fit(&rows, &heads, KINDS, &mut rng("fit-dx7-prior-kinds"));
    Table {
        kinds: kinds_of(&kinds),
        operators: operators.iter().map(sketches).collect(),
        lfos: sketches(&lfos),
        pitch_egs: sketches(&pitch_egs),
        copied,
        repeated: operators
            .iter()
            .enumerate()
            .map(|(wanted, mixture)| repeats(voices, wanted, mixture))
            .collect(),
        same_part,
    }
}

/// How often each byte of an operator that plays a part repeats the value of its model, by expectation
/// maximisation against what its archetype would make.
fn repeats(voices: &[Voice], wanted: usize, mixture: &Mixture) -> Vec<f64> {
    // By byte: whether the value is the model's, and its probability under the archetype.
    let mut seen: Vec<Vec<(bool, f64)>> = vec![Vec::new(); OPERATOR_BYTES];
    for voice in voices {
        for (operator, row) in operator_rows(voice, wanted) {
            let Some(model) = model_of(algorithm_of(voice), operator) else { continue };
            let archetype = &mixture.values[usize::from(mixture.best(&row))];
            for (byte, value) in row {
                let (byte, weights) = (usize::from(byte), &archetype[usize::from(byte)]);
                let probability = weights[usize::from(value)] / weights.iter().sum::<f64>();
                seen[byte].push((voice.operator(model)[byte] == value, probability));
            }
        }
    }
    let rate = |seen: &Vec<(bool, f64)>| {
        let mut rate = 0.3;
        for _ in 0..REPEAT_ROUNDS {
            let posterior = |(equal, fresh): &(bool, f64)| {
                if *equal { rate / (rate + (1.0 - rate) * fresh) } else { 0.0 }
            };
            rate = seen.iter().map(posterior).sum::<f64>() / seen.len().max(1) as f64;
        }
        thousandths(rate)
    };
    seen.iter().map(rate).collect()
}

fn thousandths(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

fn algorithm_of(voice: &Voice) -> &'static Algorithm {
    &ALGORITHMS[usize::from(voice.bytes[ALGORITHM])]
}

/// Whether each copied block of an operator is that of an earlier one.
fn is_copy(voice: &Voice, operator: usize) -> [bool; COPIED.len()] {
    COPIED.map(|block| {
        let own = operator_block(&voice.bytes, operator, block);
        (0..operator).any(|earlier| operator_block(&voice.bytes, earlier, block) == own)
    })
}

/// The operators of a voice that play a part, with their bytes; copied blocks are left out, since an archetype
/// does not make them.
fn operator_rows(voice: &Voice, wanted: usize) -> Vec<(usize, Row)> {
    let algorithm = algorithm_of(voice);
    let playing = (0..6).filter(|operator| part(algorithm, *operator) == wanted);
    let row = |operator: usize| {
        let copies = is_copy(voice, operator);
        let is_seen = |byte: usize| {
            !COPIED
                .iter()
                .zip(copies)
                .any(|((first, len), copy)| copy && (*first..first + len).contains(&byte))
        };
        let bytes = voice.operator(operator).iter().enumerate();
        (
            operator,
            bytes.filter(|(byte, _)| is_seen(*byte)).map(|(byte, value)| (byte as u8, *value)).collect(),
        )
    };
    playing.map(row).collect()
}

fn block_row(voice: &Voice, (first, len): (usize, usize)) -> Row {
    voice.bytes[first..first + len].iter().enumerate().map(|(head, value)| (head as u8, *value)).collect()
}

/// What a kind of voice decides about one voice.
fn voice_row(voice: &Voice, lfo: u8, pitch_eg: u8, operators: &[Mixture]) -> Row {
    let mut row = vec![(0, voice.bytes[ALGORITHM]), (1, voice.bytes[FEEDBACK]), (2, lfo), (3, pitch_eg)];
    for (wanted, mixture) in operators.iter().enumerate() {
        let head = (HEADS.len() + wanted) as u8;
        row.extend(operator_rows(voice, wanted).iter().map(|(_, bytes)| (head, mixture.best(bytes))));
    }
    row
}

fn sketches(mixture: &Mixture) -> Vec<Vec<Sketch>> {
    mixture.values.iter().map(|heads| heads.iter().map(|values| Sketch::of(values)).collect()).collect()
}

fn kinds_of(mixture: &Mixture) -> Vec<Kind> {
    let total: f64 = mixture.counts.iter().sum();
    let kind = |(count, heads): (&f64, &Vec<Vec<f64>>)| Kind {
        weight: (10_000.0 * count / total).round() as u32,
        algorithm: Sketch::of(&heads[0]),
        feedback: Sketch::of(&heads[1]),
        lfo: Sketch::of(&heads[2]),
        pitch_eg: Sketch::of(&heads[3]),
        operators: heads[HEADS.len()..].iter().map(|values| Sketch::of(values)).collect(),
    };
    mixture.counts.iter().zip(&mixture.values).map(kind).collect()
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

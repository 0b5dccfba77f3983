//! Whether a knob that claims to take any value takes only a few: ways on which nothing changes, with jumps between.

use tonewright_synth::Norm;

use super::context::{Context, Ruler};
use super::ear::Sound;
use super::findings::{Plateau, Ways};
use super::room::{Halt, Room};

/// Places at which it is first looked whether a little turn changes anything.
const PLACES: usize = 8;
/// How little: less than the width of any plateau that is looked for.
const LITTLE: f64 = 1.0 / 512.0;
/// Places at which something may change when it is still a knob of few values: edges may lie there.
const PLACES_AT_EDGES: usize = 2;
/// Cells into which the way is cut in the context where the knob is heard best, and in the others.
const CELLS: usize = 128;
const CELLS_ELSEWHERE: usize = 32;
/// Most values: what has more is a number like any other.
const VALUES_MOST: usize = 64;
/// In how many contexts a knob must be heard at least to be told what values it takes: in one alone, what is too little to
/// matter looks like a plateau.
pub(super) const CONTEXTS_LEAST: usize = 2;
/// How exactly an edge is found, on the knob.
const EDGE: f64 = 1.0 / 4_096.0;

/// Where a knob is turned: which one, what everything else is at, and what the same is there.
#[derive(Clone, Copy)]
struct Place<'a> {
    at: usize,
    context: &'a Context,
    ruler: Ruler,
}

/// A stretch of the way in which the sound changes, with the sounds at its ends.
struct Stretch {
    low: f64,
    high: f64,
    sounds: [Sound; 2],
}

/// What values a knob takes that is heard in these contexts, the clearest first.
pub(super) fn find(room: &mut Room, at: usize, contexts: &[&Context]) -> Result<Ways, Halt> {
    if contexts.len() < CONTEXTS_LEAST {
        return Ok(Ways::Told);
    }
    let mut places = Vec::with_capacity(contexts.len());
    for context in contexts {
        let place = Place { at, context, ruler: context.ruler_of(room, at)? };
        if changes_everywhere(room, place)? {
            return Ok(Ways::Any);
        }
        places.push(place);
    }
    // Each with the number of contexts that have it.
    let mut edges: Vec<(f64, usize)> = Vec::new();
    for (number, place) in places.into_iter().enumerate() {
        let cells = if number == 0 { CELLS } else { CELLS_ELSEWHERE };
        let Some(found) = edges_in(room, place, cells)? else { return Ok(Ways::Any) };
        for edge in found {
            match edges.iter_mut().find(|(known, _)| (known - edge).abs() <= 2.0 * EDGE) {
                Some((_, count)) => *count += 1,
                None => edges.push((edge, 1)),
            }
        }
    }
    edges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let agreed = edges.iter().filter(|(_, count)| *count >= CONTEXTS_LEAST).count();
    // Edges of steps lie where they lie; where something begins to matter is elsewhere in each context.
    if edges.is_empty() || edges.len() >= VALUES_MOST || 2 * agreed < edges.len() {
        return Ok(Ways::Any);
    }
    let edges = || edges.iter().map(|(edge, _)| *edge);
    let (lows, highs) = (std::iter::once(0.0).chain(edges()), edges().chain([1.0]));
    Ok(Ways::Few(lows.zip(highs).map(|(low, high)| Plateau { low, high }).collect()))
}

/// Whether little turns at many places change the sound at most of them.
fn changes_everywhere(room: &mut Room, place: Place) -> Result<bool, Halt> {
    // Off the places where edges usually lie.
    let way = |number: usize| (number as f64 + 0.37) / PLACES as f64;
    let knobs: Vec<Norm> =
        (0..PLACES).flat_map(|number| [norm(way(number)), norm(way(number) + LITTLE)]).collect();
    let sounds = room.turn(&place.context.preset, place.at, &knobs)?;
    let differs = |pair: &&[Option<Sound>]| match pair {
        [Some(a), Some(b)] => !place.ruler.same(a, b),
        _ => false,
    };
    Ok(sounds.chunks(2).filter(differs).count() > PLACES_AT_EDGES)
}

/// Where the sound jumps; none where it rather glides, or jumps too often.
fn edges_in(room: &mut Room, place: Place, cells: usize) -> Result<Option<Vec<f64>>, Halt> {
    let way = |cell: usize| cell as f64 / cells as f64;
    let knobs: Vec<Norm> = (0..=cells).map(|cell| norm(way(cell))).collect();
    let sounds = room.turn(&place.context.preset, place.at, &knobs)?;
    let mut stretches: Vec<Stretch> = Vec::new();
    for (cell, pair) in sounds.windows(2).enumerate() {
        if let [Some(a), Some(b)] = pair
            && !place.ruler.same(a, b)
        {
            let sounds = [a.clone(), b.clone()];
            stretches.push(Stretch { low: way(cell), high: way(cell + 1), sounds });
        }
    }
    if has_drift(place, &sounds) {
        return Ok(None);
    }
    drop(sounds);
    while stretches.len() < VALUES_MOST {
        let Some(wide) = stretches.iter().position(|stretch| stretch.high - stretch.low > EDGE) else {
            return Ok(Some(stretches.iter().map(|stretch| 0.5 * (stretch.low + stretch.high)).collect()));
        };
        let open = stretches.split_off(wide);
        match halve(room, place, open)? {
            Some(halves) => stretches.extend(halves),
            None => return Ok(None),
        }
    }
    Ok(None)
}

/// Whether sounds change without ever jumping: only of synths that draw random numbers, whose small changes drown.
fn has_drift(place: Place, sounds: &[Option<Sound>]) -> bool {
    let mut known: Vec<&Sound> = sounds.iter().flatten().take(1).collect();
    for pair in sounds.windows(2) {
        let [Some(before), Some(after)] = pair else { continue };
        let first = known[known.len() - 1];
        if !place.ruler.same(before, after) {
            known.push(after);
        } else if !place.ruler.same(first, after) {
            return true;
        }
    }
    false
}

/// The halves of stretches in which the change lies; none where a little turn changes nothing but a longer one does.
fn halve(room: &mut Room, place: Place, open: Vec<Stretch>) -> Result<Option<Vec<Stretch>>, Halt> {
    let (wide, narrow): (Vec<_>, Vec<_>) = open.into_iter().partition(|one| one.high - one.low > EDGE);
    let middle = |stretch: &Stretch| 0.5 * (stretch.low + stretch.high);
    let knobs: Vec<Norm> = wide.iter().map(|stretch| norm(middle(stretch))).collect();
    let sounds = room.turn(&place.context.preset, place.at, &knobs)?;
    let mut halves = narrow;
    for (stretch, sound) in wide.into_iter().zip(sounds) {
        let (middle, [low, high]) = (middle(&stretch), stretch.sounds);
        // What can't be rendered is no value; the edge is on one side of it or the other.
        let Some(sound) = sound else { continue };
        let (is_low, is_high) = (place.ruler.same(&sound, &low), place.ruler.same(&sound, &high));
        if is_low && is_high {
            return Ok(None);
        }
        if !is_low {
            halves.push(Stretch { low: stretch.low, high: middle, sounds: [low, sound.clone()] });
        }
        if !is_high {
            halves.push(Stretch { low: middle, high: stretch.high, sounds: [sound, high] });
        }
    }
    halves.sort_by(|a, b| a.low.total_cmp(&b.low));
    Ok(Some(halves))
}

fn norm(knob: f64) -> Norm {
    Norm::saturating(knob as f32)
}

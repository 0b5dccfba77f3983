//! The wiring of the six operators as a diagram, laid out from the algorithm's data: carriers on the bottom
//! line, what modulates them above, the feedback as a loop.

use maud::{Markup, html};
use tonewright_synth::engines::dx7::structure::{Algorithm, algorithm};

const CELL_WIDTH: f64 = 56.0;
const CELL_HEIGHT: f64 = 58.0;
const BOX: f64 = 34.0;
const MARGIN: f64 = 30.0;

/// Places of the six operators: column (fractions between columns are fine) and rows above the carriers.
pub(super) struct Layout {
    places: [(f64, usize); 6],
    columns: f64,
    rows: usize,
}

impl Layout {
    pub(super) fn of(wiring: &Algorithm) -> Self {
        let mut layout = Self { places: [(0.0, 0); 6], columns: 0.0, rows: 1 };
        for carrier in wiring.carriers {
            layout.columns += layout.place(wiring, *carrier, layout.columns);
        }
        // What modulates several operators stands over the middle of them; the highest come last.
        let mut shared: Vec<u8> = (1..=6).filter(|op| wiring.modulated(*op).count() > 1).collect();
        shared.sort_by_key(|op| wiring.depth(*op));
        for op in shared {
            let xs: Vec<f64> = wiring.modulated(op).map(|to| layout.at(to).0).collect();
            let middle = xs.iter().sum::<f64>() / xs.len() as f64;
            layout.set(op, middle, wiring.depth(op));
        }
        layout.rows = 1 + (1..=6).map(|op| layout.at(op).1).max().unwrap_or(0);
        layout
    }

    /// Places an operator and the modulators that are its alone; gives back how many columns they took.
    fn place(&mut self, wiring: &Algorithm, op: u8, left: f64) -> f64 {
        let mut width = 0.0;
        for modulator in wiring.modulators(op).filter(|m| wiring.modulated(*m).count() == 1) {
            width += self.place(wiring, modulator, left + width);
        }
        let width = f64::max(width, 1.0);
        self.set(op, left + (width - 1.0) / 2.0, wiring.depth(op));
        width
    }

    fn set(&mut self, op: u8, column: f64, row: usize) {
        self.places[usize::from(op) - 1] = (column, row);
    }

    fn at(&self, op: u8) -> (f64, usize) {
        self.places[usize::from(op) - 1]
    }

    /// The middle of an operator's box.
    fn middle(&self, op: u8) -> (f64, f64) {
        let (column, row) = self.at(op);
        let y = MARGIN + (self.rows - 1 - row) as f64 * CELL_HEIGHT + BOX / 2.0;
        (MARGIN + column * CELL_WIDTH + BOX / 2.0, y)
    }
}

/// The diagram of algorithm `number` (1..=32); operators that are off are dimmed.
pub(super) fn diagram(number: u8, feedback: f64, is_on: [bool; 6]) -> Markup {
    let wiring = algorithm(number.clamp(1, 32));
    let layout = Layout::of(&wiring);
    let width = MARGIN * 2.0 + (layout.columns - 1.0) * CELL_WIDTH + BOX;
    let bus_y = MARGIN + (layout.rows - 1) as f64 * CELL_HEIGHT + BOX + 18.0;
    let carriers: Vec<String> = wiring.carriers.iter().map(u8::to_string).collect();
    let label = format!("Algorithm {number}: operators {} are heard", carriers.join(", "));
    let ends = wiring.carriers.iter().map(|op| layout.middle(*op).0);
    let (first, last) = ends.fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)));
    html! {
        svg.algorithm viewBox=(format!("0 0 {width:.0} {:.0}", bus_y + 14.0)) style=(format!("--w:{width:.0}")) role="img" aria-label=(label) {
            @for (from, to) in wiring.edges { path.wire d=(wire(layout.middle(*from), layout.middle(*to))) {} }
            @for op in wiring.carriers {
                @let (x, y) = layout.middle(*op);
                path.wire.out d=(format!("M{x:.1} {y:.1}V{bus_y:.1}")) {}
            }
            path.wire.out d=(format!("M{:.1} {bus_y:.1}H{:.1}", first - 12.0, last + 12.0)) {}
            path.wire.feedback.off[feedback < 0.5] d=(loop_path(layout.middle(wiring.feedback.0), layout.middle(wiring.feedback.1))) {}
            @for op in 1..=6_u8 {
                @let (x, y) = layout.middle(op);
                g.op.carrier[wiring.is_carrier(op)].off[!is_on[usize::from(op) - 1]] {
                    rect x=(format!("{:.1}", x - BOX / 2.0)) y=(format!("{:.1}", y - BOX / 2.0)) width=(BOX) height=(BOX) rx="5" {}
                    text x=(format!("{x:.1}")) y=(format!("{:.1}", y + 6.0)) text-anchor="middle" { (op) }
                }
            }
        }
    }
}

/// From the middle of one box down into another.
fn wire((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> String {
    let bend = y1 - BOX / 2.0 - 12.0;
    format!("M{x0:.1} {y0:.1}V{bend:.1}H{x1:.1}V{y1:.1}")
}

/// From below one box around its right side into the top of another (or the same).
fn loop_path((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> String {
    let side = x0.max(x1) + BOX / 2.0 + 8.0;
    let (below, above) = (y0 + BOX / 2.0 + 6.0, y1 - BOX / 2.0 - 8.0);
    format!("M{x0:.1} {y0:.1}V{below:.1}H{side:.1}V{above:.1}H{x1:.1}V{y1:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_operators_share_a_place_and_modulators_stand_above() {
        for number in 1..=32 {
            let wiring = algorithm(number);
            let layout = Layout::of(&wiring);
            for a in 1..=6 {
                for b in a + 1..=6 {
                    let ((ax, ay), (bx, by)) = (layout.at(a), layout.at(b));
                    assert!(ay != by || (ax - bx).abs() > 0.99, "algorithm {number}: {a} on {b}");
                }
            }
            for (from, to) in wiring.edges {
                assert!(layout.at(*from).1 > layout.at(*to).1, "algorithm {number}: {from} under {to}");
            }
        }
    }

    #[test]
    fn a_diagram_names_its_carriers() {
        let svg = diagram(5, 7.0, [true; 6]).into_string();
        assert!(svg.contains("Algorithm 5: operators 1, 3, 5 are heard"));
        assert_eq!(svg.matches("<rect").count(), 6);
    }
}

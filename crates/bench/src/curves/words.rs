//! Curves in words: a table of runs beside each other, and a line of blocks for a terminal.

use super::{Curves, Direction, Point, direction_of};

/// A curve, over all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What of it each run has; `None` where it has none of it.
    pub cells: Vec<Option<Cell>>,
}

/// A curve of a run in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Where it stands.
    pub last: Point,
    /// Where it was best, for a curve that has a better and a worse.
    pub best: Option<Point>,
    /// Whether no other run's best is better, where several runs have one.
    pub leads: bool,
}

/// All curves of some runs, by their names.
pub fn rows(runs: &[Curves]) -> Vec<Row> {
    let mut names: Vec<&String> = runs.iter().flat_map(|run| run.curves.keys()).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| row(name, runs)).collect()
}

fn row(name: &str, runs: &[Curves]) -> Row {
    let direction = direction_of(name);
    let mut cells: Vec<Option<Cell>> = runs
        .iter()
        .map(|run| {
            let points = run.curves.get(name)?;
            Some(Cell { last: *points.last()?, best: best(points, direction), leads: false })
        })
        .collect();
    let bests: Vec<Point> = cells.iter().flatten().filter_map(|cell| cell.best).collect();
    if let (Some(leader), true) = (best(&bests, direction), bests.len() > 1) {
        for cell in cells.iter_mut().flatten() {
            cell.leads = cell.best.is_some_and(|best| best.value == leader.value);
        }
    }
    Row { name: name.to_owned(), cells }
}

/// The best of some points, the first of equal ones.
fn best(points: &[Point], direction: Direction) -> Option<Point> {
    let worse = |a: f64, b: f64| match direction {
        Direction::Down => a > b,
        _ => a < b,
    };
    let better = |best: Point, point: &Point| if worse(best.value, point.value) { *point } else { best };
    let (first, rest) = points.split_first()?;
    (direction != Direction::None).then(|| rest.iter().fold(*first, better))
}

/// The course of a curve in so many blocks of a terminal.
pub fn sparkline(points: &[Point], width: usize) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let range =
        |pick: fn(f64, f64) -> f64, from: f64| points.iter().map(|point| point.value).fold(from, pick);
    let (low, high) = (range(f64::min, f64::INFINITY), range(f64::max, f64::NEG_INFINITY));
    let width = width.min(points.len());
    let at = |column: usize| {
        let moment = first.at + (last.at - first.at) * column as f64 / (width - 1).max(1) as f64;
        let value = points[points.partition_point(|point| point.at <= moment).max(1) - 1].value;
        let share = if high > low { (value - low) / (high - low) } else { 0.0 };
        BLOCKS[(share * 7.0).round() as usize]
    };
    (0..width).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<Point> {
        values.iter().enumerate().map(|(at, value)| Point { at: at as f64, value: *value }).collect()
    }

    fn run(curves: &[(&str, &[f64])]) -> Curves {
        let curves = curves.iter().map(|(name, values)| ((*name).to_owned(), points(values))).collect();
        Curves { counter: "step", curves }
    }

    #[test]
    fn runs_stand_beside_each_other() {
        let runs = [
            run(&[("loss", &[3.0, 1.0, 2.0]), ("rate", &[0.1])]),
            run(&[("loss", &[1.5]), ("mrr", &[0.2, 0.6, 0.6])]),
        ];
        let table = rows(&runs);
        assert_eq!(table.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["loss", "mrr", "rate"]);
        let loss = table[0].cells[0].unwrap();
        assert_eq!((loss.last.value, loss.best.unwrap().at, loss.leads), (2.0, 1.0, true));
        assert!(!table[0].cells[1].unwrap().leads);
        let mrr = table[1].cells[1].unwrap();
        // There is none to lead before.
        assert_eq!((table[1].cells[0], mrr.best.unwrap().at, mrr.leads), (None, 1.0, false));
        assert_eq!(table[2].cells[0].unwrap().best, None);
    }

    #[test]
    fn a_course_is_drawn_in_blocks() {
        assert_eq!(sparkline(&points(&[0.0, 1.0, 2.0, 7.0]), 8), "▁▂▃█");
        assert_eq!(sparkline(&points(&[7.0, 1.0, 1.0, 0.0]), 2), "█▁");
        assert_eq!(sparkline(&points(&[4.0; 9]), 3), "▁▁▁");
        assert_eq!(sparkline(&[], 3), "");
        assert_eq!(sparkline(&points(&(0..100).map(f64::from).collect::<Vec<_>>()), 20).chars().count(), 20);
    }
}

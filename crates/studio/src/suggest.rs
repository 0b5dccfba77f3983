//! "Did you mean": the known name nearest to what was typed.

/// The known name nearest to `typed`, if one is near enough to be what was meant.
///
/// Nearness is the number of letters to insert, remove, replace or swap, ignoring case; up to a third of the
/// typed letters (at least one, at most three) may differ. A known name that continues what was typed counts as near.
pub(crate) fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let allowed = (typed.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (cost(&typed, &name.to_lowercase()), name))
        .filter(|(cost, _)| *cost <= allowed)
        .min_by_key(|(cost, _)| *cost)
        .map(|(_, name)| name)
}

/// Letters that differ; a name that merely continues what was typed costs one.
fn cost(typed: &str, name: &str) -> usize {
    let continues = typed.len() >= 2 && (name.starts_with(typed) || name.ends_with(&format!(".{typed}")));
    let letters = distance(typed, name);
    if continues { letters.min(1) } else { letters }
}

/// The restricted Damerau–Levenshtein distance (swapped neighbours count once).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_slips_are_understood_and_strangers_are_not() {
        let known = ["dx7", "algorithm", "op1.output-level", "velocity"];
        for (typed, meant) in [
            ("dx-7", Some("dx7")),
            ("DX7", Some("dx7")),
            ("algoritm", Some("algorithm")),
            ("velocty", Some("velocity")),
            ("evlocity", Some("velocity")),
            ("algo", Some("algorithm")),
            ("output-level", Some("op1.output-level")),
            ("surge", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }
}

//! The budget as people write it: `20s`, `1.5m`, `5000`, `2m,5000`, `none`.

use tonewright_matching::Budget;

use crate::error::StudioError;

/// A budget from its text: seconds with `s`, `m` or `h` behind them, renders as a bare number (`5000`, `5k`), both with a
/// comma between (whichever comes first ends the search), or `none` to search until nothing improves.
///
/// # Errors
/// [`StudioError::Setting`] for anything else, for zero and for negative numbers.
pub fn budget_from_text(text: &str) -> Result<Budget, StudioError> {
    let mut budget = Budget::default();
    if text.trim().eq_ignore_ascii_case("none") {
        return Ok(budget);
    }
    for part in text.split(',') {
        match part_from_text(part.trim()) {
            Some(Part::Secs(secs)) if budget.secs.is_none() => budget.secs = Some(secs),
            Some(Part::Renders(renders)) if budget.renders.is_none() => budget.renders = Some(renders),
            _ => return Err(refusal(text)),
        }
    }
    Ok(budget)
}

enum Part {
    Secs(f64),
    Renders(u64),
}

/// One limit; `None` where the text is no positive amount.
fn part_from_text(text: &str) -> Option<Part> {
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).unwrap_or(text.len());
    let (digits, unit) = text.split_at(split);
    let amount: f64 = digits.replace('_', "").parse().ok()?;
    let in_bounds = amount.is_finite() && amount > 0.0;
    let secs = |each: f64| (in_bounds && amount * each < 1e7).then_some(Part::Secs(amount * each));
    let renders = |each: f64| {
        let count = amount * each;
        (in_bounds && (1.0..1e15).contains(&count) && count.fract() == 0.0)
            .then_some(Part::Renders(count as u64))
    };
    match unit.trim() {
        "" => renders(1.0),
        "k" => renders(1e3),
        "s" | "sec" | "secs" => secs(1.0),
        "m" | "min" => secs(60.0),
        "h" => secs(3600.0),
        _ => None,
    }
}

fn refusal(text: &str) -> StudioError {
    StudioError::Setting {
        key: "budget".to_owned(),
        reason: format!("`{text}` is neither a time nor a number of renders"),
        hint: Some(
            "write seconds as `20s`, minutes as `2m`, renders as `5000`, both as `2m,5000`".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_understood() {
        for (text, secs, renders) in [
            ("20s", Some(20.0), None),
            ("1.5m", Some(90.0), None),
            ("2 min", Some(120.0), None),
            ("1h", Some(3600.0), None),
            ("5000", None, Some(5000)),
            ("5k", None, Some(5000)),
            ("5_000", None, Some(5000)),
            ("2m, 5000", Some(120.0), Some(5000)),
            ("none", None, None),
        ] {
            assert_eq!(budget_from_text(text).unwrap(), Budget { secs, renders }, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused_with_a_hint() {
        for text in [
            "",
            "fast",
            "0",
            "0s",
            "-5",
            "5.5",
            "20s,30s",
            "1e9999",
            "nan",
            "infs",
            "99999999999h",
            "s",
            "5 5",
        ] {
            let error = budget_from_text(text).unwrap_err();
            assert_eq!(error.hints().len(), 1, "{text}");
        }
    }
}

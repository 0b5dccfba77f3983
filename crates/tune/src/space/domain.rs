//! What one parameter may be, and its map to places that samplers work on.

use crate::Value;

/// What a parameter may be; of the same kinds as Optuna's distributions.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// A number in `low..=high`.
    Float {
        /// The least.
        low: f64,
        /// The most; what does not lie on the grid of `step` is cut off.
        high: f64,
        /// Searched on a logarithmic scale; needs `low > 0` and no `step`.
        log: bool,
        /// Distance of neighbours; any number without.
        step: Option<f64>,
    },
    /// A whole number in `low..=high`.
    Int {
        /// The least.
        low: i64,
        /// The most; what does not lie on the grid of `step` is cut off.
        high: i64,
        /// Searched on a logarithmic scale; needs `low >= 1` and a `step` of 1.
        log: bool,
        /// Distance of neighbours, at least 1.
        step: i64,
    },
    /// One of these, in no order.
    Choice {
        /// At least one, no two alike.
        choices: Vec<Value>,
    },
}

/// Whole numbers up to here are floats without loss.
const WHOLE: i64 = 1 << 53;

impl Domain {
    /// Itself, with `high` on the grid, or what is wrong with it.
    pub(crate) fn checked(self) -> Result<Self, String> {
        match self {
            Self::Float { low, high, log, step } => checked_float(low, high, log, step),
            Self::Int { low, high, log, step } => checked_int(low, high, log, step),
            Self::Choice { choices } => checked_choices(choices),
        }
    }

    /// How many choices there are, where it is a choice.
    pub(crate) fn choices(&self) -> Option<usize> {
        match self {
            Self::Choice { choices } => Some(choices.len()),
            _ => None,
        }
    }

    /// Where a value lies: in `0..=1` between the ends of a number, the index of a choice; `None` where it can't be had.
    pub(crate) fn place(&self, value: &Value) -> Option<f64> {
        match self {
            Self::Choice { choices } => choices.iter().position(|choice| choice == value).map(|at| at as f64),
            Self::Float { low, high, .. } => {
                let value = value.number()?;
                (*low..=*high).contains(&value).then(|| self.unit(value))
            }
            Self::Int { low, high, .. } => {
                let value = value.number()?;
                let inside = (*low as f64..=*high as f64).contains(&value) && value.fract() == 0.0;
                inside.then(|| self.unit(value))
            }
        }
    }

    /// The value at a place; places outside are those of the ends.
    pub(crate) fn value(&self, place: f64) -> Value {
        let (first, last) = self.ends();
        let place = if place.is_nan() { 0.5 } else { place };
        let plain = |log: bool| {
            let along = first + place.clamp(0.0, 1.0) * (last - first);
            if log { libm::exp(along) } else { along }
        };
        match self {
            Self::Choice { choices } => {
                choices.get((place.max(0.0) as usize).min(choices.len() - 1)).cloned().unwrap_or(Value::Null)
            }
            Self::Float { low, high, log, step: None } => Value::Float(plain(*log).clamp(*low, *high)),
            Self::Float { low, high, step: Some(step), .. } => {
                let steps = ((plain(false) - low) / step).round();
                Value::Float(decimal(low + steps * step, *low, *step).clamp(*low, *high))
            }
            Self::Int { low, high, log, step } => {
                let steps = ((plain(*log) - *low as f64) / *step as f64).round() as i64;
                Value::Int(low.saturating_add(steps.saturating_mul(*step)).clamp(*low, *high))
            }
        }
    }

    /// The part of `0..=1` that the value at a place stands for, where values have neighbours; `None` for others.
    pub(crate) fn cell(&self, place: f64) -> Option<(f64, f64)> {
        let half = match self {
            Self::Choice { .. } | Self::Float { step: None, .. } => return None,
            Self::Float { step: Some(step), .. } => step / 2.0,
            Self::Int { step, .. } => *step as f64 / 2.0,
        };
        let value = self.value(place).number()?;
        Some((self.unit(value - half).clamp(0.0, 1.0), self.unit(value + half).clamp(0.0, 1.0)))
    }

    /// A number's place between the ends.
    fn unit(&self, value: f64) -> f64 {
        let (first, last) = self.ends();
        let log = matches!(self, Self::Float { log: true, .. } | Self::Int { log: true, .. });
        let along = if log { libm::log(value) } else { value };
        if last > first { (along - first) / (last - first) } else { 0.5 }
    }

    /// The ends on the scale of the search; neighbours reach half a step beyond the outermost values.
    fn ends(&self) -> (f64, f64) {
        match *self {
            Self::Choice { .. } => (0.0, 0.0),
            Self::Float { low, high, log: true, .. } => (libm::log(low), libm::log(high)),
            Self::Float { low, high, step, .. } => {
                let half = step.map_or(0.0, |step| step / 2.0);
                (low - half, high + half)
            }
            Self::Int { low, high, log: true, .. } => {
                (libm::log(low as f64 - 0.5), libm::log(high as f64 + 0.5))
            }
            Self::Int { low, high, step, .. } => {
                (low as f64 - step as f64 / 2.0, high as f64 + step as f64 / 2.0)
            }
        }
    }
}

fn checked_float(low: f64, high: f64, log: bool, step: Option<f64>) -> Result<Domain, String> {
    if !low.is_finite() || !high.is_finite() || !(high - low).is_finite() {
        return Err(format!(
            "reaches from {low} to {high}; both must be finite, and so must be their distance"
        ));
    }
    if low > high {
        return Err(format!("has low {low} above high {high}"));
    }
    if log && low <= 0.0 {
        return Err(format!("is logarithmic from {low}; `low` must be above 0"));
    }
    let Some(step) = step else { return Ok(Domain::Float { low, high, log, step }) };
    if log {
        return Err("is logarithmic and has a step; take one of the two".to_owned());
    }
    if !step.is_finite() || step <= 0.0 {
        return Err(format!("has steps of {step}; they must be above 0"));
    }
    // A grid that was meant to meet `high` shall not miss it by a rounding.
    let steps = ((high - low) / step + 1e-8).floor();
    if steps > WHOLE as f64 {
        return Err(format!("has steps of {step}, which are too fine for {low} to {high}; leave them out"));
    }
    Ok(Domain::Float { low, high: decimal(low + steps * step, low, step).min(high), log, step: Some(step) })
}

fn checked_int(low: i64, high: i64, log: bool, step: i64) -> Result<Domain, String> {
    if low > high {
        return Err(format!("has low {low} above high {high}"));
    }
    if low < -WHOLE || high > WHOLE {
        return Err(format!("reaches from {low} to {high}; whole numbers go from -2^53 to 2^53"));
    }
    if !(1..=WHOLE).contains(&step) {
        return Err(format!("has steps of {step}; they must be 1 or more, up to 2^53"));
    }
    if log && low < 1 {
        return Err(format!("is logarithmic from {low}; `low` must be at least 1"));
    }
    if log && step != 1 {
        return Err(format!("is logarithmic and has steps of {step}; take one of the two"));
    }
    Ok(Domain::Int { low, high: low + (high - low) / step * step, log, step })
}

fn checked_choices(choices: Vec<Value>) -> Result<Domain, String> {
    if choices.is_empty() {
        return Err("has no choices; it needs one at least".to_owned());
    }
    for (at, choice) in choices.iter().enumerate() {
        if matches!(choice, Value::Float(number) if !number.is_finite()) {
            return Err(format!("has the choice {choice}; numbers must be finite"));
        }
        if choices[..at].contains(choice) {
            return Err(format!("has the choice `{choice}` twice"));
        }
    }
    Ok(Domain::Choice { choices })
}

/// A grid's value with no more decimals than its first value and its step have: 0.3, not 0.30000000000000004.
fn decimal(value: f64, low: f64, step: f64) -> f64 {
    let decimals = |number: f64| format!("{number}").split_once('.').map_or(0, |(_, digits)| digits.len());
    let digits = decimals(low).max(decimals(step));
    if digits > 15 { value } else { format!("{value:.digits$}").parse().unwrap_or(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domains() -> Vec<Domain> {
        let float = |low, high, log, step| Domain::Float { low, high, log, step }.checked().unwrap();
        let int = |low, high, log, step| Domain::Int { low, high, log, step }.checked().unwrap();
        vec![
            float(-1.0, 1.0, false, None),
            float(1e-5, 1.0, true, None),
            float(0.75, 0.95, false, Some(0.001)),
            float(0.0, 1.0, false, Some(0.3)),
            float(2.0, 2.0, false, None),
            int(1, 16, false, 2),
            int(1, 512, true, 1),
            int(-3, -3, false, 1),
            Domain::Choice { choices: vec!["a".into(), 2_i64.into(), true.into()] },
        ]
    }

    #[test]
    fn values_come_back_from_their_places() {
        for domain in domains() {
            for step in 0..=40 {
                let place = f64::from(step) / 40.0 * domain.choices().map_or(1.0, |many| many as f64 - 0.01);
                let value = domain.value(place);
                let again = domain.place(&value).unwrap();
                let back = domain.value(again);
                match (value.number(), back.number()) {
                    (Some(one), Some(two)) => {
                        assert!((one - two).abs() <= 1e-12 * one.abs(), "{value} {back}")
                    }
                    _ => assert_eq!(value, back),
                }
                if let Some((from, to)) = domain.cell(again) {
                    assert!(from < to && (from..=to).contains(&again), "{domain:?} {from} {again} {to}");
                }
            }
        }
    }

    #[test]
    fn grids_end_on_their_last_value_and_have_few_decimals() {
        assert!(matches!(domains()[3], Domain::Float { high: 0.9, .. }));
        assert!(matches!(domains()[5], Domain::Int { high: 15, .. }));
        assert_eq!(domains()[2].value(1.0), Value::Float(0.95));
        assert_eq!(domains()[3].value(0.4), Value::Float(0.3));
    }

    #[test]
    fn cells_of_a_grid_fill_it() {
        for domain in [&domains()[3], &domains()[5], &domains()[6]] {
            let (mut reached, mut place) = (0.0, 0.0);
            while reached < 1.0 - 1e-9 {
                let (from, to) = domain.cell(place).unwrap();
                assert!((from - reached).abs() < 1e-9, "{domain:?} {from} {reached}");
                (reached, place) = (to, to + 1e-9);
            }
        }
    }
}

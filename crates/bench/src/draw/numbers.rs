//! Numbers in few characters, as pages write them.

/// A number of things in few characters: 950, 12 k, 1.5 M.
pub(crate) fn short_count(count: f64) -> String {
    match count {
        c if c >= 1e6 => format!("{} M", c / 1e6),
        c if c >= 1e3 => format!("{} k", c / 1e3),
        c => format!("{c}"),
    }
}

/// Three significant digits, without noise after them.
pub(crate) fn significant(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude == 0.0 {
        "0".to_owned()
    } else if magnitude >= 100.0 {
        format!("{value:.0}")
    } else if magnitude >= 10.0 {
        format!("{value:.1}")
    } else if magnitude >= 1.0 {
        format!("{value:.2}")
    } else if magnitude >= 0.01 {
        format!("{value:.3}")
    } else {
        format!("{value:.1e}")
    }
}

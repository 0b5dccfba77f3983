//! Time limits as Slurm writes them: `90`, `4:30`, `4:00:00`, `1-12`, `1-12:30:00`.

/// How many seconds a limit is; `None` for what is none of Slurm's forms, about which `sbatch` will complain.
pub(super) fn limit_secs(text: &str) -> Option<u64> {
    let number = |text: &str| text.parse::<u64>().ok();
    let (days, rest) = match text.trim().split_once('-') {
        Some((days, rest)) => (Some(number(days)?), rest),
        None => (None, text.trim()),
    };
    let parts = rest.split(':').map(number).collect::<Option<Vec<u64>>>()?;
    // With days the first part is hours; without, one part is minutes, and two are minutes and seconds.
    let (hours, minutes, secs) = match (days, parts.as_slice()) {
        (Some(_), [hours]) => (*hours, 0, 0),
        (Some(_), [hours, minutes]) => (*hours, *minutes, 0),
        (None, [minutes]) => (0, *minutes, 0),
        (None, [minutes, secs]) => (0, *minutes, *secs),
        (_, [hours, minutes, secs]) => (*hours, *minutes, *secs),
        _ => return None,
    };
    let hours = days.unwrap_or(0).checked_mul(24)?.checked_add(hours)?;
    hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?.checked_add(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_understood() {
        let forms = [
            ("90", 5400),
            ("4:30", 270),
            ("4:00:00", 14_400),
            ("1-12", 129_600),
            ("1-12:30", 131_400),
            ("1-12:30:01", 131_401),
        ];
        for (text, secs) in forms {
            assert_eq!(limit_secs(text), Some(secs), "{text}");
        }
        for bad in ["", "UNLIMITED", "1:2:3:4", "-5", "1-", "4h", "99999999999999999999"] {
            assert_eq!(limit_secs(bad), None, "{bad}");
        }
    }
}

//! A part of some work, for those who share it between machines: `2/4`.

use crate::error::StudioError;

/// A part of a whole from its text: `2/4` is the second of four parts, `(1, 4)`.
///
/// # Errors
/// [`StudioError::Setting`] for what is no part of a whole.
pub fn share_from_text(text: &str) -> Result<(usize, usize), StudioError> {
    let parts = text.split_once('/').and_then(|(part, count)| {
        Some((part.trim().parse::<usize>().ok()?, count.trim().parse::<usize>().ok()?))
    });
    match parts {
        Some((part, count)) if (1..=count).contains(&part) => Ok((part - 1, count)),
        _ => Err(StudioError::Setting {
            key: "--shard".to_owned(),
            reason: format!("`{text}` is no part of a whole"),
            hint: Some("write the second of four parts as `2/4`".to_owned()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_counted_from_one_and_nonsense_is_refused() {
        assert_eq!(share_from_text("1/1").unwrap(), (0, 1));
        assert_eq!(share_from_text("2/4").unwrap(), (1, 4));
        for text in ["", "3", "0/4", "5/4", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert_eq!(share_from_text(text).unwrap_err().hints().len(), 1, "{text}");
        }
    }
}

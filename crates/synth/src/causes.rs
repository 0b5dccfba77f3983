//! Errors as one line, for records that have no room for more.

/// An error and its causes, each after the one that it caused.
pub fn in_one_line(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RenderError;

    #[test]
    fn the_cause_stands_behind_what_it_caused() {
        let (synth, preset) = ("evil".to_owned(), "INIT".to_owned());
        let error = RenderError::Hosted { synth, preset, source: "it gave up".into() };
        assert_eq!(in_one_line(&error), "evil failed on the preset `INIT`: it gave up");
    }
}

//! What the preset lists do instead of telling the truth, as strangers' lists may: the environment says what.

/// A lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lie {
    /// Far too many presets, with names that no terminal should see, most of which can't be loaded.
    Many,
    /// It ends the process.
    Abort,
    /// It never answers.
    Hang,
}

impl Lie {
    /// What `TONEWRIGHT_TEST_LIE` asks for.
    pub(crate) fn asked() -> Option<Self> {
        match std::env::var("TONEWRIGHT_TEST_LIE").ok()?.as_str() {
            "many" => Some(Self::Many),
            "abort" => Some(Self::Abort),
            "hang" => Some(Self::Hang),
            _ => None,
        }
    }

    /// Does what needs no list.
    pub(crate) fn act(self) {
        match self {
            Self::Many => {}
            Self::Abort => std::process::abort(),
            Self::Hang => loop {
                std::thread::sleep(std::time::Duration::from_secs(1));
            },
        }
    }
}

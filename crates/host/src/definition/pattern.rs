//! Names of many parameters at once: `prefix*`, `*suffix`, `*infix*`, or one exact name. Case and joints don't count:
//! names are compared as slugs.

use crate::plugin::naming::slug;

/// Where the star stands.
enum Form {
    Exact,
    Prefix,
    Suffix,
    Infix,
    Everything,
}

/// A pattern that is no such thing matches nothing, so it is reported as any other that matches nothing.
pub(super) struct Pattern {
    form: Form,
    words: String,
}

impl Pattern {
    pub(super) fn read(text: &str) -> Self {
        let (open_start, open_end) = (text.starts_with('*'), text.ends_with('*'));
        let words = text.trim_matches('*');
        let form = match (open_start, open_end) {
            _ if words.is_empty() && open_start => Form::Everything,
            (false, false) => Form::Exact,
            (false, true) => Form::Prefix,
            (true, false) => Form::Suffix,
            (true, true) => Form::Infix,
        };
        // A joint at the star counts: `lfo_1_*` is not `lfo_10_rate`.
        let is_joint = |c: char| !c.is_ascii_alphanumeric();
        let before = if words.starts_with(is_joint) && open_start { "-" } else { "" };
        let after = if words.ends_with(is_joint) && open_end { "-" } else { "" };
        Self { form, words: format!("{before}{}{after}", slug(words)) }
    }

    /// Whether a parameter of this name is meant.
    pub(super) fn matches(&self, name: &str) -> bool {
        let (name, words) = (slug(name), self.words.as_str());
        match self.form {
            Form::Exact => name == words,
            Form::Prefix => name.starts_with(words),
            Form::Suffix => name.ends_with(words),
            Form::Infix => name.contains(words),
            Form::Everything => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything_and_joints_do_not_count() {
        let matches = |pattern: &str, name: &str| Pattern::read(pattern).matches(name);
        for (pattern, name) in [
            ("cutoff", "Cutoff"),
            ("*_key_sync", "LFO KEY SYNC"),
            ("vcc:*", "vcc:voices"),
            ("*keyfollow", "vcf1:keyfollow"),
            ("*scale*", "op1_l_scale_depth"),
            ("*", "anything"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("cut", "cutoff"),
            ("vca:*", "vca1:pan"),
            ("*sync", "sync2"),
            ("a*b", "aab"),
            ("lfo_1_*", "lfo_10_rate"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}

//! Bytes as text: most of these files say nowhere in which letters they are written.

use std::borrow::Cow;

/// Letters of a beginning that is told.
const BEGINNING: usize = 16;

/// UTF-8 where it is that, else Latin-1, which knows every byte; up to the first zero, without a byte order mark.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let bytes = &bytes[..end];
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// How the bytes begin, for people.
pub(super) fn beginning(bytes: &[u8]) -> String {
    let printable = |byte: &u8| if (0x20..0x7F).contains(byte) { char::from(*byte) } else { '.' };
    bytes.iter().take(BEGINNING).map(printable).collect()
}

/// The bytes without white space and byte order mark before them.
pub(super) fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_some_letter() {
        assert_eq!(text("Größe\0rest".as_bytes()), "Größe");
        assert_eq!(text(b"Gr\xF6\xDFe"), "Größe");
        assert_eq!(text(b"\xEF\xBB\xBFa"), "a");
        assert_eq!(beginning(b"VC2!\x00\x01abc"), "VC2!..abc");
    }
}

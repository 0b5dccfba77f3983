//! Messages between two processes: a line of JSON, then as many raw bytes as its `bytes` says.

use std::io::{BufRead, Read as _, Write};

use serde_json::Value;

use crate::error::WireError;

/// Longest header: thousands of parameters with their labels.
const HEADER_MOST: u64 = 16 << 20;
/// Longest payload: an hour of stereo at 96 kHz would be 2.8 GB, and no render is that.
const PAYLOAD_MOST: u64 = 256 << 20;

/// What one process says to the other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    pub(crate) header: Value,
    pub(crate) payload: Vec<u8>,
}

/// Writes a message; `bytes` is added to the header where there is a payload.
pub(crate) fn write(out: &mut impl Write, Message { mut header, payload }: Message) -> std::io::Result<()> {
    if !payload.is_empty() {
        header["bytes"] = payload.len().into();
    }
    writeln!(out, "{header}")?;
    out.write_all(&payload)?;
    out.flush()
}

/// Reads a message; `None` at the end of the stream.
pub(crate) fn read(input: &mut impl BufRead) -> Result<Option<Message>, WireError> {
    let mut line = Vec::new();
    input.by_ref().take(HEADER_MOST + 1).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() as u64 > HEADER_MOST {
        return Err(WireError::TooLong { what: "header", len: line.len() as u64, most: HEADER_MOST });
    }
    let header = serde_json::from_slice::<Value>(&line).ok().filter(Value::is_object);
    let Some(header) = header else {
        let begins = String::from_utf8_lossy(&line[..line.len().min(80)]).trim_end().to_owned();
        return Err(WireError::NotJson { begins });
    };
    let len = match header.get("bytes") {
        None => 0,
        Some(bytes) => bytes.as_u64().ok_or_else(|| WireError::Length(bytes.to_string()))?,
    };
    if len > PAYLOAD_MOST {
        return Err(WireError::TooLong { what: "payload", len, most: PAYLOAD_MOST });
    }
    // Grows as bytes come in: a length that is a lie must not take its memory.
    let mut payload = Vec::new();
    input.by_ref().take(len).read_to_end(&mut payload)?;
    match len - payload.len() as u64 {
        0 => Ok(Some(Message { header, payload })),
        missing => Err(WireError::CutOff { missing }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn messages_come_back_and_the_stream_ends() {
        let messages = [
            Message { header: json!({ "ask": "describe" }), payload: Vec::new() },
            Message { header: json!({ "samples": 2, "bytes": 8 }), payload: b"\n{\"a\"}\n\0".to_vec() },
        ];
        let mut stream = Vec::new();
        messages.clone().into_iter().for_each(|message| write(&mut stream, message).unwrap());
        let mut input = stream.as_slice();
        for message in messages {
            assert_eq!(read(&mut input).unwrap(), Some(message));
        }
        assert_eq!(read(&mut input).unwrap(), None);
    }

    #[test]
    fn what_is_no_message_is_told() {
        let fault = |bytes: &[u8]| read(&mut { bytes }).unwrap_err();
        assert!(matches!(fault(b"hello\n"), WireError::NotJson { begins } if begins == "hello"));
        assert!(matches!(fault(b"[1]\n"), WireError::NotJson { .. }));
        assert!(matches!(fault(b"{\"bytes\":9}\nabc"), WireError::CutOff { missing: 6 }));
        assert!(matches!(fault(b"{\"bytes\":1e30}\n"), WireError::Length(_)));
        assert!(matches!(fault(b"{\"bytes\":-1}\n"), WireError::Length(_)));
        let lie = format!("{{\"bytes\":{}}}\n", u64::MAX);
        assert!(matches!(fault(lie.as_bytes()), WireError::TooLong { what: "payload", .. }));
        let endless = vec![b' '; HEADER_MOST as usize + 10];
        assert!(matches!(fault(&endless), WireError::TooLong { what: "header", .. }));
    }
}

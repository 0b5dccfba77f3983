//! TensorBoard's event files: records of TensorFlow (length, masked CRC-32C, bytes, masked CRC-32C), each an `Event` in
//! protocol buffers (tensorflow/core/util/event.proto, lib/io/record_writer.h).

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Tracker, TrackerEntry};
use crate::error::Cause;

/// The tracker's entry in the table.
pub(super) const ENTRY: TrackerEntry = TrackerEntry {
    name: "tensorboard",
    summary: "an event file in the run's folder, for `tensorboard --logdir`",
    open: |run| Ok(Box::new(Events::create(run)?)),
};

/// The file, beside the numbers: written anew each time, so that it never says more than they do. TensorBoard looks for
/// `tfevents` in names.
const FILE: &str = "events.out.tfevents.0000000000.tonewright";

/// Fields of the messages.
const WALL_TIME: u64 = 1;
const STEP: u64 = 2;
const FILE_VERSION: u64 = 3;
const SUMMARY: u64 = 5;
const VALUE: u64 = 1;
const TAG: u64 = 1;
const SIMPLE_VALUE: u64 = 2;

/// How a field's value is written.
const VARINT: u64 = 0;
const BYTES_8: u64 = 1;
const LENGTH: u64 = 2;
const BYTES_4: u64 = 5;

/// An open event file.
struct Events {
    file: File,
}

impl Events {
    fn create(run: &Path) -> Result<Self, Cause> {
        let mut events = Self { file: File::create(run.join(FILE))? };
        let mut first = event();
        field(&mut first, FILE_VERSION, b"brain.Event:2");
        events.write(&first)?;
        Ok(events)
    }

    fn write(&mut self, event: &[u8]) -> Result<(), Cause> {
        let length = (event.len() as u64).to_le_bytes();
        let mut record = length.to_vec();
        record.extend(masked_crc(&length).to_le_bytes());
        record.extend(event);
        record.extend(masked_crc(event).to_le_bytes());
        Ok(self.file.write_all(&record)?)
    }
}

impl Tracker for Events {
    fn log(&mut self, at: u64, values: &[(&str, f64)]) -> Result<(), Cause> {
        let mut summary = Vec::new();
        for (name, number) in values {
            let mut value = Vec::new();
            // Slashes make groups there.
            field(&mut value, TAG, name.replace('.', "/").as_bytes());
            varint(&mut value, SIMPLE_VALUE << 3 | BYTES_4);
            value.extend((*number as f32).to_le_bytes());
            field(&mut summary, VALUE, &value);
        }
        let mut event = event();
        varint(&mut event, STEP << 3 | VARINT);
        varint(&mut event, at);
        field(&mut event, SUMMARY, &summary);
        self.write(&event)
    }

    fn close(&mut self) -> Result<(), Cause> {
        Ok(self.file.sync_all()?)
    }
}

/// An event of now.
fn event() -> Vec<u8> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |now| now.as_secs_f64());
    let mut event = Vec::new();
    varint(&mut event, WALL_TIME << 3 | BYTES_8);
    event.extend(now.to_le_bytes());
    event
}

fn field(message: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    varint(message, number << 3 | LENGTH);
    varint(message, bytes.len() as u64);
    message.extend(bytes);
}

/// Seven bits a byte, the lowest first.
fn varint(message: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        message.push(value as u8 | 0x80);
        value >>= 7;
    }
    message.push(value as u8);
}

/// A checksum that is safe to be summed up itself.
fn masked_crc(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_as_many_bytes_as_they_need() {
        let written = |value| {
            let mut bytes = Vec::new();
            varint(&mut bytes, value);
            bytes
        };
        assert_eq!((written(1), written(300)), (vec![1], vec![0xac, 0x02]));
        assert_eq!(written(u64::MAX).len(), 10);
        // RFC 3720, B.4: 32 bytes of zeros.
        assert_eq!(crc32c::crc32c(&[0; 32]), 0x8a91_36aa);
    }
}

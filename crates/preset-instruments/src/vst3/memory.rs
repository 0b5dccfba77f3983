//! Texts and states in memory that the other side owns.

use std::ffi::c_char;

use vst3::ComRef;
use vst3::Steinberg::Vst::TChar;
use vst3::Steinberg::{IBStream, IBStreamTrait as _, kResultOk};

/// Puts a text where the host has room for it, as much of it as fits.
pub(super) fn put_text(text: &str, room: &mut [c_char]) {
    let kept = room.len().saturating_sub(1);
    room.fill(0);
    text.bytes().take(kept).zip(room).for_each(|(byte, place)| *place = byte as c_char);
}

/// The same in UTF-16.
pub(super) fn put_wide(text: &str, room: &mut [TChar]) {
    let kept = room.len().saturating_sub(1);
    room.fill(0);
    text.encode_utf16().take(kept).zip(room).for_each(|(unit, place)| *place = unit as TChar);
}

/// Writes a state; false where the host takes less than all.
pub(super) fn write(bytes: &[u8], stream: *mut IBStream) -> bool {
    // SAFETY: the host lends the stream for the call.
    let Some(stream) = (unsafe { ComRef::from_raw(stream) }) else { return false };
    let mut written = 0;
    // SAFETY: as many bytes are there as are told; they are only read.
    let result = unsafe { stream.write(bytes.as_ptr().cast_mut().cast(), bytes.len() as i32, &mut written) };
    result == kResultOk && written as usize == bytes.len()
}

/// Reads a state of at most so many bytes.
pub(super) fn read(most: usize, stream: *mut IBStream) -> Vec<u8> {
    // SAFETY: the host lends the stream for the call.
    let Some(stream) = (unsafe { ComRef::from_raw(stream) }) else { return Vec::new() };
    let mut bytes = vec![0; most];
    let mut count = 0;
    // SAFETY: there is room for as many bytes as are told.
    let result = unsafe { stream.read(bytes.as_mut_ptr().cast(), most as i32, &mut count) };
    bytes.truncate(if result == kResultOk { count.max(0) as usize } else { 0 });
    bytes
}

//! Memory that two processes see: sounds need not go through a pipe. Linux alone has what makes it safe (sealed
//! memory, which nobody can shorten under our hands); elsewhere there is none, and sounds go through the pipe.
#![cfg_attr(
    target_os = "linux",
    expect(unsafe_code, reason = "memory that another process may write is read through pointers")
)]

use serde::{Deserialize, Serialize};

/// How memory is named to the process that is to write into it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    /// A path that the other process can open.
    pub(crate) file: String,
    /// How many bytes there are.
    pub(crate) bytes: usize,
    /// Another for each memory: a path may come to lead to a later one.
    pub(crate) serial: u64,
}

#[cfg(target_os = "linux")]
pub(crate) use linux::Memory;
#[cfg(not(target_os = "linux"))]
pub(crate) use nowhere::Memory;

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;
    use std::os::fd::AsRawFd as _;
    use std::sync::atomic::{AtomicU64, Ordering};

    use memmap2::{MmapOptions, MmapRaw};
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, ftruncate, memfd_create};

    use super::Place;

    /// How many were made.
    static MADE: AtomicU64 = AtomicU64::new(0);

    /// A stretch of shared memory, made by one process and opened by another.
    pub(crate) struct Memory {
        map: MmapRaw,
        place: Place,
        // The path leads to this file as long as it is open.
        _file: File,
    }

    impl Memory {
        /// Fresh memory for that many 32-bit numbers; none where the system has none to give.
        pub(crate) fn make(numbers: usize) -> Option<Self> {
            let bytes = numbers.checked_mul(4)?.max(4);
            let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
            let file = File::from(memfd_create("tonewright", flags).ok()?);
            ftruncate(&file, bytes as u64).ok()?;
            // Whoever shortens a mapped file ends those who read it.
            fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL).ok()?;
            let path = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
            let place = Place { file: path, bytes, serial: MADE.fetch_add(1, Ordering::Relaxed) };
            Some(Self { map: MmapOptions::new().len(bytes).map_raw(&file).ok()?, place, _file: file })
        }

        /// Memory that another process made.
        pub(crate) fn open(place: &Place) -> Option<Self> {
            let file = File::options().read(true).write(true).open(&place.file).ok()?;
            let is_as_long = file.metadata().is_ok_and(|data| data.len() >= place.bytes as u64);
            let map = MmapOptions::new().len(place.bytes).map_raw(&file).ok().filter(|_| is_as_long)?;
            Some(Self { map, place: place.clone(), _file: file })
        }

        /// How it is named to the other process.
        pub(crate) fn place(&self) -> &Place {
            &self.place
        }

        /// Whether there is room for so many numbers.
        pub(crate) fn holds(&self, count: usize) -> bool {
            self.fits(0, count)
        }

        /// Copies numbers out, from the one at `from` on; whether there are so many.
        pub(crate) fn read(&self, from: usize, numbers: &mut [f32]) -> bool {
            let fits = self.fits(from, numbers.len());
            if fits {
                // SAFETY: within the map, which is aligned to pages; whatever bits the other process wrote are numbers.
                unsafe {
                    let source = self.map.as_ptr().cast::<f32>().add(from);
                    std::ptr::copy_nonoverlapping(source, numbers.as_mut_ptr(), numbers.len());
                }
            }
            fits
        }

        /// Copies numbers in, from the one at `from` on; whether there is room for so many.
        pub(crate) fn write(&self, from: usize, numbers: &[f32]) -> bool {
            let fits = self.fits(from, numbers.len());
            if fits {
                // SAFETY: within the map, which is aligned to pages and writable.
                unsafe {
                    let target = self.map.as_mut_ptr().cast::<f32>().add(from);
                    std::ptr::copy_nonoverlapping(numbers.as_ptr(), target, numbers.len());
                }
            }
            fits
        }

        fn fits(&self, from: usize, count: usize) -> bool {
            from.checked_add(count).is_some_and(|end| end <= self.place.bytes / 4)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod nowhere {
    use super::Place;

    /// There is none.
    pub(crate) enum Memory {}

    impl Memory {
        pub(crate) fn make(_: usize) -> Option<Self> {
            None
        }

        pub(crate) fn open(_: &Place) -> Option<Self> {
            None
        }

        pub(crate) fn place(&self) -> &Place {
            match *self {}
        }

        pub(crate) fn holds(&self, _: usize) -> bool {
            match *self {}
        }

        pub(crate) fn read(&self, _: usize, _: &mut [f32]) -> bool {
            match *self {}
        }

        pub(crate) fn write(&self, _: usize, _: &[f32]) -> bool {
            match *self {}
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_one_side_writes_the_other_reads() {
        let made = Memory::make(8).unwrap();
        let opened = Memory::open(made.place()).unwrap();
        assert!(opened.write(2, &[1.5, -2.5]));
        let mut read = [9.0; 4];
        assert!(made.read(1, &mut read));
        assert_eq!(read, [0.0, 1.5, -2.5, 0.0]);
        assert!(!opened.write(7, &[1.0, 2.0]) && !made.read(usize::MAX, &mut read));
    }

    #[test]
    fn nobody_can_shorten_it() {
        let made = Memory::make(1_000).unwrap();
        let file = std::fs::File::options().write(true).open(&made.place().file).unwrap();
        assert!(file.set_len(0).is_err() && file.set_len(1 << 20).is_err());
        let longer = Place { bytes: 1 << 20, ..made.place().clone() };
        assert!(Memory::open(&longer).is_none());
        let gone = Place { file: "/proc/self/fd/9999".into(), bytes: 8, serial: 0 };
        assert!(Memory::open(&gone).is_none());
    }
}

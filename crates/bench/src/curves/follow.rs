//! Reading numbers while a run still writes them.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::{Curves, CurvesError, file_of};

/// The longest line that is read; a longer one is no line of numbers.
const LINE_MOST: u64 = 1 << 20;

/// A run that is followed.
#[derive(Debug)]
pub struct Follow {
    path: PathBuf,
    /// Where the next line begins.
    offset: u64,
    curves: Curves,
}

impl Follow {
    /// Follows a run's folder, or such a file itself, from its beginning.
    pub fn new(run: &Path) -> Self {
        Self { path: file_of(run), offset: 0, curves: Curves::default() }
    }

    /// Reads what is new; whether there was anything. A line whose end is not written yet is read the next time. Where the
    /// file is shorter than before, the run began anew or went on from an earlier checkpoint: all is read again.
    ///
    /// # Errors
    /// [`CurvesError::Io`].
    pub fn look(&mut self) -> Result<bool, CurvesError> {
        let fault = |path: &Path| {
            let path = path.to_owned();
            move |source| CurvesError::Io { path, source }
        };
        let mut file = File::open(&self.path).map_err(fault(&self.path))?;
        let len = file.metadata().map_err(fault(&self.path))?.len();
        if len < self.offset {
            (self.offset, self.curves) = (0, Curves::default());
        }
        file.seek(SeekFrom::Start(self.offset)).map_err(fault(&self.path))?;
        let mut reader = BufReader::new(file);
        let (mut line, mut is_new) = (Vec::new(), false);
        loop {
            line.clear();
            let read = reader.by_ref().take(LINE_MOST).read_until(b'\n', &mut line);
            let read = read.map_err(fault(&self.path))? as u64;
            let is_whole = line.ends_with(b"\n");
            if read == 0 || !is_whole && read < LINE_MOST {
                return Ok(is_new);
            }
            self.offset += read;
            if let (true, Ok(text)) = (is_whole, std::str::from_utf8(&line)) {
                self.curves.take(text);
                is_new = true;
            }
        }
    }

    /// What was read until now.
    pub fn curves(&self) -> &Curves {
        &self.curves
    }

    /// The same, when it is followed no more.
    pub fn into_curves(self) -> Curves {
        self.curves
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::curves::METRICS;

    #[test]
    fn what_grows_is_read_as_it_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(METRICS);
        let mut file = File::create(&path).unwrap();
        let mut follow = Follow::new(folder.path());
        assert!(!follow.look().unwrap());
        file.write_all(b"{\"step\":1,\"loss\":3}\n{\"step\":2,\"lo").unwrap();
        assert!(follow.look().unwrap());
        let losses = |follow: &Follow| -> Vec<f64> {
            follow.curves().curves["loss"].iter().map(|point| point.value).collect()
        };
        assert_eq!(losses(&follow), [3.0]);
        assert!(!follow.look().unwrap());
        file.write_all(b"ss\":2}\n").unwrap();
        assert!(follow.look().unwrap());
        assert_eq!(losses(&follow), [3.0, 2.0]);
        std::fs::write(&path, "{\"step\":1,\"loss\":9}\n").unwrap();
        assert!(follow.look().unwrap());
        assert_eq!(losses(&follow), [9.0]);
    }

    #[test]
    fn a_line_without_end_takes_no_memory_and_is_passed() {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = vec![b'x'; 3 * LINE_MOST as usize];
        bytes.extend(b"\n{\"step\":1,\"loss\":3}\n");
        std::fs::write(folder.path().join(METRICS), bytes).unwrap();
        let mut follow = Follow::new(folder.path());
        assert!(follow.look().unwrap());
        assert_eq!(follow.curves().curves["loss"].len(), 1);
    }
}

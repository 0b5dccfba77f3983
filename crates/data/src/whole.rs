//! Files that are there whole or not at all, whatever happens while they are written.

use std::io::{self, BufWriter};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes a file beside its place, sees that it is on the disk, and moves it to its place, replacing what is there.
///
/// # Errors
/// Those of the system and of `write`; then what was there is as it was.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<NamedTempFile>) -> io::Result<()>,
) -> io::Result<()> {
    // Random letters, as workers on other machines may have the same process number.
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    let mut beside = tempfile::Builder::new();
    beside.prefix(&name).suffix(".new");
    // As any file: whoever may read the folder may read it.
    #[cfg(unix)]
    beside.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let folder = path.parent().unwrap_or(Path::new(""));
    let beside = beside.tempfile_in(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?;
    let mut out = BufWriter::new(beside);
    write(&mut out)?;
    let beside = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    beside.as_file().sync_all()?;
    beside.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn writers_with_one_process_number_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.json");
        // Threads stand for containers, in each of which the worker is process 1.
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        write_whole(&path, |out| out.write_all(&[7; 5000])).unwrap();
                    }
                });
            }
        });
        assert_eq!(std::fs::read(&path).unwrap(), [7; 5000]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let refused = write_whole(&path, |_| Err(io::Error::other("no")));
        assert_eq!((refused.is_err(), std::fs::read_dir(folder.path()).unwrap().count()), (true, 1));
    }
}

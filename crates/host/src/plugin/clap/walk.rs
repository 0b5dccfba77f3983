//! The files in and below a folder that a plug-in names: it may name any, so only so deep and so many.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How deep below the folder is looked.
const DEPTH: usize = 8;
/// Most files and folders that are looked at.
const ENTRIES_MOST: usize = 100_000;

/// The file of that path, or all wanted files in and below the folder, in order. Folders that lead back are entered once.
pub(super) fn files(place: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let mut walk = Walk { wanted, seen: BTreeSet::new(), left: ENTRIES_MOST, found: Vec::new() };
    walk.enter(place, DEPTH);
    walk.found
}

struct Walk<Wanted> {
    wanted: Wanted,
    seen: BTreeSet<PathBuf>,
    left: usize,
    found: Vec<PathBuf>,
}

impl<Wanted: Fn(&Path) -> bool> Walk<Wanted> {
    fn enter(&mut self, folder: &Path, depth: usize) {
        let Ok(real) = folder.canonicalize() else { return };
        if depth == 0 || !self.seen.insert(real) {
            return;
        }
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(self.left);
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        self.left -= paths.len();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.enter(&path, depth - 1);
            } else if path.is_file() && (self.wanted)(&path) {
                self.found.push(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_order_and_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("b/c")).unwrap();
        let deep = (0..DEPTH).fold(at("b"), |path, _| path.join("d"));
        std::fs::create_dir_all(&deep).unwrap();
        for file in ["z.x", "b/c/a.x", "b/y.txt", "b/b.x"] {
            std::fs::write(at(file), "").unwrap();
        }
        std::fs::write(deep.join("too-deep.x"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), at("b/c/round")).unwrap();
        let wanted = |path: &Path| path.extension().is_some_and(|extension| extension == "x");
        let found = files(folder.path(), wanted);
        assert_eq!(found, ["b/b.x", "b/c/a.x", "z.x"].map(at));
        assert_eq!(files(&at("b/y.txt"), wanted), [at("b/y.txt")]);
        assert!(files(&at("nowhere"), wanted).is_empty());
    }
}

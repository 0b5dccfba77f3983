//! Where plug-ins that are files or bundles lie: the folders that each format names, and what is in them.

use std::path::{Path, PathBuf};

/// Bundles are plug-ins, whatever lies in them.
const BUNDLES: [&str; 4] = ["clap", "vst3", "lv2", "component"];
/// How deep below a folder is looked: vendors have folders of their own.
const DEPTH: usize = 4;

/// The folders of an environment variable, or those usual for the format's name on this system.
pub(super) fn usual(variable: &str, format: &str) -> Vec<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return std::env::split_paths(&path).collect();
    }
    let from =
        |variable: &str, below: &str| std::env::var_os(variable).map(|base| Path::new(&base).join(below));
    match std::env::consts::OS {
        "macos" => {
            let below = format!("Library/Audio/Plug-Ins/{}", format.to_uppercase());
            from("HOME", &below).into_iter().chain([Path::new("/").join(&below)]).collect()
        }
        "windows" => {
            let name = format.to_uppercase();
            let local = from("LOCALAPPDATA", &format!("Programs/Common/{name}"));
            local.into_iter().chain(from("COMMONPROGRAMFILES", &name)).collect()
        }
        _ => {
            let system = ["/usr/local/lib", "/usr/lib"].map(|base| Path::new(base).join(format));
            from("HOME", &format!(".{format}")).into_iter().chain(system).collect()
        }
    }
}

/// All files and bundles with that extension in and below the folders, in order.
pub(super) fn with_extension(folders: Vec<PathBuf>, extension: &str) -> Vec<String> {
    let mut found = Vec::new();
    folders.into_iter().for_each(|folder| look(&folder, extension, DEPTH, &mut found));
    found.sort();
    found.dedup();
    found.into_iter().map(|path| path.to_string_lossy().into_owned()).collect()
}

fn look(folder: &Path, extension: &str, depth: usize, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is =
            |extension: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension));
        if is(extension) {
            found.push(path);
        } else if depth > 1 && path.is_dir() && !BUNDLES.iter().any(|bundle| is(bundle)) {
            look(&path, extension, depth - 1, found);
        }
    }
}

/// The path of an address, and what stands behind its last `#`.
pub(super) fn split(place: &str) -> (&str, Option<&str>) {
    place.rsplit_once('#').map_or((place, None), |(path, name)| (path, Some(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_bundles_are_found_in_folders_of_vendors() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("vendor/bundle.clap/Contents")).unwrap();
        for file in ["a.clap", "vendor/b.CLAP", "vendor/readme.txt", "vendor/bundle.clap/Contents/c.so"] {
            std::fs::write(at(file), "").unwrap();
        }
        assert!(with_extension(vec![at("vendor")], "so").is_empty());
        let found = with_extension(vec![folder.path().to_owned(), "/no/such/folder".into()], "clap");
        let wanted =
            ["a.clap", "vendor/b.CLAP", "vendor/bundle.clap"].map(|name| at(name).display().to_string());
        assert_eq!(found, wanted);
        assert_eq!(split("/a/b.clap#org.x"), ("/a/b.clap", Some("org.x")));
        assert_eq!(split("/a/b.clap"), ("/a/b.clap", None));
    }
}

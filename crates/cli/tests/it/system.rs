//! Programs of this machine that tests talk to.

use std::path::PathBuf;
use std::process::Command;

/// Everywhere that a program of a name lies, system programs too, which a user's path may lack.
pub(crate) fn programs(name: &str) -> impl Iterator<Item = PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> =
        std::env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from)).collect();
    folders.into_iter().map(move |folder| folder.join(name)).filter(|path| path.is_file())
}

/// The program of a name that a shell would run.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    programs(name).next()
}

/// What a program says.
pub(crate) fn said(name: &str, args: &[&str]) -> String {
    let output = Command::new(name).args(args).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Whether we may do everything.
pub(crate) fn is_root() -> bool {
    said("id", &["-u"]) == "0"
}

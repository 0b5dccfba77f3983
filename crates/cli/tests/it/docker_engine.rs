//! A Docker engine, started for a test in a folder of its own and gone with it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::system::{is_root, program, programs};

/// The engine.
pub(crate) struct Engine {
    folder: tempfile::TempDir,
    client: PathBuf,
    daemon: Child,
}

impl Engine {
    /// Starts one, or says why there can be none.
    pub(crate) fn start() -> Result<Self, String> {
        if let Some(missing) = ["dockerd", "runc"].iter().find(|name| program(name).is_none()) {
            return Err(format!("there is no `{missing}` (`apt-get install docker.io`)"));
        }
        let client =
            client().ok_or("there is no `docker` that has BuildKit (`apt-get install docker.io`)")?;
        if !is_root() {
            return Err("only root may start a Docker engine".to_owned());
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let log = std::fs::File::create(at("log")).unwrap();
        let mut command = Command::new(program("dockerd").unwrap());
        command.arg("--data-root").arg(at("data")).arg("--exec-root").arg(at("exec"));
        command
            .arg("--pidfile")
            .arg(at("pid"))
            .arg("--host")
            .arg(format!("unix://{}", at("socket").display()));
        // Nothing of this machine's network is touched, and no file system is needed that has layers.
        command.args(["--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let daemon = command.spawn().map_err(|error| format!("`dockerd` can't be started: {error}"))?;
        let mut engine = Self { folder, client, daemon };
        let patience = Instant::now();
        while !engine.docker(&["info"]).output().unwrap().status.success() {
            let has_ended = engine.daemon.try_wait().unwrap().is_some();
            if has_ended || patience.elapsed() > Duration::from_secs(30) {
                let log = std::fs::read_to_string(engine.path("log")).unwrap_or_default();
                return Err(format!(
                    "no Docker engine runs here: {}",
                    log.lines().last().unwrap_or_default()
                ));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(engine)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command of its client.
    pub(crate) fn docker(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.client);
        command.args(args).env("DOCKER_HOST", format!("unix://{}", self.path("socket").display()));
        command.env("DOCKER_BUILDKIT", "1").env("DOCKER_CONFIG", self.path("config")).stdin(Stdio::null());
        command
    }

    /// What a command of its client that must succeed says.
    pub(crate) fn said(&self, args: &[&str]) -> String {
        told(self.docker(args).output().unwrap(), args)
    }

    /// Makes an image as the repository's `Dockerfile` says, of the program under test, on nothing but the libraries that it
    /// is linked with.
    pub(crate) fn build(&self, tag: &str) {
        let program = Path::new(env!("CARGO_BIN_EXE_tonewright"));
        std::fs::create_dir_all(self.path("program/out/data")).unwrap();
        std::fs::copy(program, self.path("program/out/tonewright")).unwrap();
        for library in libraries(program) {
            let copy = self.path("base").join(library.strip_prefix("/").unwrap());
            std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
            std::fs::copy(&library, copy).unwrap();
        }
        ["program", "base"].iter().for_each(|name| self.import(name));
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        self.said(&["build", "-t", tag, "--build-arg", "PROGRAM=program", "--build-arg", "BASE=base", root]);
    }

    /// Makes an image of a folder of ours.
    fn import(&self, name: &str) {
        let tar = self.path("tar");
        let mut command = Command::new("tar");
        command.arg("-cf").arg(&tar).arg("-C").arg(self.path(name)).arg(".");
        told(command.output().unwrap(), &["tar"]);
        self.said(&["import", &tar.display().to_string(), name]);
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // It ends its containers and what watches over them.
        let _ = Command::new("kill").arg(self.daemon.id().to_string()).status();
        let _ = self.daemon.wait();
    }
}

/// A client that builds with BuildKit: of its own until 23, then by a plug-in that may be missing.
fn client() -> Option<PathBuf> {
    programs("docker").find(|client| {
        let said = |args: &[&str]| Command::new(client).args(args).output().ok();
        let has_plugin = || said(&["buildx", "version"]).is_some_and(|output| output.status.success());
        let version = said(&["--version"]).map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let major = version.and_then(|text| text.split([' ', '.']).find_map(|word| word.parse::<u32>().ok()));
        major.is_some_and(|major| major < 23 || has_plugin())
    })
}

/// The libraries that a program is linked with, the loader among them.
fn libraries(program: &Path) -> Vec<PathBuf> {
    let said = told(Command::new("ldd").arg(program).output().unwrap(), &["ldd"]);
    said.split_whitespace().filter(|word| word.starts_with('/')).map(PathBuf::from).collect()
}

fn told(output: Output, words: &[&str]) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {error}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

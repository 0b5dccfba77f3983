//! A real server that speaks S3 (moto), started by a test.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tonewright_testkit::python::python_with;

use crate::command::{Answer, Place};

/// The longest that a server may take to start.
const START: Duration = Duration::from_secs(60);

/// Asks the server of that address for a bucket, whoever signed its certificate.
const BUCKET: &str = "import ssl, sys, urllib.request as net
net.urlopen(net.Request(sys.argv[1] + '/sounds', method='PUT'), context=ssl._create_unverified_context())";

/// A server that speaks S3 until it is dropped, with a bucket.
pub(crate) struct Server {
    child: Child,
    url: String,
    /// What vouches for it, where connections are encrypted.
    certificate: Option<PathBuf>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// One of its own for a test; `None`, said aloud, where the reference environment has none.
    pub(crate) fn start(test: &str) -> Option<Self> {
        Self::with(test, "http", &[], None)
    }

    /// One whose connections are encrypted, with a certificate that it signs itself, kept at that place.
    pub(crate) fn start_encrypted(test: &str, place: &Place) -> Option<Self> {
        let (certificate, key) = (place.path("certificate.pem"), place.path("key.pem"));
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]);
        openssl.args([
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ]);
        openssl.arg("-out").arg(&certificate).arg("-keyout").arg(&key).stderr(Stdio::null());
        if !openssl.status().is_ok_and(|status| status.success()) {
            eprintln!("SKIPPED {test}: there is no `openssl`");
            return None;
        }
        let text = |path: &Path| path.display().to_string();
        let args = ["--ssl", "--ssl-cert", &text(&certificate), "--ssl-key", &text(&key)];
        Self::with(test, "https", &args, Some(certificate.clone()))
    }

    fn with(test: &str, scheme: &str, args: &[&str], certificate: Option<PathBuf>) -> Option<Self> {
        let python = python_with(test, &["moto.server"])?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(&python)
            .args(["-c", "from moto.server import main; main()", "-p", &port.to_string()])
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, url: format!("{scheme}://127.0.0.1:{port}"), certificate };
        let begin = Instant::now();
        let mut asked = Command::new(&python);
        asked.args(["-c", BUCKET, &server.url]).stdout(Stdio::null()).stderr(Stdio::null());
        while !asked.status().unwrap().success() {
            assert!(begin.elapsed() < START, "the server never answers");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(server)
    }

    /// What a command has to know of it.
    pub(crate) fn variables(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ENDPOINT_URL", self.url.clone()),
            ("AWS_ALLOW_HTTP", self.certificate.is_none().to_string()),
        ]
    }

    pub(crate) fn command(&self, place: &Place, args: &[&str]) -> Command {
        let mut command = place.command(args);
        command.envs(self.variables());
        if let Some(certificate) = &self.certificate {
            command.env("SSL_CERT_FILE", certificate);
        }
        command
    }

    pub(crate) fn run(&self, place: &Place, args: &[&str]) -> Answer {
        place.answer(self.command(place, args).output().unwrap())
    }
}

//! A real browser that shows a page to a test: the page sends what it saw, and a complaint in the console is a failure.
//! Needs Chromium; without it tests say so and are skipped.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest a browser may take.
const LIMIT: Duration = Duration::from_secs(60);

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("TONEWRIGHT_CHROMIUM").map(PathBuf::from);
    let usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|path| path.is_file())
}

/// A browser that shows a page until it is dropped.
struct Browser {
    child: Child,
    log: std::thread::JoinHandle<String>,
}

impl Browser {
    fn open(chromium: &Path, folder: &Path, page: &Path, window: &str) -> Self {
        let mut child = Command::new(chromium)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"])
            .args(["--enable-logging=stderr", "--mute-audio"])
            .arg(format!("--window-size={window}"))
            .arg(format!("--user-data-dir={}", folder.join(window).display()))
            .arg(format!("file://{}", page.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", chromium.display()));
        let mut stderr = child.stderr.take().expect("stderr is piped");
        let log = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Self { child, log }
    }

    /// Ends it and hands out what it said.
    fn close(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.log.join().unwrap_or_default()
    }
}

/// What the page sends, within the limit; `None` when it sends nothing.
fn heard(listener: &TcpListener) -> Option<String> {
    let start = Instant::now();
    listener.set_nonblocking(true).expect("a listener can be asked without waiting");
    while start.elapsed() < LIMIT {
        match listener.accept() {
            Ok((stream, _)) => {
                if let Some(body) = body_of(stream) {
                    return Some(body);
                }
            }
            Err(_) => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    None
}

fn body_of(mut stream: TcpStream) -> Option<String> {
    stream.set_nonblocking(false).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
        if body.len() >= length.unwrap_or(0) {
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            return Some(body.to_owned());
        }
    }
}

/// What a page with that driver saw in a window; a complaint in the console is a failure. `None` where there is no Chromium.
pub(crate) fn seen(page: &str, driver: &str, window: &str, width: Option<u32>) -> Option<String> {
    let Some(chromium) = chromium() else {
        eprintln!(
            "SKIPPED a test of a page in a browser: there is no Chromium; install it (`apt-get install chromium`) or \
             name it in TONEWRIGHT_CHROMIUM"
        );
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let mut file = folder.path().join("page.html");
    std::fs::write(&file, page.to_owned() + &driver.replace("PORT", &port)).unwrap();
    if let Some(width) = width {
        // No window is as narrow as a phone, but a frame is.
        let frame =
            format!("<iframe src='page.html' style='border:0;width:{width}px;height:800px'></iframe>");
        file = folder.path().join("frame.html");
        std::fs::write(&file, frame).unwrap();
    }
    let browser = Browser::open(&chromium, folder.path(), &file, window);
    let seen = heard(&listener);
    let log = browser.close();
    let seen = seen.unwrap_or_else(|| panic!("{window}: the page never finished:\n{log}"));
    let complaints: Vec<&str> = log.lines().filter(|line| line.contains(":CONSOLE")).collect();
    assert!(complaints.is_empty(), "{window}: {complaints:#?}");
    assert!(!seen.contains("FAILED"), "{window}:\n{seen}");
    Some(seen)
}

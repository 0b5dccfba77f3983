//! Another program that benches race with: it works when it is told to, and times itself.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What a piece of work took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// By the clock.
    pub wall_secs: f64,
    /// Of all threads of the process together.
    pub cpu_secs: f64,
}

/// A running process. It says `ready` when its libraries are warm; for each line `N` it does its work N times, and answers
/// with a line of two numbers: seconds by the clock, and CPU seconds.
pub struct Peer {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it, and waits until it is ready.
    ///
    /// # Errors
    /// Those of the system, and where it ends before.
    pub fn start(mut command: Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let no_pipe = || io::Error::other("the process has no pipes");
        let ask = child.stdin.take().ok_or_else(no_pipe)?;
        let answer = BufReader::new(child.stdout.take().ok_or_else(no_pipe)?);
        let mut peer = Self { child, ask, answer };
        let line = peer.line()?;
        if line.trim() == "ready" { Ok(peer) } else { Err(io::Error::other(format!("it said `{line}`"))) }
    }

    /// Lets it do its work so many times.
    ///
    /// # Errors
    /// Where it ended, or said something else.
    pub fn work(&mut self, times: usize) -> io::Result<Cost> {
        writeln!(self.ask, "{times}")?;
        self.ask.flush()?;
        let line = self.line()?;
        let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers[..] {
            [wall_secs, cpu_secs] => Ok(Cost { wall_secs, cpu_secs }),
            _ => Err(io::Error::other(format!("it said `{}`", line.trim()))),
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.answer.read_line(&mut line)?;
        if line.is_empty() {
            Err(io::Error::other("the process ended; what it said is above"))
        } else {
            Ok(line)
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Does a piece of work here; what it took.
pub fn timed(work: impl FnOnce()) -> Cost {
    let (wall, cpu) = (std::time::Instant::now(), cpu_time::ProcessTime::now());
    work();
    Cost { wall_secs: wall.elapsed().as_secs_f64(), cpu_secs: cpu.elapsed().as_secs_f64() }
}

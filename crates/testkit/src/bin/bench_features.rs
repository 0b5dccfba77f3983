//! How many times faster our features are than librosa's on the same core, in one interleaved run.
//!
//! `cargo run --release -p tonewright-testkit --bin bench_features [-- --python PATH] [--rounds N]`
//!
//! The Python child runs one thread, is warmed up, and times itself per call; each round measures ours, then
//! theirs, both in CPU time (machines are shared). Beside each feature stands a physical limit: the FLOPs of the
//! feature over the FLOPs that this core was measured to do in registers, and for the spectrogram the time that
//! this core was measured to take to fill as much memory.

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use tonewright_audio::features::SpectralShape;
use tonewright_audio::{
    Compression, DbConfig, Matrix, MelSpectrogram, MelSpectrogramConfig, Mfcc, MfccConfig, MultiMel,
    RmsConfig, Stft, StftConfig,
};
use tonewright_testkit::signals;
use tonewright_testkit::timing::{median, millis_per_call, peak_flops_per_milli};

const RATE_HZ: u32 = 44_100;

/// What the child does per line it reads: runs that feature and prints its milliseconds.
const PEER: &str = r#"
import sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np, librosa
y = np.frombuffer(sys.stdin.buffer.read(int(sys.argv[1]) * 4), np.float32)
sr = 44100
def mel_db(n, h, m): return librosa.power_to_db(librosa.feature.melspectrogram(y=y, sr=sr, n_fft=n, hop_length=h, n_mels=m))
todo = {
  "stft": lambda: np.abs(librosa.stft(y, n_fft=2048, hop_length=512)) ** 2,
  "mel": lambda: librosa.feature.melspectrogram(y=y, sr=sr, n_fft=2048, hop_length=512, n_mels=128),
  "mel-db": lambda: mel_db(2048, 512, 128),
  "mfcc": lambda: librosa.feature.mfcc(y=y, sr=sr),
  "mss": lambda: [mel_db(441, 220, 32), mel_db(1102, 441, 64), mel_db(4410, 2205, 128)],
  "wmfcc": lambda: librosa.feature.mfcc(y=y, sr=sr, n_fft=2205, hop_length=441),
  "rms": lambda: librosa.feature.rms(y=y, frame_length=2205, hop_length=1102),
  "shape": lambda: [librosa.feature.spectral_centroid(y=y, sr=sr), librosa.feature.spectral_bandwidth(y=y, sr=sr),
                    librosa.feature.spectral_rolloff(y=y, sr=sr), librosa.feature.spectral_flatness(y=y)],
}
for f in todo.values(): f(); f()
print("ready", librosa.__version__, flush=True)
for line in sys.stdin:
    f = todo[line.strip()]
    start = time.process_time(); f(); print((time.process_time() - start) * 1e3, flush=True)
"#;

struct Peer {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Peer {
    fn start(python: &str, signal: &[f32]) -> Option<Self> {
        let mut command = Command::new(python);
        for threads in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"] {
            command.env(threads, "1");
        }
        let arguments = ["-c", PEER, &signal.len().to_string()];
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let mut ask = child.stdin.take()?;
        let bytes: Vec<u8> = signal.iter().flat_map(|x| x.to_le_bytes()).collect();
        ask.write_all(&bytes).ok()?;
        ask.flush().ok()?;
        let mut answer = BufReader::new(child.stdout.take()?);
        let mut greeting = String::new();
        answer.read_line(&mut greeting).ok()?;
        println!("librosa {}", greeting.trim().trim_start_matches("ready "));
        greeting.starts_with("ready").then_some(Self { child, ask, answer })
    }

    fn millis(&mut self, feature: &str) -> Option<f64> {
        writeln!(self.ask, "{feature}").ok()?;
        let mut line = String::new();
        self.answer.read_line(&mut line).ok()?;
        line.trim().parse().ok()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // The child may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A feature: its name in the peer, the FLOPs that its definition takes, and our call.
type Feature = (&'static str, f64, Box<dyn FnMut(&[f32])>);

/// Values per second of sound that the feature's result holds where that is much: only the spectrogram's.
fn result_values(name: &str, samples: usize) -> usize {
    if name == "stft" { (1 + samples / 512) * 1025 } else { 0 }
}

/// Bytes per millisecond when a buffer of `values` floats is filled again and again, the fastest of several runs.
fn write_bytes_per_milli(values: usize) -> f64 {
    let mut buffer = vec![0.0_f32; values.max(1)];
    let mut run = |value: f32| {
        let start = Instant::now();
        buffer.fill(value);
        std::hint::black_box(&mut buffer);
        4.0 * values.max(1) as f64 / (start.elapsed().as_secs_f64() * 1e3)
    };
    (0..50).map(|index| run(index as f32)).fold(0.0, f64::max)
}

/// FLOPs of `frames` real transforms (2.5 n log₂ n), windows and powers.
fn spectrum_flops(samples: usize, fft_len: usize, hop: usize) -> f64 {
    let (n, frames) = (fft_len as f64, (1 + samples / hop) as f64);
    frames * (2.5 * n * n.log2() + 2.5 * n)
}

fn mel_db(fft_len: usize, hop: usize, bands: usize) -> MelSpectrogramConfig {
    MelSpectrogramConfig::librosa(RATE_HZ, fft_len, hop, bands)
        .with_compression(Compression::Db(DbConfig::default()))
}

fn mel_feature(name: &'static str, flops: f64, configs: &[MelSpectrogramConfig]) -> Feature {
    let (mut out, mut mels) = (Vec::new(), MultiMel::new(configs).expect("published settings"));
    (name, flops, Box::new(move |signal| mels.process_into(signal, &mut out).expect("a long sound")))
}

fn mfcc_feature(name: &'static str, flops: f64, config: MfccConfig) -> Feature {
    let (mut out, mut mfcc) = (Matrix::new(), Mfcc::new(config).expect("published settings"));
    (name, flops, Box::new(move |signal| mfcc.process_into(signal, &mut out).expect("a long sound")))
}

fn features(samples: usize) -> Vec<Feature> {
    let usual = spectrum_flops(samples, 2048, 512);
    let frames = (1 + samples / 512) as f64;
    let bands = frames * 4.0 * 1025.0;
    let (mut spectrum, mut stft) =
        (Matrix::new(), Stft::new(StftConfig::librosa(2048, 512)).expect("published settings"));
    let (mut mel_out, mut mel) = (
        Matrix::new(),
        MelSpectrogram::new(MelSpectrogramConfig::librosa(RATE_HZ, 2048, 512, 128))
            .expect("published settings"),
    );
    let (mut levels, rms) = (Matrix::new(), RmsConfig { frame: 2205, hop: 1102, centred: true });
    let mss = [mel_db(441, 220, 32), mel_db(1102, 441, 64), mel_db(4410, 2205, 128)];
    let mss_flops = mss.iter().map(|c| spectrum_flops(samples, c.stft.fft_len, c.stft.hop)).sum();
    let wmfcc = MfccConfig::librosa(RATE_HZ).with_frames(2205, 441);
    vec![
        ("stft", usual, Box::new(move |s| stft.process_into(s, &mut spectrum).expect("a long sound"))),
        ("mel", usual + bands, Box::new(move |s| mel.process_into(s, &mut mel_out).expect("a long sound"))),
        mel_feature("mel-db", usual + bands + frames * 128.0 * 20.0, &[mel_db(2048, 512, 128)]),
        mfcc_feature("mfcc", usual + bands + frames * 128.0 * 60.0, MfccConfig::librosa(RATE_HZ)),
        mel_feature("mss", mss_flops, &mss),
        mfcc_feature("wmfcc", spectrum_flops(samples, 2205, 441), wmfcc),
        (
            "rms",
            4.0 * samples as f64,
            Box::new(move |s| rms.process_into(s, &mut levels).expect("a long sound")),
        ),
        (
            "shape",
            usual + frames * 1025.0 * 30.0,
            Box::new(|s| {
                SpectralShape::librosa_of(s, RATE_HZ).expect("a long sound");
            }),
        ),
    ]
}

fn once(feature: &mut Feature, signal: &[f32]) -> f64 {
    millis_per_call(|| (feature.2)(signal))
}

fn argument(name: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|a| a != name);
    arguments.nth(1)
}

/// The log-mels of an objective: three resolutions of 3 s.
fn objective_set() {
    let signal = signals::noise(3 * RATE_HZ as usize, 9);
    let configs = [mel_db(512, 256, 64), mel_db(2048, 512, 128), mel_db(8192, 2048, 128)];
    let mut feature = mel_feature("objective", 0.0, &configs);
    let mut times: Vec<f64> = (0..9).map(|_| once(&mut feature, &signal)).collect();
    let middle = median(&mut times);
    println!("MultiMel (512/256, 2048/512, 8192/2048) of 3 s: {middle:.3} ms, fastest {:.3} ms", times[0]);
}

fn main() {
    let rounds: usize = argument("--rounds").and_then(|n| n.parse().ok()).unwrap_or(40).max(5);
    let python = argument("--python").unwrap_or_else(|| "target/reference-venv/bin/python".into());
    let signal = signals::glide(4 * RATE_HZ as usize);
    let peak = peak_flops_per_milli();
    println!(
        "4 s at 44.1 kHz, one thread, {rounds} interleaved rounds; registers do {:.0} GFLOP/s",
        peak / 1e6
    );
    let mut peer = Peer::start(&python, &signal);
    if peer.is_none() {
        println!(
            "SKIPPED the comparison: `{python}` with librosa can't be run (tests/reference/requirements.txt)"
        );
    }
    println!("{:8} {:>9} {:>9} {:>9}   ratio (quartiles)", "feature", "ours ms", "librosa", "limit ms");
    for mut feature in features(signal.len()) {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            // The best of three on both sides: the first after the other process finds cold caches.
            let best = |runs: [f64; 3]| runs.into_iter().fold(f64::INFINITY, f64::min);
            let mine = best([(); 3].map(|()| once(&mut feature, &signal)));
            ours.push(mine);
            if let Some(millis) = peer.as_mut().and_then(|peer| {
                let mut run = || peer.millis(feature.0);
                Some(best([run()?, run()?, run()?]))
            }) {
                theirs.push(millis);
                ratios.push(millis / mine);
            }
        }
        let values = result_values(feature.0, signal.len());
        let limit = feature.1 / peak + 4.0 * values as f64 / write_bytes_per_milli(values);
        print!("{:8} {:9.3}", feature.0, median(&mut ours));
        if theirs.is_empty() {
            println!(" {:>9} {limit:9.3}", "-");
            continue;
        }
        let (theirs, ratio) = (median(&mut theirs), median(&mut ratios));
        let (low, high) = (ratios[ratios.len() / 4], ratios[ratios.len() * 3 / 4]);
        println!(" {theirs:9.3} {limit:9.3}   {ratio:.1} ({low:.1} to {high:.1})");
    }
    objective_set();
}

"""Makes fronts.json: what librosa and NumPy say of the mel front ends of published systems, for the test signal of
make.py. Run with librosa installed (../requirements.txt):

    python tests/reference/features/fronts.py

Each case is one feature of our table at its source's rate: its shape, sums and a spread of single values. Spectra and
mel banks are librosa's wherever it has them; Kaldi's bank and torch's reflected edges are the few lines of NumPy below,
written from their definitions. Everything is computed in float64.
"""
import json
import pathlib

import librosa
import numpy as np

LENGTH = 22050
PICKS = 60


def glide(length):
    """The signal of make.py: a gliding triangle wave in noise, silent at first, decaying; exact in float32."""
    state, phase, out = 1, 0, np.zeros(length)
    for i in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        noise = (state >> 16) - 32768
        phase = (phase + 400 + i // 64) % 65536
        triangle = 2 * phase - 32768 if phase < 32768 else 98304 - 2 * phase
        level = 0 if i < 1000 else 65535 * (length - i) // length
        out[i] = ((triangle * 6 + noise) * level >> 16) / 2**18
    return out


SIGNAL = glide(LENGTH)
CASES = []


def case(feature, rate, values):
    """Records an array of any number of axes; its channels are the signal and, where there are two, its reverse / 2."""
    rng = np.random.default_rng(len(CASES))
    flat = values.ravel()
    picks = sorted(set(rng.integers(0, flat.size, PICKS).tolist()) | {0, flat.size - 1, int(flat.argmax())})
    CASES.append(dict(feature=feature, rate_hz=rate, channels=values.shape[0] if values.ndim == 3 else 1,
                      shape=list(values.shape), mean=float(flat.mean()), peak=float(np.abs(flat).max()),
                      picks=[[i, float(flat[i])] for i in picks]))


def power(signal, n_fft, hop, window, pad_mode):
    return np.abs(librosa.stft(signal, n_fft=n_fft, hop_length=hop, win_length=len(window), window=window,
                               center=True, pad_mode=pad_mode, dtype=np.complex128)) ** 2


def hann(length, periodic):
    return librosa.filters.get_window("hann", length, fftbins=periodic)


def bank(rate, n_fft, bands, **settings):
    return librosa.filters.mel(sr=rate, n_fft=n_fft, n_mels=bands, dtype=np.float64, **settings)


def kaldi_bank(rate, n_fft, bands, high):
    """Triangles that are straight in mel, over the bins below the Nyquist one, which has no weight."""
    mel = lambda hz: 1127 * np.log1p(np.asarray(hz) / 700)
    edges = np.linspace(mel(0.0), mel(high), bands + 2)
    at = mel(np.arange(n_fft // 2) * rate / n_fft)
    rising = (at - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - at) / (edges[2:] - edges[1:-1])[:, None]
    return np.pad(np.maximum(0, np.minimum(rising, falling)), ((0, 0), (0, 1)))


def emphasised(signal):
    return signal[1:] - 0.97 * signal[:-1]


def fronts():
    both = np.stack([SIGNAL, SIGNAL[::-1] / 2])
    hamming = librosa.filters.get_window("hamming", 1102, fftbins=True)
    mel = np.stack([bank(44100, 1102, 128) @ power(x, 1102, 441, hamming, "constant") for x in both])
    case("mel-synth-permutations", 44100, librosa.power_to_db(mel, ref=np.max, amin=1e-10, top_db=80.0))

    mel = bank(22050, 1024, 128, htk=True, norm="slaney", fmin=0, fmax=11025)
    mel = mel @ power(SIGNAL, 1024, 256, hann(1024, True), "reflect")
    case("mel-synthrl", 22050, np.clip(np.log(mel + 1e-5) / 12, -1, 1))

    window = hann(1024, False)
    magnitude = np.sqrt(power(SIGNAL, 1024, 256, window, "constant")) / window.sum()
    mel = bank(22050, 1024, 257, norm=None) @ magnitude
    case("mel-preset-gen-vae", 22050, 20 * np.log10(np.maximum(mel, 1e-6)))

    mel = bank(44100, 2048, 128) @ power(SIGNAL, 2048, 512, hann(2048, True), "constant")
    case("mel-synth-match", 44100, np.clip((librosa.amplitude_to_db(mel, ref=1.0, top_db=80.0) + 80) / 80, 0, 1))

    mel = kaldi_bank(32000, 1024, 128, 16000) @ power(emphasised(SIGNAL), 1024, 512, hann(1024, False), "reflect")
    case("mel-synth-proxy", 32000, 10 * np.log10(np.maximum(mel, 1e-8)))

    mel = kaldi_bank(32000, 1024, 128, 15000) @ power(emphasised(SIGNAL), 1024, 320, hann(800, False), "reflect")
    case("mel-efficient-at", 32000, (np.log(mel + 1e-5) + 4.5) / 5)


if __name__ == "__main__":
    fronts()
    head = dict(signal=dict(samples=LENGTH, sum=float(SIGNAL.sum())),
                versions=dict(librosa=librosa.__version__, numpy=np.__version__))
    lines = ",\n".join(json.dumps(c) for c in CASES)
    text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
    pathlib.Path(__file__).with_name("fronts.json").write_text(text)
    print(len(CASES), "cases,", len(text), "bytes")

"""Each measure of a pair of sounds, computed with the Python package that its paper or tool uses.

Inputs are float32 arrays of shape (channels, samples) at one rate and of one length. Values are floats, or None
where the original has none (0/0). Packages: librosa 0.11.0, dtw-python 1.7, auraloss 0.4.0, torch/torchaudio 2.11, and nnAudio 0.3.4.
"""

import warnings

import auraloss
import librosa
import numpy as np
import scipy.fft
import scipy.signal
import torch
import torchaudio
from dtw import dtw
from nnAudio.features import MFCC as NnMfcc
from nnAudio.features import STFT as NnStft

warnings.filterwarnings("ignore")
MSS_SCALES = ((0.010, 0.005, 32), (0.025, 0.010, 64), (0.100, 0.050, 128))


def mono(y):
    return y.mean(axis=0, dtype=np.float32) if y.shape[0] > 1 else y[0]


def mean_abs(a, b):
    return float(np.mean(np.abs(a.astype(np.float64) - b.astype(np.float64))))


# --- the set of synth-permutations (Hayes et al. 2025) ---------------------------------------------------------


def mss_scale(y, rate, scale, ref):
    window, hop, mels = scale
    mel = librosa.feature.melspectrogram(
        y=y, sr=rate, n_fft=int(window * rate), hop_length=int(hop * rate), n_mels=mels, window="hann"
    )
    return librosa.power_to_db(mel, ref=ref)


def mss(a, b, rate):
    return float(np.mean([mean_abs(mss_scale(a, rate, s, np.max), mss_scale(b, rate, s, np.max)) for s in MSS_SCALES]))


def mss_absolute(a, b, rate):
    return float(np.mean([mean_abs(mss_scale(a, rate, s, 1.0), mss_scale(b, rate, s, 1.0)) for s in MSS_SCALES]))


def wmfcc(a, b, rate):
    def frames(y):
        mfcc = librosa.feature.mfcc(y=y, sr=rate, n_mfcc=20, n_fft=int(0.05 * rate), hop_length=int(0.01 * rate))
        return mfcc.reshape(-1, mfcc.shape[-1]).T.astype(np.float64)

    x, y = frames(a), frames(b)
    cost = np.abs(x[:, None, :] - y[None, :, :]).mean(axis=-1)
    return float(dtw(cost, step_pattern="symmetric2", distance_only=True).normalizedDistance)


def sot(a, b, rate):
    def cdf(y):
        spectrum = np.abs(librosa.stft(mono(y), n_fft=int(0.05 * rate), hop_length=int(0.02 * rate)))
        return np.cumsum(spectrum / np.maximum(spectrum.sum(axis=0, keepdims=True), 1e-6), axis=0)

    x, y = cdf(a), cdf(b)
    return float(np.mean(np.sum(np.abs(x - y), axis=0, dtype=np.float64) / x.shape[0]))


def rms_cosine(a, b, rate):
    def envelope(y):
        return librosa.feature.rms(y=mono(y), frame_length=int(0.05 * rate), hop_length=int(0.025 * rate))[0].astype(np.float64)

    x, y = envelope(a), envelope(b)
    scale = np.linalg.norm(x) * np.linalg.norm(y)
    return float(np.dot(x, y) / scale) if scale > 0 else None


# --- preset-gen-vae and SynthRL --------------------------------------------------------------------------------

NN_STFT = NnStft(n_fft=1024, hop_length=256, window="hann", output_format="Magnitude", verbose=False)
NN_MFCC = {}


def nn_magnitude(y):
    spectrum = NN_STFT(torch.from_numpy(np.ascontiguousarray(mono(y)))[None])[0].numpy()
    return np.maximum(spectrum, 1e-4)


def nn_mfcc(y, rate, count):
    key = (rate, count)
    if key not in NN_MFCC:
        NN_MFCC[key] = NnMfcc(sr=rate, n_mfcc=count, verbose=False, n_fft=1024, hop_length=256, n_mels=128)
    return NN_MFCC[key](torch.from_numpy(np.ascontiguousarray(mono(y)))[None])[0].numpy()


def spectral_convergence(a, b, rate):
    x, y = nn_magnitude(a).astype(np.float64), nn_magnitude(b).astype(np.float64)
    return float(min(np.linalg.norm(x - y) / np.linalg.norm(x), 5.0))


def log_spectral_mae(a, b, rate):
    return mean_abs(np.log10(nn_magnitude(a)), np.log10(nn_magnitude(b)))


def mfcc13_mae(a, b, rate):
    return mean_abs(nn_mfcc(a, rate, 13), nn_mfcc(b, rate, 13))


def mfcc40_mae(a, b, rate):
    return mean_abs(nn_mfcc(a, rate, 40), nn_mfcc(b, rate, 40))


def synthrl_reward(a, b, rate):
    cost = 0.70 * spectral_convergence(a, b, rate) + 0.27 * log_spectral_mae(a, b, rate) + 0.03 * mfcc13_mae(a, b, rate)
    return float(1.0 / np.clip(cost, 0.1, 5.0))


# --- auraloss, synth-proxy -------------------------------------------------------------------------------------


def tensor(y):
    return torch.from_numpy(np.ascontiguousarray(mono(y)))[None, None]


def mrstft(a, b, rate):
    return float(auraloss.freq.MultiResolutionSTFTLoss()(tensor(b), tensor(a)))


def proxy_stft(a, b, rate):
    return float(auraloss.freq.STFTLoss(fft_size=1024, hop_size=256, win_length=1024)(tensor(b), tensor(a)))


def proxy_mel(a, b, rate):
    loss = auraloss.freq.STFTLoss(1024, 256, 1024, scale="mel", n_bins=128, sample_rate=rate)
    return float(loss(tensor(b), tensor(a)))


def kaldi_bank(rate, n_fft, mels):
    """Triangles in Kaldi's mel domain, 0 Hz to Nyquist, with the Nyquist bin left out."""
    scale = lambda hz: 1127.0 * np.log(1.0 + hz / 700.0)
    edges = np.linspace(scale(0.0), scale(rate / 2.0), mels + 2)
    bins = scale(np.arange(n_fft // 2) * rate / n_fft)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    up, down = (bins - left) / (centre - left), (right - bins) / (right - centre)
    return np.pad(np.maximum(0.0, np.minimum(up, down)), ((0, 0), (0, 1)))


def proxy_mfccd(a, b, rate):
    bank = torch.from_numpy(kaldi_bank(rate, 1024, 128).astype(np.float32))
    window = torch.hann_window(1024, periodic=False)

    def mfcc(y):
        y = torch.from_numpy(np.ascontiguousarray(mono(y)))
        y = y[1:] - 0.97 * y[:-1]
        spectrum = torch.stft(y[None], 1024, 512, 1024, window, center=True, pad_mode="reflect", return_complex=True)[0]
        mel = 10.0 * torch.log10(torch.clamp(bank @ spectrum.abs() ** 2, min=1e-8))
        return scipy.fft.dct(mel.numpy().astype(np.float64), axis=0, norm="ortho")[1:40]

    return 0.25 * mean_abs(mfcc(a), mfcc(b))


def proxy_mean(a, b, rate):
    return float(np.mean([f(a, b, rate) for f in (proxy_stft, mrstft, proxy_mel, proxy_mfccd)]))


# --- DDSP, log-spectral distance, cepstral distance, envelopes -------------------------------------------------


def ddsp_mss(a, b, rate):
    """Frames start at sample 0 and the end is padded, as in DDSP's own STFT; logarithms are floored at 1e-5."""

    def magnitude(y, size):
        hop = size // 4
        y = mono(y).astype(np.float64)
        count = -(-len(y) // hop)
        y = np.pad(y, (0, (count - 1) * hop + size - len(y)))
        frames = np.lib.stride_tricks.sliding_window_view(y, size)[::hop]
        return np.abs(np.fft.rfft(frames * scipy.signal.get_window("hann", size), axis=-1))

    total = 0.0
    for size in (2048, 1024, 512, 256, 128, 64):
        x, y = magnitude(a, size), magnitude(b, size)
        log = lambda s: np.log(np.where(s <= 1e-5, 1e-5, s))
        total += np.mean(np.abs(x - y)) + np.mean(np.abs(log(x) - log(y)))
    return float(total)


def lsd(a, b, rate):
    def log_power(y):
        spectrum = np.abs(librosa.stft(mono(y), n_fft=2048, hop_length=512)).astype(np.float64)
        return np.log10(np.maximum(spectrum**2, 1e-10))

    return float(np.mean(np.sqrt(np.mean((log_power(a) - log_power(b)) ** 2, axis=0))))


def mcd(a, b, rate):
    """(10 / ln 10) sqrt(2 sum_1..13 dc^2), c the cosine series of the natural log of 40 mel powers, frame by frame."""

    def cepstrum(y):
        mel = librosa.feature.melspectrogram(y=mono(y), sr=rate, n_fft=2048, hop_length=512, n_mels=40).astype(np.float64)
        log = np.log(np.maximum(mel, 1e-10))
        return scipy.fft.dct(log, axis=0, norm="ortho")[1:14] / np.sqrt(2 * 40)

    difference = cepstrum(a) - cepstrum(b)
    return float(np.mean(10.0 / np.log(10.0) * np.sqrt(2.0 * np.sum(difference**2, axis=0))))


def mfcc40_euclidean(a, b, rate):
    """Timbremetrics' own MFCC row: the Euclidean distance of the whole sequences."""
    frames = lambda y: librosa.feature.mfcc(y=mono(y), sr=rate, n_mfcc=40).astype(np.float64)
    return float(np.linalg.norm(frames(a) - frames(b)))


def envelope_db(a, b, rate):
    def envelope(y):
        rms = librosa.feature.rms(y=mono(y), frame_length=int(0.05 * rate), hop_length=int(0.0125 * rate))[0]
        return 20.0 * np.log10(np.maximum(rms.astype(np.float64), 1e-10))

    x, y = envelope(a), envelope(b)
    floor = max(x.max(), y.max()) - 60.0
    return float(np.mean(np.abs(np.maximum(x, floor) - np.maximum(y, floor))))


def centroid_octaves(a, b, rate):
    """Frames where both sounds lie within 60 dB of their loudest frame."""

    def of(y):
        spectrum = np.abs(librosa.stft(mono(y), n_fft=2048, hop_length=512)).astype(np.float64)
        power = np.sum(spectrum**2, axis=0)
        hz = np.arange(1025) * rate / 2048
        with np.errstate(all="ignore"):
            centroid = (hz[:, None] * spectrum).sum(axis=0) / spectrum.sum(axis=0)
        return centroid, power > power.max() * 1e-6

    (x, x_on), (y, y_on) = of(a), of(b)
    both = x_on & y_on & (x > 0) & (y > 0)
    return float(np.mean(np.abs(np.log2(x[both] / y[both])))) if both.any() else None


def loudness_db(a, b, rate):
    """Absolute difference of the integrated loudness (ITU-R BS.1770); shorter sounds are padded to one block."""
    pad = lambda y: np.pad(y, ((0, 0), (0, max(0, int(0.4 * rate) - y.shape[-1]))))
    of = lambda y: float(torchaudio.functional.loudness(torch.from_numpy(pad(y).astype(np.float64)), rate))
    difference = abs(of(a) - of(b))
    return difference if np.isfinite(difference) else None


MEASURES = {
    "mss": mss,
    "mss-absolute": mss_absolute,
    "wmfcc": wmfcc,
    "sot": sot,
    "rms-cosine": rms_cosine,
    "spectral-convergence": spectral_convergence,
    "log-spectral-mae": log_spectral_mae,
    "mfcc13-mae": mfcc13_mae,
    "mfcc40-mae": mfcc40_mae,
    "mfcc40-euclidean": mfcc40_euclidean,
    "synthrl-reward": synthrl_reward,
    "mr-stft": mrstft,
    "proxy-stft": proxy_stft,
    "proxy-mel": proxy_mel,
    "proxy-mfccd": proxy_mfccd,
    "proxy-mean": proxy_mean,
    "ddsp-mss": ddsp_mss,
    "lsd": lsd,
    "mcd": mcd,
    "envelope-db": envelope_db,
    "centroid-octaves": centroid_octaves,
    "loudness-db": loudness_db,
}

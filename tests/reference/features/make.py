"""Makes values.json: what librosa 0.11 and torchaudio 2.11 say of a test signal that any language can make
again bit for bit. Run with both installed (../requirements.txt and ../requirements-torch.txt):

    python tests/reference/features/make.py

Per case: the settings, the shape, sums over the whole matrix and a spread of single values. The spectral
envelope has no library; its reference is the few lines of NumPy below, written from the papers alone.
"""
import json
import pathlib

import librosa
import numpy as np
import torch
import torchaudio
from torchaudio.compliance import kaldi

RATE = 44100
LENGTH = 22050
PICKS = 40


def glide(length):
    """A gliding triangle wave in noise, silent at first, decaying: integer arithmetic, exact in float32."""
    state, phase, out = 1, 0, np.zeros(length, np.float32)
    for i in range(length):
        state = (state * 1664525 + 1013904223) % 2**32
        noise = (state >> 16) - 32768
        phase = (phase + 400 + i // 64) % 65536
        triangle = 2 * phase - 32768 if phase < 32768 else 98304 - 2 * phase
        level = 0 if i < 1000 else 65535 * (length - i) // length
        out[i] = np.float32(((triangle * 6 + noise) * level >> 16) / 2**18)
    return out


SIGNAL = glide(LENGTH)
CASES = []


def case(values, **settings):
    """Records a matrix of frames x bins (complex ones as pairs) with the settings that made it."""
    values = np.atleast_2d(np.asarray(values))
    frames, bins = values.shape
    rng = np.random.default_rng(len(CASES))
    frame_ids = rng.integers(0, frames, PICKS)
    bin_ids = rng.integers(0, bins, PICKS)
    # A few at the corners and edges, where padding and band limits show.
    frame_ids[:6], bin_ids[:6] = [0, 0, frames - 1, frames - 1, frames // 2, 1 % frames], [0, bins - 1, 0, bins - 1, 0, bins // 3]
    def number(value):
        return [float(value.real), float(value.imag)] if np.iscomplexobj(values) else float(value)
    wide = values.astype(np.complex128 if np.iscomplexobj(values) else np.float64)
    CASES.append(dict(
        settings, frames=frames, bins=bins, peak=float(np.abs(wide).max()), sum_of_magnitudes=float(np.abs(wide).sum()),
        picks=[[int(f), int(b), number(values[f, b])] for f, b in zip(frame_ids, bin_ids)]))


WINDOWS = {"hann-periodic": ("hann", True), "hann-symmetric": ("hann", False),
           "hamming-periodic": ("hamming", True), "rectangular": ("boxcar", True)}


def librosa_stft(n_fft, win, hop, window, center):
    name, fftbins = WINDOWS[window]
    return librosa.stft(SIGNAL, n_fft=n_fft, win_length=win, hop_length=hop,
                        window=librosa.filters.get_window(name, win, fftbins=fftbins), center=center != "none",
                        pad_mode={"zeros": "constant", "reflect": "reflect", "none": "constant"}[center])


def torch_window(name, win):
    return {"hann-periodic": torch.hann_window(win), "hann-symmetric": torch.hann_window(win, periodic=False),
            "hamming-periodic": torch.hamming_window(win), "rectangular": torch.ones(win)}[name]


def torch_stft(n_fft, win, hop, window, center):
    mode = {"zeros": "constant", "reflect": "reflect", "none": "constant"}[center]
    return torch.stft(torch.from_numpy(SIGNAL), n_fft, hop, win, torch_window(window, win), center=center != "none",
                      pad_mode=mode, return_complex=True).numpy()


def spectra():
    for n_fft, win, hop, window, center in [
            (441, 441, 220, "hann-periodic", "zeros"), (1102, 1102, 441, "hamming-periodic", "zeros"),
            (4410, 4410, 2205, "hann-periodic", "zeros"), (2205, 2205, 882, "hann-periodic", "zeros"),
            (1024, 600, 120, "hann-periodic", "reflect"), (2048, 1200, 240, "hann-periodic", "reflect"),
            (512, 240, 50, "hann-symmetric", "reflect"), (64, 64, 16, "rectangular", "none"),
            (1024, 800, 320, "hann-symmetric", "reflect"), (2048, 2048, 512, "hann-periodic", "none"),
            (147, 100, 49, "hamming-periodic", "reflect"), (8192, 8192, 2048, "hann-periodic", "zeros"),
            (509, 509, 127, "hann-periodic", "zeros")]:
        settings = dict(op="stft", fft_len=n_fft, win_len=win, hop=hop, window=window, center=center)
        case(librosa_stft(n_fft, win, hop, window, center).T, library="librosa", **settings)
        case(torch_stft(n_fft, win, hop, window, center).T, library="torchaudio", **settings)
    power = torchaudio.transforms.Spectrogram(2048, hop_length=1024, power=2, normalized=True)
    case(power(torch.from_numpy(SIGNAL)).numpy().T, library="torchaudio", op="spectrogram", fft_len=2048,
         win_len=2048, hop=1024, window="hann-periodic", center="reflect", scaling="window-energy")


def mels():
    for n_fft, hop, bands, rate, htk, norm, low, high in [
            (441, 220, 32, RATE, False, "slaney", 0, None), (1102, 441, 64, RATE, False, "slaney", 0, None),
            (4410, 2205, 128, RATE, False, "slaney", 0, None), (2048, 512, 128, RATE, False, "slaney", 0, None),
            (2048, 512, 128, 22050, False, "slaney", 0, None), (2048, 1024, 96, RATE, True, 1.0, 0, 22050),
            (1024, 256, 128, 22050, True, "slaney", 0, 11025), (512, 256, 96, 16000, False, "slaney", 0, None),
            (2205, 441, 128, RATE, False, "slaney", 0, None), (2048, 512, 40, RATE, True, None, 50, 8000)]:
        settings = dict(op="mel", fft_len=n_fft, win_len=n_fft, hop=hop, window="hann-periodic", center="zeros",
                        bands=bands, rate_hz=rate, scale="htk" if htk else "slaney",
                        norm={"slaney": "slaney", None: "none", 1.0: "l1"}[norm], low_hz=low, high_hz=high)
        mel = librosa.feature.melspectrogram(y=SIGNAL, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=bands, htk=htk,
                                             norm=norm, fmin=low, fmax=high)
        case(mel.T, library="librosa", **settings)
        for reference, value in [("one", 1.0), ("max", np.max), ("value", 0.25)]:
            for top_db in [80.0, None]:
                if reference == "one" or bands == 32:
                    db = librosa.power_to_db(mel, ref=value, top_db=top_db)
                    case(db.T, library="librosa", **settings, db_reference=reference, top_db=top_db)
    for n_fft, hop, bands, rate, norm, low, high in [
            (400, 200, 128, 16000, None, 0, None), (2048, 1024, 128, RATE, None, 20, 16000),
            (441, 220, 32, RATE, None, 0, None), (2205, 882, 64, RATE, None, 0, None),
            (1024, 256, 80, 22050, "slaney", 0, 8000)]:
        settings = dict(op="mel", fft_len=n_fft, win_len=n_fft, hop=hop, window="hann-periodic", center="reflect",
                        bands=bands, rate_hz=rate, scale="htk", norm=norm or "none", low_hz=low, high_hz=high)
        transform = torchaudio.transforms.MelSpectrogram(rate, n_fft, hop_length=hop, n_mels=bands, f_min=low,
                                                         f_max=high, norm=norm, mel_scale="htk")
        mel = transform(torch.from_numpy(SIGNAL))
        case(mel.numpy().T, library="torchaudio", **settings)
        db = torchaudio.transforms.AmplitudeToDB("power", 80.0)(mel)
        case(db.numpy().T, library="torchaudio", **settings, db_reference="one", top_db=80.0)


def efficient_at():
    """EfficientAT's front end in evaluation, at 32 kHz."""
    rate = 32000
    signal = torch.from_numpy(SIGNAL)
    emphasised = signal[1:] - 0.97 * signal[:-1]
    spectrum = torch.stft(emphasised, 1024, 320, 800, torch.hann_window(800, periodic=False), center=True,
                          pad_mode="reflect", return_complex=True).abs() ** 2
    bank, _ = kaldi.get_mel_banks(128, 1024, rate, 0.0, 15000.0, 100.0, -500.0, 1.0)
    mel = torch.nn.functional.pad(bank, (0, 1)) @ spectrum
    case((mel + 1e-5).log().numpy().T, op="efficient-at", library="kaldi")


def cepstra():
    for n_fft, hop, coefficients, rate, lifter in [(2048, 512, 20, RATE, 0), (2205, 441, 20, RATE, 0),
                                                   (2048, 512, 13, 22050, 22), (1024, 256, 40, 22050, 0)]:
        mfcc = librosa.feature.mfcc(y=SIGNAL, sr=rate, n_mfcc=coefficients, n_fft=n_fft, hop_length=hop, lifter=lifter)
        case(mfcc.T, op="mfcc", library="librosa", fft_len=n_fft, hop=hop, coefficients=coefficients, rate_hz=rate,
             lifter=lifter)
    for n_fft, hop, coefficients, rate, logarithm in [(400, 200, 40, 16000, False), (400, 200, 13, 16000, True),
                                                      (2048, 512, 40, RATE, False)]:
        transform = torchaudio.transforms.MFCC(rate, coefficients, log_mels=logarithm,
                                               melkwargs=dict(n_fft=n_fft, hop_length=hop))
        case(transform(torch.from_numpy(SIGNAL)).numpy().T, op="mfcc", library="torchaudio", fft_len=n_fft, hop=hop,
             coefficients=coefficients, rate_hz=rate, log_mels=logarithm)


def shapes():
    for frame, hop, center in [(2205, 1102, True), (2048, 512, True), (2205, 1102, False), (63, 20, True)]:
        rms = librosa.feature.rms(y=SIGNAL, frame_length=frame, hop_length=hop, center=center)
        case(rms.T, op="rms", library="librosa", frame=frame, hop=hop, centred=center)
    arguments = dict(y=SIGNAL, n_fft=2048, hop_length=512)
    case(librosa.feature.spectral_centroid(sr=RATE, **arguments).T, op="centroid", library="librosa")
    case(librosa.feature.spectral_bandwidth(sr=RATE, **arguments).T, op="bandwidth", library="librosa")
    case(librosa.feature.spectral_rolloff(sr=RATE, **arguments).T, op="rolloff", library="librosa")
    case(librosa.feature.spectral_flatness(**arguments).T, op="flatness", library="librosa")


def true_envelope():
    """Roebel & Rodet 2005: cepstral smoothing of the larger of spectrum and envelope until none is 2 dB above;
    no valley deeper than 60 dB below the strongest partial."""
    n_fft, order = 2048, 60
    log_spectrum = np.log(np.maximum(np.abs(librosa_stft(n_fft, n_fft, 512, "hann-periodic", "zeros")), 1e-5)).T
    out = []
    for frame in log_spectrum.astype(np.float64):
        frame = np.maximum(frame, frame.max() - 60 * np.log(10) / 20)
        target, envelope = frame.copy(), None
        for _ in range(64):
            cepstrum = np.fft.irfft(target, n_fft)
            cepstrum[order + 1:n_fft - order] = 0
            envelope = np.fft.rfft(cepstrum).real
            if np.max(frame - envelope) <= 2 * np.log(10) / 20:
                break
            target = np.maximum(target, envelope)
        out.append(envelope * 20 / np.log(10))
    case(np.array(out), op="spectral-envelope", library="numpy")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for part in [spectra, mels, efficient_at, cepstra, shapes, true_envelope]:
        part()
    values = dict(signal=dict(samples=LENGTH, sum=float(SIGNAL.astype(np.float64).sum()),
                              energy=float((SIGNAL.astype(np.float64) ** 2).sum())),
                  versions=dict(librosa=librosa.__version__, torchaudio=torchaudio.__version__.split("+")[0],
                                numpy=np.__version__), cases=CASES)
    lines = ",\n".join(json.dumps(c) for c in values.pop("cases"))
    text = json.dumps(values)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
    pathlib.Path(__file__).with_name("values.json").write_text(text)
    print(len(CASES), "cases,", len(text), "bytes")

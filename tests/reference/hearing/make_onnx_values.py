"""Makes onnx-values.json: what ONNX networks say of sounds, by ONNX Runtime, cut and turned into spectra by numpy and librosa.

Run: python tests/reference/hearing/make_onnx_values.py WHEEL_OF_BASIC_PITCH CREPE_TINY.onnx MUSICNN_MTT.onnx
Needs onnxruntime, numpy, librosa and soundfile. The wheel is basic-pitch 0.4.0; to_onnx.py makes the other two.
Sounds are taken to be at the network's rate, so that no resampler has a part in it.
"""

import json
import pathlib
import sys
import zipfile

import librosa
import numpy as np
import onnxruntime
import soundfile

HERE = pathlib.Path(__file__).resolve().parent
SOUNDS = HERE.parents[2] / "examples" / "sounds"


def runs(network, given, name):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return session.run([name], {session.get_inputs()[0].name: np.ascontiguousarray(given, dtype="f4")})[0]


def told(vectors):
    """How many vectors there are, their mean, and the first and last of them."""
    vectors = np.asarray(vectors, dtype="f8")
    row = lambda values: [float(f"{value:.7g}") for value in values]
    return {"count": len(vectors), "mean": row(vectors.mean(0)), "first": row(vectors[0]), "last": row(vectors[-1])}


def cut(rows, length, hop, before=0, after=0, drop=False):
    """Segments of rows, silence beyond their ends."""
    rest = [(0, 0)] * (rows.ndim - 1)
    rows = np.pad(rows, [(before, after), *rest])
    beyond = max(len(rows) - length, 0)
    count = 1 + (beyond // hop if drop else -(-beyond // hop))
    rows = np.pad(rows, [(0, max((count - 1) * hop + length - len(rows), 0)), *rest])
    return np.stack([rows[at * hop:at * hop + length] for at in range(count)])


def basic_pitch(signal, network):
    segments = cut(signal, 43_844, 36_164, 3840, 3840)
    said = runs(network, segments[..., None], "StatefulPartitionedCall:0")[:, 15:-15].reshape(-1, 264)
    return said[:int(np.ceil(len(signal) * 142 / 36_164))]


def crepe(signal, network):
    segments = cut(signal, 1024, 160, 512, 512, drop=True)
    segments = segments - segments.mean(1, keepdims=True)
    return runs(network, segments / np.maximum(segments.std(1, ddof=1, keepdims=True), 1e-10), "embedding")


def musicnn(signal, network):
    mel = librosa.feature.melspectrogram(y=signal, sr=16_000, n_fft=512, hop_length=256, n_mels=96).T
    return runs(network, cut(np.log10(1 + 10_000 * mel), 187, 187), "mean_pool")


def tiny(signal):
    network = lambda name: str(HERE / "tiny" / f"{name}.onnx")
    wave = cut(signal, 256, 100)
    mel = librosa.feature.melspectrogram(y=signal, sr=8000, n_fft=128, win_length=100, hop_length=64, n_mels=8, fmin=100,
                                         fmax=3500, htk=True, norm=None, power=1, window="hamming", pad_mode="reflect")
    mel = (np.log(np.maximum(mel, 1e-3)) + 2) / 3
    mel = np.pad(mel, [(0, 0), (0, -(mel.shape[1] - 10) % 5)], constant_values=(np.log(1e-3) + 2) / 3)
    mel = np.stack([mel[:, at:at + 10] for at in range(0, mel.shape[1] - 9, 5)])
    single = cut(signal / np.abs(signal).max(), 64, 64)
    maps = runs(network("wave"), wave, "maps").transpose(0, 2, 1)
    return {
        "wave": told(runs(network("wave"), wave, "vector")),
        "wave-maps": told(maps.reshape(-1, 4)[:int(np.ceil(len(signal) * maps.shape[1] / 100))]),
        "mel": told(runs(network("mel"), mel[:, None], "vector")),
        "single": told(np.concatenate([runs(network("single"), one[None], "vector") for one in single])),
    }


def main():
    wheel, crepe_file, musicnn_file = sys.argv[1:]
    with zipfile.ZipFile(wheel) as files:
        nmp = files.read("basic_pitch/saved_models/icassp_2022/nmp.onnx")
    sound = lambda name: soundfile.read(SOUNDS / f"{name}.wav", dtype="float32")[0]
    names = ("plucked-string", "struck-bar")
    values = {"basic-pitch": {name: told(basic_pitch(sound(name), nmp)) for name in names},
              "crepe-tiny": {name: told(crepe(sound(name)[:20_000], crepe_file)) for name in names},
              "musicnn-mtt": {name: told(musicnn(sound(name), musicnn_file)) for name in names},
              "tiny": tiny(sound("blown-pipe")[:5000])}
    (HERE / "onnx-values.json").write_text(json.dumps(values, indent=None, separators=(",", ":")) + "\n")


main()

"""Writes the tiny sound files of every readable format that the audio crate's tests read.

python tests/reference/make_format_samples.py

A two-channel file of 50 ms: left a sine of 441 Hz at half of full scale, right one of 882 Hz at a quarter.
"""

import pathlib

import numpy as np
import soundfile

RATE = 22050
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "crates/audio/tests/it/data"
KINDS = [
    ("wav", "WAV", "PCM_U8"),
    ("wav", "WAV", "PCM_24"),
    ("wav", "WAV", "PCM_32"),
    ("wav", "WAV", "DOUBLE"),
    ("wav", "WAVEX", "PCM_16"),
    ("wav", "WAV", "ULAW"),
    ("aiff", "AIFF", "PCM_16"),
    ("aiff", "AIFF", "PCM_24"),
    ("aiff", "AIFF", "FLOAT"),
    ("flac", "FLAC", "PCM_16"),
    ("flac", "FLAC", "PCM_24"),
    ("ogg", "OGG", "VORBIS"),
    ("mp3", "MP3", "MPEG_LAYER_III"),
]


def main():
    t = np.arange(RATE // 20) / RATE
    sound = np.stack([0.5 * np.sin(2 * np.pi * 441 * t), 0.25 * np.sin(2 * np.pi * 882 * t)], axis=1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for ending, container, depth in KINDS:
        path = FOLDER / f"{container.lower()}-{depth.lower()}.{ending}"
        soundfile.write(path, sound, RATE, format=container, subtype=depth)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()

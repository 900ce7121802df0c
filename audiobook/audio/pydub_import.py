"""The one place that imports pydub, which warns at import where no ffmpeg is on the path."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    # The ffmpeg that is used comes inside imageio-ffmpeg, under a name that pydub does not look for.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

__all__ = ["AudioSegment"]

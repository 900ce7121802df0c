"""Imports pydub without the warning that it gives if no ffmpeg is on the path."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    # The ffmpeg in use comes with imageio-ffmpeg, under a name that pydub does not look for.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

__all__ = ["AudioSegment"]

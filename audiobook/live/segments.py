"""The sound of single lines as MP3, made when it is first asked for and kept in a folder until the listening ends.

MP3 frames of a line that was encoded by itself depend on no other line, so the lines of a chapter may be sent one after
the other as one stream, or by themselves as the segments of an HLS playlist. Where two meet, there is some hundredths
of a second more silence than in the finished chapter.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiobook.audio.concatenate import stitch_clips
from audiobook.audio.encoding import find_encoder
from audiobook.audio.mastering import MasteringLevels, compute_levels, master_sound, usual_allowance
from audiobook.files.workspace import atomic_write
from audiobook.live.timeline import LiveLine
from audiobook.model.output_formats import DEFAULT_PROFILE, PROFILES, CodecSettings
from audiobook.synthesis.clip_store import ClipStore

# All lines have the same rate and bitrate, whatever their voices: players expect that of a stream. A frame of MPEG-2
# Layer III has 576 samples, and at this rate and bitrate exactly 288 bytes. A lower bitrate takes longer to encode.
LIVE_CODEC = CodecSettings("mp3", bitrate=96, rate=24_000)
BYTES_PER_SECOND = LIVE_CODEC.bitrate * 1000 // 8
FRAME_BYTES = 576 * BYTES_PER_SECOND // LIVE_CODEC.rate
ENDING = ".mp3"
# The level is measured on this much sound (s), and then stays.
MEASURED_SECONDS = 20.0
# The start of an HLS segment of plain MP3 says when it is due: RFC 8216, section 3.4, in units of 1/90,000 s.
TIMESTAMP_OWNER = b"com.apple.streaming.transportStreamTimestamp\0"
TIMESTAMP_CLOCK = 90_000
TIMESTAMP_BITS = 33


class SegmentStore:
    """The lines of an album that were encoded so far; any number of threads may use it.

    `clips` is the folder of the clip store, `folder` that of the encoded lines.
    """

    def __init__(self, clips: Path, folder: Path) -> None:
        self._clips, self._folder = ClipStore(clips), folder
        self._encoding = threading.Lock()
        self._measured: list[NDArray[np.int16]] = []
        self._levels: MasteringLevels | None = None

    def read(self, line: LiveLine, substitutes: Mapping[str, str]) -> bytes | None:
        """The sound of a line with its pause, None while it isn't spoken.

        `substitutes` has the keys of clips in other voices, by the keys of those that failed.
        """
        key = substitutes.get(line.key, line.key)
        path = self._path(key, line.pause_ms)
        if not path.exists():
            if not self._clips.has(key):
                return None
            # One at a time: others who want the same line find it encoded, and the making keeps its processors.
            with self._encoding:
                if not path.exists() and not self._encode(key, line.pause_ms, path):
                    return None
        return path.read_bytes()

    def _path(self, key: str, pause_ms: int) -> Path:
        return self._folder / f"{key}-{pause_ms}{ENDING}"

    def _encode(self, key: str, pause_ms: int, path: Path) -> bool:
        clip = self._clips.read(key)
        if clip is None:
            return False
        sound = np.concatenate([*stitch_clips([(clip, pause_ms)], LIVE_CODEC.rate, 0)])
        profile = PROFILES[DEFAULT_PROFILE]
        levelled = master_sound([sound], LIVE_CODEC.rate, self._find_levels(sound), profile, key)
        with atomic_write(path, fsync=False) as part:
            find_encoder(LIVE_CODEC.name).encode(levelled, part, LIVE_CODEC.rate, LIVE_CODEC.bitrate)
        return True

    def _find_levels(self, sound: NDArray[np.int16]) -> MasteringLevels:
        """The gain for all lines, measured on the first ones: voices are equally loud, so it needn't change later."""
        if self._levels and sum(map(len, self._measured)) >= MEASURED_SECONDS * LIVE_CODEC.rate:
            return self._levels
        self._measured.append(sound)
        allowance = usual_allowance(LIVE_CODEC)
        self._levels = compute_levels(self._measured, LIVE_CODEC.rate, PROFILES[DEFAULT_PROFILE], allowance)
        return self._levels


def stamp_segment(sound: bytes, seconds: float) -> bytes:
    """A segment for HLS: the sound behind an ID3 tag that says when it is due, in seconds from the playlist's start."""
    ticks = round(seconds * TIMESTAMP_CLOCK) % (1 << TIMESTAMP_BITS)
    body = TIMESTAMP_OWNER + struct.pack(">Q", ticks)
    frame = b"PRIV" + struct.pack(">I", len(body)) + b"\0\0" + body
    # Both lengths are below 128, so that they are the same in ID3's seven-bit numbers.
    return b"ID3\x04\0\0" + struct.pack(">I", len(frame)) + frame + sound

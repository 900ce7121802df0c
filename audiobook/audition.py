"""Makes one file to listen to out of single lines: a WAV or an MP3, spoken in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from audiobook.errors import InputError, SpeechError
from audiobook.model import Clip, Cue
from audiobook.narration import spoken_clip
from audiobook.publishing import stitched_file
from audiobook.workspace import written_whole

ENDINGS = (".mp3", ".wav")
RATE = 24_000
BITRATE = 96
LEAD_MS = 300


def auditioned(cues: Iterable[Cue], target: Path) -> tuple[str, ...]:
    """Writes the lines of the cues, with their pauses, to `target`; what cannot be spoken is returned.

    Raises InputError where the file is to be neither MP3 nor WAV, EngineUnavailableError where a voice is not here.
    """
    if target.suffix.lower() not in ENDINGS:
        raise InputError(f"--audition {target}: the file's name must end in .mp3 or .wav")
    failed: list[str] = []
    with written_whole(target) as part:
        stitched_file(_clips(cues, failed), part, target.suffix.lower(), RATE, LEAD_MS, BITRATE)
    return tuple(failed)


def _clips(cues: Iterable[Cue], failed: list[str]) -> Iterator[tuple[Clip, int]]:
    for cue in cues:
        try:
            yield spoken_clip(cue.line), cue.pause
        except SpeechError:
            failed.append(cue.line.spoken)

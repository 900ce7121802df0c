"""Makes one file to listen to out of single lines: a WAV or an MP3, spoken in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from audiobook.audio.export import stitched_file
from audiobook.casting.cast import StoryCast
from audiobook.commands.inspect import best_lines, cast_table
from audiobook.errors import EngineError, InputError, SpeechError
from audiobook.files.workspace import written_whole
from audiobook.model import Attribution, Clip, Cue, Line, Script, Voice
from audiobook.model.pauses import PAUSES
from audiobook.narration.normalization import normalize_script
from audiobook.narration.pronunciations import as_said
from audiobook.synthesis.synthesize import spoken_clip
from audiobook.text.pronunciation.lexicon import Lexicon

ENDINGS = (".mp3", ".wav")
RATE = 24_000
BITRATE = 96
LEAD_MS = 300
# Of each character so many lines are heard, and so long a pause after them, in milliseconds.
LINES = 2
GAP = 1500


@dataclass(slots=True)
class Heard:
    """What came of an audition: when each line begins and ends, in seconds, and which could not be spoken."""

    times: list[tuple[float, float]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def auditioned(cues: Iterable[Cue], target: Path) -> Heard:
    """Writes the lines of the cues, with their pauses, to `target`.

    Raises InputError where the file is to be neither MP3 nor WAV, EngineUnavailableError where a voice is not here.
    """
    if target.suffix.lower() not in ENDINGS:
        raise InputError(f"--audition {target}: the file's name must end in .mp3 or .wav")
    heard = Heard()
    with written_whole(target) as part:
        stitched_file(_clips(cues, heard), part, target.suffix.lower(), RATE, LEAD_MS, BITRATE)
    return heard


def _clips(cues: Iterable[Cue], heard: Heard) -> Iterator[tuple[Clip, int]]:
    at = LEAD_MS / 1000
    for cue in cues:
        try:
            clip = spoken_clip(cue.line)
        except SpeechError:
            heard.failed.append(cue.line.spoken)
            heard.times.append((at, at))
            continue
        heard.times.append((at, at + clip.seconds))
        at += clip.seconds + cue.pause / 1000
        yield clip, cue.pause


@dataclass(frozen=True, slots=True)
class Part:
    """A character in the audition of a cast: their voice's name, what they say, and from when to when, in seconds."""

    character: str
    voice: str
    said: str
    start: float = 0.0
    end: float = 0.0


def cast_auditioned(told: Attribution, cast: StoryCast, lexicon: Lexicon, target: Path, most: int) -> tuple[Part, ...]:
    """Has the characters with most lines, `most` of them, say their name and some of their lines in the file `target`.

    Raises InputError where nobody speaks in the story, EngineError where not all of it could be spoken.
    """
    rows = cast_table(told.script, told.characters).rows[:most]
    if not rows:
        raise InputError("nobody speaks in this story, so there is nobody to hear")
    voices = dict(cast.names)
    script = normalize_script(told.script, cast.cast)
    spoken = {row.name: _spoken(script, row.name) for row in rows}
    cues = [cue for name, texts in spoken.items() for cue in _cues(texts, cast.cast.voice_of(name))]
    heard = auditioned(as_said(tuple(cues), lexicon), target)
    if heard.failed:
        raise EngineError(f"not all of the audition could be spoken: “{heard.failed[0]}” failed")
    parts = (Part(name, voices.get(name, "narrator"), " ".join(texts[1:])) for name, texts in spoken.items())
    return tuple(_timed(parts, [len(texts) for texts in spoken.values()], heard.times))


def _spoken(script: Script, name: str) -> tuple[str, ...]:
    lines = best_lines((one for one in script.utterances if one.speaker == name), LINES)
    return (f"{name}.", *(one.spoken for one in lines))


def _cues(texts: tuple[str, ...], voice: Voice) -> Iterator[Cue]:
    for number, text in enumerate(texts, 1):
        yield Cue(Line(text, voice), GAP if number == len(texts) else PAUSES.speaker)


def _timed(parts: Iterable[Part], counts: list[int], times: list[tuple[float, float]]) -> Iterator[Part]:
    at = 0
    for part, count in zip(parts, counts, strict=True):
        yield replace(part, start=round(times[at][0], 3), end=round(times[at + count - 1][1], 3))
        at += count

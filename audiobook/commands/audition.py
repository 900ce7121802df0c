"""Writes single lines to a WAV or MP3 file to listen to, spoken in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from audiobook.audio.export import write_stitched_file
from audiobook.casting.cast import StoryCast
from audiobook.commands.cast_table import build_cast_table, choose_sample_lines
from audiobook.errors import EngineError, InputError, SpeechError
from audiobook.files.workspace import advise_on_closed_folders, atomic_write
from audiobook.model import Attribution, Clip, Cue, Script, Utterance, Voice
from audiobook.model.pauses import DEFAULT_PAUSES
from audiobook.narration.normalization import normalize_script
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.publishing.page.audition_page import AuditionEntry
from audiobook.synthesis.synthesize import synthesize_clip
from audiobook.text.pronunciation.lexicon import Lexicon

AUDITION_ENDINGS = (".mp3", ".wav")
SAMPLE_RATE = 24_000
BITRATE = 96
LEAD_MS = 300
# How many lines each character speaks, and the pause after them in milliseconds.
LINES_PER_CHARACTER = 2
CHARACTER_PAUSE_MS = 1500


@dataclass(slots=True)
class AuditionResult:
    """The times of the lines of an audition (start and end in seconds), and the lines that could not be spoken."""

    times: list[tuple[float, float]] = field(default_factory=list)
    failed_texts: list[str] = field(default_factory=list)


def write_audition(
    cues: Iterable[Cue],
    target: Path,
    option: str = "--audition",
    lead: int = LEAD_MS,
    speak: Callable[[Utterance], Clip] = synthesize_clip,
) -> AuditionResult:
    """Speaks the cues with their pauses and writes them to `target`, which the `option` has named.

    `lead` is the pause before the first one in milliseconds; `speak` gets the clip of each, and may raise SpeechError.
    Raises InputError where the file is neither an MP3 nor a WAV, EngineUnavailableError where a voice is missing,
    OutputError where the file can't be written.
    """
    if target.suffix.lower() not in AUDITION_ENDINGS:
        raise InputError(f"{option} {target}: the file's name must end in .mp3 or .wav")
    result = AuditionResult()
    with advise_on_closed_folders(f"choose another file with {option}"), atomic_write(target) as part_path:
        write_stitched_file(
            _synthesize_clips(cues, result, lead, speak), part_path, target.suffix.lower(), SAMPLE_RATE, lead, BITRATE
        )
    return result


def _synthesize_clips(
    cues: Iterable[Cue], result: AuditionResult, lead: int, speak: Callable[[Utterance], Clip]
) -> Iterator[tuple[Clip, int]]:
    position = lead / 1000
    for cue in cues:
        try:
            clip = speak(cue.utterance)
        except SpeechError:
            result.failed_texts.append(cue.utterance.spoken)
            result.times.append((position, position))
            continue
        result.times.append((position, position + clip.seconds))
        position += clip.seconds + cue.pause_ms / 1000
        yield clip, cue.pause_ms


def write_cast_audition(
    attribution: Attribution, cast: StoryCast, lexicon: Lexicon, target: Path, limit: int
) -> tuple[AuditionEntry, ...]:
    """Writes an audition of the `limit` characters with most lines: each says their name and some of their lines.

    Raises InputError where nobody speaks in the story, EngineError where a line could not be spoken.
    """
    rows = build_cast_table(attribution.script, attribution.characters).rows[:limit]
    if not rows:
        raise InputError("nobody speaks in this story, so there are no voices to audition")
    voices = cast.voice_names
    script = normalize_script(attribution.script, cast.cast)
    texts_by_character = {row.name: _sample_texts(script, row.name) for row in rows}
    cues = [cue for name, texts in texts_by_character.items() for cue in _build_cues(texts, cast.cast.voice_of(name))]
    result = write_audition(apply_pronunciations(tuple(cues), lexicon), target)
    if result.failed_texts:
        raise EngineError(f"not all of the audition could be spoken: “{result.failed_texts[0]}” failed")
    entries = (
        AuditionEntry(name, voices.get(name, "narrator"), " ".join(texts[1:]))
        for name, texts in texts_by_character.items()
    )
    return tuple(_add_times(entries, [len(texts) for texts in texts_by_character.values()], result.times))


def _sample_texts(script: Script, name: str) -> tuple[str, ...]:
    segments = choose_sample_lines(
        (segment for segment in script.segments if segment.speaker == name), LINES_PER_CHARACTER
    )
    return (f"{name}.", *(segment.spoken for segment in segments))


def _build_cues(texts: tuple[str, ...], voice: Voice) -> Iterator[Cue]:
    for number, text in enumerate(texts, 1):
        yield Cue(Utterance(text, voice), CHARACTER_PAUSE_MS if number == len(texts) else DEFAULT_PAUSES.speaker)


def _add_times(
    entries: Iterable[AuditionEntry], counts: list[int], times: list[tuple[float, float]]
) -> Iterator[AuditionEntry]:
    index = 0
    for entry, count in zip(entries, counts, strict=True):
        yield replace(entry, start=round(times[index][0], 3), end=round(times[index + count - 1][1], 3))
        index += count

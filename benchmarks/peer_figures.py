"""Measures the sound that a program made of a story: words, chapters, tags, and who speaks.

A speech recognizer writes down what it hears (Whisper tiny.en, as in judges.py); that is aligned with the words of the
story, as a person has labelled them (peer_texts.py).
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import mutagen
import numpy as np
from natsort import natsorted
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from audiobook.audio.samples import find_runs
from benchmarks.alignment import aligned
from benchmarks.judges import WINDOW_SECONDS, Judges
from benchmarks.peer_texts import GoldText, Label, split_words

RATE = 16_000
SOUND_ENDINGS = {".mp3", ".m4b", ".m4a", ".wav", ".flac", ".ogg", ".opus"}
# A pause is quieter than this for so long; sound is cut for the recognizer in the middle of pauses only.
PAUSE_DBFS, PAUSE_FRAMES, FRAME = -42.0, 8, RATE // 50
# So many words in a row that are not heard are lost; single ones may be the recognizer's mistake.
LOST_WORDS = 3
# A chapter is right where the first word heard lies so many words before its true start, or behind (as in reading.py).
EARLY, LATE = 25, 60
# Up to so many words, so often again, are no text; windows are not halved below so many seconds.
LONGEST_CIRCLE, CIRCLE, SHORTEST_SECONDS = 12, 3, 4
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Section:
    """A part of the sound that a player shows as a chapter: its title and its samples at 16 kHz."""

    title: str
    wave: Samples


@dataclass(frozen=True, slots=True)
class Heard:
    """The words that were heard, and of each section its title and its first word's number."""

    words: tuple[str, ...]
    starts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class WordFigures:
    """Of the story's words: how many there are, are lost, are heard wrong; and the words heard that are no story."""

    words: int
    lost: int
    errors: int
    foreign: int

    @property
    def error_rate(self) -> float:
        """The share of words heard wrong, 0 to 1 and more."""
        return self.errors / self.words


def find_sound(folder: Path, pattern: str) -> list[Path]:
    """The files of sound in a folder and those below, in the order of their names.

    Where a program leaves the pieces that it joined in folders beside the result, only the upper ones count.
    """
    found = [path for path in folder.rglob(pattern) if path.suffix in SOUND_ENDINGS and ".audiobook" not in path.parts]
    depth = min((len(path.parts) for path in found), default=0)
    return natsorted((path for path in found if len(path.parts) == depth), key=str)


def read_sections(files: Sequence[Path]) -> list[Section]:
    """The chapters as a player shows them: the files, or the marks inside a single one."""
    if len(files) == 1 and (marks := list(read_marks(files[0]))):
        wave = decode_sound(files[0])
        ends = [start for start, _ in marks[1:]] + [len(wave) / RATE]
        return [
            Section(title, wave[round(start * RATE) : round(end * RATE)])
            for (start, title), end in zip(marks, ends, strict=True)
        ]
    return [Section(read_title(path), decode_sound(path)) for path in files]


def decode_sound(path: Path) -> Samples:
    """A file's samples in mono at 16 kHz."""
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", path, "-map", "0:a", "-ac", "1", "-ar", str(RATE), "-f",
         "f32le", "-"],
        capture_output=True,
        check=True,
    )  # fmt: skip
    return np.frombuffer(done.stdout, np.float32)


def read_marks(path: Path) -> Iterator[tuple[float, str]]:
    """The chapter marks inside a file: where each begins, in seconds, and its title."""
    done = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", path, "-f", "ffmetadata", "-"],
        capture_output=True,
        check=True,
    )
    yield from parse_marks(done.stdout.decode("utf-8", "replace"))


def parse_marks(metadata: str) -> Iterator[tuple[float, str]]:
    """The chapter marks in ffmpeg's own form of metadata.

    >>> list(parse_marks(";FFMETADATA1\\n[CHAPTER]\\nTIMEBASE=1/1000\\nSTART=1500\\nEND=9000\\ntitle=One\\\\; two\\n"))
    [(1.5, 'One; two')]
    """
    for block in metadata.split("[CHAPTER]")[1:]:
        values = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        numerator, _, denominator = values.get("TIMEBASE", "1/1000").partition("/")
        start = int(values["START"]) * int(numerator) / int(denominator)
        yield start, re.sub(r"\\(.)", r"\1", values.get("title", ""))


def read_title(path: Path) -> str:
    """A file's title from its tags, or else its name."""
    tags = _easy_tags(path)
    return " ".join(tags.get("title", [])) or path.stem


def _easy_tags(path: Path) -> dict[str, list[str]]:
    found = mutagen.File(path, easy=True)
    return dict(found.tags or {}) if found is not None and found.tags else {}


def list_tags(files: Sequence[Path], gold: GoldText) -> tuple[str, ...]:
    """Which of title, author and cover the first file has in its tags."""
    if not files:
        return ()
    easy = {name: " ".join(map(str, values)).lower() for name, values in _easy_tags(files[0]).items()}
    titles = easy.get("album", "") + easy.get("title", "")
    authors = " ".join(easy.get(name, "") for name in ("artist", "albumartist", "composer"))
    found = [gold.title.lower() in titles, gold.author.lower() in authors, _has_cover(files[0])]
    return tuple(name for name, is_there in zip(("title", "author", "cover"), found, strict=True) if is_there)


def _has_cover(path: Path) -> bool:
    found = mutagen.File(path)
    if found is None or found.tags is None:
        return False
    return any(name == "covr" or name.startswith("APIC") or name == "metadata_block_picture" for name in found.tags)


def hear_sections(sections: Sequence[Section], judges: Judges) -> Heard:
    """What the recognizer hears of all sections."""
    words: list[str] = []
    starts = []
    for section in sections:
        starts.append((section.title, len(words)))
        for window in cut_windows(section.wave):
            words += hear_window(window, judges)
    return Heard(tuple(words), tuple(starts))


def hear_window(wave: Samples, judges: Judges) -> list[str]:
    """The words of one window; where the recognizer goes round in circles, each half of it is heard by itself."""
    words = split_words(judges.transcribe(wave, RATE))
    if not goes_in_circles(words) or len(wave) < 2 * SHORTEST_SECONDS * RATE:
        return words
    middle = len(wave) // 2
    return hear_window(wave[:middle], judges) + hear_window(wave[middle:], judges)


def goes_in_circles(words: Sequence[str]) -> bool:
    """Whether the same few words come again and again, as they do where the recognizer has lost its way.

    >>> goes_in_circles("it is resting".split() * 6), goes_in_circles("think think think she told herself".split())
    (True, False)
    """
    return any(
        same and length >= CIRCLE * period
        for period in range(1, LONGEST_CIRCLE + 1)
        for same, length in _lengths([a == b for a, b in zip(words, words[period:], strict=False)])
    )


def cut_windows(wave: Samples) -> Iterator[Samples]:
    """The sound in windows that the recognizer can hear at once, cut in the middle of pauses where there are any."""
    frames = wave[: len(wave) // FRAME * FRAME].reshape(-1, FRAME)
    quiet = 20 * np.log10(np.sqrt(np.mean(frames**2, axis=1)) + 1e-9) < PAUSE_DBFS if len(frames) else np.zeros(0, bool)
    cuts = [first + (last - first) // 2 for first, last in find_runs(quiet) if last - first >= PAUSE_FRAMES]
    longest = WINDOW_SECONDS * RATE // FRAME
    first = 0
    while first < len(frames):
        last = max((cut for cut in cuts if first < cut <= first + longest), default=min(first + longest, len(frames)))
        if len(frames) - first <= longest:
            last = len(frames)
        if not quiet[first:last].all():
            yield wave[first * FRAME : last * FRAME]
        first = last


def compare_words(gold: GoldText, heard: Heard) -> WordFigures:
    """What became of the story's words, and which others were read aloud, by the fewest edits."""
    labels = [word.label for word in gold.words]
    lost = errors = foreign = 0
    for tag, first, last, low, high in _edits(gold, heard):
        of_story = labels[first:last].count(Label.STORY)
        if tag == "equal":
            others = sum(label in (Label.NOTE, Label.HEADER) for label in labels[first:last])
            # Two words or fewer may be a coincidence.
            foreign += others if others >= LOST_WORDS else 0
        elif tag == "insert":
            inside = set(labels[max(0, first - 1) : first + 1]) == {Label.STORY}
            errors += high - low if inside else 0
        else:
            errors += of_story
            lost += of_story if tag == "delete" and of_story >= LOST_WORDS else 0
    return WordFigures(len(gold.story_words), lost, errors, foreign)


def _edits(gold: GoldText, heard: Heard) -> Iterator[tuple[str, int, int, int, int]]:
    """How the words of the file become those that were heard: an edit, and the words of both that it is about."""
    for edit in Levenshtein.opcodes([word.text for word in gold.words], list(heard.words)):
        yield edit.tag, edit.src_start, edit.src_end, edit.dest_start, edit.dest_end


def _places_of(gold: GoldText, heard: Heard) -> dict[int, int]:
    """For each word that was heard and is one of the file: its number there."""
    return {
        low + step: first + step
        for tag, first, last, low, _ in _edits(gold, heard)
        if tag == "equal"
        for step in range(last - first)
    }


def _lengths(values: Sequence[bool]) -> Iterator[tuple[bool, int]]:
    """The runs of equal values, and how long each is."""
    for value, run in groupby(values):
        yield value, len(list(run))


def count_chapters(gold: GoldText, heard: Heard) -> tuple[int, int]:
    """How many chapters begin where they should, and how many of these have their title.

    A section begins with the first word of the story that is heard in it. Sound in one piece has no chapters.
    """
    if len(heard.starts) < len(gold.chapters[:2]):
        return 0, 0
    words = gold.words
    story = [index for index, word in enumerate(words) if word.label is Label.STORY]
    number_of = {index: number for number, index in enumerate(story)}
    place_of = {place: number_of[index] for place, index in _places_of(gold, heard).items() if index in number_of}
    begins = []
    for (title, first), (_, last) in zip(heard.starts, [*heard.starts[1:], ("", len(heard.words))], strict=True):
        places = [place_of[place] for place in range(first, last) if place in place_of]
        if places:
            begins.append((min(places[:LOST_WORDS]), title))
    right = titled = 0
    for chapter in gold.chapters:
        truth = next(number for number, index in enumerate(story) if words[index].line > chapter.line)
        near = [title for begin, title in begins if truth - EARLY <= begin <= truth + LATE]
        if near:
            right += 1
            titled += any(_is_title(chapter.title, title) for title in near)
    return right, titled


def _is_title(truth: str, title: str) -> bool:
    return " ".join(split_words(truth)) in " ".join(split_words(title.replace("_", " ")))


Said = Sequence[tuple[str, str]]


def read_script(text: str) -> list[tuple[str, str]]:
    """The lines of dialogue and who says each, by `audiobook script`."""
    rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [(row["text"], row["speaker"] or "") for row in rows if row["kind"] == "speech" and not row["skipped"]]


def read_review(text: str) -> list[tuple[str, str]]:
    """The lines and who says each, by audiobooker's review file: `@name (emotion)`, then the text.

    >>> read_review("# x\\n=== One === [id:1]\\n\\n@Tilly (sad)\\nHello,\\n@narrator\\nsaid Tilly.\\n@unknown\\nYes.")
    [('Hello,', 'Tilly'), ('Yes.', '')]
    """
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("@"):
            blocks.append((re.sub(r"\s*\([^()]*\)$", "", line[1:].strip()), []))
        elif blocks and line.strip() and not line.startswith(("#", "===")):
            blocks[-1][1].append(line)
    return [
        (" ".join(lines), "" if name == "unknown" else name) for name, lines in blocks if name.lower() != "narrator"
    ]


def count_speakers(gold: GoldText, said: Said) -> int:
    """How many lines of dialogue are given to who says them."""
    words: list[str] = []
    names: list[str] = []
    for text, name in said:
        found = split_words(text)
        words += found
        names += [name] * len(found)
    truth = [(word, index) for index, line in enumerate(gold.quotations) for word in line.words]
    places = aligned([word for word, _ in truth], words)
    votes: dict[int, Counter[str]] = {}
    for (_, index), place in zip(truth, places, strict=True):
        if place is not None:
            votes.setdefault(index, Counter())[names[place]] += 1
    return sum(
        _is_person(gold, line.speaker, votes[index].most_common(1)[0][0])
        for index, line in enumerate(gold.quotations)
        if index in votes
    )


def _is_person(gold: GoldText, person: str, name: str) -> bool:
    return name.lower() in {one.lower() for one in gold.people[person]}


def describe_sound(files: Sequence[Path], gold: GoldText, judges: Judges) -> dict[str, Any]:
    """All figures of the sound that a program made."""
    sections = read_sections(files)
    heard = hear_sections(sections, judges)
    words = compare_words(gold, heard)
    right, titled = count_chapters(gold, heard)
    return {
        "seconds": round(sum(len(section.wave) for section in sections) / RATE, 1),
        "files": len(files),
        "sections": len(sections),
        "chapters": len(gold.chapters),
        "chapters_right": right,
        "titles_right": titled,
        "tags": list_tags(files, gold),
        "words": words.words,
        "lost": words.lost,
        "errors": words.errors,
        "error_rate": round(words.error_rate, 4),
        "foreign": words.foreign,
    }

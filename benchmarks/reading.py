"""Measures how story files are read, against a folder of files with gold: chapters, titles, notes, what is lost.

    python -m benchmarks.reading FOLDER [--file PATTERN] [--without PATTERN] [--jobs N] [--details] [-- OPTIONS]

FOLDER has gold.jsonl, an object a file (`file`, `format` or the program that made it, `score_chapters`, false for poems
and the like, and `score_paragraphs`, true where each S of the gold is a paragraph), and gold/FILE.txt.gz, lines
LABEL<tab>TEXT in the file's order: S story, N author's note, X what is no story, O and H what may be read or not (title
pages; headings), C a chapter begins (TEXT is its title), D a part that may be a chapter.
OPTIONS go to `audiobook script`.

A word is a run of letters and figures, or one Chinese or Japanese character. The words of the script and of the gold
are aligned, moved passages included; then, of each file, format and all:

    chapters  right where the first word heard below the heading lies at most 25 words before a true start, or 60 behind
    titles    of the right chapters with a title: one of both holds the other, numbers apart
    paras     where paragraphs of story end, as F1 (a PDF knows nothing of paragraphs)
    notes     recall: words of notes that are not heard; precision: of those and the story that is called a note
    lost      words of story that are not heard
    doubled   words heard that say a passage of eight words of the story again
    foreign   words heard that are no story: the gold calls them so, or does not have them
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path

from benchmarks.alignment import aligned

WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:'[^\W_\u3040-\u30ff\u3400-\u9fff]+)*"
)
EMPHASIS = re.compile(r"(?<=\w)[*_^~]{1,3}(?='?\w)")
NO_TITLE = re.compile(r"chapter|chapitre|cap[ií]tulo|kapitel|letter|part|act|book|глава|the|\d+|[ivxlcdm]+")
EARLY, LATE = 25, 60
PASSAGE = 8
SHOWN = 5


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case.

    >>> words_of("It’s 3 o'clock, quiet*ly* 雨天")
    ["it's", '3', "o'clock", 'quietly', '雨', '天']
    """
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("\u00ad", "").lower()
    return WORD.findall(EMPHASIS.sub("", plain))


@dataclass(slots=True)
class Gold:
    """The true words of a file with their labels, where chapters and optional parts begin, and where paragraphs end."""

    words: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    chapters: list[tuple[int, str]] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    ends: set[int] = field(default_factory=set)


def read_gold(path: Path) -> Gold:
    """The gold of one file; a chapter begins with the first word of story below its heading."""
    gold, waiting = Gold(), []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            label, _, text = line.rstrip("\n").partition("\t")
            if label in ("C", "D"):
                waiting.append((label, text))
                continue
            words = words_of(text)
            if words and label in ("S", "O"):
                gold.chapters += [(len(gold.words), title) for kind, title in waiting if kind == "C"]
                gold.parts += [len(gold.words) for kind, _ in waiting if kind == "D"]
                waiting = []
            gold.words += words
            gold.labels += [label] * len(words)
            gold.ends |= {len(gold.words) - 1} if words and label == "S" else set()
    return gold


@dataclass(slots=True)
class Chapter:
    """A chapter of the script: its first word heard, the one after its last, and the words of its headings."""

    first: int
    end: int = 0
    title: list[str] = field(default_factory=list)
    opened: bool = False


@dataclass(slots=True)
class Heard:
    """The words of a script, what becomes of each ("heard", "note" or "skipped"), its chapters and paragraphs."""

    words: list[str] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    ends: dict[tuple[int, int], int] = field(default_factory=dict)


def read_script(lines: Iterable[str]) -> Heard:
    """What a listener hears by the lines of `audiobook script`."""
    heard, number = Heard(), 0
    for unit in map(json.loads, filter(str.strip, lines)):
        words = words_of(unit["text"])
        spoken = unit["skipped"] is None and unit["kind"] != "break"
        if spoken and words and unit["chapter"]:
            if unit["chapter"] != number:
                number = unit["chapter"]
                heard.chapters.append(Chapter(len(heard.words)))
            chapter = heard.chapters[-1]
            if not chapter.opened and unit["kind"] == "heading":
                chapter.title += words
            elif not chapter.opened:
                chapter.first, chapter.opened = len(heard.words), True
        heard.words += words
        heard.fates += ["heard" if spoken else "note" if unit["kind"] == "note" else "skipped"] * len(words)
        if heard.chapters:
            heard.chapters[-1].end = len(heard.words)
        if spoken and words and unit["kind"] != "heading":
            heard.ends[unit["chapter"], unit["paragraph"]] = len(heard.words) - 1
    return heard


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, in chapters and words; the measures are shares of these."""

    chapters: int = 0
    found: int = 0
    right: int = 0
    titles: int = 0
    titles_right: int = 0
    paragraphs: int = 0
    paragraphs_found: int = 0
    paragraphs_right: int = 0
    notes: int = 0
    notes_left_out: int = 0
    story_as_note: int = 0
    story: int = 0
    lost: int = 0
    doubled: int = 0
    heard: int = 0
    foreign: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    def row(self) -> str:
        """The measures as a line of a table."""
        counts = f"{self.chapters}/{self.found}/{self.right}"
        chapters = harmonic_mean(share(self.right, self.found), share(self.right, self.chapters))
        precision, recall = (
            share(self.notes_left_out, self.notes_left_out + self.story_as_note),
            share(self.notes_left_out, self.notes),
        )
        paragraphs = harmonic_mean(
            share(self.paragraphs_right, self.paragraphs_found), share(self.paragraphs_right, self.paragraphs)
        )
        titles = share(self.titles_right, self.titles)
        shares = (chapters, titles, paragraphs, precision, recall, harmonic_mean(precision, recall))
        percents = (
            share(self.lost, self.story),
            share(self.doubled, self.story),
            share(self.foreign, self.heard),
        )
        told = " ".join("    -" if one is None else f"{one:5.3f}" for one in shares)
        return f"{counts:>14} {told} {self.notes:6} " + " ".join(f"{100 * (one or 0):8.3f}" for one in percents)


HEAD = f"{'':40} gold/found/right    F1 title paras noteP noteR noteF  notes    lost%  double% foreign%"


def share(part: int, whole: int) -> float | None:
    """A share, None of nothing."""
    return part / whole if whole else None


def harmonic_mean(one: float | None, other: float | None) -> float | None:
    """The F1 of a precision and a recall."""
    if one is None or other is None:
        return None
    return 2 * one * other / (one + other) if one + other else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted in one file, and the longest faults of each kind, for a person to read."""

    file: str
    format: str
    counts: Counts
    faults: tuple[str, ...] = ()


def compare(gold: Gold, heard: Heard, entry: dict[str, str]) -> Result:
    """The counts of one file."""
    pairs = aligned(heard.words, gold.words)
    _prefer_story(gold, heard, pairs)
    fates = dict(zip(pairs, heard.fates, strict=True))
    said = {tuple(gold.words[at : at + PASSAGE]) for at in _runs(gold.labels, "S")}
    again = bytearray(len(heard.words))
    for at in range(len(heard.words) - PASSAGE + 1):
        if pairs[at] is None and tuple(heard.words[at : at + PASSAGE]) in said:
            again[at : at + PASSAGE] = b"\1" * PASSAGE
    labels = [None if place is None else gold.labels[place] for place in pairs]
    is_heard = [fate == "heard" for fate in heard.fates]
    doubled = [one and label is None and bool(two) for one, label, two in zip(is_heard, labels, again, strict=True)]
    foreign = [
        one and label in (None, "X") and not two for one, label, two in zip(is_heard, labels, doubled, strict=True)
    ]
    lost = [label == "S" and fates.get(at) != "heard" for at, label in enumerate(gold.labels)]
    note_heard = [label == "N" and fates.get(at) == "heard" for at, label in enumerate(gold.labels)]
    cut = [fate == "note" and label == "S" for fate, label in zip(heard.fates, labels, strict=True)]
    chapters = _chapters(gold, heard, pairs) if entry.get("score_chapters", True) else (0,) * 5
    paragraphs = _paragraphs(gold, heard, pairs) if entry.get("score_paragraphs") else (0,) * 3
    notes = gold.labels.count("N")
    counts = Counts(
        *chapters, *paragraphs, notes, notes - sum(note_heard), sum(cut), gold.labels.count("S"), sum(lost),
        sum(doubled), sum(is_heard), sum(foreign),
    )  # fmt: skip
    faults = (("lost", lost, gold.words), ("foreign", foreign, heard.words), ("note heard", note_heard, gold.words),
              ("story as note", cut, heard.words))  # fmt: skip
    return Result(
        entry["file"],
        entry["format"],
        counts,
        tuple(f"{name}: {text}" for name, flags, words in faults for text in _longest(flags, words)),
    )


def _paragraphs(gold: Gold, heard: Heard, pairs: Sequence[int | None]) -> tuple[int, int, int]:
    """True ends of paragraphs, ends found within the story, and right ones."""
    found = {place for at in heard.ends.values() if (place := pairs[at]) is not None and gold.labels[place] == "S"}
    return len(gold.ends), len(found), len(found & gold.ends)


def _runs(labels: Sequence[str], label: str) -> Iterator[int]:
    """Where passages of one label begin."""
    length = 0
    for at, one in enumerate(labels):
        length = length + 1 if one == label else 0
        if length >= PASSAGE:
            yield at - PASSAGE + 1


def _prefer_story(gold: Gold, heard: Heard, pairs: list[int | None]) -> None:
    """Pairs what is heard with the same words of story, where those are free and it was paired with a contents list."""
    taken = {place for place in pairs if place is not None}
    free: dict[str, list[int]] = {}
    for place, label in enumerate(gold.labels):
        if label != "X" and place not in taken:
            free.setdefault(gold.words[place], []).append(place)
    at = 0
    while at < len(pairs):
        end = at
        while end < len(pairs) and heard.fates[end] == "heard" and _is_foreign(gold, pairs[end]):
            end += 1
        run = heard.words[at:end]
        places = free.get(run[0], []) if run else []
        place = next((one for one in places if gold.words[one : one + len(run)] == run), None)
        if place is not None and not taken & set(range(place, place + len(run))):
            pairs[at:end] = range(place, place + len(run))
            taken.update(range(place, place + len(run)))
        at = max(end, at + 1)


def _is_foreign(gold: Gold, place: int | None) -> bool:
    return place is not None and gold.labels[place] == "X"


def _chapters(gold: Gold, heard: Heard, pairs: Sequence[int | None]) -> tuple[int, int, int, int, int]:
    """True chapters, chapters found, right ones, right ones with a title, and those whose title is right."""
    before = [0]
    for label in gold.labels:
        before.append(before[-1] + (label in ("S", "O")))
    starts = [
        next((place for at in range(one.first, one.end) if heard.fates[at] == "heard"
              and (place := pairs[at]) is not None), None)
        for one in heard.chapters
    ]  # fmt: skip

    def is_near(start: int | None, true: int) -> bool:
        return start is not None and -EARLY <= before[start] - before[true] <= LATE

    near = sorted(
        (abs(before[start] - before[true]), mine, theirs)
        for mine, start in enumerate(starts)
        for theirs, (true, _) in enumerate(gold.chapters)
        if start is not None and is_near(start, true)
    )
    right: dict[int, int] = {}
    for _, mine, theirs in near:
        if mine not in right and theirs not in right.values():
            right[mine] = theirs
    optional = sum(
        mine not in right and any(is_near(start, true) for true in gold.parts) for mine, start in enumerate(starts)
    )
    titled = [(gold.chapters[theirs][1], heard.chapters[mine].title) for mine, theirs in right.items()]
    titled = [(title, said) for title, said in titled if words_of(title)]
    titles = sum(is_same_title(words_of(title), said) for title, said in titled)
    return len(gold.chapters), len(starts) - optional, len(right), len(titled), titles


def is_same_title(true: list[str], said: list[str]) -> bool:
    """Whether one of two titles holds the other, numbers and words like "chapter" apart where there are more.

    >>> is_same_title(["chapter", "3", "the", "old", "mint"], ["old", "mint"]), is_same_title(["iv"], ["chapter", "4"])
    (True, False)
    """
    one, other = _name(true) or true, (_name(said) if _name(true) else said) or said
    short, long = sorted((one, other), key=len)
    return bool(short) and any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def _name(title: list[str]) -> list[str]:
    return [word for word in title if not NO_TITLE.fullmatch(word)]


def _longest(flags: Sequence[bool], words: Sequence[str]) -> list[str]:
    """The longest runs of words with a flag, as their length and first words."""
    runs, length = [], 0
    for at in range(len(words) + 1):
        if at < len(words) and flags[at]:
            length += 1
        elif length:
            runs.append((length, " ".join(words[at - length : at][:14])))
            length = 0
    return [f"{count} words, {text}" for count, text in sorted(runs, reverse=True)[:SHOWN]]


def score(folder: Path, entry: dict[str, str], options: Sequence[str]) -> Result:
    """Reads one file with the program; one that it refuses counts as nothing heard."""
    command = [sys.executable, "-m", "audiobook", "script", str(folder / entry["file"]), *options]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    gold = read_gold(folder / "gold" / f"{entry['file']}.txt.gz")
    result = compare(gold, read_script(done.stdout.splitlines() if done.returncode == 0 else ()), entry)
    return result if done.returncode == 0 else Result(result.file, result.format, result.counts, (done.stderr.strip(),))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--file", type=re.compile, default=re.compile(""))
    parser.add_argument("--without", type=re.compile, default=re.compile(r"(?!)"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--details", action="store_true")
    parser.add_argument("options", nargs="*")
    asked = parser.parse_intermixed_args()
    entries = [json.loads(line) for line in (asked.folder / "gold.jsonl").read_text("utf-8").splitlines() if line]
    chosen = [one for one in entries if asked.file.search(one["file"]) and not asked.without.search(one["file"])]
    totals: dict[str, Counts] = {}
    print(HEAD)
    with ThreadPoolExecutor(asked.jobs) as pool:
        for result in pool.map(lambda entry: score(asked.folder, entry, asked.options), chosen):
            print(f"{result.file[:40]:40} {result.counts.row()}", flush=True)
            for fault in result.faults if asked.details else ():
                print(f"    {fault}")
            for name in (result.format, "TOTAL"):
                totals[name] = totals.get(name, Counts()) + result.counts
    print("\n" + HEAD)
    for name in (*(name for name in totals if name != "TOTAL"), "TOTAL"):
        print(f"{name:40} {totals.get(name, Counts()).row()}")


if __name__ == "__main__":
    main()

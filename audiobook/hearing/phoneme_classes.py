"""Phonemes in classes of those that recognizers mistake for each other, and how texts are compared by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# "Eruka" is a fair hearing of Iruka, and "glass" one of class: vowels count by their place in the mouth, consonants
# without their voice. Stress, breath (h) and glides are left out.
PHONEME_CLASSES = (
    ("I", "iɪᵻeAɛæIY"),
    ("A", "əʌɜɐᵊaɑɒɔW"),
    ("U", "uʊOoQ"),
    ("P", "pb"),
    ("T", "tdɾðT"),
    ("K", "kɡg"),
    ("F", "fvθ"),
    ("S", "sz"),
    ("C", "ʃʒʧʤ"),
    ("N", "mnŋ"),
    ("L", "lɹr"),
)
# Between two lines. The longer it is, the more their times count.
SEAM, SEAM_LENGTH = "|", 3
CLASS_OF = {phoneme: name for name, phonemes in PHONEME_CLASSES for phoneme in phonemes}


def classify_phonemes(phonemes: str) -> str:
    """The classes of phonemes, a letter each.

    >>> classify_phonemes("ˈɪɹukə") == classify_phonemes("ɛɹˈukʌ")
    True
    >>> classify_phonemes("glˈæs")
    'KLIS'
    """
    return "".join(CLASS_OF.get(phoneme, "") for phoneme in phonemes)


@dataclass(slots=True)
class SoundDifferences:
    """How what was heard of a line differs from what it should say, counted in phonemes.

    `missing_run` and `extra_run` are the longest stretches that are missing or said in addition.
    """

    expected: int
    replaced: int = 0
    missing: int = 0
    extra: int = 0
    missing_run: int = 0
    extra_run: int = 0

    @property
    def error_rate(self) -> float:
        """Differences per expected phoneme, at most 1."""
        return min(1.0, (self.replaced + self.missing + self.extra) / max(1, self.expected))


def compare_lines(expected: Sequence[str], heard: Iterable[tuple[int, str]]) -> tuple[SoundDifferences, ...]:
    """The differences of each line of a window.

    `expected` are the classes of each line, `heard` those of each word, with the number of the line during which it was
    heard. All lines are compared at once, with seams between them: a word whose time is a little wrong may still be
    matched with the line before or after.
    """
    from rapidfuzz.distance import Levenshtein

    heard_lines = ["" for _ in expected]
    for number, word in heard:
        heard_lines[number] += word
    differences = tuple(SoundDifferences(len(line)) for line in expected)
    expected_text, expected_numbers = _join_lines(expected)
    heard_text, heard_numbers = _join_lines(heard_lines)
    run = _Run()
    for operation in Levenshtein.editops(expected_text, heard_text):
        is_extra = operation.tag == "insert"
        position = operation.dest_pos if is_extra else operation.src_pos
        text, numbers = (heard_text, heard_numbers) if is_extra else (expected_text, expected_numbers)
        if text[position] == SEAM:
            continue
        line = differences[numbers[position]]
        if operation.tag == "replace":
            line.replaced += 1
        elif is_extra:
            line.extra += 1
            line.extra_run = max(line.extra_run, run.extend(operation.tag, numbers[position], position))
        else:
            line.missing += 1
            line.missing_run = max(line.missing_run, run.extend(operation.tag, numbers[position], position))
    return differences


def _join_lines(lines: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The lines with seams between them, and the number of the line of each character."""
    joined = (SEAM * SEAM_LENGTH).join(lines)
    widths = [len(line) + SEAM_LENGTH for line in lines]
    return joined, tuple(number for number, width in enumerate(widths) for _ in range(width))[: len(joined)]


@dataclass(slots=True)
class _Run:
    """A stretch of operations of one kind in one line, one after another."""

    tag: str = ""
    line: int = -1
    position: int = -1
    length: int = 0

    def extend(self, tag: str, line: int, position: int) -> int:
        """The length of the stretch with another operation."""
        continues = (tag, line, position) == (self.tag, self.line, self.position + 1)
        self.length = self.length + 1 if continues else 1
        self.tag, self.line, self.position = tag, line, position
        return self.length

"""Phonemes in classes of those that recognizers mistake for each other, and how texts are compared by them."""

from __future__ import annotations

from collections.abc import Iterable
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


def compare_lines(expected: Iterable[str], heard: Iterable[tuple[int, str]]) -> tuple[SoundDifferences, ...]:
    """The differences of each line of a window.

    `expected` are the classes of each line. `heard` are those of each word, with the number of the line during which it
    was heard, where what no line has is counted.
    """
    from rapidfuzz.distance import Levenshtein

    lines = tuple(expected)
    differences = tuple(SoundDifferences(len(line)) for line in lines)
    line_of_expected = [number for number, line in enumerate(lines) for _ in line]
    words = tuple(heard)
    line_of_heard = [number for number, word in words for _ in word]
    operations = Levenshtein.editops("".join(lines), "".join(word for _, word in words))
    run = _Run()
    for operation in operations:
        if operation.tag == "insert":
            number = line_of_heard[operation.dest_pos]
            differences[number].extra += 1
            length = run.extend("insert", number, operation.dest_pos)
            differences[number].extra_run = max(differences[number].extra_run, length)
            continue
        number = line_of_expected[operation.src_pos]
        if operation.tag == "replace":
            differences[number].replaced += 1
            continue
        differences[number].missing += 1
        length = run.extend("delete", number, operation.src_pos)
        differences[number].missing_run = max(differences[number].missing_run, length)
    return differences


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

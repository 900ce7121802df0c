"""What was heard is compared by its sounds: homophones and names spelled otherwise are right, other words are not."""

from __future__ import annotations

import pytest

from audiobook.hearing.expected_sound import PhonemeReader
from audiobook.hearing.phoneme_classes import CLASS_OF, PHONEME_CLASSES, SoundDifferences, compare_lines
from audiobook.model import Utterance, Voice

VOICE = Voice("hibari", "heart")
# What a line says, what a recognizer writes, and whether that is the same to the ear.
CASES = [
    ("It was open.", "It was open.", True),
    ("Their weight rose.", "There wait rows", True),
    ("Iruka laughed.", "Eruka laughed.", True),
    ("There were twenty of them.", "There were 20 of them.", True),
    ("It was seven thirty in June.", "It was 730 in June.", True),
    ("It was nineteen eleven.", "It was 1911.", True),
    ("Mister Pym nodded.", "Mr. Pim nodded.", True),
    ("It was open.", "It was shut.", False),
    ("She went home at last.", "She went", False),
    ("She went home.", "She went home, she went home.", False),
    ("She went home.", "Nobody knows the way", False),
]
MAX_SAME = 0.2


@pytest.fixture(scope="module")
def reader() -> PhonemeReader:
    return PhonemeReader()


@pytest.mark.parametrize(("said", "heard", "is_same"), CASES)
def test_sounds_count_not_letters(reader: PhonemeReader, said: str, heard: str, is_same: bool) -> None:
    expected = reader.read_line(Utterance(said, VOICE)).classes
    words = [(0, reader.read_heard_word(word, expected)) for word in heard.split()]
    (differences,) = compare_lines([expected], words)
    assert (differences.error_rate < MAX_SAME) is is_same


def test_what_is_missing_and_what_is_extra_belongs_to_its_line() -> None:
    differences = compare_lines(["KAT", "PITS", "NUL"], [(0, "KAT"), (1, "TS"), (2, "NUL"), (2, "NUL")])
    assert differences == (
        SoundDifferences(3),
        SoundDifferences(4, missing=2, missing_run=2),
        SoundDifferences(3, extra=3, extra_run=3),
    )


def test_a_line_that_nobody_heard_is_missing_as_a_whole() -> None:
    assert compare_lines(["KAT", "NUL"], [(1, "NUL")])[0] == SoundDifferences(3, missing=3, missing_run=3)


def test_each_phoneme_has_one_class() -> None:
    assert len(CLASS_OF) == sum(len(phonemes) for _, phonemes in PHONEME_CLASSES)


def test_a_quicker_voice_is_expected_to_take_less_time(reader: PhonemeReader) -> None:
    slow, quick = (reader.read_line(Utterance("It was open.", Voice("x", "y", pace=pace))) for pace in (1.0, 2.0))
    assert slow.classes == quick.classes
    assert slow.seconds == pytest.approx(2 * quick.seconds)


def test_nothing_to_say_is_no_error(reader: PhonemeReader) -> None:
    assert reader.read_line(Utterance("…", VOICE)).classes == ""

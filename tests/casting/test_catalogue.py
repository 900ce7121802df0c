"""The catalogue that ships, and what is told of mistakes in one."""

from __future__ import annotations

from collections import Counter

import pytest

from audiobook.casting.catalogue import compute_likeness, load_catalogue, parse_catalogue
from audiobook.errors import InputError

ENTRY = """
[rowan]
engine = "hibari"
voice = "heart"
pitch = 0.6
gain = 6.5
language = "en-US"
gender = "male"
age = "adult"
description = "a man"
licence = "Apache-2.0"
mos = 4.5
wer = 0.02
f0 = 120
"""


def test_parse_catalogue_reads_every_field() -> None:
    (rowan,) = parse_catalogue(ENTRY, "rowan = [0.6, 0.8]")
    assert (rowan.name, rowan.gender, rowan.age, rowan.get) == ("rowan", "male", "adult", "")
    assert (rowan.voice.engine, rowan.voice.name, rowan.voice.pitch, rowan.voice.gain) == ("hibari", "heart", 0.6, 6.5)
    assert rowan.measures is not None
    assert (rowan.measures.mos, rowan.measures.wer, rowan.measures.f0) == (4.5, 0.02, 120)
    assert compute_likeness(rowan, rowan) == pytest.approx(1.0)


def test_the_likeness_of_an_unmeasured_voice_is_unknown() -> None:
    (rowan,) = parse_catalogue(ENTRY.partition("mos")[0] + "unmeasured = true", "")
    assert rowan.measures is None
    assert compute_likeness(rowan, rowan) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'gender = "male"',
            'gender = "mail"',
            "gender = 'mail' is not one of female, male, neutral; did you mean 'male'",
        ),
        ('age = "adult"', 'age = "grown"', "age = 'grown' is not one of child, youth, adult, old"),
        ("pitch = 0.6", "pich = 0.6", "there is no 'pich'; did you mean 'pitch'"),
        ("pitch = 0.6", "pitch = 60", "pitch = 60 must be a number from 0.3 to 3"),
        ("pitch = 0.6", 'pitch = "low"', "pitch = 'low' must be a number"),
        ("pitch = 0.6", "pitch = true", "pitch = True must be a number"),
        ('licence = "Apache-2.0"', "", "licence is missing"),
        ('description = "a man"', "description = 1", "description must be a text in quotes"),
        ("wer = 0.02", "", "give mos, wer, f0, or unmeasured = true"),
        ("[rowan]", "rowan = 1\n[other]", "write its name in brackets"),
    ],
)
def test_an_error_names_its_entry(old: str, new: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_catalogue(ENTRY.replace(old, new), "")
    assert told in str(caught.value)
    assert "catalogue.toml: in the entry [rowan]:" in str(caught.value)


def test_an_embedding_without_an_entry_is_an_error() -> None:
    with pytest.raises(InputError, match=r"'rown' is not a voice of catalogue\.toml; did you mean 'rowan'"):
        parse_catalogue(ENTRY, "rown = [1.0]")


@pytest.mark.parametrize("direction", ["1", "'far'", "['far']", "{ x = 1 }"])
def test_an_embedding_must_be_a_list_of_numbers(direction: str) -> None:
    with pytest.raises(InputError, match=r"speakers\.toml: rowan must be a list of numbers"):
        parse_catalogue(ENTRY, f"rowan = {direction}")


def test_the_bundled_voice_alone_fills_a_cast() -> None:
    bundled = [entry for entry in load_catalogue() if not entry.get]
    assert {(entry.voice.engine, entry.voice.name) for entry in bundled} == {("hibari", "heart")}
    adults = Counter(entry.gender for entry in bundled if entry.age == "adult")
    ages = Counter(entry.age for entry in bundled)
    assert min(adults["female"], adults["male"]) >= 8
    assert ages["child"] + ages["youth"] >= 3
    assert ages["old"] >= 3
    assert len({entry.voice for entry in bundled}) == len(bundled)


def test_downloadable_voices_have_a_command() -> None:
    for entry in load_catalogue():
        plain_heart = (entry.voice.engine, entry.voice.name) == ("hibari", "heart")
        assert bool(entry.get) is not plain_heart, entry.name
        assert entry.get.startswith(("", "pip install", "audiobook voices install"))


def test_embeddings_have_length_one() -> None:
    told = [entry for entry in load_catalogue() if entry.speaker]
    for entry in told:
        assert sum(number**2 for number in entry.speaker) == pytest.approx(1.0, abs=0.05), entry.name


def test_kokoros_good_english_voices_are_measured_and_its_weak_ones_are_left_out() -> None:
    single = [entry for entry in load_catalogue() if entry.voice.engine == "kokoro" and "+" not in entry.voice.name]
    english = {entry.voice.name for entry in single if entry.voice.name[0] in "ab"}
    assert len(english) == 23
    assert not english & {"af_nicole", "bm_lewis", "bf_alice", "am_santa", "af_bella"}
    for entry in single:
        assert entry.measures is not None, entry.name
        assert entry.measures.mos >= 4.2, entry.name
        assert entry.speaker, entry.name

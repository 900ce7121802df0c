"""The gender that a name implies."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.attribution.corrections import attribute_quotes
from audiobook.attribution.people.parsed_names import guess_gender_of_character
from audiobook.attribution.words import gender
from audiobook.attribution.words.gender import fold_name, gender_of_first_name, guess_gender, is_first_name
from audiobook.cast_file.values import CastFile
from audiobook.model import Character
from audiobook.pipeline import analyze_story
from audiobook.settings.settings import StorySettings


@pytest.mark.parametrize(
    ("name", "implied"),
    [
        ("Siobhan", "female"), ("Niamh", "female"), ("Oisín", "male"), ("Joaquin", "male"), ("Joaquín", "male"),
        ("Angharad", "female"), ("Wojciech", "male"), ("Małgorzata", "female"), ("Svetlana", "female"),
        ("Priya", "female"), ("Arjun", "male"), ("Fatima", "female"), ("Mehmet", "male"), ("Kwame", "male"),
        ("Hiroshi", "male"), ("Haoran", "male"), ("Håkon", "male"), ("Zuko", "male"), ("Katara", "female"),
        ("Frodo", "male"), ("Hermione", "female"), ("Lan Wangji", "male"), ("Wei Wuxian", "male"), ("Obi-Wan", "male"),
        ("Uchiha Sasuke", "male"), ("Siobhan Granger", "female"), ("Professor Dumbledore", "male"),
        ("Alex", ""), ("Quinn", ""), ("Morgan", ""), ("Robin", ""), ("Sasha", ""), ("Ming", ""),
        ("Alex Thomas", ""), ("Granger", ""), ("Dr. Carter", ""), ("the hunter", ""), ("Xqzt", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_name_implies_a_gender_or_none(name: str, implied: str) -> None:
    assert (gender_of_first_name(name) or guess_gender_of_character([name])) == implied


def test_names_of_both_genders_are_still_known_as_names() -> None:
    assert is_first_name("Alex")
    assert is_first_name("Kim")
    assert not is_first_name("Siobhan")  # too rare to make a person of a word that may be a place


def test_the_lists_are_folded_and_disjoint() -> None:
    """A name that two lists have would hide a contradiction; a name that is not folded would never be found."""
    common, rarer, characters = gender.load_first_names(), gender.load_rarer_names(), gender.load_character_names()
    assert len(rarer) > 30_000
    assert all(name == fold_name(name) and name.isascii() for name in list(rarer)[::50])
    assert not rarer.keys() & characters.keys()
    assert not characters.keys() & common.keys()
    assert {*common.values(), *rarer.values(), *characters.values()} == {"male", "female", ""}


def test_no_name_is_listed_for_two_genders() -> None:
    for file in ("first_names.txt", "more_first_names.txt", "character_names.txt"):
        lines = (Path(gender.__file__).with_name(file)).read_text("utf-8").splitlines()
        names = [fold(name) for line in lines if line[:1] != "#" for name in line.split(": ")[1].split()
                 for fold in (str.lower if file == "first_names.txt" else fold_name,)]  # fmt: skip
        assert len(names) == len(set(names)), file


def test_what_the_story_and_the_user_say_wins(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(
        '"Hello," said Siobhan.\n\n"Hello," said Zuko. She smiled, and Zuko put down her hat. '
        'Zuko took up her cup; Zuko drank her tea.\n\n"Tea?" said Joaquin.\n',
        "utf-8",
    )
    script = analyze_story(StorySettings((story,))).script
    by_name = _genders(attribute_quotes(script, CastFile())[0].characters)
    assert by_name == {"Siobhan": "female", "Zuko": "female", "Joaquin": "male"}
    told = _genders(attribute_quotes(script, CastFile(genders=(("Joaquin", ""),)))[0].characters)
    assert told["Joaquin"] == ""


def _genders(characters: tuple[Character, ...]) -> dict[str, str]:
    return {character.name: character.gender for character in characters}


def test_a_guess_needs_a_word() -> None:
    assert guess_gender([]) == ""

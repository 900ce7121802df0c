"""Two people with one voice, because the user chose it."""

from __future__ import annotations

import pytest

from audiobook.casting.cast import StoryCast
from audiobook.casting.catalogue import load_catalogue
from audiobook.casting.shared_voices import find_shared_voices
from audiobook.model import Attribution, Cast, Chapter, Character, Kind, Metadata, Script, Segment, Span

RECIPES = {entry.name: entry.voice for entry in load_catalogue()}
SPEAKERS = ("Mary", "Jane", "Mary", "Tom", "Tom", "Tom")
PEOPLE = (Character("Tom", ("I",), "male", 3), Character("Mary", (), "female", 2), Character("Jane", (), "female", 1))


def talk() -> Attribution:
    told = [Segment(1, 1, Kind.SPEECH, Span(0, 0), "", "x", speaker=speaker) for speaker in SPEAKERS]
    return Attribution(Script(Metadata(), (Chapter(1, "", "", ()),), tuple(told)), PEOPLE)


def cast(narrator: str, **voices: str) -> StoryCast:
    recipes = tuple((name, RECIPES[voice]) for name, voice in voices.items())
    return StoryCast(Cast(RECIPES[narrator], recipes), tuple(voices.items()), narrator_name=narrator)


@pytest.mark.parametrize(
    ("narrator", "voices", "found"),
    [
        ("heart", {"Tom": "rowan", "Mary": "iris", "Jane": "hazel"}, []),
        ("iris", {"Tom": "rowan", "Mary": "iris", "Jane": "hazel"}, [("Mary", "")]),
        ("heart", {"Tom": "rowan", "Mary": "iris", "Jane": "iris"}, [("Jane", "Mary")]),
        ("iris", {"Tom": "rowan", "Mary": "iris", "Jane": "iris"}, [("Mary", ""), ("Jane", "")]),
        # Tom says "I": his voice is the narrator's by right.
        ("rowan", {"Tom": "rowan", "Mary": "iris", "Jane": "hazel"}, []),
        # Jane and Tom never answer each other.
        ("heart", {"Tom": "rowan", "Mary": "iris", "Jane": "rowan"}, []),
    ],
)
def test_shared_voices_are_found(narrator: str, voices: dict[str, str], found: list[tuple[str, str]]) -> None:
    shared = list(find_shared_voices(talk(), cast(narrator, **voices)))
    assert [(one.character, one.other) for one in shared] == found
    for one in shared:
        assert one.better not in {*voices.values(), narrator, ""}
        cured = cast(narrator, **{**voices, one.character: one.better})
        assert one.character not in {rest.character for rest in find_shared_voices(talk(), cured)}

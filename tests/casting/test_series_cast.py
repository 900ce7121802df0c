"""The cast of a series: who returns keeps their voice, and what was said by hand holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from audiobook.cast_file.series_writing import SeriesNarrator, write_series
from audiobook.cast_file.values import CastFile, VoiceChoice
from audiobook.casting.cast import CastingOverrides, cast_voices
from audiobook.casting.series_cast import describe_narrator, find_series_cast, read_series_cast, series_file
from audiobook.errors import InputError
from audiobook.model import Character, Metadata
from tests.casting.test_cast import told
from tests.conftest import Outcome

Command = Callable[..., Outcome]
ROWS = """
[cast]
Ann = "rowan" # 41 lines, 12%, female; book 1
Bea = "clover" # 9 lines, 2%, female; book 3
Cid = "wren" # 9 lines, 2%; book 2, by hand
Dan = { voice = "reed", pitch = 1.1 }
Eve = "no-such-voice" # 9 lines, 2%; book 1
[aliases]
Annie = "Ann"
[gender]
Ann = "female"
"""


@dataclass(frozen=True)
class Case:
    """Somebody in a book of that number, the row of its own cast file, and the voice from the series, "" for none."""

    character: Character
    number: int | None
    own: VoiceChoice | None
    voice: str


OWN, OWN_BY_HAND = VoiceChoice("heart", (), 5, True), VoiceChoice("heart", (), 5, False)
CASES = {
    "returns": Case(Character("Ann", (), "female", 9), 2, None, "rowan"),
    "by an alias": Case(Character("Annie", (), "", 9), 2, None, "rowan"),
    "in a book without a number": Case(Character("Ann", (), "female", 9), None, None, "rowan"),
    "of another gender": Case(Character("Ann", (), "male", 9), 2, None, ""),
    "somebody else": Case(Character("Zoe", (), "female", 9), 2, None, ""),
    "already cast": Case(Character("Ann", (), "female", 9), 2, OWN, ""),
    "of a later book": Case(Character("Bea", (), "female", 9), 2, None, ""),
    "chosen earlier by hand": Case(Character("Cid", (), "", 9), 3, OWN, "wren"),
    "chosen by hand in this book": Case(Character("Cid", (), "", 9), 2, OWN, ""),
    "chosen by hand in a later book": Case(Character("Cid", (), "", 9), 1, OWN, ""),
    "written by hand": Case(Character("Dan", (), "", 9), 1, OWN, "reed"),
    "chosen by hand for the book itself": Case(Character("Dan", (), "", 9), 1, OWN_BY_HAND, ""),
    "with a voice that is not here": Case(Character("Eve", (), "female", 9), 2, None, ""),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_who_has_the_voice_of_the_series(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "Lamps (series).toml"
    path.write_text(ROWS)
    name = case.character.name
    own = CastFile(voices=((name, case.own),)) if case.own else CastFile()
    series = read_series_cast(path, case.number)
    cast = cast_voices(told(case.character), own, Path("x.toml"), CastingOverrides(), series)
    assert (cast.voice_names[name] if name in cast.returning else "") == case.voice


def test_new_people_get_no_voice_of_the_series(tmp_path: Path) -> None:
    people = told(Character("Zoe", (), "female", 9))
    free = cast_voices(people, CastFile(), Path("x.toml"), CastingOverrides()).voice_names["Zoe"]
    path = tmp_path / "Lamps (series).toml"
    path.write_text(f'[cast]\nYve = "{free}" # 40 lines, 12%, female; book 1\n')
    cast = cast_voices(people, CastFile(), Path("x.toml"), CastingOverrides(), read_series_cast(path, 2))
    assert cast.voice_names["Zoe"] != free


def test_a_voice_by_hand_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "Lamps (series).toml"
    path.write_text('[cast]\nEve = "no-such-voice"\n')
    with pytest.raises(InputError, match=r"series\).toml, line 2"):
        cast_voices(told(Character("Eve")), CastFile(), Path("x.toml"), CastingOverrides(), read_series_cast(path))


def test_only_what_was_decided_by_hand_may_change_a_book_that_is_made(tmp_path: Path) -> None:
    path = tmp_path / "voices" / "Lamps (series).toml"
    about, output = Metadata("Tea", "Ann", series="Lamps, part 2"), tmp_path / "output"

    def digest(rows: str) -> str:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"[cast]\n{rows}\n")
        found = find_series_cast(about, output)
        assert found
        return found.digest

    assert series_file("Lamps", output) == path
    untouched = digest("")
    assert digest('Ann = "rowan" # 4 lines, 12%; book 1') == untouched
    assert digest('Ann = "rowan" # 4 lines, 12%; book 2, by hand') == untouched
    assert digest('Ann = "rowan" # 4 lines, 12%; book 1, by hand') != untouched
    assert digest('Ann = "rowan"') != untouched
    assert find_series_cast(Metadata("Tea", "Ann"), output) is None


THINGS = {1: ("lamp", "stair", "cellar"), 2: ("boat", "weir", "heron"), 3: ("kite", "hill", "thunder")}


def test_three_books(audiobook: Command, tmp_path: Path) -> None:
    for number, things in THINGS.items():
        lines = "\n\n".join(
            f"“Where is the {thing}?” said Maud. She looked for her {thing}.\n\n“The {thing} is gone,” said Tom."
            for thing in things
        )
        about = f"Tea {number} by Ann\nSeries: Lamps, part {number}\n\nChapter 1\n"
        (tmp_path / f"{number}.txt").write_text(f"{about}{lines}\n", "utf-8")

    def cast(number: int) -> str:
        done = audiobook("cast", f"{number}.txt", "--save")
        assert done.code == 0, done.err
        text = (tmp_path / f"voices/Tea {number}.toml").read_text("utf-8")
        return next(line for line in text.splitlines() if line.startswith("Maud = "))

    first = cast(1)
    second = cast(2)
    assert first.split('"')[1] == second.split('"')[1]
    path, other = tmp_path / "voices/Tea 2.toml", next(name for name in ("wren", "juniper") if name not in first)
    path.write_text(path.read_text("utf-8").replace(second, f'Maud = "{other}"'), "utf-8")
    assert cast(2) == f'Maud = "{other}"'
    assert (cast(1), cast(3).split('"')[1]) == (first, other)
    assert f'Maud = "{other}" # 3 lines' in (tmp_path / "voices/Lamps (series).toml").read_text("utf-8")


def test_the_narrator_of_a_book_reads_the_later_ones(tmp_path: Path) -> None:
    path = tmp_path / "Lamps (series).toml"
    chosen = SeriesNarrator(VoiceChoice("rowan", (("pace", 0.9),)), describe_narrator(2))
    write_series(path, (), chosen)

    def narrator(number: int | None, own: VoiceChoice | None = None, voice: str | None = None) -> tuple[str, float]:
        series, overrides = read_series_cast(path, number), CastingOverrides(voice=voice)
        cast = cast_voices(told(), CastFile(narrator=own), Path("x.toml"), overrides, series)
        return cast.narrator_name, cast.cast.narrator.pace

    usual = narrator(1)
    assert usual[0] != "rowan"
    assert narrator(2) == narrator(None) == usual
    assert narrator(3) == ("rowan", 0.9)
    assert narrator(3, VoiceChoice("", (("pace", 1.1),))) == ("rowan", 1.1)
    assert narrator(3, VoiceChoice("wren"))[0] == narrator(3, voice="wren")[0] == "wren"
    # What somebody has written there by hand stays, and holds for every book.
    path.write_text(path.read_text("utf-8").replace("[narrator] # book 2", "[narrator]"), "utf-8")
    write_series(path, (), SeriesNarrator(VoiceChoice("wren"), describe_narrator(1)))
    assert narrator(1) == narrator(None) == ("rowan", 0.9)


def test_a_narrator_goes_from_book_to_book(audiobook: Command, tmp_path: Path) -> None:
    for number, things in THINGS.items():
        lines = "\n\n".join(f"“Where is the {thing}?” said Maud. Her {thing} was gone." for thing in things)
        text = f"Tea {number} by Ann\nSeries: Lamps, part {number}\n\nChapter 1\n{lines}\n"
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")

    def cast(number: int) -> str:
        done = audiobook("cast", f"{number}.txt", "--save")
        assert done.code == 0, done.err
        return (tmp_path / "voices/Lamps (series).toml").read_text("utf-8").partition("[narrator]")[2]

    assert cast(1) == ""
    assert audiobook("cast", "2.txt", "--narrator", "rowan").code == 0
    assert cast(2) == ' # book 2\nvoice = "rowan"\n'
    assert audiobook("cast", "1.txt", "--narrator", "wren").code == 0
    assert "rowan" in cast(1), "a later book's stays, for those after it"

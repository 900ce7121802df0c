"""The cast file: what it may say, how mistakes in it are told, and that writing keeps what a person wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.values import CastEntry, CastFile, LineCorrection, VoiceChoice
from audiobook.cast_file.writing import add_corrections, write_cast
from audiobook.errors import InputError
from audiobook.model.decisions import BlockDecision, DecidedKind
from audiobook.model.pauses import Pauses
from tests.conftest import examples

WELL = """\
# Mine.
[aliases]
"Copy Cat" = "Tom"
"the Cat" = "Copy Cat"
Jo = "Jo"

[narrator]
voice = "heart"
pace = 0.95

[notes]
spoken = true

[cast]
Tom = "rowan"  # mine
"Mrs. Ashby" = { voice = "rowan", pitch = 1.1 }

[pauses]
scene = 2500

[gender]
Bea = "female"
Fog = "unknown"

[[line]]
text = "It is late."
speaker = "Bea"
chapter = 3
paragraph = 14

[[line]]
text = "No."
speaker = "Tom"
"""
LINE = "[[line]]\ntext = 'No.'\n"
BLOCK = "[[block]]\ntext = 'No.'\n"
# What is wrong with it; the file; what is told.
MISTAKES = {
    "no TOML": ("[aliases\n", "line 1, column 9: a bracket is missing; write it like this: [aliases]"),
    "an unknown part": ("[aliases]\n\n[genders]\nBea = 'male'\n", "line 3: there is no table 'genders'; did you mean"),
    "a wrong gender": (
        "[gender]\n# so\nBea = 'femal'\n",
        "line 3: Bea = 'femal' is not a gender; did you mean 'female'?",
    ),
    "a number for a name": ("[aliases]\nCat = 7\n", "line 2: Cat must be a text in quotes"),
    "an empty name": ("[aliases]\nCat = ''\n", "line 2: Cat must be a text in quotes"),
    "a circle": ("[aliases]\nA = 'B'\nB = 'A'\n", "line 2: the aliases A -> B -> A form a circle"),
    "no quotes around a full stop": ("[gender]\nDr. Bea = 'female'\n", "line 2: a name with a full stop needs quotes"),
    "a name cut at its full stop": ("[gender]\nMr.Dale = 'male'\n", 'line 2: a name with a full stop needs quotes'),
    "one bracket": ("[line]\ntext = 'No.'\n", "line 1: write [[line]] with two brackets"),
    "lines that are no tables": ("line = [1]\n", "line 1: write each line below its own [[line]]"),
    "no speaker": (f"{LINE}speaker = 'Bea'\n\n{LINE}", "line 5: this line has no 'speaker'"),
    "a wrong key": (f"{LINE}speeker = 'Bea'\n", "line 3: a line has no 'speeker'; did you mean 'speaker'?"),
    "a text for a number": (f"{LINE}speaker = 'Bea'\nchapter = '7'\n", "line 4: chapter must be a number"),
    "true for a number": (f"{LINE}speaker = 'Bea'\nchapter = true\n", "line 4: chapter must be a number"),
    "an unknown pause": ("[pauses]\nsceen = 3\n", "line 2: there is no pause 'sceen'; did you mean 'scene'?"),
    "a pause in words": ("[pauses]\nscene = 'long'\n", "line 2: scene must be milliseconds, 0 to 60000"),
    "a pause without end": ("[pauses]\nscene = -1\n", "line 2: scene must be milliseconds"),
    "a voice that is a number": ("[cast]\nTom = 3\n", "line 2: Tom must be the name of a voice in quotes"),
    "a wrong change": ("[cast]\nTom = { voice = 'a', pich = 1 }\n", "line 2: a voice has no 'pich'; did you mean"),
    "too far": ("[cast]\nTom = { pitch = 9 }\n", "line 2: pitch must be a number from 0.4 to 2"),
    "a full stop in the cast": ("[cast]\nMr.Dale = 'a'\n", "line 2: a name with a full stop needs quotes"),
    "a word for yes": ("[notes]\nspoken = 'yes'\n", "line 2: spoken must be true or false"),
    "an unknown key": ("[narrator]\nvoices = 'a'\n", "line 2: a voice has no 'voices'; did you mean 'voice'?"),
    "a block with one bracket": ("[block]\ntext = 'No.'\n", "line 1: write [[block]] with two brackets"),
    "blocks that are no tables": ("block = [1]\n", "line 1: write each paragraph below its own [[block]]"),
    "a block without words": ("[[block]]\nkind = 'note'\n", "line 1: this block has no 'text'"),
    "a block with blank words": ("[[block]]\ntext = ' '\n", "line 2: text must be a text in quotes"),
    "a block that says nothing": (f"{BLOCK}chapter = 3\n", "line 1: this block says nothing about its paragraph"),
    "a wrong key of a block": (f"{BLOCK}kinds = 'note'\n", "line 3: a block has no 'kinds'; did you mean 'kind'?"),
    "a wrong kind": (f"{BLOCK}\nkind = 'notes'\n", "line 4: a paragraph can't be 'notes'; did you mean 'note'?"),
    "a word for yes in a block": (f"{BLOCK}begins_chapter = 'yes'\n", "line 3: begins_chapter must be true or false"),
    "a negative paragraph": (f"{BLOCK}kind = 'note'\nparagraph = -1\n", "line 4: paragraph must be a number"),
    "true for a paragraph": (f"{BLOCK}kind = 'note'\nparagraph = true\n", "line 4: paragraph must be a number"),
    "a run of chapters": (f"{BLOCK}title = 'A'\nlast = 'B'\n", "line 4: last is for a kind that several paragraphs"),
    "a mistake in the second block": (f"{BLOCK}kind = 'note'\n{BLOCK}kind = 'nite'\n", "line 6: a paragraph can't be"),
    "a name on the first line": ("aliases = 3\n", "line 1: write [aliases] on its own line"),
}  # fmt: skip


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cast.toml"
    path.write_text(text, "utf-8")
    return path


def test_read_cast_file(tmp_path: Path) -> None:
    assert read_cast_file(written(tmp_path, WELL)) == CastFile(
        aliases=(("Copy Cat", "Tom"), ("the Cat", "Tom"), ("Jo", "Jo")),
        genders=(("Bea", "female"), ("Fog", "")),
        lines=(LineCorrection("It is late.", "Bea", 3, 14, row=25), LineCorrection("No.", "Tom", row=31)),
        narrator=VoiceChoice("heart", (("pace", 0.95),), row=7),
        speak_notes=True,
        voices=(
            ("Tom", VoiceChoice("rowan", row=15)),
            ("Mrs. Ashby", VoiceChoice("rowan", (("pitch", 1.1),), row=16)),
        ),
        pauses=Pauses(scene=2500),
    )


def test_read_blocks(tmp_path: Path) -> None:
    text = """\
[[block]]
text = "Hi all"
last = "Bye"
kind = "Note"
chapter = 0
paragraph = 2

[[block]]
text = "Day 3"
begins_chapter = true
title = " The  \\u001bStorm "
label = ""
"""
    assert read_cast_file(written(tmp_path, text)).blocks == (
        BlockDecision("Hi all", DecidedKind.NOTE, last="Bye", chapter=0, paragraph=2, row=1),
        BlockDecision("Day 3", begins_chapter=True, title="The Storm", label="", row=8),
    )


def test_a_missing_cast_file_is_empty(tmp_path: Path) -> None:
    assert read_cast_file(tmp_path / "cast.toml") == CastFile()


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_errors_name_their_line(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_cast_file(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_add_corrections_keeps_what_the_user_wrote(tmp_path: Path) -> None:
    path = written(tmp_path, WELL)
    add_corrections(
        path, genders=[("Fog", "male")], lines=[LineCorrection("No.", "Bea"), LineCorrection("Yes.", "Tom", 1, 2)]
    )
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in WELL.splitlines() if line not in lines] == ['Fog = "unknown"']
    said = read_cast_file(path)
    assert said.genders == (("Bea", "female"), ("Fog", "male"))
    assert [f"{line.speaker}: {line.text}" for line in said.lines] == ["Bea: It is late.", "Bea: No.", "Tom: Yes."]


def test_a_new_cast_file_explains_itself(tmp_path: Path) -> None:
    path = tmp_path / "voices" / "story.toml"
    add_corrections(path, aliases=[("Jo", "Jo")])
    assert path.read_text("utf-8").startswith("# The cast of a story.")
    assert read_cast_file(path).aliases == (("Jo", "Jo"),)


def test_a_wrong_correction_is_not_written(tmp_path: Path) -> None:
    path = written(tmp_path, WELL)
    with pytest.raises(InputError, match=r"cast\.toml, line \d+: Bea = 'nobody' is not a gender"):
        add_corrections(path, genders=[("Bea", "nobody")])
    assert path.read_text("utf-8") == WELL
    assert list(tmp_path.iterdir()) == [path]


def test_write_cast_adds_a_line_with_a_comment(tmp_path: Path) -> None:
    path = written(tmp_path, WELL)
    write_cast(
        path, [CastEntry("Tom", "ash", "9 lines, 5 %, male"), CastEntry("Bea", "fern", "99 lines, 50 %, female")]
    )
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in WELL.splitlines() if line not in lines] == []
    assert 'Bea = "fern" # 99 lines, 50 %, female' in lines
    assert dict(read_cast_file(path).voices)["Tom"].voice == "rowan"


def test_write_cast_updates_its_own_comments_only(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    write_cast(path, [CastEntry("Tom", "ash", "9 lines, 5 %, male"), CastEntry("Bea", "fern", "1 line, 2 %")])
    text = path.read_text("utf-8").replace("# 1 line, 2 %", "# the best of all")
    path.write_text(text, "utf-8")
    write_cast(path, [CastEntry("Tom", "oak", "10 lines, 6 %, male"), CastEntry("Bea", "fern", "3 lines, 2 %")])
    assert path.read_text("utf-8") == text.replace("9 lines, 5 %", "10 lines, 6 %")


def test_write_cast_replaces_a_voice_only_where_the_program_chose_it_and_is_asked_to(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    write_cast(path, [CastEntry("Tom", "ash", "9 lines, 5 %"), CastEntry("Bea", "fern", "1 line, 2 %")])
    entries = [CastEntry("Tom", "oak", "9 lines, 5 %"), CastEntry("Bea", "onyx", "1 line, 2 %")]
    write_cast(path, entries, recast=frozenset({"Bea"}))
    assert 'Tom = "ash" # 9 lines, 5 %' in path.read_text("utf-8")
    assert 'Bea = "onyx" # 1 line, 2 %' in path.read_text("utf-8")
    own = path.read_text("utf-8").replace("# 1 line, 2 %", "# as in my head")
    path.write_text(own, "utf-8")
    write_cast(path, [CastEntry("Bea", "nova", "1 line, 2 %")], recast=frozenset({"Bea"}))
    assert 'Bea = "onyx" # as in my head' in path.read_text("utf-8")


def test_write_cast_leaves_a_complete_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    entries = [CastEntry("Tom", "ash", "9 lines, 5 %, male")]
    write_cast(path, entries)
    before = path.stat().st_mtime_ns
    write_cast(path, entries)
    assert path.stat().st_mtime_ns == before


names = st.text(min_size=1, max_size=20).filter(lambda name: name.strip() == name)


@given(st.dictionaries(names, names, max_size=4), st.lists(st.tuples(names, names), max_size=3))
@settings(max_examples=examples(60))
def test_any_name_survives_the_round_trip(aliases: dict[str, str], lines: list[tuple[str, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cast.toml"
        wanted = {name: name for name in aliases}
        add_corrections(path, aliases=wanted.items(), lines=[LineCorrection(text, who) for text, who in lines])
        assert tomllib.loads(path.read_text("utf-8")).get("aliases", {}) == wanted
        assert {(line.text, line.speaker) for line in read_cast_file(path).lines} == set(dict(lines).items())

"""A long cast file is edited without the lines that stay: byte for byte as if the whole file were taken apart."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from audiobook.cast_file import writing
from audiobook.cast_file.applying import apply_edits, redo_last_edit, undo_last_edit
from audiobook.cast_file.edits import CastEdit, ForgetCharacter, RenameCharacter, SetSpeaker, SetVoice
from audiobook.cast_file.reading import parse_cast_file
from audiobook.cast_file.shortening import STAND_IN, ShortenedText, shorten_text
from audiobook.cast_file.take_edits import SetTake
from audiobook.cast_file.values import LineCorrection, VoiceChoice

PARTS = (
    "\n",
    "# my own words, [[line]]\n",
    "   # indented\n\n\n",
    '[[take]]\ntext = "No."\ntake = 1\n',
    '[[block]]\ntext = "Hope you"\nkind = "note" # mine\n',
)
TOPS = ("", "# mine\n", '[cast]\nAnn = "reed" # mine\n[aliases]\nAnnie = "Ann"\n\n', "\n\n[pauses]\nscene = 900\n")


def write_text(chance: random.Random) -> str:
    """A cast file as somebody may have left it."""
    parts = [chance.choice(TOPS)]
    for number in range(chance.randrange(9)):
        text = chance.choice((f'"No {number}."', f"'No \"{number}\"'", f'"[[line]] {number} # \\" = \\u00e9"'))
        position = f"chapter = {number}\n" if chance.random() < 0.8 else ""
        header = chance.choice(("[[line]]", "[[line]] # mine", "[[line]]\n# inside", "  [[line]]", "[[ line ]]"))
        comment = chance.choice(("", "", " # she"))
        parts.append(f"{header}\ntext = {text}\nspeaker = 'Ann'{comment}\n{position}")
        parts += chance.choices(PARTS[:3], k=chance.randrange(3))
    # Other tables in between, as editors may leave them, are for the end here: TOML can't have a table twice.
    parts += [part for part in PARTS[3:] if chance.random() < 0.3]
    text = "".join(parts)
    return text.rstrip("\n") if chance.random() < 0.3 else text


def choose_edit(chance: random.Random, text: str) -> CastEdit:
    lines = parse_cast_file(Path("x"), text).lines
    known = chance.choice(lines) if lines else LineCorrection("New.", "Bea")
    return chance.choice(
        (
            SetSpeaker(LineCorrection(known.text, "Bea", known.chapter, known.paragraph)),
            SetSpeaker(LineCorrection("New.", "Joss", 7, 8)),
            SetVoice("Bea", VoiceChoice("wren")),
            SetTake("No 1.", (("take", 2),)),
            RenameCharacter(("Bea",), "Beatrice"),
            ForgetCharacter(("Ann",)),
        )
    )


@pytest.mark.parametrize("seed", range(40))
def test_every_edit_and_step_leaves_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    results = []
    for shorten in (shorten_text, lambda text, _cast_file, _touched: ShortenedText(text)):
        chance = random.Random(seed)
        path = tmp_path / str(len(results)) / "cast.toml"
        path.parent.mkdir()
        path.write_text(write_text(chance), "utf-8")
        monkeypatch.setattr(writing, "shorten_text", shorten)
        states = [path.read_bytes()]
        for _ in range(6):
            if chance.random() < 0.6:
                apply_edits(path, [choose_edit(chance, path.read_text("utf-8"))])
            else:
                chance.choice((undo_last_edit, redo_last_edit))(path)
            states.append(path.read_bytes())
        results.append(states)
    assert results[0] == results[1]


LINES = "".join(f'[[line]]\ntext = "No {number}."\nspeaker = "Ann"\n\n' for number in range(9))


def test_what_is_not_touched_is_left_out_and_put_back() -> None:
    cast_file = parse_cast_file(Path("x"), LINES)
    found = shorten_text(LINES, cast_file, {("line", "No 4.", "0", "0", "0")})
    assert [rows.count("[[line]]") for _, rows in found.left_out] == [3, 3]
    assert [f"No {number}." in found.text for number in range(9)] == [number in (0, 4, 8) for number in range(9)]
    assert found.restore(found.text) == LINES
    assert found.restore("") is None


@pytest.mark.parametrize(
    "text",
    [
        f'{LINES}\n[pronounce]\nAnn = """\n[[line]]\n"""\n',
        LINES.replace("No 4.", "\\u0001"),
        LINES.replace("[[line]]", "[[ line ]]"),
    ],
    ids=["a long text", "a text like that of a stand-in", "other headers"],
)
def test_a_text_that_cannot_be_shortened_stays_whole(text: str) -> None:
    assert shorten_text(text, parse_cast_file(Path("x"), text), ()) == ShortenedText(text)


def test_a_stand_in_is_a_line() -> None:
    assert len(parse_cast_file(Path("x"), STAND_IN.format(number=1)).lines) == 1

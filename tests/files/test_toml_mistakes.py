"""Mistakes in TOML written by hand are told with line and column; the advice, followed to the letter, cures them."""

from __future__ import annotations

import re
import tomllib

import pytest

from audiobook.files.toml import TomlError, parse_toml

# A line, and the same line as the message writes it. The table above and the line below are always right.
LINES = {
    "curly quotes": ("Ann = “reed”", 'Ann = "reed"'),
    "curly single quotes": ("Ann = ‘reed’", 'Ann = "reed"'),
    "German quotes": ("Ann = „reed“", 'Ann = "reed"'),
    "French quotes": ("Ann = «reed»", 'Ann = "reed"'),
    "backticks": ("Ann = `reed`", 'Ann = "reed"'),
    "two backticks": ("Ann = ``reed``", 'Ann = "reed"'),
    "curly at the end": ('Ann = "reed”', 'Ann = "reed"'),
    "curly at the beginning": ('Ann = “reed"', 'Ann = "reed"'),
    "German and straight": ('Ann = „reed"', 'Ann = "reed"'),
    "a comment after it": ("Ann = “reed” # 3 lines, 4 %", 'Ann = "reed" # 3 lines, 4 %'),
    "curly quotes around a name": ('“Mrs. Ashby” = "reed"', '"Mrs. Ashby" = "reed"'),
    "a name with a space": ('Mrs Ashby = "reed"', '"Mrs Ashby" = "reed"'),
    "an apostrophe": ("O'Brien = \"reed\"", "\"O'Brien\" = \"reed\""),
    "a smart apostrophe": ('O’Brien = "reed"', '"O’Brien" = "reed"'),
    "an accent": ("José = „reed”", '"José" = "reed"'),
    "a name half in quotes": ('"Ann = "reed"', '"Ann" = "reed"'),
    "no quotes": ("Ann = reed", 'Ann = "reed"'),
    "no quotes, some words": ("title = Tea at Five # mine", 'title = "Tea at Five" # mine'),
    "no closing quote": ('Ann = "reed', 'Ann = "reed"'),
    "no opening quote": ('Ann = reed"', 'Ann = "reed"'),
    "two kinds of quotes": ("Ann = 'reed\"", 'Ann = "reed"'),
    "quotes inside": ('text = "She said "no" to me."', "text = 'She said \"no\" to me.'"),
    "curly quotes inside": ("text = “She said “no” to me.”", 'text = "She said “no” to me."'),
    "an apostrophe inside": ("text = “Don’t!”", 'text = "Don’t!"'),
    "two equals signs": ('Ann == "reed"', 'Ann = "reed"'),
    "an arrow": ('Ann => "reed"', 'Ann = "reed"'),
    "a colon": ('Ann: "reed"', 'Ann = "reed"'),
    "no equals sign": ('Ann "reed"', 'Ann = "reed"'),
    "a no-break space": ('Ann\u00a0=\u00a0"reed"', 'Ann = "reed"'),
    "a space of no width": ('Ann =\u200b"reed"', 'Ann = "reed"'),
    "a comma at the end": ('Ann = "reed",', 'Ann = "reed"'),
    "another kind of comment": ('Ann = "reed" // mine', 'Ann = "reed" # mine'),
    "a list without quotes": ("genres = [Humor, Family]", 'genres = ["Humor", "Family"]'),
    "a list in curly quotes": ("genres = [“Humor”, “Family”]", 'genres = ["Humor", "Family"]'),
    "a list that stays open": ('genres = ["Humor", "Family"', 'genres = ["Humor", "Family"]'),
    "curly quotes in braces": ("Ann = { voice = “wren”, pitch = 1.05 }", 'Ann = { voice = "wren", pitch = 1.05 }'),
    "no quotes in braces": ("Ann = { voice = wren, pitch = 1.05 }", 'Ann = { voice = "wren", pitch = 1.05 }'),
    "braces that stay open": ('Ann = { voice = "wren"', 'Ann = { voice = "wren" }'),
    "a comma in braces": ('Ann = { voice = "wren", }', 'Ann = { voice = "wren" }'),
    "a decimal comma in braces": ('Ann = { pitch = 1,05, voice = "a" }', 'Ann = { pitch = 1.05, voice = "a" }'),
    "a decimal comma": ("pace = 0,95", "pace = 0.95"),
    "no zero": ("pace = .95", "pace = 0.95"),
    "a unit": ("scene = 2500 ms", "scene = 2500"),
    "yes": ("spoken = yes", "spoken = true"),
    "True": ("spoken = True", "spoken = true"),
    "a backslash": ('cover = "C:\\Users\\me.jpg"', "cover = 'C:\\Users\\me.jpg'"),
    "no closing bracket": ("[cast", "[cast]"),
    "no opening bracket": ("cast]", "[cast]"),
    "one bracket of two": ("[[line]", "[[line]]"),
    "one bracket of two before a take": ("[take", "[[take]]"),
    "a bracket too many": ("[cast]]", "[cast]"),
    "round brackets": ("(cast)", "[cast]"),
    "a table in quotes": ("[“cast”]", "[cast]"),
}  # fmt: skip
BEFORE, AFTER = "[notes]\nspoken = true\n\n[table] # é\n", '\nBea = "clover"\n'


@pytest.mark.parametrize(("wrong", "right"), LINES.values(), ids=LINES.keys())
def test_the_advice_for_a_line_cures_it(wrong: str, right: str) -> None:
    with pytest.raises(TomlError) as told:
        parse_toml(f"{BEFORE}{wrong}{AFTER}")
    message = str(told.value)
    assert re.match(r"line 5, column \d+: ", message), message
    assert message.endswith(f"; write it like this: {right}")
    assert "\n" not in message
    tomllib.loads(f"{BEFORE}{right}{AFTER}")


@pytest.mark.parametrize("end", ["", "\n", "\n\n# the end\n"])
def test_a_mistake_in_the_last_line_is_told_there(end: str) -> None:
    with pytest.raises(TomlError, match=r'^line 2, column 7: curly quotes; write it like this: Ann = "reed"$'):
        parse_toml(f"[cast]\nAnn = “reed”{end}")


# A text; what is told.
OTHERS = {
    "a name twice": ('[cast]\nAnn = "a"\nBea = "b"\n"Ann" = "c"\n',
        'line 4, column 1: Ann is set twice, first in line 2 (Ann = "a"); delete one of the two lines'),
    "a table twice": ("[cast]\n[gender]\n[cast]\n",
        "line 3, column 1: [cast] is there already, in line 1; move what is below this line up to there, and delete"),
    "one bracket, then two": ('[line]\ntext = "a"\n[[line]]\ntext = "b"\n',
        "line 1, column 1: [line] needs two brackets; write it like this: [[line]]"),
    "two brackets, then one": ('[[line]]\ntext = "a"\n[line]\ntext = "b"\n',
        "line 3, column 1: [line] needs two brackets; write it like this: [[line]]"),
    "two lines in one": ('[cast] Ann = “reed”\n',
        'something after a table\'s name; write [cast] on its own line, and below it: Ann = "reed"'),
    "two settings in one": ('Ann = "reed" Bea = "clover"\n',
        'two settings on one line; write Ann = "reed" on its own line, and below it: Bea = "clover"'),
    "three tables in one": ("[r[t]i]\n",
        "write [r] on its own line, and below it: [t], and below that: [i]"),
    "only a name": ("[cast]\nMrs. Ashby\n", 'line 2, column 1: there is no value after Mrs. Ashby; write one, like'),
    "no value": ("[cast]\nAnn =\n", "line 2, column 1: there is no value after Ann"),
    "a text that never ends": ('a = 1\nsummary = """A\nB\n', 'line 2, column 11: """ opens a text that never ends'),
    "something else": ("[cast]\n}\n", "put a # in front of it"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), OTHERS.values(), ids=OTHERS.keys())
def test_other_mistakes(text: str, told: str) -> None:
    with pytest.raises(TomlError) as error:
        parse_toml(text)
    assert told in str(error.value)


def test_several_mistakes_are_cured_one_after_the_other() -> None:
    lines = ["[cast", "Ann = “reed”", "Mrs Ashby = clover", "[pauses]", "scene = 2500ms"]
    for _ in range(10):
        try:
            parse_toml("\n".join(lines))
        except TomlError as error:
            number, right = re.match(r"line (\d+), .*; write it like this: (.*)", str(error)).groups()  # type: ignore[union-attr]
            lines[int(number) - 1] = right
    expected = {"cast": {"Ann": "reed", "Mrs Ashby": "clover"}, "pauses": {"scene": 2500}}
    assert tomllib.loads("\n".join(lines)) == expected

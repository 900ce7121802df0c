"""Explains what is wrong with a TOML text that a person wrote, and how to write it right.

The repair of a line is only proposed if the parser then gets further, so following it cures the mistake.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from audiobook.files.toml_lines import repair_line

POSITION_PATTERN = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
HEADER_PATTERN = re.compile(
    r"\s*(?P<header>\[(?P<second>\[)?\s*(?P<name>[^\[\]\s](?:[^\[\]]*[^\[\]\s])?)\s*\]{1,2})\s*(?:#.*)?$"
)
KEY_PATTERN = re.compile(r"""\s*(?P<key>"[^"]*"|'[^']*'|[\w.-]+)\s*=""")
NAME_ONLY = re.compile(r"[^\W\d][\w .'’-]*=?")
DUPLICATE_PHRASES = ("overwrite a value", "Duplicate inline table key", "twice", "mutate immutable")
# How many lines above the one where the parser stopped may hold the mistake: a bracket may be missing there.
LINES_BACK = 3


@dataclass(frozen=True, slots=True)
class TomlMistake:
    """A mistake in a TOML text: its line and column (from 1), what it is, and what to do about it.

    `repair` is the text of the whole line as it should be, None if another line has to change.
    """

    line: int
    column: int
    message: str
    repair: str | None = None

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


def explain_toml_error(text: str, error: tomllib.TOMLDecodeError) -> TomlMistake:
    """What is wrong with a text that raised this error.

    >>> print(explain_toml_error("Ann = “reed”", tomllib.TOMLDecodeError("Invalid value (at line 1, column 7)")))
    line 1, column 7: curly quotes; write it like this: Ann = "reed"
    """
    lines = text.split("\n")
    line, column, reason = _locate(error, lines)
    if any(phrase in reason for phrase in DUPLICATE_PHRASES) and (mistake := _explain_duplicate(lines, line)):
        return mistake
    for number in _list_suspect_lines(lines, line):
        repaired, reasons = repair_line(lines[number - 1])
        if reasons and _gets_further(lines, number, repaired, line):
            return TomlMistake(
                number,
                _first_difference(lines[number - 1], repaired),
                f"{' and '.join(reasons)}; {_format_advice(repaired)}",
                repaired,
            )
    return _explain_open_text(lines, line, reason) or _explain_unknown(lines[line - 1], line, column, reason)


def _explain_open_text(lines: list[str], line: int, reason: str) -> TomlMistake | None:
    """Three quotes that open a text and are never closed; None if the parser's error is about something else."""
    if not reason.startswith(("Unterminated string", "Expected '\"", "Expected \"'")):
        return None
    for number in range(line, 0, -1):
        for mark in ('"""', "'''"):
            if lines[number - 1].count(mark) % 2:
                advice = f"{mark} opens a text that never ends; write {mark} where the text ends, too"
                return TomlMistake(number, lines[number - 1].find(mark) + 1, advice)
    return None


def _format_advice(repaired: str) -> str:
    first, *below = (line.strip() for line in repaired.strip().split("\n"))
    if below:
        return f"write {first} on its own line, and below it: {', and below that: '.join(below)}"
    return f"write it like this: {first}"


def _explain_unknown(content: str, line: int, column: int, reason: str) -> TomlMistake:
    """A mistake that no rule knows; a line that is only a name is the most likely one."""
    word = content.strip()
    if NAME_ONLY.fullmatch(word):
        word = word.rstrip("= ")
        return TomlMistake(line, 1, f'there is no value after {word}; write one, like {word} = "…", or delete the line')
    printable = "".join(character if character.isprintable() else "…" for character in word[:60])
    excerpt = f" ({printable})" if word else ""
    return TomlMistake(
        line, column, f"{reason[:1].lower()}{reason[1:]}{excerpt}; write the line again, or put a # in front of it"
    )


def _locate(error: tomllib.TOMLDecodeError, lines: list[str]) -> tuple[int, int, str]:
    """Line, column and reason of the parser's error."""
    message = str(error)
    match = POSITION_PATTERN.search(message)
    reason = message[: match.start()] if match else message
    if match and match["line"]:
        return min(int(match["line"]), len(lines)), int(match["column"]), reason
    last = max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)
    return last, len(lines[last - 1]) + 1, reason


def _list_suspect_lines(lines: list[str], line: int) -> list[int]:
    """The line where the parser stopped, and those before it that have any content."""
    before = [
        number for number in range(line - 1, 0, -1) if lines[number - 1].strip() and not _is_comment(lines, number)
    ]
    openers = [number for number in range(1, line) if '"""' in lines[number - 1] or "'''" in lines[number - 1]]
    return [line, *before[:LINES_BACK], *openers[-1:]]


def _is_comment(lines: list[str], number: int) -> bool:
    return lines[number - 1].lstrip().startswith("#")


def _gets_further(lines: list[str], number: int, repaired: str, failed_line: int) -> bool:
    """Whether the parser gets beyond the line where it failed, with this line repaired."""
    new_lines = [*lines[: number - 1], *repaired.split("\n"), *lines[number:]]
    try:
        tomllib.loads("\n".join(new_lines))
    except tomllib.TOMLDecodeError as error:
        line, _, reason = _locate(error, new_lines)
        is_next_mistake = line > failed_line + repaired.count("\n")
        return is_next_mistake and "Unclosed" not in reason and "Unterminated" not in reason
    except (ValueError, RecursionError):
        return False
    return True


def _first_difference(line: str, repaired: str) -> int:
    """The column (from 1) where two lines begin to differ."""
    pairs = zip(line, repaired, strict=False)
    return next((index for index, (old, new) in enumerate(pairs, 1) if old != new), min(len(line), len(repaired)) + 1)


def _explain_duplicate(lines: list[str], line: int) -> TomlMistake | None:
    """A key or a table that is there twice; None if the parser's error is about something else."""
    header = HEADER_PATTERN.match(lines[line - 1])
    if header:
        return _explain_second_table(lines, line, header)
    key = KEY_PATTERN.match(lines[line - 1])
    start = max((number for number in range(1, line) if HEADER_PATTERN.match(lines[number - 1])), default=0)
    for number in range(start + 1, line):
        other = KEY_PATTERN.match(lines[number - 1])
        if key and other and _unquote(other["key"]) == _unquote(key["key"]):
            first = lines[number - 1].strip()
            return TomlMistake(
                line,
                key.start("key") + 1,
                f"{_unquote(key['key'])} is set twice, first in line {number} ({first}); delete one of the two lines",
            )
    return None


def _explain_second_table(lines: list[str], line: int, header: re.Match[str]) -> TomlMistake | None:
    for number in range(1, line):
        other = HEADER_PATTERN.match(lines[number - 1])
        if other is None or other["name"] != header["name"]:
            continue
        if bool(other["second"]) != bool(header["second"]):
            wrong, right = (line, other["header"]) if other["second"] else (number, header["header"])
            return TomlMistake(wrong, 1, f"[{header['name']}] needs two brackets; write it like this: {right}", right)
        return TomlMistake(
            line,
            header.start("header") + 1,
            f"[{header['name']}] is there already, in line {number}; move what is below this line up to there, and "
            "delete this line",
        )
    return None


def _unquote(key: str) -> str:
    return key.strip().strip("\"'")

"""Repairs single lines of TOML, and names what was wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

# Quotation marks that word processors and phones put in place of straight ones, and the name of their kind.
CURLY_DOUBLE, CURLY_SINGLE, ANGLE = "“”„‟″〝〞＂", "‘’‚‛′`´", "«»‹›"
QUOTES = CURLY_DOUBLE + CURLY_SINGLE + ANGLE
# What looks like a space, or like nothing, and isn't allowed outside of quotes.
FALSE_SPACES = re.compile("[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff\x0b\x0c]")
STRAIGHT_STRING = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'""")
# Tables of which there can be several, so that they have two brackets.
LIST_TABLES = ("line", "take")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*")
HEADER_LINE = re.compile(
    r"""\s*(?P<open>[\[({【]{0,3})\s*["']?(?P<name>[\w-]+)["']?\s*(?P<close>[\])}】]{0,3})\s*(?P<rest>.*)"""
)
# A key, what should be an equals sign, and the rest.
ASSIGNMENT = re.compile(
    r"""(?P<indent>\s*)(?P<key>"[^"]*"|'[^']*'|["'][^"'=:]*["']?(?=\s*[=:])|[^=:"\[\]{}#]*?[^=:"\[\]{}#\s])\s*(?P<sign>:?=[=>]*|:)\s*(?P<value>.*)"""
)
UNSIGNED_ASSIGNMENT = re.compile(
    r"""(?P<indent>\s*)(?P<key>"[^"]*"|'[^']*'|[\w.'’-]+)\s+(?P<sign>)(?P<value>["'\[{\d].*)"""
)
NUMBER = re.compile(r"[+-]?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
LOOSE_NUMBER = re.compile(r"(?P<whole>[+-]?\d*)[.,](?P<digits>\d+)|(?P<number>[+-]?\d+)\s*(?:ms|milliseconds)\.?")
WORDS_FOR_TRUTH = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}
# A text between two marks of any kind: from one after a sign to one before a sign.
MARKED_TEXT = re.compile(
    rf"(?P<before>^\s*|[=,\[{{(:]\s*)[{QUOTES}\"']{{1,2}}(?P<text>[^=]*?)[{QUOTES}\"']{{1,2}}(?=\s*(?:[=,\]}})#:]|$))"
)
# A mark at one end of a text.
SINGLE_MARK = re.compile(rf"(?<=[=,\[({{\s])[{QUOTES}](?=\w)|[{QUOTES}](?=\s*(?:[=,#\]}}]|$))")
SPLIT_OR_STRING = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|,""")
VALUE_IN_QUOTES = re.compile(r"""["'](?P<text>.*)["'](?P<tail>\s*[,;.]?\s*(?:#.*)?)""")
VALID_ESCAPES = re.compile(r"(?:[^\\]|\\(?:[btnfr\"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))*")
COMMENT = re.compile(r"\s*(?P<mark>#|//|;)\s*(?P<text>.*)")


@dataclass(slots=True)
class LineRepair:
    """A line on its way to being right; `reasons` are what was wrong with it."""

    reasons: list[str] = field(default_factory=list)

    def note(self, reason: str, is_wrong: bool = True) -> None:
        """Adds a reason, once."""
        if is_wrong and reason not in self.reasons:
            self.reasons.append(reason)


def repair_line(line: str) -> tuple[str, tuple[str, ...]]:
    """A line as it should be, and what was wrong with it; the line itself and no reason if it can't be told.

    The repaired line has a line feed if it was two lines in one.

    >>> repair_line("Ann = “reed”")
    ('Ann = "reed"', ('curly quotes',))
    >>> repair_line("[cast")
    ('[cast]', ('a bracket is missing',))
    """
    repair = LineRepair()
    straight = _straighten_quotes(_replace_false_spaces(line, repair), repair)
    header = HEADER_LINE.fullmatch(straight)
    if header and _is_header(header):
        repaired = _repair_header(header, repair)
    elif match := ASSIGNMENT.fullmatch(straight) or UNSIGNED_ASSIGNMENT.fullmatch(straight):
        repaired = _repair_assignment(match, repair)
    else:
        repaired = straight
    return (repaired, tuple(repair.reasons)) if repaired != line else (line, ())


def _outside_strings(line: str, change: Callable[[str], str]) -> str:
    """The line with everything changed but its strings in straight quotes."""
    parts, position = [], 0
    for match in STRAIGHT_STRING.finditer(line):
        parts += [change(line[position : match.start()]), match.group()]
        position = match.end()
    return "".join((*parts, change(line[position:])))


def _replace_false_spaces(line: str, repair: LineRepair) -> str:
    new_line = _outside_strings(line, lambda part: FALSE_SPACES.sub(" ", part))
    repair.note("a character that only looks like a space", new_line != line)
    return new_line


def _straighten_quotes(line: str, repair: LineRepair) -> str:
    """The line with straight quotes around its texts; those inside a text, and apostrophes, stay."""
    quoted = STRAIGHT_STRING.sub("", line)
    if not any(mark in quoted for mark in QUOTES):
        return line
    angle = any(mark in quoted for mark in ANGLE)
    new_line = _outside_strings(line, _straighten_pairs)
    if new_line == line or _is_unbalanced(new_line):
        # Perhaps only one end is wrong: "reed”.
        new_line = SINGLE_MARK.sub('"', line)
    repair.note("« » instead of straight quotes" if angle else "curly quotes", new_line != line)
    return new_line


def _straighten_pairs(part: str) -> str:
    """Straight quotes around each text between two marks."""
    return MARKED_TEXT.sub(lambda match: f"{match['before']}{_quote(match['text'])}", part)


def _is_unbalanced(line: str) -> bool:
    return '"' in STRAIGHT_STRING.sub("", line)


def _is_header(match: re.Match[str]) -> bool:
    """Whether a line is meant as a table's header: it has a bracket, and no value."""
    has_bracket = bool(match["open"] or match["close"])
    return has_bracket and not match["rest"].startswith(("=", ":", ",", '"')) and not match["open"].startswith("{")


def _repair_header(match: re.Match[str], repair: LineRepair) -> str:
    name, rest = match["name"], match["rest"]
    lengths = (len(match["open"]), len(match["close"]))
    depth = 2 if name in LIST_TABLES or min(lengths) > 1 else 1
    opening, closing = "[" * depth, "]" * depth
    is_square = set(match["open"] + match["close"]) <= {"[", "]"}
    repair.note("a bracket is missing", min(lengths) < depth)
    repair.note("a bracket too many", max(lengths) > depth)
    repair.note("other brackets than [ ]", not is_square)
    header = f"{opening}{name}{closing}"
    if not rest or rest.startswith("#"):
        return f"{header} {rest}".rstrip()
    repair.note("something after a table's name")
    below, _ = repair_line(rest)
    return f"{header}\n{below}"


def _repair_assignment(match: re.Match[str], repair: LineRepair) -> str:
    repair.note("there is no equals sign", not match["sign"])
    repair.note("a colon instead of an equals sign", match["sign"] == ":")
    repair.note("more than one equals sign", len(match["sign"]) > 1 and set(match["sign"]) <= {"="})
    repair.note(f"{match['sign']} instead of =", set(match["sign"]) not in ({"="}, {":"}, set()))
    key = _repair_key(match["key"], repair)
    return f"{match['indent']}{key} = {_repair_value(match['value'], repair)}"


def _repair_key(key: str, repair: LineRepair) -> str:
    if STRAIGHT_STRING.fullmatch(key) or BARE_KEY.fullmatch(key):
        return key
    if key[:1] in "\"'":
        repair.note("the quotes around a name have to match")
    else:
        repair.note("a name with a space, an apostrophe or an accent needs quotes")
    return _quote(key.strip("\"' ") if key[:1] in "\"'" else key.strip('" '))


def _repair_value(value: str, repair: LineRepair) -> str:
    """A value as it should be, with the comment after it."""
    if value.startswith(('"""', "'''")):
        return _close_long_text(value, repair)
    if value[:1] in ("[", "{"):
        return _repair_collection(value, repair)
    if value[:1] in ('"', "'"):
        return _repair_text(value, repair)
    bare, comment = _split_comment(value)
    return _repair_bare(bare, repair) + comment


def _close_long_text(value: str, repair: LineRepair) -> str:
    mark = value[:3]
    repair.note(f"{mark} opens a text that never ends", value.count(mark) % 2 == 1)
    return value + mark if value.count(mark) % 2 else value


def _repair_text(value: str, repair: LineRepair) -> str:
    mark = value[0]
    whole = STRAIGHT_STRING.match(value)
    if whole and (whole.end() == len(value) or COMMENT.fullmatch(value, whole.end()) or value[whole.end() :].isspace()):
        if mark == "'" or VALID_ESCAPES.fullmatch(whole.group()[1:-1]):
            return whole.group() + _repair_comment(value[whole.end() :], repair)
        repair.note("a backslash in double quotes")
        return _quote(whole.group()[1:-1]) + _repair_comment(value[whole.end() :], repair)
    if whole and (second := ASSIGNMENT.fullmatch(value, whole.end())):
        repair.note("two settings on one line")
        return f"{whole.group()}\n{_repair_assignment(second, repair).strip()}"
    closed = VALUE_IN_QUOTES.fullmatch(value)
    if closed is None:
        text, comment = _split_comment(value[1:])
        repair.note("the closing quote is missing")
        return _quote(text) + comment
    tail = closed["tail"].strip()
    repair.note("a mark after the value", tail[:1] in tuple(",;."))
    repair.note("two kinds of quotes around one text", value[closed.end("text")] != mark)
    repair.note("quotes inside of quotes", '"' in closed["text"])
    comment = f" {tail.lstrip(',;. ')}".rstrip()
    return _quote(closed["text"]) + comment


def _split_comment(value: str) -> tuple[str, str]:
    """A value without quotes, and the comment after it with the space in between."""
    text, mark, comment = value.partition(" #")
    return (text.strip(), f" #{comment}") if mark else (text.strip(), "")


def _repair_comment(tail: str, repair: LineRepair) -> str:
    match = COMMENT.fullmatch(tail)
    if match is None or match["mark"] == "#":
        return tail.rstrip()
    repair.note(f"{match['mark']} after the value")
    return f" # {match['text']}".rstrip(" #") if not match["text"] else f" # {match['text']}"


def _repair_bare(text: str, repair: LineRepair) -> str:
    """A value without quotes at its beginning: a number, true or false, or a text that needs quotes."""
    if NUMBER.fullmatch(text) or text in ("true", "false"):
        return text
    loose = LOOSE_NUMBER.fullmatch(text.rstrip(",;"))
    if loose:
        repair.note("a number takes no unit" if loose["number"] else "a number is written with a point, like 0.95")
        return loose["number"] or f"{loose['whole'] or '0'}.{loose['digits']}"
    if text.lower().rstrip(",;") in WORDS_FOR_TRUTH:
        repair.note("yes and no are written true and false")
        return WORDS_FOR_TRUTH[text.lower().rstrip(",;")]
    if not text:
        return text
    opening_missing = text.endswith(('"', "'")) and not text.endswith("s'")
    repair.note("the opening quote is missing" if opening_missing else "text needs quotes")
    return _quote(text.rstrip("\"',;"))


def _repair_collection(value: str, repair: LineRepair) -> str:
    """A list or an inline table, with its elements and its closing bracket."""
    opening, closing = (value[0], "]") if value[0] == "[" else (value[0], "}")
    end = _find_last_outside_strings(value, closing)
    repair.note(f"the closing {closing} is missing", end < 0)
    inner, tail = (value[1:end], value[end + 1 :]) if end >= 0 else (value[1:].rstrip(), "")
    parts = [part.strip() for part in _split_at_commas(inner)]
    repair.note("a comma at the end of { }", opening == "{" and len(parts) > 1 and not parts[-1])
    parts = [part for part in parts if part]
    if opening == "[":
        return f"[{', '.join(_repair_value(part, repair) for part in parts)}]{tail}"
    return f"{{ {', '.join(_repair_setting(part, repair) for part in _join_decimals(parts))} }}{tail}"


def _repair_setting(part: str, repair: LineRepair) -> str:
    match = ASSIGNMENT.fullmatch(part) or UNSIGNED_ASSIGNMENT.fullmatch(part)
    return _repair_assignment(match, repair) if match else part


def _join_decimals(parts: list[str]) -> list[str]:
    """The settings of an inline table, with numbers joined that a decimal comma cut in two."""
    joined: list[str] = []
    for part in parts:
        if joined and part.isdigit() and joined[-1][-1:].isdigit():
            joined[-1] += f",{part}"
        else:
            joined.append(part)
    return joined


def _split_at_commas(text: str) -> list[str]:
    parts, position = [], 0
    for match in SPLIT_OR_STRING.finditer(text):
        if match.group() == ",":
            parts.append(text[position : match.start()])
            position = match.end()
    return [*parts, text[position:]]


def _find_last_outside_strings(text: str, mark: str) -> int:
    """Where a mark stands last outside of quotes and comments; -1 if nowhere."""
    blank = STRAIGHT_STRING.sub(lambda match: " " * len(match.group()), text)
    return blank.partition(" #")[0].rfind(mark)


def _quote(text: str) -> str:
    """A text in the quotes that suit it.

    >>> print(_quote("reed"), _quote('She said "no".'), _quote('I "can\\'t".'))
    "reed" 'She said "no".' "I \\"can't\\"."
    """
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

"""Ways to damage text, markup, XML, JSON, TOML and zip archives that keep most of their structure."""

from __future__ import annotations

import io
import json
import re
import struct
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

# Characters that programs stumble over: controls, separators, marks without width, other digits, case that grows.
ODD = (
    "\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1a", "\x1b[31m", "\x1c", "\x1d", "\x1e", "\x1f", "\x7f",
    "\x85",
    "\x9b", "\xa0", "\xad", "\u034f", "\u061c", "\u115f", "\u180e", "\u2000", "\u200b", "\u200d", "\u200e", "\u2028",
    "\u2029", "\u202e", "\u2066", "\u3000", "\ufeff", "\ufffc", "\ufffd", "\ufffe", "\U000e0041", "\U0010ffff",
    "\U0001f469\u200d\U0001f680", "🇬🇧", "é", "e\u0301", "\u0301\u0301\u0301\u0301", "ß", "İ", "ı", "ǅ", "ﬁ", "Ω", "ſ",
    "²", "①", "⑳", "½", "٣", "१", "𝟙", "Ⅷ", "ⅻ", "３", "一", "〇", "𝒜", "日本語", "ب", "ו", "한국", "ก", "😀", "♥", "†",
    "‡", "§", "¶", "•", "…", "—", "–", "-", "―", "“", "”", "‘", "’", "«", "»", "„", "‹", "›", "「", "」", '"', "'", "`",
    "´", "*", "_", "~", "#", ">", "<", "&", "|", "\\", "/", "@", "$", "€", "%", "^", "=", "+", "[", "]", "{", "}",
    "(",
    ")", "!", "?", ".", ",", ";", ":", "\t", "\r", "\n", "\r\n", "\n\n", " ", "    ",
)  # fmt: skip
ODD_BYTES = (
    b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xff", b"\xfe", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\x00", b"\x93", b"\x94", b"\x1b$B",
    b"+AGE-", b"\r", b"\x0c",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "00", "1e9", "1E400", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "１２", "²", "٣", "", "1.5", "-0",
    "99999999999", "9" * 30, "2147483648", "18446744073709551616", "1:2", "3/", "/3", "a",
)  # fmt: skip
MOST = 20_000


def some(chance: Random, most: int) -> int:
    """How many times to do something: mostly few, seldom many."""
    return min(most, int(chance.expovariate(0.6)) + 1)


def mutated_text(chance: Random, text: str, words: Sequence[str] = ()) -> str:
    """The text with some of its lines and characters moved, doubled, lost or odd."""
    for _ in range(some(chance, 12)):
        text = _mutated_once(chance, text, words)[:MOST]
    return text


def _mutated_once(chance: Random, text: str, words: Sequence[str]) -> str:
    at = chance.randint(0, len(text))
    end = min(len(text), at + some(chance, 200))
    way = chance.randrange(9)
    if way == 0:
        return text[:at] + chance.choice(ODD) * chance.choice((1, 1, 1, 2, 3, 40)) + text[at:]
    if way == 1:
        return text[:at] + text[end:]
    if way == 2:
        return text[:at] + text[at:end] * chance.choice((2, 3, 30)) + text[end:]
    if way == 3:
        return text[:at] + chance.choice(words or ODD) + text[at:]
    if way == 4:
        return text[:at]
    if way == 5:
        return text[:at] + chance.choice(words or NUMBERS) + text[end:]
    if way == 6:
        return re.sub(r"\d+", lambda found: chance.choice((found[0], *NUMBERS)), text, count=3)
    lines = text.splitlines(keepends=True) or [text]
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    if way == 7:
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines[first:first] = lines[second : second + some(chance, 5)]
    return "".join(lines)


def mutated_bytes(chance: Random, data: bytes, most: int = 6) -> bytes:
    """The bytes with some changed, cut, doubled or put in; half of the time they stay as they are."""
    if chance.random() < 0.5:
        return data
    found = bytearray(data)
    for _ in range(some(chance, most)):
        at = chance.randint(0, len(found))
        length = some(chance, 60)
        part = chance.choice((b"", chance.choice(ODD_BYTES), chance.randbytes(length), bytes(found[at : at + 200])))
        found[at : at + chance.choice((0, 1, length))] = part
        if chance.random() < 0.1:
            del found[at:]
    return bytes(found)


TOKENS = re.compile(r"<[^<>]*>|[^<>]+|[<>]")
ATTRIBUTE = re.compile(r'([\w:-]+)\s*=\s*"([^"]*)"')


def mutated_markup(chance: Random, text: str, tags: Sequence[str], values: Sequence[str]) -> str:
    """Markup with tags lost, doubled, moved, renamed or put in, and attributes that say something else."""
    tokens = TOKENS.findall(text)
    for _ in range(some(chance, 14)):
        if not tokens:
            return chance.choice(tags)
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        way = chance.randrange(9)
        if way == 0:
            del tokens[at]
        elif way == 1:
            tokens[at:at] = tokens[other : other + some(chance, 8)]
        elif way == 2:
            tokens.insert(at, chance.choice(tags))
        elif way == 3:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif way in (4, 5):
            tokens[at] = ATTRIBUTE.sub(lambda found: f'{found[1]}="{chance.choice(values)}"', tokens[at], count=2)
        elif way == 6:
            tokens[at] = mutated_text(chance, tokens[at], values)
        elif way == 7:
            tokens[at] = re.sub(
                r"^</?[\w:]+", lambda found: found[0] + chance.choice(("x", " ", ":", "\x00")), tokens[at]
            )
        else:
            tokens[at:at] = [chance.choice(tags)] * chance.choice((1, 2, 30))
    return "".join(tokens)[:MOST]


VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 10**20, float("nan"), float("inf"), "", " ", "x", "../x", "a/b", "a\x00b",
    "\ud800", "\n",
    "/etc/passwd", "C:\\x", ".", "..", "9" * 400, "é" * 200, [], [1], ["x"], [[]], [None], {}, {"a": 1}, {"": {}},
    {"x": []},
)  # fmt: skip


def mutated_value(chance: Random, value: Any, depth: int = 0) -> Any:
    """A value as JSON or TOML has it, with parts of it lost, doubled or of another kind."""
    if chance.random() < (0.04 if depth else 0.02):
        return chance.choice(VALUES)
    if isinstance(value, Mapping):
        found = {key: mutated_value(chance, inner, depth + 1) for key, inner in value.items()}
        if found and chance.random() < 0.15:
            del found[chance.choice(list(found))]
        if chance.random() < 0.1:
            found[chance.choice((*map(str, found), "new", "", "\n", "a.b", "ſ"))] = chance.choice(VALUES)
        return found
    if isinstance(value, list):
        listed = [mutated_value(chance, inner, depth + 1) for inner in value]
        if chance.random() < 0.1:
            listed.insert(0, chance.choice(VALUES))
        return listed + listed[:1] if chance.random() < 0.1 else listed
    if isinstance(value, str) and chance.random() < 0.1:
        return mutated_text(chance, value)
    if isinstance(value, int | float) and not isinstance(value, bool) and chance.random() < 0.15:
        return chance.choice((0, -1, value + 1, value * 2, 10**10, 1e308, -1e-300))
    return value


def as_json(chance: Random, value: Any) -> bytes:
    """A value as JSON, now and then with its text damaged too."""
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5)
    data = text.encode("utf-8", "surrogatepass")
    return mutated_bytes(chance, data) if chance.random() < 0.25 else data


def as_toml(chance: Random, tables: Any) -> bytes:
    """Tables as TOML, now and then with its lines damaged too; what is no mapping becomes a lone value."""
    tables = tables if isinstance(tables, Mapping) else {"x": tables}
    rows: list[str] = []
    later: list[str] = []
    for name, value in tables.items():
        if isinstance(value, Mapping):
            later.append(f"[{_key(chance, name)}]")
            later += [f"{_key(chance, key)} = {_toml(inner)}" for key, inner in value.items()]
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            for one in value:
                later.append(f"[[{_key(chance, name)}]]")
                later += [f"{_key(chance, key)} = {_toml(inner)}" for key, inner in one.items()]
        else:
            rows.append(f"{_key(chance, name)} = {_toml(value)}")
    text = "\n".join((*rows, *later)) + "\n"
    if chance.random() < 0.15:
        text = mutated_text(
            chance, text, ("[", "]", "=", '"""', "'''", "[[line]]", "[cast]", "1979-05-27", "inf", "{", "}")
        )
    data = text.encode("utf-8", "surrogatepass")
    return mutated_bytes(chance, data) if chance.random() < 0.1 else data


def _key(chance: Random, name: object) -> str:
    bare = re.fullmatch(r"[A-Za-z0-9_-]+", str(name))
    return str(name) if bare and chance.random() < 0.9 else _quoted(str(name))


def _quoted(text: str) -> str:
    shown = "".join(
        f"\\u{ord(one):04x}" if ord(one) < 32 or ord(one) == 127 or 0xD800 <= ord(one) < 0xE000 else one for one in text
    ) if "\\" not in text and '"' not in text else text.replace("\\", "\\\\").replace('"', '\\"')  # fmt: skip
    return f'"{shown}"'


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_quoted(str(key))} = {_toml(inner)}' for key, inner in value.items())}}}"
    return "2020-02-02" if value is None else repr(value)


def zipped(chance: Random, members: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip archive; now and then with members of one name, stored in other ways, or with its bytes damaged."""
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            way = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
            archive.writestr(zipfile.ZipInfo(name or "x"), content, way)
        if chance.random() < 0.05:
            archive.comment = chance.randbytes(some(chance, 100))
    return _damaged_zip(chance, data.getvalue()) if chance.random() < 0.2 else data.getvalue()


def _damaged_zip(chance: Random, data: bytes) -> bytes:
    """Fields of the directory changed, or any bytes: flags, method, sizes, offsets."""
    found = bytearray(data)
    entries = [match.start() for match in re.finditer(b"PK\x01\x02", data)]
    way = chance.randrange(5)
    if entries and way < 3:
        at = chance.choice(entries)
        field = chance.choice((6, 8, 10, 16, 20, 24, 28, 30, 32, 34, 38, 42))
        found[at + field : at + field + 2] = struct.pack("<H", chance.choice((0, 1, 2, 8, 9, 12, 14, 99, 255, 65535)))
        return bytes(found)
    if way == 3:
        return data[: chance.randint(0, len(data))]
    return bytes(mutated_bytes(chance, data))


def mutated_members(
    chance: Random, members: Sequence[tuple[str, bytes]], names: Sequence[str]
) -> list[tuple[str, bytes]]:
    """The members of an archive with one of them lost, renamed, doubled or empty, a third of the time."""
    found = list(members)
    if chance.random() > 0.35:
        return found
    at = chance.randrange(len(found))
    name, content = found[at]
    way = chance.randrange(5)
    if way == 0:
        del found[at]
    elif way == 1:
        found[at] = (chance.choice((*names, name.upper(), f"./{name}", f"/{name}", name.replace("/", "\\"))), content)
    elif way == 2:
        found.append((name, chance.choice((b"", content[: len(content) // 2], b"<a/>", content))))
    elif way == 3:
        found[at] = (name, b"")
    else:
        found.append((chance.choice(names), content))
    return found

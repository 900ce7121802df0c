"""The languages that stories are in and voices speak, by tag, code and every name that archives give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
UNKNOWN_CODE = "und"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: `tag` as of BCP 47, in lower case; `code` of three letters; `script` as of ISO 15924; its names."""

    tag: str
    code: str
    script: str
    name: str
    names: tuple[str, ...]


@cache
def known_languages() -> tuple[Language, ...]:
    """All languages that are known."""
    rows = (files(__package__) / "languages.tsv").read_text("utf-8").splitlines()
    return tuple(_language(row) for row in rows if not row.startswith("#"))


def _language(row: str) -> Language:
    tag, code, script, name, names = row.split("\t")
    return Language(tag, code, script, name, tuple(filter(None, names.split(";"))))


@cache
def _by_name() -> dict[str, Language]:
    found: dict[str, Language] = {}
    for language in known_languages():
        for name in (language.tag, language.name, *language.names, language.code):
            found.setdefault(name.casefold(), language)
    return found


def language_tag(language: str) -> str:
    """The tag (BCP 47) of a language given by name or code; "" where it is not known.

    >>> [language_tag(name) for name in ("English", "en_US", "eng", "Русский", "中文-普通话 國語", "Rather odd")]
    ['en', 'en-us', 'en', 'ru', 'zh', '']
    """
    plain = " ".join(language.casefold().split())
    known = _by_name().get(plain) or _by_name().get(plain.replace("_", "-"))
    if known:
        return known.tag
    tag = plain.replace("_", "-")
    first, dash, rest = tag.partition("-")
    whole = f"{_by_name()[first].tag}{dash}{rest}" if len(first) <= 3 and first in _by_name() else tag
    return whole if TAG.fullmatch(whole) else ""


def primary_tag(language: str) -> str:
    """The language alone out of a tag or name, without its country: "en" for "en-GB"."""
    return language_tag(language).partition("-")[0]


# Languages that are written alike, so that words tell them apart only by and by, or that others count as one.
KIN = (
    frozenset(("no", "nb", "nn", "da")), frozenset(("hr", "sr", "bs")), frozenset(("id", "ms")),
    frozenset(("zh", "yue", "wuu", "nan", "hak")), frozenset(("en", "sco")), frozenset(("cs", "sk")),
)  # fmt: skip


def same_language(one: str, other: str) -> bool:
    """Whether two tags or names may stand for one language: "en" and "en-GB" do, and "no" and "nb".

    >>> same_language("en", "en-GB"), same_language("no", "Bokmål"), same_language("ru", "English")
    (True, True, False)
    """
    tags = {primary_tag(one), primary_tag(other)}
    return len(tags) == 1 or any(tags <= kin for kin in KIN)


def language_code(language: str) -> str:
    """The three-letter code of a language given by name or code ("en-US", "English"); "und" where unknown."""
    found = _by_name().get(primary_tag(language))
    return found.code if found else UNKNOWN_CODE


def language_name(language: str) -> str:
    """What English calls a language given by name or code; as it is given where it is not known."""
    tag = language_tag(language)
    found = _by_name().get(tag) or _by_name().get(tag.partition("-")[0])
    return found.name if found else language


def script_of(language: str) -> str:
    """The script (ISO 15924) that a language is written in, "" where that is not known."""
    found = _by_name().get(primary_tag(language))
    return found.script if found else ""

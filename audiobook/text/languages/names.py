"""Languages by their tag, their code, and every name that archives use for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audiobook.text.folding import fold_name

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
UNKNOWN_CODE = "und"
# Languages so alike in writing that common words hardly tell them apart, or that are often counted as one.
RELATED_LANGUAGES = (
    frozenset(("no", "nb", "nn", "da")), frozenset(("hr", "sr", "bs")), frozenset(("id", "ms")),
    frozenset(("zh", "yue", "wuu", "nan", "hak")), frozenset(("en", "sco")), frozenset(("cs", "sk")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its tag (BCP 47, lower case), three-letter code (ISO 639-2 or -3), script (ISO 15924) and names."""

    tag: str
    code: str
    script: str
    name: str
    names: tuple[str, ...]


@cache
def load_languages() -> tuple[Language, ...]:
    """All languages of languages.tsv."""
    rows = (files(__package__) / "languages.tsv").read_text("utf-8").splitlines()
    return tuple(_parse_language(row) for row in rows if not row.startswith("#"))


def _parse_language(row: str) -> Language:
    tag, code, script, name, names = row.split("\t")
    return Language(tag, code, script, name, tuple(filter(None, names.split(";"))))


@cache
def _index_by_name() -> dict[str, Language]:
    languages: dict[str, Language] = {}
    for language in load_languages():
        for name in (language.tag, language.name, *language.names, language.code):
            languages.setdefault(name.casefold(), language)
    return languages


def language_tag(language: str) -> str:
    """The tag (BCP 47, in lower case) of a language given by name or code; "" where it is not known.

    >>> [language_tag(name) for name in ("English", "en_US", "eng", "Русский", "中文-普通话 國語", "Rather odd")]
    ['en', 'en-us', 'en', 'ru', 'zh', '']
    """
    plain = fold_name(language)
    match = _index_by_name().get(plain) or _index_by_name().get(plain.replace("_", "-"))
    if match:
        return match.tag
    tag = plain.replace("_", "-")
    first, dash, rest = tag.partition("-")
    full_tag = f"{_index_by_name()[first].tag}{dash}{rest}" if len(first) <= 3 and first in _index_by_name() else tag
    return full_tag if LANGUAGE_TAG.fullmatch(full_tag) else ""


def primary_tag(language: str) -> str:
    """The tag of a language without its region or script: "en" for "en-GB"."""
    return language_tag(language).partition("-")[0]


def is_same_language(first: str, other: str) -> bool:
    """Whether two tags or names may mean the same language: "en" and "en-GB" do, as do "no" and "nb".

    >>> is_same_language("en", "en-GB"), is_same_language("no", "Bokmål"), is_same_language("ru", "English")
    (True, True, False)
    """
    tags = {primary_tag(first), primary_tag(other)}
    return len(tags) == 1 or any(tags <= kin for kin in RELATED_LANGUAGES)


def language_code(language: str) -> str:
    """The three-letter code of a language given by name or code ("en-US", "English"); "und" where unknown."""
    known = _index_by_name().get(primary_tag(language))
    return known.code if known else UNKNOWN_CODE


def language_name(language: str) -> str:
    """The English name of a language given by name or code; unchanged where it is not known."""
    tag = language_tag(language)
    known = _index_by_name().get(tag) or _index_by_name().get(tag.partition("-")[0])
    return known.name if known else language


def language_script(language: str) -> str:
    """The script (ISO 15924) of a language; "" where it is not known."""
    known = _index_by_name().get(primary_tag(language))
    return known.script if known else ""

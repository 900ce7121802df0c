"""Tags, codes and names of languages."""

from __future__ import annotations

import pytest

from audiobook.text.languages.names import (
    is_same_language,
    language_code,
    language_name,
    language_script,
    language_tag,
    primary_tag,
)

NAMES = (
    ("English", "en", "eng", "English"),
    ("en_GB", "en-gb", "eng", "English"),
    ("eng", "en", "eng", "English"),
    ("deu-AT", "de-at", "deu", "German"),
    ("Русский", "ru", "rus", "Russian"),
    ("РУССКИЙ", "ru", "rus", "Russian"),
    ("中文-普通话 國語", "zh", "zho", "Chinese"),
    ("中文-广东话 粵語", "yue", "yue", "Cantonese"),
    ("Português  brasileiro", "pt-br", "por", "Brazilian Portuguese"),
    ("Bahasa Indonesia", "id", "ind", "Indonesian"),
    ("Tiếng Việt", "vi", "vie", "Vietnamese"),
    ("Kurdî | کوردی", "ku", "kur", "Kurdish"),
    ("tlhIngan-Hol", "tlh", "tlh", "Klingon"),
    ("zh-Hant", "zh-hant", "zho", "Chinese"),
    ("Elvish", "", "und", "Elvish"),
    ("", "", "und", ""),
)


@pytest.mark.parametrize(("name", "tag", "code", "english"), NAMES)
def test_language_tag_code_and_name(name: str, tag: str, code: str, english: str) -> None:
    assert (language_tag(name), language_code(name), language_name(name)) == (tag, code, english)


def test_primary_tag() -> None:
    assert primary_tag("pt-BR") == "pt"


def test_language_script() -> None:
    assert [language_script(name) for name in ("Русский", "es", "?")] == ["Cyrl", "Latn", ""]


def test_is_same_language() -> None:
    assert is_same_language("en", "English")
    assert is_same_language("no", "nb-NO")
    assert not is_same_language("es", "pt")

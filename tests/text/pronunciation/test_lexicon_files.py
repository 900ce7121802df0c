"""Lexicon files: what they may have, and how mistakes are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.cast_file.reading import read_cast_file
from audiobook.errors import InputError
from audiobook.text.pronunciation.lexicon_files import load_built_in_entries, read_lexicon
from audiobook.text.pronunciation.values import LexiconEntry, Origin

WELL = '# Mine.\n{header}Siobhan = "/ʃɪˈvɔːn/"\n"Zoë" = "ZOH-ee"\n\n"Joaquin  Phoenix" = "wahkeen feenix"\n'
ENTRIES = (("Siobhan", "/ʃɪvˈɔn/"), ("Zoë", "/zˈOi/"), ("Joaquin Phoenix", "wahkeen feenix"))
# What is wrong; the line; what is told of it.
MISTAKES = {
    "an unknown sign": ('Ann = "/ɑ7/"', "line 3: Ann: '7' (character 2) is not a known sound"),
    "no vowel": ('Ann = "/k/"', "line 3: Ann: the pronunciation has no vowel"),
    "one slash": ('Ann = "/ɑn"', "line 3: Ann: write phonemes between two slashes"),
    "nothing": ('Ann = " "', "line 3: Ann: write the pronunciation in quotes"),
    "a number": ("Ann = 7", "line 3: Ann: write the pronunciation in quotes"),
    "no letters": ('Ann = "..."', "line 3: Ann: '...' has no letters;"),
    "no word": ('"..." = "dots"', "line 3: ...: a word must have letters"),
}


@pytest.mark.parametrize("header", ["", "[pronounce]\n"])
def test_read_lexicon(tmp_path: Path, header: str) -> None:
    path = tmp_path / "lexicon.toml"
    path.write_text(WELL.format(header=header), "utf-8")
    assert read_lexicon(path, Origin.LEXICON) == tuple(LexiconEntry(*entry, Origin.LEXICON) for entry in ENTRIES)


def test_a_cast_file_has_pronunciations_too(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text(WELL.format(header="[pronounce]\n"), "utf-8")
    assert read_cast_file(path).pronounce == tuple(LexiconEntry(*entry) for entry in ENTRIES)


@pytest.mark.parametrize(("line", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes_are_reported_with_their_line(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "some.toml"
    path.write_text(f"[pronounce]\nBea = 'bee'\n{line}\n", "utf-8")
    for read in (lambda: read_lexicon(path, Origin.LEXICON), lambda: read_cast_file(path)):
        with pytest.raises(InputError) as error:
            read()
        assert f"{path}, {told}" in str(error.value)


def test_mistakes_in_a_lexicon_without_a_heading_have_a_line(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.toml"
    path.write_text("Bea = 'bee'\nAnn = '/ɑ7/'\n", "utf-8")
    with pytest.raises(InputError, match="line 2: Ann"):
        read_lexicon(path, Origin.LEXICON)


def test_a_missing_file_has_no_entries(tmp_path: Path) -> None:
    assert read_lexicon(tmp_path / "lexicon.toml", Origin.LEXICON) == ()


def test_invalid_toml_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.toml"
    path.write_text("Zoë = 'zohee'\n", "utf-8")
    with pytest.raises(InputError, match="needs quotes"):
        read_lexicon(path, Origin.LEXICON)


def test_load_built_in_entries() -> None:
    said = {}
    for entry in load_built_in_entries():
        said.setdefault(entry.word, entry.pronunciation)
    assert len(said) > 2000
    assert said["Siobhan"] == "/ʃɪvˈɔn/"  # by hand, over the dictionary's
    assert said["Chloe"] == "/klˈOi/"

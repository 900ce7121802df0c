"""Stories as each site and format has them, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from audiobook.reading.story import read_story
from audiobook.text.skip_reasons import MARKUP
from tests.conftest import CASES
from tests.reading.listing import listing_of

FORMATS = sorted(path for path in (CASES / "formats").iterdir() if path.is_file())


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.name)
def test_what_is_read_from_a_file(path: Path, golden: Callable[[str, str], None]) -> None:
    golden(f"formats/{path.name}.listing", listing_of(read_story(path)))


@pytest.mark.parametrize(
    ("declared", "actual", "words"),
    [
        ("windows-1251", "cp1251", "Был дождь."),
        ("shift_jis", "shift_jis", "雨が降っていた。"),
        ("iso-8859-1", "cp1252", "“Rain,” she said."),
        ("iso-8859-1", "utf-8", "“Rain,” she said."),
        ("utf-8", "cp1252", "“Rain,” she said, and that it would be wet."),
        ("no-such-thing", "utf-8", "“Rain,” she said."),
        ("iso-2022-jp", "iso-2022-jp", "雨が降っていた。"),
    ],
)
@pytest.mark.parametrize("declaration", ['<html><meta charset="{}">', '<?xml version="1.0" encoding="{}"?><html>'])
def test_pages_are_read_in_the_encoding_they_are_in(
    tmp_path: Path, declared: str, actual: str, words: str, declaration: str
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(f"{declaration.format(declared)}<body><p>{words}</p></body></html>".encode(actual))
    assert read_story(path).text == words


def test_the_preface_of_another_book_is_story(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><body><div id='preface'><p>It began so.</p></div><p>And went on.</p></body></html>", "utf-8")
    assert read_story(path).sections == ()


def test_pandocs_classes_and_anchors_in_markdown_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "weir.md"
    path.write_text(
        "# Rain {#rain .chapter}\n\n::: {#s1 .scene}\nGo []{#p1 .x}now, so [very]{.smallcaps} late.\n:::\n\n"
        "::: footer\nHe left.\n:::\n\n# Sun {#sun}\n\nIt shone.\n",
        "utf-8",
    )
    script = normalize_for(build_script(split_chapters(read_story(path))))
    assert [one.spoken for one in script.segments if one.spoken] == [
        "Rain.", "Go now, so very late.", "He left.", "Sun.", "It shone.",
    ]  # fmt: skip


def test_colons_alone_are_an_ornament(tmp_path: Path) -> None:
    path = tmp_path / "weir.md"
    path.write_text("# Rain\n\nIt rained.\n\n:::\n\nIt stopped.\n", "utf-8")
    assert MARKUP not in [section.reason for section in read_story(path).sections]

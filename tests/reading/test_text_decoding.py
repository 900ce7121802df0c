"""Encodings, and files that are no stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.reading.story import read_story

TEXT = (
    "“It’s naïve,” she said — and went back into the café, where the others were waiting for their tea.\r\n"
    "Nobody had told them about the rain, or the boat, or what had become of the umbrella.\n"
)
POLISH = "Zażółć gęślą jaźń, powiedział chłopiec, a potem poszedł wzdłuż rzeki aż do młyna. Była już noc. "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_encoding_is_found_and_line_ends_are_kept(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes((TEXT * 20).encode(encoding))
    assert read_story(path).text == TEXT * 20


def test_a_broken_sign_spoils_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes((TEXT * 5).encode()[:-100] + b"\xff and \xe2\x80")
    text = read_story(path).text
    assert text.startswith(TEXT)
    assert text.endswith("\ufffd and \ufffd")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_plain_letters_in_utf16_without_a_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(("It rained on the town, and nobody came. " * 20).encode(encoding))
    assert read_story(path).text.startswith("It rained on the town")


def test_other_languages_are_not_taken_for_english(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes((POLISH * 20).encode("cp1250"))
    assert read_story(path).text == POLISH * 20


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"  \n\t\n", "is empty"),
        ("\ufeff\n".encode(), "is empty"),
        (b"%PDF-1.7 and so on", "is a damaged PDF"),
        (b"PK\x03\x04 and so on", "is a damaged zip archive"),
        (bytes(range(256)) * 40, "binary file"),
        (b"\x00\x01\x02\x03" * 100, "binary file"),
        (b"\xff\xfe\x00\xd8\x00", "unknown encoding"),
    ],
)
def test_what_is_no_story_is_told_in_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=told) as caught:
        read_story(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_story(tmp_path / "nowhere.txt")
    with pytest.raises(InputError, match="has no story files"):
        read_story(tmp_path)

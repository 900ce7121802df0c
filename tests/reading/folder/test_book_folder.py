"""A folder of books, or of chapters: told by what lies in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.reading.folder.book_folder import MAX_UNASKED_BOOKS, find_books, find_each, list_only_ebooks


def fill(folder: Path, names: str) -> None:
    for name in names.split():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", "utf-8")


# What lies in a folder, and the books in it; None for one story.
CASES = [
    ("Tea.epub Rain.epub", "Rain.epub Tea.epub"),
    ("10.epub 9.epub", "9.epub 10.epub"),
    ("Tea.epub", "Tea.epub"),
    ("Tea.epub Tea.pdf Rain.pdf Rain.docx notes.jpg", "Rain.docx Tea.epub"),
    ("Tea.epub Rain.txt README.md index.html", "Rain.txt Tea.epub"),
    ("Ann/Tea/tea.epub Ann/Tea/cover.jpg Bea/rain.pdf", "Ann/Tea/tea.epub Bea/rain.pdf"),
    ("Tea.epub Rain/1.txt Rain/2.txt Snow/snow.txt", "Tea.epub Rain Snow/snow.txt"),
    ("Tea.epub Rain/1.txt Rain/2.txt Rain/rain.epub", "Tea.epub Rain"),
    ("Tea.epub .trash/Rain.epub album/album.json album/Snow.epub", "Tea.epub"),
    ("01.txt 02.txt", None),
    ("Chapter-1.txt Chapter-2.txt story.epub", None),
    ("tea.txt rain.txt", None),
    ("part-1/1.txt part-2/1.txt", None),
]


@pytest.mark.parametrize(("names", "books"), CASES)
def test_what_a_folder_has(tmp_path: Path, names: str, books: str | None) -> None:
    fill(tmp_path, names)
    found = find_books(tmp_path)
    assert (found and " ".join(path.relative_to(tmp_path).as_posix() for path in found.books)) == books


def test_each_file_is_a_book_when_asked(tmp_path: Path) -> None:
    fill(tmp_path, "1.txt 2.txt more/3.html more/3.pdf")
    found = find_each(tmp_path)
    assert [path.name for path in found.books] == ["1.txt", "2.txt", "3.html"]
    assert [path.name for path in found.other_formats] == ["3.pdf"]


def test_e_books_alone_can_be_the_parts_of_a_story(tmp_path: Path) -> None:
    fill(tmp_path, "Part-2.pdf Part-1.pdf")
    assert [path.name for path in list_only_ebooks(tmp_path)] == ["Part-1.pdf", "Part-2.pdf"]
    fill(tmp_path, "Part-3.txt")
    assert list_only_ebooks(tmp_path) == ()


def test_a_disk_or_a_home_folder_is_no_folder_of_books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.epub").touch()
    assert find_books(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert find_books(tmp_path) is None
    assert find_books(Path(tmp_path.anchor)) is None


def test_very_many_books_are_not_made_without_asking(tmp_path: Path) -> None:
    for number in range(MAX_UNASKED_BOOKS + 1):
        (tmp_path / f"{number}.epub").touch()
    with pytest.raises(InputError, match="201 books; if you want an album of each, add --each"):
        find_books(tmp_path)
    assert len(find_each(tmp_path).books) == MAX_UNASKED_BOOKS + 1

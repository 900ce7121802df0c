"""What an address has now of a story that is kept, and which version is taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from audiobook.commands.source_news import SourceNews, look_up_source
from audiobook.errors import FetchError
from audiobook.fetching import archives
from audiobook.fetching.stories import get_story
from audiobook.settings.story_options import parse_story_options
from tests.engines.servers import page_server, served

WORDS = {
    name: " ".join(f"The {name} went {place} on day {day} of that long year." for day, place in enumerate(["up"] * 20))
    for name in ("heron", "otter", "badger", "weasel")
}


def page_of(**chapters: str) -> bytes:
    """A page with these chapters, by their titles."""
    body = "".join(f"<h2>Chapter {number}: {title}</h2><p>{text}</p>"
                   for number, (title, text) in enumerate(chapters.items(), 1))  # fmt: skip
    return f"<html><head><title>Animals</title></head><body>{body}<p hidden>{id(body)}</p></body></html>".encode()


FIRST = {name.title(): WORDS[name] for name in ("heron", "otter", "badger")}
GONE = "This chapter was removed by its author, who is sorry about that."


class Site:
    """A site with one page, which tests change."""

    def __init__(self) -> None:
        self.page, self.status, self.url = page_of(**FIRST), 200, ""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(archives, "PACKAGE", "no_such_package")
    site = Site()
    with served(page_server(lambda _: (site.status, {"Content-Type": "text/html"}, site.page))) as address:
        site.url = f"{address}/animals"
        yield site


def look(path: Path, accept: bool = False, dry_run: bool = False) -> SourceNews:
    return look_up_source(parse_story_options((path,)), recheck=False, accept=accept, dry_run=dry_run)


@pytest.mark.parametrize(
    ("chapters", "coming", "lost"),
    [
        (FIRST, (), ()),
        ({**FIRST, "Weasel": WORDS["weasel"]}, ("Weasel",), ()),
        ({**FIRST, "Otter": WORDS["otter"].replace("year", "winter")}, ("changes in the text",), ()),
        ({"Heron": WORDS["heron"], "Badger": WORDS["badger"]}, (), ("Otter",)),
        ({"Heron": WORDS["heron"], "Otter": WORDS["otter"]}, (), ("Badger",)),
        ({**FIRST, "Otter": GONE}, (), ("Otter",)),
        ({"Heron": GONE}, (), ("Heron", "Otter", "Badger")),
        # The same text under other titles is all there; a chapter that was written anew is no less.
        ({"One": WORDS["heron"], "Two": WORDS["otter"], "Three": WORDS["badger"]}, ("One", "Two", "Three"), ()),
        ({**FIRST, "Otter": WORDS["weasel"]}, ("changes in the text",), ()),
    ],
    ids=["nothing", "a chapter more", "a correction", "one gone", "the last gone", "a placeholder", "all gone",
         "other titles", "written anew"],
)  # fmt: skip
def test_no_text_is_lost_unless_the_user_says_so(
    chapters: dict[str, str], coming: tuple[str, ...], lost: tuple[str, ...], site: Site, tmp_path: Path
) -> None:
    path = get_story(site.url, tmp_path).path
    before = path.read_bytes()
    site.page = page_of(**chapters)
    assert (look(path, dry_run=True).coming, path.read_bytes()) == (coming, before)
    news = look(path)
    assert (news.coming, news.is_held, len(news.notices)) == (coming, bool(lost), len(lost))
    assert all(f"“{title}” is gone from the story" in notice for title, notice in zip(lost, news.notices, strict=True))
    assert (path.read_bytes() == before) is (not coming)
    if lost:
        assert look(path, accept=True).is_held is False
        assert path.read_bytes() == site.page


def test_a_story_that_is_gone_stays_here(site: Site, tmp_path: Path) -> None:
    path = get_story(site.url, tmp_path).path
    site.status = 404
    assert "has no story any more; your copy" in look(path).notices[0]
    assert path.is_file()


def test_another_kind_of_file_is_not_taken(site: Site, tmp_path: Path) -> None:
    path = get_story(site.url, tmp_path).path
    before, site.page = path.read_bytes(), b"%PDF-1.7"
    with pytest.raises(FetchError, match=r"has a \.pdf file now"):
        look(path)
    assert path.read_bytes() == before


def test_a_file_that_somebody_edited_is_not_written_over(site: Site, tmp_path: Path) -> None:
    path = get_story(site.url, tmp_path).path
    path.write_text("<p>Mine.</p>", "utf-8")
    site.page = page_of(**FIRST, Weasel=WORDS["weasel"])
    assert "was edited, so it stays as it is" in look(path).notices[0]
    assert path.read_text("utf-8") == "<p>Mine.</p>"


def test_a_file_of_ones_own_is_not_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "mine.html"
    path.write_bytes(page_of(**FIRST))
    assert look(path) == SourceNews()

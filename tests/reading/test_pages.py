"""Pages of sites: what is story on them, what the site's, and that nothing of a file goes missing unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from audiobook.model import Manuscript, SectionRole
from audiobook.reading.html.boilerplate import SITE_LINES, SiteLinePattern, is_site_line
from audiobook.reading.sites.metadata import extract_story_title
from audiobook.reading.story import read_story
from tests.conftest import CASES

PAGES = sorted((CASES / "formats").glob("*.html"))
PROSE = "The geese went down to the water in a row, and the last of them carried the bread. "
LONG = "".join(f"<p>{PROSE * 3}</p>" for _ in range(6))
WORDLESS = ("script", "style", "head", "title", "svg")

Reading = Callable[[str], Manuscript]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    def reading(body: str) -> Manuscript:
        path = tmp_path / "page.html"
        path.write_text(f"<!DOCTYPE html><html><head><title>Geese</title></head><body>{body}</body></html>", "utf-8")
        return read_story(path)

    return reading


class _Letters(HTMLParser):
    """Counts the letters and figures of a page by another parser than the program's."""

    def __init__(self) -> None:
        super().__init__()
        self.count, self.inside = 0, 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser calls it so
        self.inside += tag in WORDLESS

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in WORDLESS

    def handle_data(self, data: str) -> None:
        self.count += 0 if self.inside else sum(map(str.isalnum, data))


def _spoken(manuscript: Manuscript) -> str:
    """The text that no section takes out of the story."""
    text, at = [], 0
    for section in manuscript.sections:
        text.append(manuscript.text[at : section.span.start])
        at = (
            section.span.end
            if section.role in (SectionRole.METADATA, SectionRole.NOTE, SectionRole.LABEL)
            else section.span.start
        )
    return "".join([*text, manuscript.text[at:]])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_letter_of_a_page_is_in_the_text_or_accounted_for(path: Path) -> None:
    manuscript = read_story(path)
    letters = _Letters()
    letters.feed(path.read_text("utf-8"))
    pictures = [section.span.of(manuscript.text) for section in manuscript.sections if section.reason == "illustration"]
    taken = sum(map(str.isalnum, manuscript.text)) - sum(sum(map(str.isalnum, picture)) for picture in pictures)
    assert letters.count <= taken + sum(omission.characters for omission in manuscript.omissions)
    unsaid = [omission for omission in manuscript.omissions if not omission.reason]
    assert len(unsaid) == (path.name == "unknown-site.html")


def test_a_passage_beside_the_story_that_no_rule_names_is_kept_count_of(read: Reading) -> None:
    manuscript = read(f"<div><p>{PROSE * 2}</p></div><div id='x'>{LONG}</div>")
    (omission,) = manuscript.omissions
    assert (omission.reason, omission.words, omission.doubtful) == ("", 36, True)
    assert omission.opening == "The geese went down to the water in a row, and the"


@pytest.mark.parametrize(("around", "reason"), [("aside", "site text"), ("div style='display: none'", "hidden text")])
def test_much_prose_that_a_rule_leaves_out_is_doubtful(read: Reading, around: str, reason: str) -> None:
    manuscript = read(f"<main>{LONG}{LONG}</main><{around}><p>{PROSE * 8}</p></{around.split(maxsplit=1)[0]}>")
    (omission,) = manuscript.omissions
    assert (omission.reason, omission.words, omission.doubtful) == (reason, 144, True)


@pytest.mark.parametrize(
    "beside",
    [
        f"<div class='post-comments'><p>{PROSE * 8}</p></div>",
        "<ul>" + "<li><a href='/x'>Another story of ours, which is long</a></li>" * 30 + "</ul>",
        "<nav>Home</nav>",
        "<p>Posted in June</p>",
    ],
)
def test_comments_links_and_captions_are_no_doubt(read: Reading, beside: str) -> None:
    manuscript = read(f"<div id='x'>{LONG}</div>{beside}")
    assert PROSE.strip() in manuscript.text
    assert [omission for omission in manuscript.omissions if omission.doubtful or not omission.reason] == []
    assert len(manuscript.omissions) == 1


def test_comments_that_outweigh_the_story_may_be_the_story(read: Reading) -> None:
    (omission,) = read(f"<p>A tale.</p><div id='comments'>{LONG}</div>").omissions
    assert omission.doubtful


@pytest.mark.parametrize(("times", "reason"), [(2, "a few words around the story"), (8, "")])
def test_a_theme_of_many_makers_may_keep_its_story_elsewhere(read: Reading, times: int, reason: str) -> None:
    manuscript = read(f"<div class='entry-content'>{LONG}</div><div class='x'><p>{PROSE * times}</p></div>")
    (omission,) = manuscript.omissions
    assert (omission.reason, omission.doubtful) == (reason, not reason)


def test_a_themes_empty_box_is_not_the_story(read: Reading) -> None:
    assert PROSE.strip() in _spoken(read(f"<div id='chapter-content'></div><div class='x'>{LONG}</div>"))


def test_a_thread_without_threadmarks_is_told_by_whoever_began_it(read: Reading) -> None:
    post = (
        "<article class='message message--post' data-author='{}'><article class='message-body'><div class='bbWrapper'>"
    )
    posts = [("marl", "Low water."), ("reader7", "More, please!"), ("marl", "High water.")]
    ends = "</div></article></article>"
    manuscript = read("".join(f"{post.format(author)}{text}{ends}" for author, text in posts))
    assert manuscript.text == "Low water.\n\nHigh water."
    assert manuscript.metadata.author == "marl"


def test_a_form_around_the_whole_page_is_no_furniture(read: Reading) -> None:
    manuscript = read(f"<form id='aspnet'>{LONG}<div class='btn-row'><a href='/2'>On</a></div></form>")
    assert PROSE.strip() in _spoken(manuscript)
    assert "On" not in _spoken(manuscript)


@pytest.mark.parametrize(
    "furniture",
    [
        "<p><a href='/1'>« Older</a> | <a href='/3'>Newer »</a></p>",
        "<ul><li><a href='/1'>The first of them</a></li><li><a href='/2'>The second</a></li></ul>",
        "<div class='chapterNav'>Part 1 of 9</div>",
        "<div class='social_links'>Tell your friends</div>",
        "<div role='toolbar'>Larger letters</div>",
        "<div class='mangaread-ad-box'>Play for free</div>",
        "<p>Previous Chapter | Next Chapter</p>",
        "<button>Vote</button>",
        "<div>"
        + "<div class='card'><a href='/x'>Tin Hens</a><p>A hen is of tin and does not know.</p></div>" * 3
        + "</div>",
        "<a href='/1'>Back</a> | <a href='/3'>Next</a>",
    ],
)
def test_what_the_site_puts_among_the_story_is_not_read(read: Reading, furniture: str) -> None:
    manuscript = read(f"<article>{LONG}{furniture}{LONG}</article>")
    assert " ".join(_spoken(manuscript).split()) == " ".join((PROSE * 36).split())


@pytest.mark.parametrize(
    "story",
    [
        "<p>She had <a href='/2'>said it before</a>, and nobody had asked which of them she meant by it.</p>",
        "<ul><li>One goose of tin.</li><li>Two of lead.</li></ul>",
        "<div class='menu'><p>" + "Soup of the day, with bread that was the day before’s. " * 8 + "</p></div>",
        "<div class='story has-ads tag-social'><p>The water closed.</p></div>",
        "<p>He had <span class='tooltip'>mana</span> and bread.</p>",
        "<p id='share-of-the-bread'>The last had the least.</p>",
        f"<p><a href='/unclosed'>{PROSE * 4}</a></p>",
        "<h2><a href='/5'>Five</a></h2>",
        "<p>Next.</p>",
        "<div class='log'>" + "<div class='line'>Oda: are you up? The geese are.</div>" * 4 + "</div>",
    ],
)
def test_what_only_looks_like_the_sites_own_is_story(read: Reading, story: str) -> None:
    manuscript = read(f"<article>{LONG}{story}{LONG}</article>")
    words = re.sub(r"<[^>]*>", " ", re.sub("</?(?:a|span)[^>]*>", "", story)).split()
    assert " ".join(words) in " ".join(_spoken(manuscript).split())


def test_a_tables_caption_is_read_with_it(read: Reading) -> None:
    table = "<table><caption>CAST</caption><tr><td>Oda</td><td>a goose</td></tr></table>"
    assert "CAST\n\nOda | a goose" in read(f"{LONG}{table}").text


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>Oda</td><td>a goose</td></tr><tr>of tin</tr>",
        "<tr><td>Oda</td>, <td>a goose</td> of tin</tr>",
        "of tin<tr><td>Oda</td><td>a goose</td></tr>",
    ],
)
def test_what_stands_between_the_cells_of_a_table_is_read(read: Reading, rows: str) -> None:
    manuscript = read(f"{LONG}<table>{rows}</table>")
    assert {"Oda", "a goose", "of tin"} <= set(re.split(r"\s*[\n,]\s*", manuscript.text))
    assert not manuscript.omissions


@pytest.mark.parametrize("rule", SITE_LINES, ids=lambda rule: rule.name)
def test_a_sites_line_is_told_by_its_rule_alone(rule: SiteLinePattern) -> None:
    assert [line for line in rule.matches if not rule.pattern.fullmatch(line)] == []
    assert [line for line in rule.rejects if is_site_line(line)] == []


@pytest.mark.parametrize(
    ("title", "heading", "site", "story"),
    [
        ("Chapter 3: The Weir - The Mill | Some Site", "Chapter 3: The Weir", "Some Site", "The Mill"),
        ("Chapter 3 - The Weir - The Mill", "Chapter 3 - The Weir", "", "The Mill"),
        ("The Mill - Chapter 3 - Some Site", "", "", "The Mill"),
        ("Book of Rain - Chapter IV", "", "", "Book of Rain"),
        ("Paper Boats - Part Two: Rain", "Part Two: Rain", "", "Paper Boats"),
        ("The Umbrella | A Small Magazine", "The Umbrella", "", ""),
        ("101 Geese | A Small Magazine", "", "", ""),
        ("Part of the Water - A Small Magazine", "", "", ""),
    ],
)
def test_the_storys_title_is_told_from_the_chapters_and_the_sites(
    title: str, heading: str, site: str, story: str
) -> None:
    assert extract_story_title(title, heading, site) == story

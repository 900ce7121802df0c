"""FictionBooks, OpenDocument texts and rich-text documents: what is reported of them, and damaged or malicious ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.model import Manuscript, SectionRole
from audiobook.reading.story import read_story
from audiobook.text.skip_reasons import LOST_WORDS
from tests.conftest import CASES
from tests.reading.books import zipped
from tests.reading.test_hostile_files import BILLION_LAUGHS

FORMATS = CASES / "formats"
FODT = (FORMATS / "open-document.fodt").read_bytes()
Reading = Callable[[bytes | str], Manuscript]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    def reading(data: bytes | str) -> Manuscript:
        path = tmp_path / "story"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_story(path)

    return reading


def fb2(body: str, description: str = "", doctype: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{doctype}<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"'
        f' xmlns:l="http://www.w3.org/1999/xlink"><description>{description}</description>{body}</FictionBook>'
    )


def odt(content: bytes, manifest: str = "") -> bytes:
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


SECTION = "<body><section><p>It rained.</p></section></body>"


REVIEWED = {"comment": "Is this right?", "hidden text": "Hidden."}


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("open-document.fodt", REVIEWED | {"deleted text": "A deleted line."}),
        ("rich-text.rtf", REVIEWED | {"deleted text": "Deleted."}),
        ("fictionbook.fb2", {"footnote mark": "[прим. автора]"}),
    ],
)  # fmt: skip
def test_what_is_left_out_is_reported(name: str, reasons: dict[str, str]) -> None:
    omissions = read_story(FORMATS / name).omissions
    assert {omission.reason: omission.opening for omission in omissions} == reasons


def test_a_document_in_an_archive_is_read_like_one_in_a_file(read: Reading) -> None:
    in_archive, in_file = read(odt(FODT)), read(FODT)
    assert (in_archive.text, in_archive.sections) == (in_file.text, in_file.sections)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (odt(FODT, "<manifest:encryption-data/>"), "locked with a password"),
        (odt(b"<a>"), "damaged OpenDocument text"),
        (odt(b"<a/>"), "damaged OpenDocument text: no text"),
        (odt(b"<a><body><text/></body></a>"), "without any text"),
        (fb2("<p>Not a body.</p>"), "damaged FictionBook"),
        (fb2("<body><section><empty-line/></section></body>"), "without any text"),
        (r"{\rtf1 {\pict 8950}\par}", "without any text"),
        (b"{\\rtf1 " + b"\\b" * 12_000_001, "more markup than a story can have"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(read: Reading, data: bytes | str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(data)


def test_a_broken_fictionbook_is_repaired_and_its_losses_are_reported(read: Reading) -> None:
    repaired = read(fb2("<body><section><p>One & two <emphasis>three</p><p>four</p></section></body>"))
    assert (repaired.text.replace("*", ""), repaired.omissions) == ("One & two three\n\nfour", ())
    cut = read(fb2(SECTION + "<binary id='x'>AAAA</binary><body><p>" + "<i>" * 300 + "lost words"))
    assert [(omission.opening, omission.doubtful) for omission in cut.omissions] == [(LOST_WORDS, True)]


def test_the_only_story_in_an_archive_is_read(read: Reading) -> None:
    packed = zipped({"books/weir.fb2": fb2(SECTION), "__MACOSX/._weir.fb2": b"x", "readme.nfo": b"x"})
    assert read(packed).text == "It rained."
    assert read(zipped({"weir.odt": odt(FODT)})).text == read(FODT).text
    with_text = read(zipped({"weir.fb2": fb2(SECTION), "about.txt": "A text."}))
    assert (with_text.text, len(with_text.warnings)) == ("It rained.", 1)
    with pytest.raises(InputError, match="2 books"):
        read(zipped({"a.fb2": fb2(SECTION), "b.epub": b""}))
    with pytest.raises(InputError, match="zip archive, not a story"):
        read(zipped({"a.epub": zipped({"b.epub": zipped({"c.fb2": fb2(SECTION)})})}))


def test_texts_in_an_archive_are_chapters(read: Reading) -> None:
    chapters = {"weir/Chapter 10.txt": "It stopped.", "weir/Chapter 2.md": "# Rain\n\nIt rained.", "weir/.x.txt": "x",
                "weir/Part 20/1.odt": odt(FODT), "weir/drafts/3.txt": "A draft.", "../4.txt": "Outside."}  # fmt: skip
    story = read(zipped(chapters))
    sections = [section for section in story.sections if section.role in (SectionRole.CHAPTER, SectionRole.PART)]
    assert story.text.startswith("# Rain\n\nIt rained.\n\nIt stopped.\n\nThe Weir")
    assert [section.title for section in sections] == ["Rain", "Chapter 10", "Part 20", "The Weir"]
    assert [warning.partition(":")[0] for warning in story.warnings] == ["drafts"]
    assert "Outside" not in story.text


def test_a_tag_without_a_usable_name_keeps_its_text(read: Reading) -> None:
    book = read(fb2("<body><section><p>She <l:-name>came</l:-name> home.</p></section></body>"))
    assert "She came home." in book.text


def test_an_end_tag_too_many_does_not_end_a_fictionbook(read: Reading) -> None:
    broken = read(
        fb2("<body><section><p>One</p></text-author></section></body><body><section><p>Two</p></section></body>")
    )
    assert (broken.text, broken.omissions) == ("One\n\nTwo", ())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One</p\n><p>Two</em\n</p>", "One\n\nTwo"),
        ("<p>One <em class='x'<b>two</b></p>", "One two"),
        ("<p>One</p>\n</emphasThree and four<p>five</p>", "One\n\n</emphasThree and four\n\nfive"),
        ("<p>One <em „>two</em></p>", "One *two*"),
        ("<p\u2028>One <em\x85>two</em></p>", "One *two*"),
        ("<p/a>One & <em>two</p><p>three</p>", "One & *two*\n\nthree"),
        ("<p>One</p></section></body></FictionBook>and <p>two", "One\n\nand\n\ntwo"),
        ("<p>One</p></section></body><section><p>two</p></section>", "One\n\ntwo"),
        ("<p>One</p></section></body><binary>AAAA</binary>two", "One\n\ntwo"),
        ("<p>One</p><p>&#xD800;two & three", "One\n\n\ufffdtwo & three"),
        ("<p>One <2> three & four</p>", "One <2> three & four"),
        ("<p>One <a title='2 > 1'>two</a> & three</p>", "One two & three"),
    ],
)
def test_tags_that_are_broken_off_take_no_words_along(read: Reading, body: str, text: str) -> None:
    broken = read(fb2(f"<body><section>{body}<p></section></body>"))
    assert (broken.text.replace("\n\n\n", "\n\n").strip(), broken.omissions) == (text, ())


@pytest.mark.parametrize(
    ("end", "words"),
    [("<p>A dark ni", "A dark ni"), ("<!-- never <p>ends", "ends"), ("<![CDATA[a & b", "a & b"), ("<?a & b", "a & b")],
)
def test_a_fictionbook_that_is_cut_off_is_read_to_its_last_word(read: Reading, end: str, words: str) -> None:
    start = fb2("<body><section><p>One.</p>").partition("</FictionBook>")[0]
    cut = read(start + end)
    assert (cut.text.endswith(words), cut.omissions) == (True, ())


def test_tags_that_a_repair_leaves_without_a_namespace(read: Reading) -> None:
    assert read(fb2("<body><fb:section><p>One & two</p><src-url:>x</src-url:></fb:section></body>")).text.startswith(
        "One & two"
    )


def test_a_work_of_ao3_without_headings_is_no_title_page(read: Reading) -> None:
    line = "<p>Posted originally on the Archive of Our Own at x.</p>"
    work = "".join(f"<p>It rained on day {number} of the flood.</p>" for number in range(300))
    story = read(fb2(f"<body><section><title><p>Preface</p></title>{line}{work}</section></body>"))
    assert all(section.reason != "title page" for section in story.sections)
    preface, chapter = f"<title><p>Preface</p></title>{line}", f"<title><p>Rain</p></title>{work}"
    headed = read(fb2(f"<body><section>{preface}</section><section>{chapter}</section></body>"))
    assert [section.reason for section in headed.sections][:1] == ["title page"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_fictionbook_with_a_byte_order_mark(read: Reading, encoding: str) -> None:
    assert read(fb2(SECTION).encode(encoding)).text == "It rained."


def test_the_entities_of_a_document_are_not_resolved(read: Reading) -> None:
    assert (
        read(fb2("<body><section><p>A &l9; story.</p></section></body>", doctype=BILLION_LAUGHS)).text
        == "A &l9; story."
    )
    laughing = FODT.replace(b"?>", b"?>" + BILLION_LAUGHS.encode(), 1).replace(b"It stopped.", b"It &l9;stopped.")
    with pytest.raises(InputError, match="damaged OpenDocument text"):
        read(odt(laughing))


@pytest.mark.parametrize("text", [r"{\b " * 50_000 + "Deep.", "{" * 50_000 + "Deep." + "}" * 50_001 + " After."])
def test_groups_may_nest_as_deep_as_they_like(read: Reading, text: str) -> None:
    assert read(r"{\rtf1 Before. " + text).text.endswith(("Deep.", "Deep. After."))

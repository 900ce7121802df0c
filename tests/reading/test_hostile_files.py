"""Malicious files: zip bombs, paths out of the archive, markup that takes forever. Each is read or rejected quickly."""

from __future__ import annotations

import io
import os
import struct
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiobook.errors import InputError
from audiobook.model import Manuscript, SectionRole
from audiobook.reading import zip_archive
from audiobook.reading.story import read_story
from audiobook.reading.zip_archive import ZipArchive
from tests.conftest import CASES, examples
from tests.reading.books import DOT, docx, epub, ncx, page, paragraph, point, run, zipped

# Far more than any of these takes on a slow machine, far less than what their makers hoped for.
# A guard against work that grows with the square of the input, on a machine that is busy with other things too.
MOST_SECONDS = 240
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE html [<!ENTITY l0 "lol">{LAUGHS}]>'


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes, str], Manuscript]:
    """Reads bytes as a file of that name, in bounded time."""

    def reading(data: bytes, name: str = "story.html") -> Manuscript:
        path = tmp_path / name
        path.write_bytes(data)
        began = time.monotonic()
        try:
            return read_story(path)
        finally:
            assert time.monotonic() - began < MOST_SECONDS

    return reading


Reading = Callable[..., Manuscript]


def test_a_bomb_is_not_unpacked_further_than_its_limit(read: Reading) -> None:
    bomb = zipped({"META-INF/container.xml": b"<a>" + b" " * (80 * 1024 * 1024)})
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match="zip bomb"):
        read(bomb, "bomb.epub")


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    """The header says ten bytes; what counts is what comes out."""
    data = bytearray(zipped({"a": b" " * (8 * 1024 * 1024)}))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = data[22:26] = struct.pack("<I", 10)
    with pytest.raises(InputError):
        ZipArchive(bytes(data), tmp_path / "lie.epub").read("a")


def test_many_files_that_are_small_each(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(zip_archive, "MAX_TOTAL_BYTES", 1000)
    archive = ZipArchive(zipped({name: os.urandom(400) for name in "abc"}), tmp_path / "many.epub")
    archive.read("a"), archive.read("b")
    with pytest.raises(InputError, match="zip bomb"):
        archive.read("c")


def test_more_files_than_a_book_can_have(read: Reading) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(zip_archive.MAX_MEMBERS + 1):
            archive.writestr(str(number), b"")
    with pytest.raises(InputError, match="zip bomb"):
        read(data.getvalue(), "many.zip")


def test_paths_that_climb_out_are_never_read(read: Reading, tmp_path: Path) -> None:
    (tmp_path / "secret.xhtml").write_text(page("<p>A secret.</p>"), "utf-8")
    manifest = "".join(
        f'<item id="x{n}" href="{href}" media-type="application/xhtml+xml" properties="cover-image"/>'
        for n, href in enumerate(("../../secret.xhtml", "/etc/passwd", "file:///etc/passwd", "..%2F..%2Fsecret.xhtml"))
    )
    more = {"../secret.xhtml": "<p>A secret.</p>", "/etc/passwd": "<p>A secret.</p>"}
    toc = ncx(point("Secret", "../../../secret.xhtml") + point("One", "1.xhtml"))
    book = epub({"1.xhtml": page("<p>A story.</p>")}, "", toc=toc, manifest=manifest, more=more)
    manuscript = read(book, "climbing.epub")
    assert manuscript.text == "A story."
    assert manuscript.cover is None


@pytest.mark.parametrize("wrap", [lambda page: page.encode(), lambda page: epub({"1.xhtml": page}, "")])
@pytest.mark.parametrize(
    "doctype",
    [
        BILLION_LAUGHS,
        '<!DOCTYPE html [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE html SYSTEM "file:///etc/passwd" [<!ENTITY % d SYSTEM "http://127.0.0.1:9/d"> %d;]>',
    ],
)
def test_entities_of_a_documents_own_are_not_resolved(
    read: Reading, doctype: str, wrap: Callable[[str], bytes]
) -> None:
    body = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>A &l9; story.</p></body></html>'
    html = f'<?xml version="1.0"?>{doctype}{body}'
    text = read(wrap(html), "story.html").text
    assert text in ("A &l9; story.", "A  story.", "A story.")


@pytest.mark.parametrize("doctype", [BILLION_LAUGHS, '<!DOCTYPE a [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'])
def test_word_documents_have_no_entities(read: Reading, doctype: str) -> None:
    with pytest.raises(InputError, match="damaged Word document"):
        read(docx(paragraph(run("Entities that nothing uses.")), doctype=doctype), "story.docx")


def test_entities_in_the_package_of_a_book(read: Reading) -> None:
    laughing = epub({"1.xhtml": page("<p>A story.</p>")}, "<dc:title>&l9;</dc:title>")
    with zipfile.ZipFile(io.BytesIO(laughing)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["OPS/book.opf"] = files["OPS/book.opf"].replace(b"?>", b"?>" + BILLION_LAUGHS.encode(), 1)
    with pytest.raises(InputError, match="damaged EPUB"):
        read(zipped(files), "laughing.epub")


@pytest.mark.parametrize("tag", ["div", "i", "blockquote", "span", "ul><li", "table><tr><td", "em", "ruby><rt"])
def test_a_hundred_thousand_deep(read: Reading, tag: str) -> None:
    html = f"<html><body><p>Before.</p>{f'<{tag}>' * 100_000}Inside.<p>After.</p></body></html>"
    told = read_or_told(read, html.encode())
    assert "After." in told or "nests its markup too deeply" in told


def read_or_told(read: Reading, data: bytes) -> str:
    """The text that was read, or the line that says why none was."""
    try:
        return read(data).text
    except InputError as error:
        return str(error)


def test_deep_books_and_documents(read: Reading) -> None:
    deep = page("<div>" * 100_000 + "Deep." + "</div>" * 100_000)
    assert "Deep." in read(epub({"1.xhtml": deep}, ""), "deep.epub").text
    with pytest.raises(InputError):
        read(docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "deep.docx")
    toc = ncx("<navPoint>" * 50_000 + "</navPoint>" * 50_000)
    with pytest.raises(InputError):
        read(epub({"1.xhtml": page("<p>A story.</p>")}, "", toc=toc), "deep.epub")


@pytest.mark.parametrize(
    "text",
    ["[" * 30_000, "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b]", "{" * 9000, "- " * 9000],
    ids=["lists", "references", "tables", "dashes"],
)
def test_front_matter_that_nests(read: Reading, text: str) -> None:
    assert read(f"---\n{text}\n---\nA story.\n".encode(), "story.txt").text.endswith("A story.\n")


@pytest.mark.parametrize(
    "text",
    [
        ">" * 200_000,
        "[" * 200_000,
        "[a]: b\n" * 50_000,
        "- " * 200_000,
        "`" * 200_000,
        "<!--\n\n" * 50_000,
        "***\n" * 50_000,
    ],
)
def test_markdown_that_is_nothing_but_marks(read: Reading, text: str) -> None:
    read(text.encode(), "story.md")


@pytest.mark.slow
def test_a_million_elements(read: Reading) -> None:
    """A fifth of them here, for the sake of those who wait for tests."""
    assert read(b"<html><body>" + b"<p>word" * 200_000).text.count("word") == 200_000


def test_more_elements_than_a_story_has_are_refused(read: Reading) -> None:
    with pytest.raises(InputError, match="more markup than a story can have"):
        read(b"<html><body>" + b"<p>" * 3_000_000)


@pytest.mark.slow
def test_the_memory_it_takes_is_bounded(read: Reading) -> None:
    resource = pytest.importorskip("resource", reason="Windows does not say how much memory was taken")
    read(b"<html><body>" + b"<a href='#1' id=1>1</a>" * 100_000)
    unit = 1 if sys.platform == "darwin" else 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < 4 * 1024**3


def test_broken_markup_is_mended(read: Reading) -> None:
    broken = b"<html><body><p>One <b>two <i>three</b> four</i><p>five</div></span>&nosuch; & < six<p"
    text = read(broken).text
    assert text.replace("*", "").startswith("One two three four\n\nfive")
    assert "six" in text


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="a pipe, not a file"):
        read_story(tmp_path / "pipe.txt")


def seeds() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted((CASES / "formats").iterdir()))
    yield epub({"1.xhtml": page("<h1>One</h1><p>Text.</p>")}, "", toc=ncx(point("One", "1.xhtml")))
    yield docx(paragraph(run("Text.")))
    yield DOT


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of a known kind with bytes of it changed, cut or doubled."""
    data = bytearray(draw(st.sampled_from(list(seeds()))))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 40))
        data[at : at + length] = draw(
            st.sampled_from([b"", b"<", b"\x00", b"<div>", b"\n", bytes(data[at : at + 200])])
        )
    return bytes(data)


MARKUP = st.lists(
    st.sampled_from(
        "<p> </p> <br> <em> </em> <h1> </h1> <hr> <table> <tr> <td> </table> <blockquote> word * ** &nbsp; "
        "<img alt='x'> <sup> <a href='#n'>1</a> <li id='n'> <div class='chaptertitle'> <div class='notes'> "
        "</div> <ruby> <rt> <pre>".split()
    )
).map(lambda tokens: ("<html><body>" + " ".join(tokens)).encode())


def manuscript_or_line(path: Path) -> tuple[Manuscript, str]:
    """What was read and "", or nothing and the line that says why."""
    try:
        return read_story(path), ""
    except InputError as error:
        return Manuscript(path, ""), str(error)


# Sections that may hold no text of their own.
EMPTY = (SectionRole.CHAPTER, SectionRole.HEADING, SectionRole.BOUNDARY, SectionRole.DISPLAY)


@settings(max_examples=examples(150), suppress_health_check=list(HealthCheck))
@given(
    data=st.one_of(st.binary(max_size=400), st.text().map(str.encode), damaged(), MARKUP),
    name=st.sampled_from(["a.txt", "a.md", "a.html"]),
)
def test_any_bytes_end_in_a_manuscript_or_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    manuscript, told = manuscript_or_line(path)
    assert "\n" not in told
    end = 0
    for section in manuscript.sections:
        assert end <= section.span.start <= section.span.end <= len(manuscript.text)
        assert section.span.start < section.span.end or section.role in EMPTY
        end = section.span.end

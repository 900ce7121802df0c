"""Finished albums for the tests of what is made beside the sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from audiobook.model import AuthorNote, Cover, Kind, Metadata, NotePosition, TextRun
from audiobook.publishing.published_album import CastCredit, ChapterMark, Passage, PublishedAlbum, Recording

# The smallest picture there is: one black dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
ABOUT = Metadata(
    "Tea & <Rain>", "Ann “A” Example", "A cup.\nAnother.", "English", series="Cups", genres=("Humor",),
    published="2017-05-06", source="https://example.org/tea?a=1&b=2",
)  # fmt: skip


def passage(start: float, end: float, *runs: TextRun | str, paragraph: int = 1, opens: bool = False) -> Passage:
    return Passage(
        start, end, tuple(TextRun(run) if isinstance(run, str) else run for run in runs), paragraph, 1, opens
    )


def said(text: str, speaker: str | None, tight: bool = False) -> TextRun:
    return TextRun(text, speaker, Kind.SPEECH, tight)


PASSAGES = (
    passage(0.5, 1.0, TextRun("Chapter 1", kind=Kind.HEADING), paragraph=0),
    passage(1.2, 2.0, TextRun("Tea", kind=Kind.HEADING), paragraph=0),
    passage(
        3.0,
        4.5,
        said("“Milk—”", "Bea & Co"),
        TextRun("she poured", joins_previous=True),
        said("“or <lemon>?”", "Bea & Co"),
    ),
    passage(4.7, 6.0, "It rained --> hard.", paragraph=2),
    passage(8.0, 9.25, TextRun("Never again, he thought.", "Tom", Kind.THOUGHT), paragraph=3, opens=True),
)
NOTES = (AuthorNote(NotePosition.HEAD, "Thank you & <3\n\nSee you."), AuthorNote(NotePosition.TAIL, "More soon."))


def recording(
    passages: Sequence[Passage] = PASSAGES, number: int = 1, title: str = "Tea", file: str = "", seconds: float = 10.0
) -> Recording:
    name = file or f"{number:02d} - {title}.mp3"
    marks = (ChapterMark(0.0, title), ChapterMark(8.0, "Scene 2: Never again")) if len(passages) > 4 else ()
    return Recording(number, number, title, name, "audio/mpeg", 4, "", seconds, tuple(passages), marks, NOTES)


def album(*recordings: Recording, about: Metadata = ABOUT) -> PublishedAlbum:
    readers = (CastCredit("", "heart (hibari)"), CastCredit("Bea & Co", "rowan"), CastCredit("Tom", "birch"))
    return PublishedAlbum(
        "urn:uuid:5a8d8a62-6f2c-5b53-9a5d-6b3d5d0c0c11", "2026-11-21T16:45:00+00:00", about, "heart (hibari)", readers,
        Cover(DOT, "image/png"), recordings or (recording(),), len(recordings) or 1,
    )  # fmt: skip


def with_sound(folder: Path, made: PublishedAlbum) -> PublishedAlbum:
    """The album, with files of its recordings' names in `folder`."""
    for one in made.recordings:
        (folder / one.file).write_bytes(one.file.encode() * 100_000)
    return made


# What formats trip over, among ordinary words.
PIECES = (
    "tea|Ann|—she|word,|end.|“Go!”|42|1|00:00:01.000|00:00:01,000|-->|--|<|>|<b>|</v>|<v|&|&amp;|&lrm;|{|}|{\\an8}|\\N|"
    "\\|[|]|[00:12.00]|[ti:x]|<00:01.00>|NOTE|WEBVTT|STYLE|\n|\n\n|\r|\u2028|\x00|\x0b|\x1f|\x85|\ufeff|\ufffe|\ud83d|"
    "👩‍🚀|愛|愛しています|naïve|#|:|::cue|]]>|<!--|<?xml|%s|$1|http://example.org/a/very/long/address/that/fills/a/line/alone"
).split("|")
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map(" ".join)
NAMES = ("Ann", "Bea & Co", "<v Tom>", "O’Neill\n-->", "\x00", "{\\a}", "Zoë:")
speakers = st.one_of(st.none(), st.sampled_from(NAMES))
runs = st.builds(TextRun, texts, speakers, st.sampled_from(list(Kind)), st.booleans())


@st.composite
def passages(draw: st.DrawFn, most: int = 5) -> tuple[Passage, ...]:
    """Sentences that follow each other in time, as clips do."""
    found, at = [], 0
    for paragraph in range(draw(st.integers(0, most))):
        at += draw(st.integers(0, 3_000_000))
        length = draw(st.integers(1, 30_000))
        shown = tuple(draw(st.lists(runs, min_size=1, max_size=3)))
        found.append(Passage(at / 1000, (at + length) / 1000, shown, paragraph // 2, 1, draw(st.booleans())))
        at += length
    return tuple(found)

"""Tells whether two stories are one: by their sentences, their addresses on the web, their files.

Titles do not tell: many stories are called "Untitled", and one story may come as text today and as an e-book tomorrow,
longer, corrected, under another name.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from enum import IntEnum
from pathlib import Path
from urllib.parse import urlsplit

from audiobook.files.workspace import real_path
from audiobook.model import Book, StoryIdentity

# Shorter sentences stand in many stories ("He nodded."); counted in letters and digits.
MOST_COMMON = 20
# So many sentences are noted for a story; what share of them another text must have to be a version of it, and at least
# how many: one may be a disclaimer that an author puts into every story.
SAMPLE, SHARE, LEAST = 48, 1 / 3, 2
ENDS = re.compile(r"[.!?…。！？]+")
NO_LETTERS = re.compile(r"[\W_]+")

Digests = frozenset[str]


class Likeness(IntEnum):
    """By what a story is known to be the one that an album was made from; the more certain the higher."""

    NONE = 0
    PLACE = 1
    ADDRESS = 2
    TEXT = 3


def identify_story(book: Book, path: Path, output: Path, sentences: Digests) -> StoryIdentity:
    """What a story is known by that was read from `path` (the first of its files) and has these `sentences`."""
    return StoryIdentity(path.name, _place(path, output), _address(book.metadata.source), _sample(sentences))


def sentence_digests(book: Book) -> Digests:
    """Digests of the sentences of a story, in 16 hexadecimal digits each.

    Marks, emphasis, capitals and the breaking of lines make no difference, so that they are the same in every format;
    headings and notes are left out.
    """
    story = " ".join(block.span.of(book.text) for chapter in book.chapters for block in chapter.paragraphs)
    pieces = {NO_LETTERS.sub("", piece) for piece in ENDS.split(unicodedata.normalize("NFKC", story).casefold())} - {""}
    telling = {piece for piece in pieces if len(piece) >= MOST_COMMON} or pieces
    return frozenset(hashlib.blake2b(one.encode("utf-8", "replace"), digest_size=8).hexdigest() for one in telling)


def likeness(known: StoryIdentity, story: StoryIdentity, sentences: Digests) -> Likeness:
    """By what a `story` with these sentences is the `known` one; NONE where it is another.

    A story that grew has all sentences of before, one that was edited many. Where hardly any is left, the address
    tells, then the file, unless the addresses tell two stories apart.
    """
    shared = len(sentences.intersection(known.sentences))
    if known.sentences and shared >= min(len(known.sentences), max(LEAST, SHARE * len(known.sentences))):
        return Likeness.TEXT
    if known.address and story.address:
        return Likeness.ADDRESS if known.address == story.address else Likeness.NONE
    return Likeness.PLACE if known.place and known.place == story.place else Likeness.NONE


def _sample(sentences: Digests) -> tuple[str, ...]:
    """The lowest digests: an even choice, and nearly the same one for versions of a text."""
    return tuple(sorted(sentences)[:SAMPLE])


def _place(path: Path, output: Path) -> str:
    story, folder = real_path(path), real_path(output)
    try:
        # The way from one to the other is the same wherever both are moved to together.
        way = Path(os.path.relpath(story, folder)).as_posix()
    except ValueError:  # on another drive of Windows
        way = story.as_posix()
    return hashlib.blake2b(way.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _address(source: str) -> str:
    """An address without what differs between ways of writing it; "" for none, or what is no address."""
    parts = source.strip().partition("//")[2] if "://" in source else ""
    host = (urlsplit(f"//{parts}").netloc if parts else "").lower().removeprefix("www.").removeprefix("m.")
    rest = parts.partition("/")[2].partition("#")[0].rstrip("/")
    return f"{host}/{rest}" if host and rest else ""

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
MIN_DISTINCTIVE_LENGTH = 20
# So many sentences are noted for a story; what share of them another text must have to be a version of it, and at least
# how many: one may be a disclaimer that an author puts into every story.
SAMPLE_SIZE, MIN_SHARED_FRACTION, MIN_SHARED_SENTENCES = 48, 1 / 3, 2
SENTENCE_ENDS = re.compile(r"[.!?…。！？]+")
NON_LETTERS = re.compile(r"[\W_]+")

SentenceDigests = frozenset[str]


class IdentityMatch(IntEnum):
    """By what a story is known to be the one that an album was made from; the more certain the higher."""

    NONE = 0
    PATH = 1
    ADDRESS = 2
    TEXT = 3


def identify_story(book: Book, path: Path, output: Path, sentences: SentenceDigests) -> StoryIdentity:
    """What a story is known by that was read from `path` (the first of its files) and has these `sentences`."""
    return StoryIdentity(
        path.name, _digest_path(path, output), _normalize_address(book.metadata.source), _sample_digests(sentences)
    )


def digest_sentences(book: Book) -> SentenceDigests:
    """Digests of the sentences of a story, in 16 hexadecimal digits each.

    Marks, emphasis, capitals and the breaking of lines make no difference, so that they are the same in every format;
    headings and notes are left out.
    """
    story = " ".join(block.span.of(book.text) for chapter in book.chapters for block in chapter.story_blocks)
    normalized = {
        NON_LETTERS.sub("", sentence)
        for sentence in SENTENCE_ENDS.split(unicodedata.normalize("NFKC", story).casefold())
    } - {""}
    distinctive = {sentence for sentence in normalized if len(sentence) >= MIN_DISTINCTIVE_LENGTH} or normalized
    return frozenset(
        hashlib.blake2b(distinctive_sentence.encode("utf-8", "replace"), digest_size=8).hexdigest()
        for distinctive_sentence in distinctive
    )


def match_story(known: StoryIdentity, story: StoryIdentity, sentences: SentenceDigests) -> IdentityMatch:
    """By what a `story` with these sentences is the `known` one; NONE where it is another.

    A story that grew has all sentences of before, one that was edited many. Where hardly any is left, the address
    tells, then the file, unless the addresses tell two stories apart.
    """
    shared = len(sentences.intersection(known.sentences))
    if known.sentences and shared >= min(
        len(known.sentences), max(MIN_SHARED_SENTENCES, MIN_SHARED_FRACTION * len(known.sentences))
    ):
        return IdentityMatch.TEXT
    if known.address and story.address:
        return IdentityMatch.ADDRESS if known.address == story.address else IdentityMatch.NONE
    return IdentityMatch.PATH if known.place and known.place == story.place else IdentityMatch.NONE


def _sample_digests(sentences: SentenceDigests) -> tuple[str, ...]:
    """The lowest digests: an even choice, and nearly the same one for versions of a text."""
    return tuple(sorted(sentences)[:SAMPLE_SIZE])


def _digest_path(path: Path, output: Path) -> str:
    story, folder = real_path(path), real_path(output)
    try:
        # The way from one to the other is the same wherever both are moved to together.
        relative_path = Path(os.path.relpath(story, folder)).as_posix()
    except ValueError:  # on another drive of Windows
        relative_path = story.as_posix()
    return hashlib.blake2b(relative_path.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()


def _normalize_address(source: str) -> str:
    """An address without what differs between ways of writing it; "" for none, or what is no address."""
    parts = source.strip().partition("//")[2] if "://" in source else ""
    host = (urlsplit(f"//{parts}").netloc if parts else "").lower().removeprefix("www.").removeprefix("m.")
    rest = parts.partition("/")[2].partition("#")[0].rstrip("/")
    return f"{host}/{rest}" if host and rest else ""

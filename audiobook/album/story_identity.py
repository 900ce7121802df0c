"""Recognizes a story that an album was made from: by its sentences, its URL, or its file.

Titles are not enough: many stories are called "Untitled", and a story may be a text file today and an e-book tomorrow,
longer, corrected, with another name.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from enum import IntEnum
from pathlib import Path

from audiobook.files.workspace import real_path
from audiobook.model import Book, StoryIdentity
from audiobook.web.addresses import normalize_address

# Shorter sentences are in many stories ("He nodded."); counted in letters and digits.
MIN_DISTINCTIVE_LENGTH = 20
# How many sentences are recorded for a story, and which share of them, and at least how many, a version of it must
# have: a single one may be a disclaimer that an author puts into every story.
SAMPLE_SIZE, MIN_SHARED_FRACTION, MIN_SHARED_SENTENCES = 48, 1 / 3, 2
SENTENCE_ENDS = re.compile(r"[.!?…。！？]+")
NON_LETTERS = re.compile(r"[\W_]+")

# What a story from standard input is called in messages.
PIPED_FILE = "standard input"

SentenceDigests = frozenset[str]


class IdentityMatch(IntEnum):
    """What shows that a story is the one that an album was made from; the higher, the more certain."""

    NONE = 0
    PATH = 1
    ADDRESS = 2
    TEXT = 3


def identify_story(book: Book, path: Path | None, output: Path, sentences: SentenceDigests) -> StoryIdentity:
    """The identity of a story with these `sentences`; `path` is the first of its files.

    It is None for a story from standard input, which is recognized by its text or its URL alone.
    """
    address, sample = normalize_address(book.metadata.source), _sample_digests(sentences)
    if path is None:
        return StoryIdentity(PIPED_FILE, "", address, sample)
    readable_name = path.name.encode("utf-8", "replace").decode()  # a name may be in bytes that are not text
    return StoryIdentity(readable_name, digest_path(path, output), address, sample)


def digest_sentences(book: Book) -> SentenceDigests:
    """Digests of the sentences of a story, in 16 hexadecimal digits each.

    Punctuation, emphasis, capitals and line breaks make no difference, so they are the same in every format. Headings
    and notes are left out.
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
    """What shows that `story`, with these sentences, is the `known` one; NONE where it is another.

    A story that has grown still has all its old sentences, and an edited one many of them. Where hardly any are left,
    the URL decides, or else the file if not both have a URL.
    """
    shared = len(sentences.intersection(known.sentences))
    if known.sentences and shared >= min(
        len(known.sentences), max(MIN_SHARED_SENTENCES, MIN_SHARED_FRACTION * len(known.sentences))
    ):
        return IdentityMatch.TEXT
    if known.address and story.address:
        return IdentityMatch.ADDRESS if known.address == story.address else IdentityMatch.NONE
    return IdentityMatch.PATH if known.place and known.place == story.place else IdentityMatch.NONE


def is_same_story(
    known: StoryIdentity,
    story: StoryIdentity,
    sentences: SentenceDigests,
    known_title: tuple[str, str],
    title: tuple[str, str] | None,
) -> IdentityMatch:
    """As `match_story`, but not by the file alone: people save one story over another as `story.txt`.

    The same file counts if it still has one of the sentences, or the same title and author as before. `title` is
    (title, author), None where the story itself has no title.
    """
    match = match_story(known, story, sentences)
    if match is IdentityMatch.PATH and not sentences.intersection(known.sentences) and title != known_title:
        return IdentityMatch.NONE
    return match


def _sample_digests(sentences: SentenceDigests) -> tuple[str, ...]:
    """The lowest digests: a random sample, but nearly the same for all versions of a text."""
    return tuple(sorted(sentences)[:SAMPLE_SIZE])


def digest_path(path: Path, output: Path) -> str:
    """A digest of where a story's file is, relative to the output folder: that of `StoryIdentity.place`."""
    story, folder = real_path(path), real_path(output)
    try:
        # The relative path stays the same when both are moved together.
        relative_path = Path(os.path.relpath(story, folder)).as_posix()
    except ValueError:  # on another drive of Windows
        relative_path = story.as_posix()
    return hashlib.blake2b(relative_path.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()

"""Weighs the feed of a very long story, and the library of a full output folder.

    python benchmarks/feed.py [CHAPTERS] [ALBUMS]

Times are processor times in seconds, the best of three.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from audiobook.album.library import find_albums
from audiobook.album.manifest import ChapterFile, Manifest, write_manifest
from audiobook.model import AuthorNote, Cover, Metadata, NotePosition, TextRun
from audiobook.publishing.feed import build_feed_files, rebase_feed
from audiobook.publishing.published_album import ChapterMark, Passage, PublishedAlbum, Recording

CHAPTERS_OF_AN_ALBUM = 50


def best(work: Callable[[], object]) -> float:
    def once() -> float:
        begun = time.process_time()
        work()
        return time.process_time() - begun

    return min(once() for _ in range(3))


def recording(number: int) -> Recording:
    return Recording(
        number, number, f"Chapter {number}", f"{number:04d} - Chapter {number}.mp3", "audio/mpeg", 9_000_000, "", 750.0,
        (Passage(0.0, 1.0, (TextRun("It rained."),)),),
        (ChapterMark(0.0, "The first"), ChapterMark(400.0, "The second")),
        (AuthorNote(NotePosition.HEAD, "Thank you for reading & writing. " * 8),),
    )  # fmt: skip


def filled(output: Path, albums: int) -> None:
    chapters = tuple(
        ChapterFile(number, f"Chapter {number}", f"{number:02d}.mp3", sha256="00", seconds=750.0)
        for number in range(1, CHAPTERS_OF_AN_ALBUM + 1)
    )
    for number in range(albums):
        folder = output / f"Author {number % 20}" / f"Story {number}"
        folder.mkdir(parents=True)
        for chapter in chapters:
            (folder / chapter.file).touch()
        (folder / "metadata.json").write_text(json.dumps({"description": "It rained. " * 50}))
        write_manifest(folder, Manifest(f"Story {number}", "Author", chapters=chapters))


def main(chapters: int, albums: int) -> None:
    recordings = tuple(map(recording, range(1, chapters + 1)))
    album = PublishedAlbum(
        "urn:uuid:0", "2026-01-01", Metadata("Long"), "heart", (), Cover(b"", "image/jpeg"), recordings, chapters
    )
    feed = build_feed_files(album, "https://example.org/")[0].data
    print(f"feed of {chapters} chapters: {len(feed) / 1e6:.1f} MB")
    print(f"  made      {best(lambda: build_feed_files(album, 'https://example.org/')):.2f} s")
    print(f"  rebased   {best(lambda: rebase_feed(feed, 'http://192.168.0.2:8017/')):.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        filled(Path(folder), albums)
        print(f"library of {albums} albums: {best(lambda: find_albums(Path(folder))):.2f} s")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [2000, 100][len(given) :]))

"""What is made of a finished album besides its own files: the e-book, and the library of the output folder."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from audiobook.album.library import albums_below, library_opml
from audiobook.album.library_index import OPML, PAGE, albums_digest, write_library_note
from audiobook.album.manifest import Beside, CompanionEntry, claimed, is_ours, is_whole, sha256_of
from audiobook.files.locks import lock_file
from audiobook.files.workspace import LIBRARY, WORK_FOLDER, safe_name, written_whole
from audiobook.model.output_formats import Format
from audiobook.production.retag import removed
from audiobook.publishing.epub.writing import written_epub
from audiobook.publishing.page.library_page import library_page
from audiobook.publishing.published_album import FinishedAlbum

EBOOK = ".epub"
FIT_FOR_EBOOKS = (Format.EPUB, Format.MP3, Format.M4B)
# What a page of ours has, so that no page of somebody else's is written over.
OURS = b'<meta name="generator" content="audiobook">'


def ebook_of(entries: Iterable[CompanionEntry]) -> CompanionEntry | None:
    """The e-book among an album's files, None where it has none."""
    return next((entry for entry in entries if entry.file.endswith(EBOOK)), None)


def with_ebook(
    folder: Path,
    album: FinishedAlbum,
    before: CompanionEntry | None,
    form: Format,
    claim: Callable[[CompanionEntry], None],
) -> Beside:
    """The album's e-book, up to date, where one is asked for or was made before and not removed by hand since.

    One that was made before goes where the album is now made in a format that e-books do not play; one that is
    somebody else's is left. `claim` is told what the file will be before it has its name. Raises OutputError where the
    folder does not let it.
    """
    if form is not Format.EPUB and (before is None or not (folder / before.file).exists()):
        return Beside(())
    if form not in FIT_FOR_EBOOKS:
        if before and is_ours(folder, before):
            removed(folder / before.file)
        return Beside(())
    name, made_of = safe_name(album.metadata.title, "Untitled") + EBOOK, _digest(album)
    held = before if before and before.file == name else None
    if held and held.made_of == made_of and is_whole(folder, held):
        return Beside((held,))
    if (folder / name).exists() and not (held and is_ours(folder, held)):
        return Beside((held,) if held else (), (name,))
    written_epub(album, folder, folder / name, lambda part: claim(claimed(name, sha256_of(part), held)))
    found = (folder / name).stat()
    return Beside((CompanionEntry(name, found.st_size, found.st_mtime_ns, sha256_of(folder / name), made_of),))


def _digest(album: FinishedAlbum) -> str:
    return hashlib.blake2b(repr(album).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def refresh_library(output: Path, base_url: str = "") -> None:
    """Writes the page of all albums below an output folder, and the list of their feeds.

    The list keeps the address that a former run was told; without any its links are relative, as those of the feeds.
    Files of these names that are somebody else's are left. Raises OutputError where the folder does not let it.
    """
    # What another run has finished meanwhile must not be missing in lists that are written after its own.
    with lock_file(output / WORK_FOLDER / LIBRARY):
        # Taken before the albums are read: what another run changes meanwhile makes the note outdated.
        shown = albums_digest(output)
        albums = albums_below(output)
        _written(output / PAGE, library_page(albums), OURS)
        feeds = output / OPML
        _written(feeds, library_opml(albums, base_url or _told_before(feeds)), b"<opml")
        write_library_note(output, shown)


def _told_before(feeds: Path) -> str:
    """The address of the output folder in a list of feeds, "" where it has none."""
    found = ADDRESS.search(feeds.read_text("utf-8", "replace")) if feeds.is_file() else None
    return html.unescape(found[1]) if found else ""


# An album's feed stands two folders down.
ADDRESS = re.compile(r'xmlUrl="(https?://[^"]*?/)[^/"]+/[^/"]+/feed\.xml"')


def _written(path: Path, data: bytes, ours: bytes) -> None:
    if path.exists():
        before = path.read_bytes() if path.is_file() else b""
        if before == data or ours not in before:
            return
    with written_whole(path) as part:
        part.write_bytes(data)

"""The library's page: the albums of an output folder, each with a way to listen and its feed."""

from __future__ import annotations

from collections.abc import Sequence

from audiobook.album.library import LibraryAlbum
from audiobook.publishing.page.assets import STYLES, asset, filled, html, spoken_length
from audiobook.text.languages.document_language import book_language

NO_BREAK = "\xa0"
EMPTY = (
    '<p class="empty">No album is here yet. <code>audiobook make story.txt</code> makes one; then load this page '
    "again.</p>\n"
)


def library_page(albums: Sequence[LibraryAlbum]) -> bytes:
    """The page of the albums in this order; its links are relative to the output folder."""
    rows = "".join(_album(album) for album in albums)
    count = f"{len(albums):,} album{'' if len(albums) == 1 else 's'}"
    return filled(
        "library.html",
        style=asset(STYLES) + asset("library.css"),
        facts=f"{count}, {spoken_length(sum(album.seconds for album in albums))}" if albums else "",
        albums=f'<ul class="albums">\n{rows}</ul>\n' if albums else EMPTY,
    )


def _album(album: LibraryAlbum) -> str:
    language = html(book_language(album.language))
    summary = f'<p class="summary quiet" lang="{language}">{html(album.summary)}</p>' if album.summary else ""
    return (
        f'<li class="album">{_cover(album)}<div>'
        f'<h2 lang="{language}"><a href="{html(_way_in(album))}">{html(album.title)}</a></h2>'
        f"<p>by {html(album.author)}</p>"
        f'<p class="quiet">{html(_facts(album))}</p>{summary}{_feed(album)}</div></li>\n'
    )


def _way_in(album: LibraryAlbum) -> str:
    """Its page, named in full, so that it opens from a folder, too; or the folder, where it has none."""
    return album.address(album.page)


def _cover(album: LibraryAlbum) -> str:
    if not album.cover:
        return f'<span class="blank" aria-hidden="true">{html(album.title[:1])}</span>'
    return f'<img src="{html(album.address(album.cover))}" alt="" width="112" height="112" loading="lazy">'


def _facts(album: LibraryAlbum) -> str:
    chapters = f"{album.chapters:,} chapter{'' if album.chapters == 1 else 's'}"
    numbers = (part.replace(" ", NO_BREAK) for part in (chapters, spoken_length(album.seconds)))
    told = (album.series, f"read by {album.narrator}" if album.narrator else "", *numbers)
    return " · ".join(filter(None, told))


def _feed(album: LibraryAlbum) -> str:
    if not album.feed:
        return ""
    return (
        f'<a class="feed" href="{html(album.address(album.feed))}">Podcast feed'
        f'<span class="unseen"> of {html(album.title)}</span></a>'
    )

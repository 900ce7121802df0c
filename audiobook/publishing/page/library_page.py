"""The library's page: the albums of an output folder, each with links to its page and its feed."""

from __future__ import annotations

from collections.abc import Sequence

from audiobook.album.library import LibraryAlbum
from audiobook.publishing.page.assets import (
    BASE_STYLE,
    LIBRARY,
    PALETTE,
    bundle_scripts,
    escape_html,
    fill_template,
    read_asset,
    spell_out_duration,
)
from audiobook.text.formatting import format_count
from audiobook.text.languages.document_language import book_language

NO_BREAK = "\xa0"
# How far the album was heard in this browser: the script shows it where it was.
HEARD = '<p class="heard quiet" hidden><span class="bar"></span> <span class="words"></span></p>'
EMPTY_LIBRARY = (
    '<p class="empty">No albums yet. Make one with <code>audiobook make story.txt</code>, then reload this page.</p>\n'
)


def build_library_page(albums: Sequence[LibraryAlbum]) -> bytes:
    """The page of these albums, in this order; its links are relative to the output folder."""
    rows = "".join(_render_album(album) for album in albums)
    count = format_count(len(albums), "album")
    return fill_template(
        "library.html",
        style=read_asset(PALETTE) + read_asset(BASE_STYLE) + read_asset("library.css"),
        script=bundle_scripts(LIBRARY),
        facts=f"{count}, {spell_out_duration(sum(album.seconds for album in albums))}" if albums else "",
        albums=f'<ul class="albums">\n{rows}</ul>\n' if albums else EMPTY_LIBRARY,
    )


def _render_album(album: LibraryAlbum) -> str:
    language = escape_html(book_language(album.language))
    summary = f'<p class="summary quiet" lang="{language}">{escape_html(album.summary)}</p>' if album.summary else ""
    return (
        f'<li class="album" data-identity="{escape_html(album.identity)}" data-seconds="{round(album.seconds)}">'
        f"{_render_cover(album)}<div>"
        f'<h2 lang="{language}"><a href="{escape_html(album.url(album.page))}">{escape_html(album.title)}</a></h2>'
        f"<p>by {escape_html(album.author)}</p>"
        f'<p class="quiet">{escape_html(_format_facts(album))}</p>{HEARD}{summary}'
        f"{_render_feed_link(album)}</div></li>\n"
    )


def _render_cover(album: LibraryAlbum) -> str:
    if not album.cover:
        return f'<span class="blank" aria-hidden="true">{escape_html(album.title[:1])}</span>'
    return f'<img src="{escape_html(album.url(album.cover))}" alt="" width="112" height="112" loading="lazy">'


def _format_facts(album: LibraryAlbum) -> str:
    chapters = format_count(album.chapters, "chapter")
    numbers = (part.replace(" ", NO_BREAK) for part in (chapters, spell_out_duration(album.seconds)))
    facts = (album.series, f"read by {album.narrator}" if album.narrator else "", *numbers)
    return " · ".join(filter(None, facts))


def _render_feed_link(album: LibraryAlbum) -> str:
    if not album.feed:
        return ""
    address, title = escape_html(album.url(album.feed)), escape_html(album.title)
    return (
        f'<p class="feed"><a href="{address}">Podcast feed<span class="unseen"> of {title}</span></a> '
        f'<button type="button" class="pill scripted served-only" data-copy="{address}" '
        f'aria-label="Copy the address of the feed of {title}">Copy address</button></p>'
    )

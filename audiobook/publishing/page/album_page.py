"""The album's page: a player with a text that follows along, in one HTML file that needs only the sound files."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from audiobook.album.addresses import file_url
from audiobook.album.file_names import COVER_FILE, FEED_FILE, PAGE_FILE, TRANSCRIPT_FOLDER, ZIP_FILE
from audiobook.publishing.page.assets import (
    BASE_STYLE,
    PALETTE,
    PLAYER,
    bundle_scripts,
    data_island,
    escape_html,
    fill_template,
    read_asset,
    spell_out_duration,
)
from audiobook.publishing.page.colours import render_speaker_colours
from audiobook.publishing.page.reading_along import PlayableChapter, build_text_data, playable_chapters, rank_speakers
from audiobook.publishing.published_album import ChapterMark, CompanionFile, PublishedAlbum, Recording
from audiobook.text.clock import format_duration
from audiobook.text.formatting import format_size
from audiobook.text.languages.document_language import book_language

STYLES = (PALETTE, BASE_STYLE, "album.css")
# The transcripts that are offered for each sound file: path and label.
TRANSCRIPTS = ((f"{TRANSCRIPT_FOLDER}/{{}}.vtt", "VTT"), (f"{TRANSCRIPT_FOLDER}/{{}}.srt", "SRT"))
FEED_LINK = f'<link rel="alternate" type="application/rss+xml" title="Podcast feed" href="{FEED_FILE}">\n'
# The feed's address is of use to a podcast app only where the album is served.
FEED_DOWNLOAD = (
    f'<p class="downloads"><a href="{FEED_FILE}">Podcast feed</a> '
    f'<button type="button" class="pill scripted served-only" data-copy="{FEED_FILE}">Copy address</button> '
    '<span class="quiet">paste its address into a podcast app</span></p>\n'
)


def build_page_files(album: PublishedAlbum, companions: Collection[str] | None = None) -> tuple[CompanionFile, ...]:
    """The album's page.

    `companions` are the names of the album's other companion files: the page links only to these. None stands for all
    that an album usually has.
    """
    chapters, speakers = playable_chapters(album), rank_speakers(album)
    ranks = {name: rank for rank, name in enumerate(speakers)}
    data = fill_template(
        "album.html",
        page_title=escape_html(f"{album.metadata.title} by {album.metadata.author}"),
        style="".join(map(read_asset, STYLES)) + render_speaker_colours(len(speakers)),
        script=bundle_scripts(PLAYER),
        cover=escape_html(COVER_FILE),
        feed_link=FEED_LINK if _has_companion(FEED_FILE, companions) else "",
        language=escape_html(book_language(album.metadata.language)),
        library=f"{'../' * album.depth}{PAGE_FILE}",
        title=escape_html(album.metadata.title),
        author=escape_html(album.metadata.author),
        facts=escape_html(_format_facts(album, len(chapters))),
        summary=_render_summary(album),
        chapters="".join(_render_chapter(index, chapter) for index, chapter in enumerate(chapters)),
        cast=_render_cast(album, speakers),
        downloads=_render_downloads(album, companions),
        data=_player_data(album, chapters, speakers),
        texts="".join(
            data_island(f"text-{index}", build_text_data(chapter, ranks)) for index, chapter in enumerate(chapters)
        ),
    )
    return (CompanionFile(PAGE_FILE, data),)


def _has_companion(name: str, companions: Collection[str] | None) -> bool:
    return companions is None or name in companions


def _format_facts(album: PublishedAlbum, count: int) -> str:
    facts = f"{count:,}\xa0chapter{'' if count == 1 else 's'}, {spell_out_duration(album.seconds)}"
    return f"Read by {album.narrator} · {facts}" if album.narrator else facts


def _render_summary(album: PublishedAlbum) -> str:
    summary = album.metadata.summary.strip()
    language = escape_html(book_language(album.metadata.language))
    return f'<p class="summary" lang="{language}">{escape_html(summary)}</p>\n' if summary else ""


def _render_chapter(index: int, chapter: PlayableChapter) -> str:
    """A chapter in the list: a link to its sound, which the script turns into a way to play it on the page."""
    number = chapter.recording.track if chapter.recording.number else index + 1
    return (
        f'<li><a class="chapter" data-chapter="{index}" href="{_sound_link(chapter.recording, chapter.start)}">'
        f'<span class="number" aria-hidden="true">{number}</span> '
        f'<span class="name">{escape_html(chapter.title)}</span> '
        f'<svg aria-hidden="true"><use href="#i-done"/></svg><span class="state unseen"></span> '
        f'<span class="length">{format_duration(chapter.end - chapter.start)}</span></a>'
        f"{_render_marks(index, chapter)}</li>\n"
    )


def _render_marks(index: int, chapter: PlayableChapter) -> str:
    if len(chapter.marks) < 2:
        return ""
    items = "".join(_render_mark(index, chapter, mark) for mark in chapter.marks[1:])
    return f'<ol class="marks">{items}</ol>'


def _render_mark(index: int, chapter: PlayableChapter, mark: ChapterMark) -> str:
    start = round(mark.start, 2)
    return (
        f'<li><a data-chapter="{index}" data-at="{start}" href="{_sound_link(chapter.recording, start)}">'
        f'<span class="name">{escape_html(mark.title)}</span> '
        f'<span class="length">{format_duration(start)}</span></a></li>'
    )


def _sound_link(recording: Recording, start: float) -> str:
    return escape_html(file_url(recording.file)) + (f"#t={start:g}" if start else "")


def _render_cast(album: PublishedAlbum, speakers: Sequence[str]) -> str:
    voices = {reader.character: reader.voice for reader in album.cast_credits}
    rows = [_render_cast_row("", "narrator", voices[""])] if "" in voices else []
    rows += [_render_cast_row(f"who-{rank}", name, voices.get(name, "")) for rank, name in enumerate(speakers)]
    if not rows:
        return ""
    return (
        '<details class="box">\n<summary><h2>Cast</h2></summary>\n'
        f'<ul class="cast">\n{"".join(rows)}</ul>\n'
        "</details>\n"
    )


def _render_cast_row(colour: str, name: str, voice: str) -> str:
    voice_span = f'<span class="quiet">{escape_html(voice)}</span>' if voice else ""
    return f'<li><strong class="{colour}">{escape_html(name)}</strong> {voice_span}</li>\n'


def _render_downloads(album: PublishedAlbum, companions: Collection[str] | None) -> str:
    books = " ".join(_render_link(download.file, download.label) for download in album.downloads)
    rows = "".join(_render_download(recording, companions) for recording in album.recordings)
    return (
        (FEED_DOWNLOAD if _has_companion(FEED_FILE, companions) else "")
        + (f'<p class="downloads">{books}</p>\n' if books else "")
        + _render_all_files(album)
        + f'<ul class="downloads">\n{rows}</ul>\n'
    )


def _render_all_files(album: PublishedAlbum) -> str:
    """What only `audiobook serve` offers: everything in one file, and a copy that plays without the network."""
    size = format_size(sum(recording.size for recording in album.recordings))
    return (
        f'<p class="downloads served-only"><a href="{ZIP_FILE}" download>Download everything (ZIP, {size})</a></p>\n'
        '<p class="downloads scripted served-only"><button type="button" id="keep" class="pill" hidden></button> '
        '<span id="kept" class="quiet" role="status"></span></p>\n'
    )


def _render_download(recording: Recording, companions: Collection[str] | None) -> str:
    texts = [(path.format(recording.stem), label) for path, label in TRANSCRIPTS if recording.passages]
    links = [
        _render_link(recording.file, recording.file.rpartition(".")[2].upper()),
        *(_render_link(path, label) for path, label in texts if _has_companion(path, companions)),
    ]
    return f'<li><span class="name">{escape_html(recording.title)}</span> {" ".join(links)}</li>\n'


def _render_link(name: str, label: str) -> str:
    return f'<a href="{escape_html(file_url(name))}" download>{escape_html(label)}</a>'


def _player_data(album: PublishedAlbum, chapters: Sequence[PlayableChapter], speakers: Sequence[str]) -> str:
    """The data that the player needs at once; the texts of the chapters are read one by one."""
    return data_island(
        "album",
        {
            "identity": album.identity,
            "title": album.metadata.title,
            "author": album.metadata.author,
            "cover": COVER_FILE,
            "speakers": list(speakers),
            "chapters": [
                {
                    "key": chapter.key,
                    "number": chapter.number,
                    "title": chapter.title,
                    "file": file_url(chapter.recording.file),
                    "size": chapter.recording.size,
                    "start": round(chapter.start, 3),
                    "end": round(chapter.end, 3),
                }
                for chapter in chapters
            ],
        },
    )

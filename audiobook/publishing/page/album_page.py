"""The album's page: a player and the text that follows the voice, in one HTML file that needs only the sound."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from audiobook.album.addresses import file_url
from audiobook.publishing.album_files import COVER_FILE
from audiobook.publishing.page.assets import (
    PLAYER,
    STYLES,
    bundle_scripts,
    data_island,
    escape_html,
    fill_template,
    format_clock,
    read_asset,
    spell_out_duration,
)
from audiobook.publishing.page.colours import speaker_colours
from audiobook.publishing.page.reading_along import PlayableChapter, build_text_data, playable_chapters, rank_speakers
from audiobook.publishing.published_album import ChapterMark, CompanionFile, PublishedAlbum, Recording
from audiobook.text.languages.document_language import book_language

PAGE_FILE = "index.html"
FEED_FILE = "feed.xml"
# The transcripts that are offered for each sound file, by their folder's files.
TRANSCRIPTS = (("transcripts/{}.vtt", "VTT"), ("transcripts/{}.srt", "SRT"))


def build_page_files(album: PublishedAlbum, beside: Collection[str] | None = None) -> tuple[CompanionFile, ...]:
    """The album's page.

    `beside` are the names of the album's other companions: only what is there is linked to. None stands for all that
    an album usually has.
    """
    chapters, speakers = playable_chapters(album), rank_speakers(album)
    places = {name: place for place, name in enumerate(speakers)}
    data = fill_template(
        "album.html",
        page_title=escape_html(f"{album.metadata.title} by {album.metadata.author}"),
        style=read_asset(STYLES) + read_asset("album.css") + _colours(len(speakers)),
        script=bundle_scripts(PLAYER),
        cover=escape_html(COVER_FILE),
        feed_link=_feed_link(beside),
        language=escape_html(book_language(album.metadata.language)),
        title=escape_html(album.metadata.title),
        author=escape_html(album.metadata.author),
        facts=escape_html(_facts(album, len(chapters))),
        summary=_summary(album),
        chapters="".join(_chapter(place, chapter) for place, chapter in enumerate(chapters)),
        cast=_cast(album, speakers),
        downloads=_downloads(album, beside),
        data=_player_data(album, chapters, speakers),
        texts="".join(
            data_island(f"text-{place}", build_text_data(chapter, places)) for place, chapter in enumerate(chapters)
        ),
    )
    return (CompanionFile(PAGE_FILE, data),)


def _has_sidecar(name: str, beside: Collection[str] | None) -> bool:
    return beside is None or name in beside


def _feed_link(beside: Collection[str] | None) -> str:
    if not _has_sidecar(FEED_FILE, beside):
        return ""
    return f'<link rel="alternate" type="application/rss+xml" title="Podcast feed" href="{FEED_FILE}">\n'


def _facts(album: PublishedAlbum, count: int) -> str:
    told = f"{count:,}\xa0chapter{'' if count == 1 else 's'}, {spell_out_duration(album.seconds)}"
    return f"Read by {album.narrator} · {told}" if album.narrator else told


def _summary(album: PublishedAlbum) -> str:
    said = album.metadata.summary.strip()
    language = escape_html(book_language(album.metadata.language))
    return f'<p class="summary" lang="{language}">{escape_html(said)}</p>\n' if said else ""


def _chapter(place: int, chapter: PlayableChapter) -> str:
    """A chapter in the list: a link to its sound, which the script turns into a way to play it here."""
    length = chapter.end - chapter.start
    number = chapter.recording.track if chapter.recording.number else place + 1
    return (
        f'<li><a class="chapter" data-chapter="{place}" href="{_sound(chapter.recording, chapter.start)}">'
        f'<span class="number" aria-hidden="true">{number}</span> <span class="name">{escape_html(chapter.title)}</span> '
        f'<svg aria-hidden="true"><use href="#i-done"/></svg><span class="state unseen"></span> '
        f'<span class="length">{format_clock(length)}</span></a>{_marks(place, chapter)}</li>\n'
    )


def _marks(place: int, chapter: PlayableChapter) -> str:
    if len(chapter.marks) < 2:
        return ""
    return f'<ol class="marks">{"".join(_mark(place, chapter, mark) for mark in chapter.marks[1:])}</ol>'


def _mark(place: int, chapter: PlayableChapter, mark: ChapterMark) -> str:
    start = round(mark.start, 2)
    return (
        f'<li><a data-chapter="{place}" data-at="{start}" href="{_sound(chapter.recording, start)}">'
        f'<span class="name">{escape_html(mark.title)}</span> <span class="length">{format_clock(start)}</span></a></li>'
    )


def _sound(recording: Recording, start: float) -> str:
    return escape_html(file_url(recording.file)) + (f"#t={start:g}" if start else "")


def _colours(count: int) -> str:
    """The rules for the speakers' colours, by day and by night."""
    pairs = [speaker_colours(place) for place in range(count)]
    day = "".join(f".who-{place} {{ color: {light}; }}\n" for place, (light, _) in enumerate(pairs))
    night = "".join(f".who-{place} {{ color: {dark}; }}\n" for place, (_, dark) in enumerate(pairs))
    return f"{day}@media (prefers-color-scheme: dark) {{\n{night}}}\n"


def _cast(album: PublishedAlbum, speakers: Sequence[str]) -> str:
    voices = {reader.character: reader.voice for reader in album.readers}
    rows = [_cast_row("", "narrator", voices[""])] if "" in voices else []
    rows += [_cast_row(f"who-{place}", name, voices.get(name, "")) for place, name in enumerate(speakers)]
    if not rows:
        return ""
    return (
        '<details class="box">\n<summary><h2>Cast</h2></summary>\n'
        f'<ul class="cast">\n{"".join(rows)}</ul>\n'
        '<p><label class="switch"><input type="checkbox" id="names" checked> names beside the lines</label></p>\n'
        "</details>\n"
    )


def _cast_row(colour: str, name: str, voice: str) -> str:
    told = f'<span class="quiet">{escape_html(voice)}</span>' if voice else ""
    return f'<li><strong class="{colour}">{escape_html(name)}</strong> {told}</li>\n'


def _downloads(album: PublishedAlbum, beside: Collection[str] | None) -> str:
    rows = "".join(_download(recording, beside) for recording in album.recordings)
    feed = (
        f'<p class="downloads"><a href="{FEED_FILE}">Podcast feed</a> <span class="quiet">copy this address into a podcast '
        "app</span></p>\n"
    )
    books = "".join(_link(name, "EPUB with sound") for name in sorted(beside or ()) if name.endswith(".epub"))
    return (
        (feed if _has_sidecar(FEED_FILE, beside) else "")
        + (f'<p class="downloads">{books}</p>\n' if books else "")
        + f'<ul class="downloads">\n{rows}</ul>\n'
    )


def _download(recording: Recording, beside: Collection[str] | None) -> str:
    ending = recording.file.rpartition(".")[2].upper()
    texts = [(pattern.format(recording.stem), kind) for pattern, kind in TRANSCRIPTS if recording.passages]
    links = [_link(recording.file, ending), *(_link(name, kind) for name, kind in texts if _has_sidecar(name, beside))]
    return f'<li><span class="name">{escape_html(recording.title)}</span> {" ".join(links)}</li>\n'


def _link(name: str, told: str) -> str:
    return f'<a href="{escape_html(file_url(name))}" download>{escape_html(told)}</a>'


def _player_data(album: PublishedAlbum, chapters: Sequence[PlayableChapter], speakers: Sequence[str]) -> str:
    """What the player needs at once; the texts of the chapters come one by one."""
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
                    "key": one.key,
                    "title": one.title,
                    "file": file_url(one.recording.file),
                    "start": round(one.start, 3),
                    "end": round(one.end, 3),
                }
                for one in chapters
            ],
        },
    )

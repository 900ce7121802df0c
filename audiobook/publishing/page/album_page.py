"""The album's page: a player and the text that follows the voice, in one HTML file that needs only the sound."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from audiobook.album.addresses import address
from audiobook.publishing.album_files import COVER
from audiobook.publishing.page.assets import PLAYER, STYLES, asset, clock, filled, html, island, script, spoken_length
from audiobook.publishing.page.colours import speaker_colours
from audiobook.publishing.page.reading_along import HeardChapter, heard_chapters, speakers_of, text_data
from audiobook.publishing.published_album import CompanionFile, FinishedAlbum, Mark, Recording
from audiobook.text.languages.document_language import book_language

NAME = "index.html"
FEED = "feed.xml"
# The transcripts that are offered for each sound file, by their folder's files.
TRANSCRIPTS = (("transcripts/{}.vtt", "VTT"), ("transcripts/{}.srt", "SRT"))


def page_files(album: FinishedAlbum, beside: Collection[str] | None = None) -> tuple[CompanionFile, ...]:
    """The album's page.

    `beside` are the names of the album's other companions: only what is there is linked to. None stands for all that
    an album usually has.
    """
    chapters, speakers = heard_chapters(album), speakers_of(album)
    places = {name: place for place, name in enumerate(speakers)}
    data = filled(
        "album.html",
        page_title=html(f"{album.metadata.title} by {album.metadata.author}"),
        style=asset(STYLES) + asset("album.css") + _colours(len(speakers)),
        script=script(PLAYER),
        cover=html(COVER),
        feed_link=_feed_link(beside),
        language=html(book_language(album.metadata.language)),
        title=html(album.metadata.title),
        author=html(album.metadata.author),
        facts=html(_facts(album, len(chapters))),
        summary=_summary(album),
        chapters="".join(_chapter(place, chapter) for place, chapter in enumerate(chapters)),
        cast=_cast(album, speakers),
        downloads=_downloads(album, beside),
        data=_data(album, chapters, speakers),
        texts="".join(island(f"text-{place}", text_data(chapter, places)) for place, chapter in enumerate(chapters)),
    )
    return (CompanionFile(NAME, data),)


def _is_there(name: str, beside: Collection[str] | None) -> bool:
    return beside is None or name in beside


def _feed_link(beside: Collection[str] | None) -> str:
    if not _is_there(FEED, beside):
        return ""
    return f'<link rel="alternate" type="application/rss+xml" title="Podcast feed" href="{FEED}">\n'


def _facts(album: FinishedAlbum, count: int) -> str:
    told = f"{count:,}\xa0chapter{'' if count == 1 else 's'}, {spoken_length(album.seconds)}"
    return f"Read by {album.narrator} · {told}" if album.narrator else told


def _summary(album: FinishedAlbum) -> str:
    said = album.metadata.summary.strip()
    language = html(book_language(album.metadata.language))
    return f'<p class="summary" lang="{language}">{html(said)}</p>\n' if said else ""


def _chapter(place: int, chapter: HeardChapter) -> str:
    """A chapter in the list: a link to its sound, which the script turns into a way to play it here."""
    length = chapter.end - chapter.start
    number = chapter.recording.track if chapter.recording.number else place + 1
    return (
        f'<li><a class="chapter" data-chapter="{place}" href="{_sound(chapter.recording, chapter.start)}">'
        f'<span class="number" aria-hidden="true">{number}</span> <span class="name">{html(chapter.title)}</span> '
        f'<svg aria-hidden="true"><use href="#i-done"/></svg><span class="state unseen"></span> '
        f'<span class="length">{clock(length)}</span></a>{_marks(place, chapter)}</li>\n'
    )


def _marks(place: int, chapter: HeardChapter) -> str:
    if len(chapter.marks) < 2:
        return ""
    return f'<ol class="marks">{"".join(_mark(place, chapter, mark) for mark in chapter.marks[1:])}</ol>'


def _mark(place: int, chapter: HeardChapter, mark: Mark) -> str:
    start = round(mark.start, 2)
    return (
        f'<li><a data-chapter="{place}" data-at="{start}" href="{_sound(chapter.recording, start)}">'
        f'<span class="name">{html(mark.title)}</span> <span class="length">{clock(start)}</span></a></li>'
    )


def _sound(recording: Recording, start: float) -> str:
    return html(address(recording.file)) + (f"#t={start:g}" if start else "")


def _colours(count: int) -> str:
    """The rules for the speakers' colours, by day and by night."""
    pairs = [speaker_colours(place) for place in range(count)]
    day = "".join(f".who-{place} {{ color: {light}; }}\n" for place, (light, _) in enumerate(pairs))
    night = "".join(f".who-{place} {{ color: {dark}; }}\n" for place, (_, dark) in enumerate(pairs))
    return f"{day}@media (prefers-color-scheme: dark) {{\n{night}}}\n"


def _cast(album: FinishedAlbum, speakers: Sequence[str]) -> str:
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
    told = f'<span class="quiet">{html(voice)}</span>' if voice else ""
    return f'<li><strong class="{colour}">{html(name)}</strong> {told}</li>\n'


def _downloads(album: FinishedAlbum, beside: Collection[str] | None) -> str:
    rows = "".join(_download(recording, beside) for recording in album.recordings)
    feed = (
        f'<p class="downloads"><a href="{FEED}">Podcast feed</a> <span class="quiet">copy this address into a podcast '
        "app</span></p>\n"
    )
    books = "".join(_link(name, "EPUB with sound") for name in sorted(beside or ()) if name.endswith(".epub"))
    return (
        (feed if _is_there(FEED, beside) else "")
        + (f'<p class="downloads">{books}</p>\n' if books else "")
        + f'<ul class="downloads">\n{rows}</ul>\n'
    )


def _download(recording: Recording, beside: Collection[str] | None) -> str:
    ending = recording.file.rpartition(".")[2].upper()
    texts = [(pattern.format(recording.stem), kind) for pattern, kind in TRANSCRIPTS if recording.passages]
    links = [_link(recording.file, ending), *(_link(name, kind) for name, kind in texts if _is_there(name, beside))]
    return f'<li><span class="name">{html(recording.title)}</span> {" ".join(links)}</li>\n'


def _link(name: str, told: str) -> str:
    return f'<a href="{html(address(name))}" download>{html(told)}</a>'


def _data(album: FinishedAlbum, chapters: Sequence[HeardChapter], speakers: Sequence[str]) -> str:
    """What the player needs at once; the texts of the chapters come one by one."""
    return island(
        "album",
        {
            "identity": album.identity,
            "title": album.metadata.title,
            "author": album.metadata.author,
            "cover": COVER,
            "speakers": list(speakers),
            "chapters": [
                {
                    "key": one.key,
                    "title": one.title,
                    "file": address(one.recording.file),
                    "start": round(one.start, 3),
                    "end": round(one.end, 3),
                }
                for one in chapters
            ],
        },
    )

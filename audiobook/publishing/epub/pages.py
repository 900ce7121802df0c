"""The pages of the e-book as XHTML: title page, contents, and a page for each chapter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile, takewhile
from xml.sax.saxutils import escape, quoteattr

from audiobook.model import AuthorNote, Kind, NotePosition, TextRun
from audiobook.publishing.epub.content_pages import ContentPage, TimedSentence
from audiobook.publishing.published_album import PublishedAlbum
from audiobook.text.languages.document_language import book_language
from audiobook.text.xml_text import to_single_line

PAGE_TEMPLATE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang={language} xml:lang={language}>
<head>
<meta charset="utf-8"/>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
{body}
</body>
</html>
"""
# How many colours style.css has for those who speak; after that they begin again.
COLOUR_COUNT = 8
# Of more than these nobody reads a list.
MAX_CAST_ROWS = 16
NOTE_LABEL = "Author’s note"

SpeakerNumbers = Mapping[str, int]


def number_speakers(leaves: Iterable[ContentPage]) -> SpeakerNumbers:
    """A number for each character, in the order in which they first speak."""
    runs = (run for leaf in leaves for one in leaf.sentences for run in one.passage.runs)
    speakers = dict.fromkeys(run.speaker for run in runs if run.speaker)
    return {speaker: number for number, speaker in enumerate(speakers)}


def build_chapter_page(album: PublishedAlbum, leaf: ContentPage, voices: SpeakerNumbers) -> str:
    """A chapter: its heading, paragraphs with each sentence marked by its id, scene breaks, and the author's notes."""
    paragraphs = list(leaf.paragraphs())
    heading = list(takewhile(_is_heading, paragraphs))
    told = dropwhile(_is_heading, paragraphs)
    parts = [
        '<section epub:type="chapter" role="doc-chapter" aria-labelledby="heading">',
        _heading(leaf, heading, voices),
        *_notes(leaf.notes, (NotePosition.HEAD,)),
        *_render_paragraphs(told, voices),
        *_notes(leaf.notes, (NotePosition.MIDDLE, NotePosition.TAIL)),
        "</section>",
    ]
    return _page(album, leaf.title, parts)


def _is_heading(paragraph: Sequence[TimedSentence]) -> bool:
    return all(one.passage.is_heading for one in paragraph)


def _heading(leaf: ContentPage, paragraphs: Sequence[Sequence[TimedSentence]], voices: SpeakerNumbers) -> str:
    sentences = [one for paragraph in paragraphs for one in paragraph]
    return f'<h1 id="heading">{_sentences(sentences, voices) or _text(leaf.title)}</h1>'


def _render_paragraphs(paragraphs: Iterable[Sequence[TimedSentence]], voices: SpeakerNumbers) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number and paragraph[0].passage.opens_scene:
            yield '<hr class="scene"/>'
        text = _sentences(paragraph, voices)
        if _is_heading(paragraph):
            yield f"<h2>{text}</h2>"
        elif all(run.kind is Kind.NOTE for one in paragraph for run in one.passage.runs):
            yield f'<aside class="note" role="note"><p>{text}</p></aside>'
        else:
            yield f"<p>{text}</p>"


def _sentences(sentences: Iterable[TimedSentence], voices: SpeakerNumbers) -> str:
    return "".join(
        f'{_space(one.passage.runs[0])}<span id="{one.id}">{_runs(one.passage.runs, voices)}</span>'
        for one in sentences
    ).strip()


def _runs(runs: Iterable[TextRun], voices: SpeakerNumbers) -> str:
    return "".join(f"{_space(run)}{_run(run, voices)}" for run in runs).strip()


def _space(run: TextRun) -> str:
    return "" if run.joins_previous else " "


def _run(run: TextRun, voices: SpeakerNumbers) -> str:
    """A stretch of text, marked where it is a character's."""
    classes = [f"voice-{voices[run.speaker] % COLOUR_COUNT + 1}"] if run.speaker else []
    classes += ["thought"] if run.kind is Kind.THOUGHT else []
    return f'<span class="{" ".join(classes)}">{_text(run.text)}</span>' if classes else _text(run.text)


def _notes(notes: Iterable[AuthorNote], places: Sequence[NotePosition]) -> Iterator[str]:
    """The author's notes of these places; no footnotes by type, as readers hide those until somebody asks for them."""
    for note in notes:
        if note.position in places:
            paragraphs = "".join(f"<p>{text}</p>" for text in _paragraphs(note.text))
            yield f'<aside class="note" role="note"><p class="label">{NOTE_LABEL}</p>{paragraphs}</aside>'


def _paragraphs(text: str) -> list[str]:
    return [_text(part) for part in text.split("\n") if to_single_line(part)]


def build_title_page(album: PublishedAlbum, cover: str, voices: SpeakerNumbers) -> str:
    """The cover, who wrote and reads the book, what it is about, and who is heard."""
    about = album.metadata
    parts = [
        '<section epub:type="titlepage" class="title">',
        f'<img src="{cover}" alt={_escape_attribute(f"Cover of {about.title}")}/>',
        f"<h1>{_text(about.title)}</h1>",
        *(f'<p class="author">{_text(name)}</p>' for name in (about.author,) if to_single_line(name)),
        *(f"<p>Read by {_text(name)}</p>" for name in (album.narrator,) if to_single_line(name)),
        *(f'<p class="summary">{text}</p>' for text in _paragraphs(about.summary)),
        *_cast(album, voices),
        "</section>",
    ]
    return _page(album, about.title, parts)


def _cast(album: PublishedAlbum, voices: SpeakerNumbers) -> Iterator[str]:
    """Who is heard, those with most lines first, each in the colour of their lines."""
    heard = [reader.character for reader in album.readers if reader.character in voices]
    if heard:
        yield '<ul class="cast">'
        yield from (f"<li>{_run(TextRun(name, name), voices)}</li>" for name in heard[:MAX_CAST_ROWS])
        yield "</ul>"


def build_contents_page(album: PublishedAlbum, leaves: Iterable[ContentPage]) -> str:
    """The table of contents, scenes below their chapters, and the landmarks that readers jump to."""
    leaves = tuple(leaves)
    parts = [
        '<nav epub:type="toc" role="doc-toc" id="toc"><h1>Contents</h1><ol>',
        *(_render_toc_entry(leaf) for leaf in leaves),
        "</ol></nav>",
        '<nav epub:type="landmarks" hidden="hidden"><h2>Landmarks</h2><ol>',
        '<li><a epub:type="titlepage" href="title.xhtml">Title page</a></li>',
        f'<li><a epub:type="bodymatter" href="{leaves[0].name}.xhtml">Beginning</a></li>',
        "</ol></nav>",
    ]
    return _page(album, album.metadata.title, parts)


def _render_toc_entry(leaf: ContentPage) -> str:
    scenes = "".join(f'<li><a href="{leaf.name}.xhtml#{place}">{_text(title)}</a></li>' for place, title in leaf.scenes)
    below = f"<ol>{scenes}</ol>" if scenes else ""
    return f'<li><a href="{leaf.name}.xhtml">{_text(leaf.title) or leaf.name}</a>{below}</li>'


def _page(album: PublishedAlbum, title: str, parts: Iterable[str]) -> str:
    language = _escape_attribute(book_language(album.metadata.language))
    return PAGE_TEMPLATE.format(language=language, title=_text(title) or "…", body="\n".join(parts))


def _text(text: str) -> str:
    return escape(to_single_line(text))


def _escape_attribute(text: str) -> str:
    return quoteattr(to_single_line(text))

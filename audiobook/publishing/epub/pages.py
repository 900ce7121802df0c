"""The pages of the e-book as XHTML: title page, table of contents, and a page for each chapter."""

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
# How many colours for speakers style.css has; further speakers get the same ones again.
COLOUR_COUNT = 8
# Nobody reads a longer list.
MAX_CAST_ROWS = 16
NOTE_LABEL = "Author’s note"

SpeakerNumbers = Mapping[str, int]


def number_speakers(pages: Iterable[ContentPage]) -> SpeakerNumbers:
    """A number for each character, from 0, in the order in which they first speak."""
    runs = (run for page in pages for sentence in page.sentences for run in sentence.passage.runs)
    speakers = dict.fromkeys(run.speaker for run in runs if run.speaker)
    return {speaker: number for number, speaker in enumerate(speakers)}


def build_chapter_page(album: PublishedAlbum, page: ContentPage, numbers: SpeakerNumbers) -> str:
    """A chapter: its heading, paragraphs with an id for each sentence, scene breaks, and author's notes."""
    paragraphs = list(page.paragraphs())
    heading = list(takewhile(_is_heading, paragraphs))
    content = dropwhile(_is_heading, paragraphs)
    parts = [
        '<section epub:type="chapter" role="doc-chapter" aria-labelledby="heading">',
        _render_heading(page, heading, numbers),
        *_render_notes(page.notes, (NotePosition.HEAD,)),
        *_render_paragraphs(content, numbers),
        *_render_notes(page.notes, (NotePosition.MIDDLE, NotePosition.TAIL)),
        "</section>",
    ]
    return _render_page(album, page.title, parts)


def _is_heading(paragraph: Sequence[TimedSentence]) -> bool:
    return all(sentence.passage.is_heading for sentence in paragraph)


def _render_heading(page: ContentPage, paragraphs: Sequence[Sequence[TimedSentence]], numbers: SpeakerNumbers) -> str:
    sentences = [sentence for paragraph in paragraphs for sentence in paragraph]
    return f'<h1 id="heading">{_render_sentences(sentences, numbers) or _text(page.title)}</h1>'


def _render_paragraphs(paragraphs: Iterable[Sequence[TimedSentence]], numbers: SpeakerNumbers) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number and paragraph[0].passage.opens_scene:
            yield '<hr class="scene"/>'
        text = _render_sentences(paragraph, numbers)
        if _is_heading(paragraph):
            yield f"<h2>{text}</h2>"
        elif all(run.kind is Kind.NOTE for sentence in paragraph for run in sentence.passage.runs):
            yield f'<aside class="note" role="note"><p>{text}</p></aside>'
        else:
            yield f"<p>{text}</p>"


def _render_sentences(sentences: Iterable[TimedSentence], numbers: SpeakerNumbers) -> str:
    return "".join(
        f'{_space_before(runs[0])}<span id="{sentence.id}">{_render_runs(runs, numbers)}</span>'
        for sentence in sentences
        for runs in (sentence.passage.runs,)
    ).strip()


def _render_runs(runs: Iterable[TextRun], numbers: SpeakerNumbers) -> str:
    return "".join(f"{_space_before(run)}{_render_run(run, numbers)}" for run in runs).strip()


def _space_before(run: TextRun) -> str:
    return "" if run.joins_previous else " "


def _render_run(run: TextRun, numbers: SpeakerNumbers) -> str:
    """A run of text, in a span where a character says or thinks it."""
    classes = [f"voice-{numbers[run.speaker] % COLOUR_COUNT + 1}"] if run.speaker else []
    classes += ["thought"] if run.kind is Kind.THOUGHT else []
    return f'<span class="{" ".join(classes)}">{_text(run.text)}</span>' if classes else _text(run.text)


def _render_notes(notes: Iterable[AuthorNote], positions: Sequence[NotePosition]) -> Iterator[str]:
    """The author's notes at these positions; not marked as footnotes, because readers hide those."""
    for note in notes:
        if note.position in positions:
            paragraphs = "".join(f"<p>{text}</p>" for text in _split_paragraphs(note.text))
            yield f'<aside class="note" role="note"><p class="label">{NOTE_LABEL}</p>{paragraphs}</aside>'


def _split_paragraphs(text: str) -> list[str]:
    return [_text(part) for part in text.split("\n") if to_single_line(part)]


def build_title_page(album: PublishedAlbum, cover: str, numbers: SpeakerNumbers) -> str:
    """The cover, title, author, narrator, summary and cast."""
    metadata = album.metadata
    parts = [
        '<section epub:type="titlepage" class="title">',
        f'<img src="{cover}" alt={_escape_attribute(f"Cover of {metadata.title}")}/>',
        f"<h1>{_text(metadata.title)}</h1>",
        *(f'<p class="author">{_text(name)}</p>' for name in (metadata.author,) if to_single_line(name)),
        *(f"<p>Read by {_text(name)}</p>" for name in (album.narrator,) if to_single_line(name)),
        *(f'<p class="summary">{text}</p>' for text in _split_paragraphs(metadata.summary)),
        *_render_cast(album, numbers),
        "</section>",
    ]
    return _render_page(album, metadata.title, parts)


def _render_cast(album: PublishedAlbum, numbers: SpeakerNumbers) -> Iterator[str]:
    """The characters that speak, those with most lines first, each in the colour of their lines."""
    characters = [reader.character for reader in album.cast_credits if reader.character in numbers]
    if characters:
        yield '<ul class="cast">'
        yield from (f"<li>{_render_run(TextRun(name, name), numbers)}</li>" for name in characters[:MAX_CAST_ROWS])
        yield "</ul>"


def build_contents_page(album: PublishedAlbum, pages: Iterable[ContentPage]) -> str:
    """The table of contents with the scenes of each chapter, and the landmarks for e-book readers."""
    pages = tuple(pages)
    parts = [
        '<nav epub:type="toc" role="doc-toc" id="toc"><h1>Contents</h1><ol>',
        *(_render_toc_entry(page) for page in pages),
        "</ol></nav>",
        '<nav epub:type="landmarks" hidden="hidden"><h2>Landmarks</h2><ol>',
        '<li><a epub:type="titlepage" href="title.xhtml">Title page</a></li>',
        f'<li><a epub:type="bodymatter" href="{pages[0].name}.xhtml">Beginning</a></li>',
        "</ol></nav>",
    ]
    return _render_page(album, album.metadata.title, parts)


def _render_toc_entry(page: ContentPage) -> str:
    scenes = "".join(
        f'<li><a href="{page.name}.xhtml#{identity}">{_text(title)}</a></li>' for identity, title in page.scenes
    )
    scene_list = f"<ol>{scenes}</ol>" if scenes else ""
    return f'<li><a href="{page.name}.xhtml">{_text(page.title) or page.name}</a>{scene_list}</li>'


def _render_page(album: PublishedAlbum, title: str, parts: Iterable[str]) -> str:
    language = _escape_attribute(book_language(album.metadata.language))
    return PAGE_TEMPLATE.format(language=language, title=_text(title) or "…", body="\n".join(parts))


def _text(text: str) -> str:
    return escape(to_single_line(text))


def _escape_attribute(text: str) -> str:
    return quoteattr(to_single_line(text))

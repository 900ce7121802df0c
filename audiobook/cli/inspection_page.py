"""The page that `inspect --html` writes: the story, each stretch coloured by what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from audiobook.commands.cast_table import CastTable
from audiobook.commands.inspect import Inspection
from audiobook.model import Book, Chapter, Kind, Script, Segment
from audiobook.publishing.page.colours import hue_of

LEGEND = (
    (Kind.NARRATION, "narration"),
    (Kind.SPEECH, "speech, nobody named"),
    (Kind.THOUGHT, "thought, nobody named"),
    (Kind.HEADING, "heading"),
    (Kind.NOTE, "note, left out"),
    (Kind.METADATA, "header, left out"),
    (Kind.BREAK, "scene break"),
)

STYLE = """
:root { color-scheme: light dark; --page: #fffdf8; --ink: #222; --quiet: #6b6558; --line: #ddd6c8;
  --speech: #d9ecff; --thought: #e9defa; --heading: #ffe9b8; --note: #f6d9d5; --metadata: #e7e3da; --break: #d6efd8; }
@media (prefers-color-scheme: dark) { :root { --page: #1b1a18; --ink: #eee8dc; --quiet: #a9a294; --line: #3c3933;
  --speech: #1d3c5a; --thought: #3b2a57; --heading: #57431a; --note: #572b26; --metadata: #35332e; --break: #1f4526; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: var(--page); color: var(--ink);
  font: 1.05rem/1.6 Georgia, "Times New Roman", serif; overflow-wrap: break-word; }
h1 { line-height: 1.2; margin-bottom: 0; }
h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
.small, nav, table { font: .9rem/1.5 system-ui, sans-serif; color: var(--quiet); }
nav a { color: inherit; display: block; }
ul.legend { display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; list-style: none; }
ul.legend li { padding: 0 .5rem; border-radius: .3rem; color: var(--ink); }
.speech { background: var(--speech); } .thought { background: var(--thought); font-style: italic; }
.heading { background: var(--heading); font-weight: bold; } .note { background: var(--note); }
.metadata { background: var(--metadata); } .break { background: var(--break); }
.note, .metadata { font-size: .9em; } span { border-radius: .2rem; } p { margin: .6em 0; white-space: pre-wrap; }
p.break { text-align: center; } .why { color: var(--quiet); font: .8rem system-ui, sans-serif; }
.warnings li { margin: .2rem 0; }
.who { background: hsl(var(--hue) 70% 86%); } .unsure { background: hsl(var(--hue) 55% 95%);
  outline: 1px dashed hsl(var(--hue) 40% 60%); outline-offset: -1px; }
@media (prefers-color-scheme: dark) { .who { background: hsl(var(--hue) 45% 24%); }
  .unsure { background: hsl(var(--hue) 30% 15%); } }
#names:checked ~ main .who::before { content: attr(data-who) " "; font: 600 .72rem system-ui, sans-serif;
  letter-spacing: .02em; color: var(--quiet); }
#names:focus-visible + label { outline: 2px solid currentColor; }
"""

NAMES_CHECKBOX = (
    '<input type="checkbox" id="names"> <label for="names" class="small">names and places beside the lines</label>'
)

# Below this a name is a guess worth a look.
MIN_SURE_CONFIDENCE = 0.8


def render_inspection_page(book: Book, script: Script, inspection: Inspection) -> str:
    """A whole HTML page that needs nothing from outside itself."""
    metadata = book.metadata
    title = escape(f"{metadata.title} by {metadata.author}")
    hues = {row.name: hue_of(rank) for rank, row in enumerate(inspection.cast.rows)}
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{STYLE}</style></head><body>",
            f"<header><h1>{escape(metadata.title)}</h1><p>by {escape(metadata.author)}</p>{_render_coverage(inspection)}</header>",
            _render_legend(),
            _render_speakers(inspection.cast),
            _render_warnings(inspection),
            _render_contents(book),
            NAMES_CHECKBOX,
            "<main>",
            *_render_paragraphs(tuple(segment for segment in script.segments if segment.chapter == 0), hues),
            *(html_line for chapter in book.chapters for html_line in _render_chapter(chapter, script, hues)),
            "</main></body></html>",
            "",
        ]
    )


def _render_coverage(inspection: Inspection) -> str:
    coverage = inspection.coverage
    left_out = "".join(f"<br>left out: {escape(reason)} {count:,}" for reason, count in coverage.left_out)
    return (f'<p class="small">characters: {coverage.spoken:,} spoken{left_out}'
            f"<br>unaccounted: {coverage.unaccounted}</p>")  # fmt: skip


def _render_legend() -> str:
    return '<ul class="legend small">' + "".join(f'<li class="{kind}">{name}</li>' for kind, name in LEGEND) + "</ul>"


def _render_speakers(cast: CastTable) -> str:
    """The characters in their colours, with their shares; faint is how a line looks that is not sure."""
    if not cast.lines:
        return ""
    speaker_items = "".join(
        f'<li class="who" style="--hue:{hue_of(rank)}">{escape(row.name)} {row.lines}</li>'
        for rank, row in enumerate(cast.rows)
    )
    return (
        f'<ul class="legend small" aria-label="Who speaks, and how many lines">{speaker_items}'
        f'<li class="unsure" style="--hue:0">faint: not sure</li><li>unresolved {cast.unresolved_lines}</li></ul>'
    )


def _render_warnings(inspection: Inspection) -> str:
    if not inspection.warnings:
        return ""
    lines = "".join(
        f"<li>{_render_chapter_link(warning.chapter)}{escape(warning.what)}</li>" for warning in inspection.warnings
    )
    return f'<section class="warnings small"><strong>Worth a look</strong><ul>{lines}</ul></section>'


def _render_chapter_link(chapter: int) -> str:
    return f'<a href="#chapter-{chapter}">chapter {chapter}</a>: ' if chapter else ""


def _render_contents(book: Book) -> str:
    links = (
        f'<a href="#chapter-{chapter.number}">{chapter.number}. {escape(chapter.display_name)}</a>'
        for chapter in book.chapters
    )
    return '<nav aria-label="Chapters">' + "".join(links) + "</nav>"


def _render_chapter(chapter: Chapter, script: Script, hues: Mapping[str, int]) -> Iterator[str]:
    yield f'<section id="chapter-{chapter.number}"><h2>{chapter.number}. {escape(chapter.display_name)}</h2>'
    yield from _render_paragraphs(script.chapter_segments(chapter.number), hues)
    yield "</section>"


def _render_paragraphs(segments: tuple[Segment, ...], hues: Mapping[str, int]) -> Iterator[str]:
    spans: list[str] = []
    previous: Segment | None = None
    for segment in segments:
        if previous and (segment.paragraph != previous.paragraph or segment.chapter == 0) and spans:
            yield _render_paragraph(previous, spans)
            spans = []
        spans.append(_render_segment(segment, hues))
        previous = segment
    if previous and spans:
        yield _render_paragraph(previous, spans)


def _render_segment(segment: Segment, hues: Mapping[str, int]) -> str:
    skip_note = f' <small class="why">({escape(segment.skipped)})</small>' if segment.skipped else ""
    text = escape(segment.text) if segment.text.strip() else "· · ·"
    if segment.speaker is None:
        return f'<span class="{segment.kind}">{text}</span>{skip_note}'
    speaker = escape(segment.speaker)
    unsure_class = "" if segment.confidence >= MIN_SURE_CONFIDENCE else " unsure"
    position = f"{segment.chapter}:{segment.paragraph}"
    tooltip = f"{speaker}, {segment.confidence:.0%} sure ({segment.evidence}), {position}"
    colour = f'style="--hue:{hues.get(segment.speaker, 0)}"'
    return f'<span class="{segment.kind} who{unsure_class}" {colour} data-who="{speaker} {position}" title="{tooltip}">{text}</span>{skip_note}'


def _render_paragraph(last_segment: Segment, spans: list[str]) -> str:
    kind = ' class="break"' if last_segment.kind is Kind.BREAK else ""
    return f"<p{kind}>{' '.join(spans)}</p>"

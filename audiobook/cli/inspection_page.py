"""The page that `inspect --html` writes: the story, each stretch coloured by what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from audiobook.commands.inspect import CastTable, Inspection
from audiobook.model import Book, Chapter, Kind, Script, Utterance
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

NAMES_SWITCH = (
    '<input type="checkbox" id="names"> <label for="names" class="small">names and places beside the lines</label>'
)

# Below this a name is a guess worth a look.
SURE = 0.8


def page_of(book: Book, script: Script, found: Inspection) -> str:
    """A whole HTML page that needs nothing from outside itself."""
    about = book.metadata
    title = escape(f"{about.title} by {about.author}")
    hues = {row.name: hue_of(place) for place, row in enumerate(found.cast.rows)}
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{STYLE}</style></head><body>",
            f"<header><h1>{escape(about.title)}</h1><p>by {escape(about.author)}</p>{_numbers(found)}</header>",
            _legend(),
            _speakers(found.cast),
            _warnings(found),
            _contents(book),
            NAMES_SWITCH,
            "<main>",
            *_paragraphs(tuple(u for u in script.utterances if u.chapter == 0), hues),
            *(part for chapter in book.chapters for part in _chapter(chapter, script, hues)),
            "</main></body></html>",
            "",
        ]
    )


def _numbers(found: Inspection) -> str:
    coverage = found.coverage
    left_out = "".join(f"<br>left out: {escape(why)} {count:,}" for why, count in coverage.left_out)
    return (f'<p class="small">characters: {coverage.spoken:,} spoken{left_out}'
            f"<br>unaccounted: {coverage.unaccounted}</p>")  # fmt: skip


def _legend() -> str:
    return '<ul class="legend small">' + "".join(f'<li class="{kind}">{name}</li>' for kind, name in LEGEND) + "</ul>"


def _speakers(cast: CastTable) -> str:
    """The characters in their colours, with their shares; faint is how a line looks that is not sure."""
    if not cast.lines:
        return ""
    named = "".join(
        f'<li class="who" style="--hue:{hue_of(place)}">{escape(row.name)} {row.lines}</li>'
        for place, row in enumerate(cast.rows)
    )
    return (
        f'<ul class="legend small" aria-label="Who speaks, and how many lines">{named}'
        f'<li class="unsure" style="--hue:0">faint: not sure</li><li>unresolved {cast.unresolved_lines}</li></ul>'
    )


def _warnings(found: Inspection) -> str:
    if not found.warnings:
        return ""
    lines = "".join(f"<li>{_place(warning.chapter)}{escape(warning.what)}</li>" for warning in found.warnings)
    return f'<section class="warnings small"><strong>Worth a look</strong><ul>{lines}</ul></section>'


def _place(chapter: int) -> str:
    return f'<a href="#chapter-{chapter}">chapter {chapter}</a>: ' if chapter else ""


def _contents(book: Book) -> str:
    links = (
        f'<a href="#chapter-{chapter.number}">{chapter.number}. {escape(chapter.name)}</a>' for chapter in book.chapters
    )
    return '<nav aria-label="Chapters">' + "".join(links) + "</nav>"


def _chapter(chapter: Chapter, script: Script, hues: Mapping[str, int]) -> Iterator[str]:
    yield f'<section id="chapter-{chapter.number}"><h2>{chapter.number}. {escape(chapter.name)}</h2>'
    yield from _paragraphs(script.of_chapter(chapter.number), hues)
    yield "</section>"


def _paragraphs(utterances: tuple[Utterance, ...], hues: Mapping[str, int]) -> Iterator[str]:
    spans: list[str] = []
    before: Utterance | None = None
    for utterance in utterances:
        if before and (utterance.paragraph != before.paragraph or utterance.chapter == 0) and spans:
            yield _paragraph(before, spans)
            spans = []
        spans.append(_span(utterance, hues))
        before = utterance
    if before and spans:
        yield _paragraph(before, spans)


def _span(utterance: Utterance, hues: Mapping[str, int]) -> str:
    why = f' <small class="why">({escape(utterance.skipped)})</small>' if utterance.skipped else ""
    text = escape(utterance.text) if utterance.text.strip() else "· · ·"
    if utterance.speaker is None:
        return f'<span class="{utterance.kind}">{text}</span>{why}'
    who = escape(utterance.speaker)
    sure = "" if utterance.confidence >= SURE else " unsure"
    place = f"{utterance.chapter}:{utterance.paragraph}"
    told = f"{who}, {utterance.confidence:.0%} sure ({utterance.evidence}), {place}"
    colour = f'style="--hue:{hues.get(utterance.speaker, 0)}"'
    return (
        f'<span class="{utterance.kind} who{sure}" {colour} data-who="{who} {place}" title="{told}">{text}</span>{why}'
    )


def _paragraph(last: Utterance, spans: list[str]) -> str:
    kind = ' class="break"' if last.kind is Kind.BREAK else ""
    return f"<p{kind}>{' '.join(spans)}</p>"

"""The page that `inspect --html` writes: the whole story, each passage coloured by what it is and who says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from audiobook.model import SURE_CONFIDENCE, Book, Chapter, Kind, Script, Segment
from audiobook.publishing.page.assets import PALETTE, escape_html, fill_template, read_asset
from audiobook.publishing.page.colours import speaker_hue

LEGEND = (
    (Kind.NARRATION, "narration"),
    (Kind.SPEECH, "speech, speaker unknown"),
    (Kind.THOUGHT, "thought, speaker unknown"),
    (Kind.HEADING, "heading"),
    (Kind.NOTE, "author’s note"),
    (Kind.METADATA, "story header, skipped"),
    (Kind.BREAK, "scene break"),
)
# Stands for a scene break that the source marks with nothing but white space.
BLANK_BREAK = "· · ·"


@dataclass(frozen=True, slots=True)
class InspectionSummary:
    """What the head of the page says about a story.

    `left_out` has the number of characters for each reason, `unclassified` those that are neither read aloud nor left
    out for a reason. `speakers` are the characters with the number of their lines, those with most lines first;
    `unknown_lines` have no known speaker. `warnings` are pairs of a chapter's number (0: the whole story) and a
    message.
    """

    spoken: int
    left_out: tuple[tuple[str, int], ...]
    unclassified: int
    speakers: tuple[tuple[str, int], ...]
    unknown_lines: int
    warnings: tuple[tuple[int, str], ...]


def render_inspection_page(book: Book, script: Script, summary: InspectionSummary) -> bytes:
    """A whole HTML page in UTF-8; it loads nothing and runs no script."""
    hues = {name: speaker_hue(rank) for rank, (name, _) in enumerate(summary.speakers)}
    front_matter = tuple(segment for segment in script.segments if segment.chapter == 0)
    chapters = (line for chapter in book.chapters for line in _render_chapter(chapter, script, hues))
    return fill_template(
        "inspection.html",
        title=escape_html(book.metadata.title),
        author=escape_html(book.metadata.author),
        style=read_asset(PALETTE) + read_asset("inspection.css"),
        coverage=_render_coverage(summary),
        legend="".join(f'<li class="{kind}">{name}</li>' for kind, name in LEGEND),
        speakers=_render_speakers(summary),
        warnings=_render_warnings(summary),
        contents=_render_contents(book),
        story="\n".join([*_render_paragraphs(front_matter, hues), *chapters]),
    )


def _render_coverage(summary: InspectionSummary) -> str:
    lines = [f"{summary.spoken:,} characters read aloud"]
    lines += [f"skipped: {escape_html(reason)}, {count:,}" for reason, count in summary.left_out]
    lines += [f"unclassified text: {summary.unclassified:,}"] if summary.unclassified else []
    return "<br>".join(lines)


def _render_speakers(summary: InspectionSummary) -> str:
    """The characters in their colours, with the number of their lines."""
    if not summary.speakers and not summary.unknown_lines:
        return ""
    items = "".join(
        f'<li class="speaker" style="--hue:{speaker_hue(rank)}">{escape_html(name)} {lines}</li>'
        for rank, (name, lines) in enumerate(summary.speakers)
    )
    return (
        f'<ul class="legend small" aria-label="Speakers and their lines">{items}'
        f'<li class="doubtful" style="--hue:0">low confidence</li><li>speaker unknown {summary.unknown_lines}</li></ul>'
    )


def _render_warnings(summary: InspectionSummary) -> str:
    if not summary.warnings:
        return ""
    items = "".join(f"<li>{_chapter_link(chapter)}{escape_html(message)}</li>" for chapter, message in summary.warnings)
    return f'<section class="warnings small"><strong>Please check</strong><ul>{items}</ul></section>'


def _chapter_link(chapter: int) -> str:
    return f'<a href="#chapter-{chapter}">chapter {chapter}</a>: ' if chapter else ""


def _render_contents(book: Book) -> str:
    return "".join(
        f'<a href="#chapter-{chapter.number}">{chapter.number}. {escape_html(chapter.display_name)}</a>'
        for chapter in book.chapters
    )


def _render_chapter(chapter: Chapter, script: Script, hues: Mapping[str, int]) -> Iterator[str]:
    yield f'<section id="chapter-{chapter.number}"><h2>{chapter.number}. {escape_html(chapter.display_name)}</h2>'
    yield from _render_paragraphs(script.chapter_segments(chapter.number), hues)
    yield "</section>"


def _render_paragraphs(segments: tuple[Segment, ...], hues: Mapping[str, int]) -> Iterator[str]:
    return (_render_paragraph(paragraph, hues) for paragraph in group_paragraphs(segments))


def group_paragraphs(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """The segments of a chapter by paragraph."""
    paragraph: list[Segment] = []
    for segment in segments:
        if paragraph and segment.paragraph != paragraph[-1].paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(segment)
    if paragraph:
        yield paragraph


def _render_paragraph(segments: Sequence[Segment], hues: Mapping[str, int]) -> str:
    if segments[-1].kind is Kind.BREAK:
        breaks = " ".join(_render_segment(segment, hues, "") for segment in segments)
        return f'<p class="break">{_render_place(segments[0])}{breaks}</p>'
    spans = (_render_segment(segment, hues, place) for segment, place in number_quotations(segments))
    return f"<p>{_render_place(segments[0])}{' '.join(spans)}</p>"


def number_quotations(segments: Sequence[Segment]) -> Iterator[tuple[Segment, str]]:
    """Each segment with its place as it is typed: "7:42", or "7:42.2" for the second of several quotations."""
    count = sum(segment.kind.is_speech for segment in segments)
    number = 0
    for segment in segments:
        number += segment.kind.is_speech
        ending = f".{number}" if segment.kind.is_speech and count > 1 else ""
        yield segment, f"{segment.chapter}:{segment.paragraph}{ending}"


def _render_place(first: Segment) -> str:
    """The line number of a paragraph; that of a chapter is 0 before the first one."""
    place = f"{first.chapter}:{first.paragraph}"
    return f'<a class="place" id="{place}" href="#{place}">{place}</a>'


def _render_segment(segment: Segment, hues: Mapping[str, int], place: str) -> str:
    text = escape_html(segment.text) if segment.text.strip() else BLANK_BREAK
    reason = f' <small class="reason">({escape_html(segment.skipped)})</small>' if segment.skipped else ""
    if segment.speaker is None:
        label = f'<small class="who">? <b>{place}</b> </small>' if segment.kind.is_speech else ""
        return f'<span class="{segment.kind}">{label}{text}</span>{reason}'
    speaker = escape_html(segment.speaker)
    classes = f"{segment.kind} speaker" if segment.confidence >= SURE_CONFIDENCE else f"{segment.kind} speaker doubtful"
    tooltip = f"{speaker}, confidence {segment.confidence:.0%} ({segment.evidence}), {place}"
    attributes = f'style="--hue:{hues.get(segment.speaker, 0)}" title="{tooltip}"'
    label = f'<small class="who">{speaker} <b>{place}</b> </small>'
    return f'<span class="{classes}" {attributes}>{label}{text}</span>{reason}'

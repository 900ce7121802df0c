"""Walks through a document in reading order and extracts its text block by block.

The walk uses its own stacks, so no depth of nesting can exceed Python's recursion limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import STORY, Annotation, AnnotationMap
from audiobook.reading.html.images import BREAK_LINE, image_run
from audiobook.reading.html.inline import EMPTY_LINE, LINE_BREAK, InlineRun, join_lines, split_paragraphs
from audiobook.reading.html.parse import (
    HIDDEN_STYLE,
    attribute,
    class_names,
    element_text,
    semantic_types,
    short_element_text,
    tag_name,
)
from audiobook.reading.html.tables import read_table_rows
from audiobook.reading.html.text_styles import PLAIN_STYLE, ClassStyles, TextStyle
from audiobook.reading.source_blocks import SourceBlock
from audiobook.text.skip_reasons import FOOTNOTE_MARK, PAGE_NUMBER, RUBY_READING

if TYPE_CHECKING:
    from lxml.etree import _Element

BLOCK_TAGS = frozenset(
    "html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table "
    "tbody td tfoot th thead tr ul caption".split()
)
HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
EMPHASIS_TAGS = frozenset(("em", "i"))
# Elements whose content a page doesn't show, or that are controls.
SKIPPED_TAGS = frozenset(
    "script style template noscript head title link meta iframe object embed applet svg canvas audio video map button "
    "input select option textarea datalist rp base frame noframes".split()
)
ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
UPRIGHT_STYLE = re.compile(r"font-style\s*:\s*normal", re.IGNORECASE)
PREFORMATTED_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
PAGE_BREAK_TYPE = "pagebreak"
QUOTATION_MARKS = ("“", "”")
NO_CLASS_STYLES = ClassStyles({})
# The edge of a container that is known to hold story.
STORY_BOUNDARY = SourceBlock("", SectionRole.BOUNDARY)
MAX_NUMBER_CHARACTERS = 40
NOTE_TYPES = frozenset(("noteref",))
NOTE_NUMBER = re.compile(r"\[?\(?(?:\d{1,4}|[ivx]{1,5}|[a-z]|[*†‡§¶]{1,3})\)?\]?", re.IGNORECASE)


def extract_blocks(
    root: _Element,
    annotations: AnnotationMap,
    anchors: frozenset[str] = frozenset(),
    class_styles: ClassStyles = NO_CLASS_STYLES,
) -> tuple[SourceBlock, ...]:
    """The text inside `root` in reading order.

    `annotations` give roles to elements, `anchors` are the ids that the blocks must keep, `class_styles` is what style
    sheets say about classes.
    """
    return tuple(_BlockExtractor(annotations, anchors, class_styles).extract(root))


def is_hidden(element: _Element) -> bool:
    """Whether a page doesn't show an element."""
    if tag_name(element) in SKIPPED_TAGS or element.get("hidden") is not None:
        return True
    if not element.keys():  # as most elements are
        return False
    is_aria_hidden = attribute(element, "aria-hidden") == "true" and tag_name(element) != "hr"
    return is_aria_hidden or bool(HIDDEN_STYLE.search(attribute(element, "style")))


def is_left_out(element: _Element, annotation: Annotation | None) -> bool:
    """Whether an element's words are kept out of the text; an annotation as story makes a hidden one visible."""
    if annotation is None:
        return is_hidden(element)
    return annotation.is_omitted or (is_hidden(element) and annotation.role is not None)


class _BlockExtractor:
    """One walk: the elements it is currently inside, and the inline text gathered since the last paragraph."""

    def __init__(self, annotations: AnnotationMap, anchors: frozenset[str], class_styles: ClassStyles) -> None:
        self.annotations, self.anchors, self._class_styles = annotations, anchors, class_styles
        self.runs: list[InlineRun] = []
        self.annotation_stack: list[Annotation] = [STORY]
        self.heading_level = self.emphasis = self.preformatted_depth = 0
        self.emphasis_stack: list[int] = []
        self.style_stack: list[TextStyle] = [PLAIN_STYLE]

    def extract(self, root: _Element) -> Iterator[SourceBlock]:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                yield from self._leave(element)
                if element is not root:
                    self._append_text(element.tail)
            elif self._is_left_out(element) or self._take_inline_mark(element):
                walker.skip_subtree()
                self._record_anchor(element)
            else:
                yield from self._enter(element)
                if tag_name(element) == "table" and (rows := read_table_rows(element)):
                    walker.skip_subtree()
                    yield from (self._apply_annotation(SourceBlock(row)) for row in rows)
        yield from self._flush_runs()

    def _enter(self, element: _Element) -> Iterator[SourceBlock]:
        tag = tag_name(element)
        if self._is_block(element):
            yield from self._flush_runs()
        self._record_anchor(element)
        if element in self.annotations:
            self.annotation_stack.append(self.annotations[element])
            if self.annotations[element].role is None:
                yield STORY_BOUNDARY
        self.emphasis_stack.append(self.emphasis)
        self.emphasis = self._emphasis_in(element)
        self.style_stack.append(
            self._class_styles.element_style(self.style_stack[-1], element, self._is_block(element))
        )
        self.preformatted_depth += _is_preformatted(element)
        self.heading_level = HEADING_LEVELS.get(tag, self.heading_level)
        if tag == "hr":
            yield self._apply_annotation(SourceBlock(BREAK_LINE, SectionRole.BREAK))
        elif tag == "br":
            self.runs.append(LINE_BREAK)
        elif tag == "img":
            self._append_image(element)
        elif tag == "q":
            self._append_text(QUOTATION_MARKS[0])
        self._append_text(element.text)

    def _leave(self, element: _Element) -> Iterator[SourceBlock]:
        if self._is_left_out(element) or (element not in self.annotations and _inline_mark_reason(element)):
            return
        if tag_name(element) == "q":
            self._append_text(QUOTATION_MARKS[1])
        if self._is_block(element):
            yield from self._flush_runs(paragraph=tag_name(element) == "p")
        if element in self.annotations and self.annotation_stack.pop().role is None:
            yield STORY_BOUNDARY
        self.emphasis = self.emphasis_stack.pop()
        self.style_stack.pop()
        self.preformatted_depth -= _is_preformatted(element)
        if tag_name(element) in HEADING_LEVELS:
            self.heading_level = 0

    def _is_left_out(self, element: _Element) -> bool:
        return is_left_out(element, self.annotations.get(element))

    def _is_block(self, element: _Element) -> bool:
        return tag_name(element) in BLOCK_TAGS or element in self.annotations

    def _emphasis_in(self, element: _Element) -> int:
        style = attribute(element, "style")
        if style and UPRIGHT_STYLE.search(style):
            return 0
        italic = tag_name(element) in EMPHASIS_TAGS or bool(style and ITALIC_STYLE.search(style))
        return 1 if italic else self.emphasis

    def _take_inline_mark(self, element: _Element) -> bool:
        """Takes a footnote mark, a ruby reading or a page number as one run; returns False for any other element."""
        reason = "" if element in self.annotations else _inline_mark_reason(element)
        text = element_text(element).strip("[](){} ") if reason else ""
        if text:
            self.runs.append(InlineRun(f"({text})" if reason == RUBY_READING else f"[{text}]", reason=reason))
        return bool(reason)

    def _record_anchor(self, element: _Element) -> None:
        if not self.anchors:
            return
        for name in {attribute(element, "id"), attribute(element, "name") if tag_name(element) == "a" else ""}:
            if name in self.anchors:
                self.runs.append(InlineRun("", anchor=name))

    def _append_text(self, text: str | None) -> None:
        if not text:
            return
        if not self.preformatted_depth:
            self.runs.append(InlineRun(text, bool(self.emphasis), style=self.style_stack[-1]))
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.runs.append(LINE_BREAK)
            self.runs.append(InlineRun(line, bool(self.emphasis)))

    def _append_image(self, element: _Element) -> None:
        run = image_run(element)
        if run:
            self.runs.append(run)

    def _flush_runs(self, paragraph: bool = False) -> Iterator[SourceBlock]:
        """The gathered text as blocks; a `paragraph` with nothing but a line break is an empty line."""
        runs, self.runs = self.runs, []
        if not runs:
            return
        blocks = list(split_paragraphs(runs, ignore_emphasis=bool(self.heading_level)))
        if not any(block.text for block in blocks) and paragraph and any(run is LINE_BREAK for run in runs):
            blocks.append(SourceBlock(EMPTY_LINE))
        if self.heading_level:
            blocks = list(_join_heading_lines(blocks, self.heading_level))
        yield from (self._apply_annotation(_to_scene_break(block)) for block in blocks)

    def _apply_annotation(self, block: SourceBlock) -> SourceBlock:
        annotation = self.annotation_stack[-1]
        if annotation.role is None or not block.text:
            return block
        if block.role is SectionRole.BREAK and annotation.role is not SectionRole.METADATA:
            return block
        if annotation.role in (SectionRole.CHAPTER, SectionRole.HEADING):
            return to_heading(block, annotation.role, annotation.level)
        return replace(block, role=annotation.role, reason=annotation.reason, title="", level=0)


def _inline_mark_reason(element: _Element) -> str:
    """Why an element's text is a mark inside a paragraph and not story, "" for all others."""
    if tag_name(element) == "rt":
        return RUBY_READING
    if not element.keys():
        return ""
    if is_note_reference(element):
        return FOOTNOTE_MARK
    return PAGE_NUMBER if PAGE_BREAK_TYPE in semantic_types(element) else ""


def _is_preformatted(element: _Element) -> bool:
    return tag_name(element) == "pre" or bool(PREFORMATTED_STYLE.search(attribute(element, "style")))


def _to_scene_break(block: SourceBlock) -> SourceBlock:
    """The block, as a BREAK if it is only the image of an ornament."""
    return (
        replace(block, role=SectionRole.BREAK, excluded_spans=())
        if block.text == BREAK_LINE and block.excluded_spans
        else block
    )


def _join_heading_lines(blocks: list[SourceBlock], level: int) -> Iterator[SourceBlock]:
    """A heading's lines as one block; without letters or digits it is not a heading."""
    anchors = tuple(anchor for block in blocks for anchor in block.anchors)
    lines = [block for block in blocks if block.text.strip()]
    if not any(character.isalnum() for block in lines for character in block.text):
        yield from blocks
        return
    joined = join_lines(lines)
    heading = replace(lines[0], text=joined.text, excluded_spans=joined.excluded_spans, anchors=anchors)
    yield to_heading(heading, SectionRole.HEADING, level)


def to_heading(block: SourceBlock, role: SectionRole, level: int = 0) -> SourceBlock:
    """The block as a heading, its title on one line and without footnote marks; a block of nothing but marks stays."""
    marks = [excluded for excluded in block.excluded_spans if excluded.reason != RUBY_READING]
    starts, ends = [0, *(mark.end for mark in marks)], [*(mark.start for mark in marks), len(block.text)]
    text = "".join(block.text[start:end] for start, end in zip(starts, ends, strict=True))
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    title = _join_title_lines(lines).strip("* ")
    if marks and not title:
        return block
    return replace(block, role=role, title=title, level=level, reason="", excluded_spans=())


def _join_title_lines(lines: list[str]) -> str:
    """Several lines as one title, the first of which is usually a number."""
    if len(lines) < 2:
        return "".join(lines)
    first = lines[0].rstrip(":")
    return f"{first}: {' '.join(lines[1:])}" if first[-1:].isalnum() else f"{first} {' '.join(lines[1:])}"


def is_note_reference(element: _Element) -> bool:
    """Whether an element is the raised number that links to a footnote."""
    if tag_name(element) != "a" or "#" not in attribute(element, "href"):
        return False
    if not NOTE_NUMBER.fullmatch(short_element_text(element, MAX_NUMBER_CHARACTERS)):
        return False
    parent = element.getparent()
    is_superscript = (parent is not None and tag_name(parent) == "sup") or any(
        tag_name(child) == "sup" for child in element
    )
    return (
        is_superscript
        or bool(NOTE_TYPES & semantic_types(element))
        or bool(class_names(element) & {"footnote-ref", "noteref", "fnref"})
    )

"""Turns paragraphs of lines into blocks of text, with emphasis marked, and the look of titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.reading.html.inline import EMPTY_LINE, InlineRun, split_paragraphs
from audiobook.reading.html.text_styles import MIN_LARGE_SIZE, TextStyle
from audiobook.reading.pdf.content import Font
from audiobook.reading.pdf.footnotes import mark_key
from audiobook.reading.pdf.line_ends import Spelling, join_lines
from audiobook.reading.pdf.lines import Line
from audiobook.reading.pdf.paragraphs import MIN_BREAK_GAP, TextMeasures
from audiobook.reading.source_blocks import SourceBlock
from audiobook.text.skip_reasons import FOOTNOTE_MARK

LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# A heading is no longer than this; a longer passage in bold is text.
MAX_DISPLAY_LINES, MAX_DISPLAY_CHARACTERS = 4, 200


@dataclass(frozen=True, slots=True)
class LookRules:
    """How the text of a file is set: its fonts, the index of the usual one, and the marks of its footnotes."""

    fonts: tuple[Font, ...]
    body_font: int
    note_keys: frozenset[str]

    def is_italic(self, font: int) -> bool:
        """Whether a font is emphasized, compared with the usual one."""
        return self.fonts[font].italic and not self.fonts[self.body_font].italic

    def is_bold(self, font: int) -> bool:
        """Whether a font is bold, compared with the usual one."""
        return self.fonts[font].bold and not self.fonts[self.body_font].bold


def build_block(paragraph: Sequence[Line], measures: TextMeasures, rules: LookRules, spelling: Spelling) -> SourceBlock:
    """A paragraph as one block."""
    style = _display_style(paragraph, measures, rules)
    runs = [
        replace(run, text=join_lines(run.text, spelling), style=style) if not run.reason else run
        for run in _merge_lines(paragraph, rules)
    ]
    blocks = list(split_paragraphs(runs, ignore_emphasis=bool(style.size or style.bold)))
    return blocks[0] if blocks else SourceBlock("")


def _display_style(paragraph: Sequence[Line], measures: TextMeasures, rules: LookRules) -> TextStyle:
    """How a paragraph differs from ordinary text, if it is short enough for a title."""
    length = sum(len(line.text) for line in paragraph)
    if len(paragraph) > MAX_DISPLAY_LINES or length > MAX_DISPLAY_CHARACTERS:
        return TextStyle()
    runs = [run for line in paragraph for run in line.runs if run.text.strip()]
    bold = all(rules.is_bold(run.font) for run in runs)
    ratio = paragraph[0].size / measures.size
    size = f"{ratio:.1f}" if ratio >= MIN_LARGE_SIZE else ""
    return TextStyle(bold, all(measures.is_centred(line) for line in paragraph), size)


def _merge_lines(paragraph: Sequence[Line], rules: LookRules) -> Iterator[InlineRun]:
    """The runs of a paragraph; a line end is kept as such, for the words that are cut there."""
    pending: InlineRun | None = None
    for position, line in enumerate(paragraph):
        line_runs = list(_inline_runs(line, rules))
        if position + 1 < len(paragraph) and line_runs:
            line_runs[-1] = replace(line_runs[-1], text=line_runs[-1].text.rstrip() + "\n")
        for run in line_runs:
            if pending and not (pending.reason or run.reason) and pending.is_emphasized == run.is_emphasized:
                pending = replace(pending, text=pending.text + run.text)
                continue
            if pending:
                yield pending
            pending = run
    if pending:
        yield pending


def _inline_runs(line: Line, rules: LookRules) -> Iterator[InlineRun]:
    for run in line.runs:
        text = run.text.translate(LIGATURES)
        if mark_key(run, line) in rules.note_keys:
            yield InlineRun(text, reason=FOOTNOTE_MARK)
        elif text:
            yield InlineRun(text, rules.is_italic(run.font))


def is_scene_gap(last: Line, line: Line, measures: TextMeasures) -> bool:
    """Whether two lines of text have a blank line between them where paragraphs of this file have none."""
    if last.page != line.page or last.column != line.column or not (measures.is_text(last) and measures.is_text(line)):
        return False
    return last.baseline - line.baseline >= measures.paragraph_gap + MIN_BREAK_GAP * measures.leading


SCENE_GAP = SourceBlock(EMPTY_LINE)

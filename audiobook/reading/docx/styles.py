"""Adds the formatting that mammoth drops from a Word document: which paragraphs are centered or larger than most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from audiobook.reading.html.text_styles import MIN_LARGE_SIZE, TITLE_CLASS, ClassStyles

# Each combination becomes a paragraph style for mammoth, and from that a class in the HTML.
CENTERED, LARGE_TEXT, TITLE_STYLE = "centred", "larger", "titled"
STYLED_FORMATTING = tuple(
    "-".join(looks) for many in (1, 2, 3) for looks in combinations((CENTERED, LARGE_TEXT, TITLE_STYLE), many)
)
FORMATTING_STYLE_MAP = "\n".join(f"p[style-name='look {look}'] => p.look-{look}:fresh" for look in STYLED_FORMATTING)
FORMATTING_STYLES = ClassStyles(
    {
        f"look-{look}": ";".join(
            rule
            for name, rule in ((CENTERED, "text-align: center"), (LARGE_TEXT, "font-size: larger"))
            if name in look.split("-")
        )
        for look in STYLED_FORMATTING
    }
)
# Styles that mammoth and the reader know by name; these are left as they are.
KNOWN_STYLE = re.compile(
    r"heading \d|title|subtitle|chapter(?: title| heading)?|(?:foot|end)note.*|list.*|toc.*|caption|header|footer",
    re.IGNORECASE,
)
DEFAULT_FONT_SIZE = 11.0


def apply_formatting_styles(document: Any) -> Any:
    """mammoth's document with a separate style for each paragraph that is centered or larger than most text."""
    from mammoth import transforms
    from mammoth.documents import Run

    sizes: Counter[float] = Counter()
    for run in transforms.get_descendants_of_type(document, Run):
        sizes[run.font_size or DEFAULT_FONT_SIZE] += len(_run_text(run))
    usual_size = sizes.most_common(1)[0][0] if sizes else DEFAULT_FONT_SIZE

    def apply_style(paragraph: Any) -> Any:
        formatting = "-".join(
            _detect_formatting(paragraph, list(transforms.get_descendants_of_type(paragraph, Run)), usual_size)
        )
        return paragraph.copy(style_id=None, style_name=f"look {formatting}") if formatting else paragraph

    return transforms.paragraph(apply_style)(document)


def _detect_formatting(paragraph: Any, runs: list[Any], usual_size: float) -> Iterator[str]:
    style_name = paragraph.style_name or ""
    if paragraph.numbering is not None or KNOWN_STYLE.fullmatch(style_name):
        return
    text_runs = [run for run in runs if _run_text(run)]
    if paragraph.alignment == "center":
        yield CENTERED
    if text_runs and all((run.font_size or DEFAULT_FONT_SIZE) >= MIN_LARGE_SIZE * usual_size for run in text_runs):
        yield LARGE_TEXT
    if TITLE_CLASS.search(style_name):
        yield TITLE_STYLE


def _run_text(run: Any) -> str:
    """The text of a run without leading or trailing spaces."""
    return "".join(getattr(child, "value", "") for child in run.children).strip()

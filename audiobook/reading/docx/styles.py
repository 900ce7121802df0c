"""Keeps of a Word document how its paragraphs are set, which mammoth leaves out: centred, larger than the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from audiobook.reading.html.typography import LARGE, TITLE_CLASS, Faces

# Each look is a style of its own on the way through mammoth, and a class in what it makes.
CENTRED, LARGER, NAMED = "centred", "larger", "titled"
LOOKS = tuple("-".join(looks) for many in (1, 2, 3) for looks in combinations((CENTRED, LARGER, NAMED), many))
STYLES_OF_LOOKS = "\n".join(f"p[style-name='look {look}'] => p.look-{look}:fresh" for look in LOOKS)
FACES = Faces(
    {
        f"look-{look}": ";".join(
            rule
            for name, rule in ((CENTRED, "text-align: center"), (LARGER, "font-size: larger"))
            if name in look.split("-")
        )
        for look in LOOKS
    }
)
# The styles that mammoth and the reader know by their names; these stay what they are.
KNOWN_STYLE = re.compile(
    r"heading \d|title|subtitle|chapter(?: title| heading)?|(?:foot|end)note.*|list.*|toc.*|caption|header|footer",
    re.IGNORECASE,
)
USUAL_SIZE = 11.0


def with_styles_of_looks(document: Any) -> Any:
    """mammoth's document with a style of its own for each paragraph that is centred, or larger than most text is."""
    from mammoth import transforms
    from mammoth.documents import Run

    sizes: Counter[float] = Counter()
    for run in transforms.get_descendants_of_type(document, Run):
        sizes[run.font_size or USUAL_SIZE] += len(_words(run))
    usual = sizes.most_common(1)[0][0] if sizes else USUAL_SIZE

    def with_style(paragraph: Any) -> Any:
        look = "-".join(_looks(paragraph, list(transforms.get_descendants_of_type(paragraph, Run)), usual))
        return paragraph.copy(style_id=None, style_name=f"look {look}") if look else paragraph

    return transforms.paragraph(with_style)(document)


def _looks(paragraph: Any, runs: list[Any], usual: float) -> Iterator[str]:
    style = paragraph.style_name or ""
    if paragraph.numbering is not None or KNOWN_STYLE.fullmatch(style):
        return
    written = [run for run in runs if _words(run)]
    if paragraph.alignment == "center":
        yield CENTRED
    if written and all((run.font_size or USUAL_SIZE) >= LARGE * usual for run in written):
        yield LARGER
    if TITLE_CLASS.search(style):
        yield NAMED


def _words(run: Any) -> str:
    """The text of a run without spaces at its ends."""
    return "".join(getattr(child, "value", "") for child in run.children).strip()

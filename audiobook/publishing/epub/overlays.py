"""What is heard while each sentence is shown: an overlay in SMIL for each page."""

from __future__ import annotations

from collections.abc import Iterator

from audiobook.publishing.epub.content_pages import ContentPage, TimedSentence


def build_overlay(leaf: ContentPage) -> str:
    """The overlay of a page; sentences that are not heard are left out."""
    heard = [one for one in leaf.sentences if one.end > one.begin]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">',
            f'<body epub:textref="{leaf.name}.xhtml" epub:type="chapter">',
            *(line for one in heard for line in _format_par(leaf, one)),
            "</body>",
            "</smil>",
            "",
        )
    )


def _format_par(leaf: ContentPage, sentence: TimedSentence) -> Iterator[str]:
    yield f'<par id="{sentence.id}">'
    yield f'<text src="{leaf.name}.xhtml#{sentence.id}"/>'
    yield f'<audio src="{leaf.sound}" clipBegin="{_clock(sentence.begin)}" clipEnd="{_clock(sentence.end)}"/>'
    yield "</par>"


def _clock(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}s"


def format_smil_duration(milliseconds: int) -> str:
    """A length as the package says it: hours, minutes, seconds."""
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"

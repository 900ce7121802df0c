"""Media overlays: a SMIL document for each page, with the clip of sound for each sentence."""

from __future__ import annotations

from collections.abc import Iterator

from audiobook.publishing.epub.content_pages import ContentPage, TimedSentence


def build_overlay(page: ContentPage) -> str:
    """The overlay of a page; sentences without sound are left out."""
    sentences = [sentence for sentence in page.sentences if sentence.end > sentence.begin]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">',
            f'<body epub:textref="{page.name}.xhtml" epub:type="chapter">',
            *(line for sentence in sentences for line in _par_lines(page, sentence)),
            "</body>",
            "</smil>",
            "",
        )
    )


def _par_lines(page: ContentPage, sentence: TimedSentence) -> Iterator[str]:
    yield f'<par id="{sentence.id}">'
    yield f'<text src="{page.name}.xhtml#{sentence.id}"/>'
    begin, end = _format_clip_time(sentence.begin), _format_clip_time(sentence.end)
    yield f'<audio src="{page.sound}" clipBegin="{begin}" clipEnd="{end}"/>'
    yield "</par>"


def _format_clip_time(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}s"


def format_smil_duration(milliseconds: int) -> str:
    """A length in the form that the package document uses: hours, minutes, seconds."""
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{thousandths:03d}"

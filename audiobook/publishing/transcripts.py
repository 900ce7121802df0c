"""The text of each recording with its times: WebVTT and SRT with who speaks, and LRC.

Written by hand: the libraries for subtitles that are kept (pysubs2, webvtt-py) either drop who speaks or take cues that
are ready-made text, so that all that can go wrong in these files would still be ours. The tests read them with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from audiobook.publishing.captions import Caption, Labels, Word, captions_of
from audiobook.publishing.published_album import CompanionFile, FinishedAlbum, Recording
from audiobook.text.languages.document_language import book_language
from audiobook.text.xml_text import wellformed

FOLDER = "transcripts"
# What the lines that no character speaks are labelled with, in recordings where characters speak too.
NARRATOR = "Narrator"
VTT_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# SRT and LRC know no escapes: what players would take for a mark of theirs gives way to what looks like it.
SRT_SIGNS = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
SRT_ORDERS = re.compile(r"\\(?=[Nnh])")
# Lenient players take any line with two times in it for the beginning of the next caption.
SRT_TIME = re.compile(r"(\d):(\d{1,2}):(\d{1,2}[.,]\d)")
LRC_SIGNS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")"})


def transcript_files(album: FinishedAlbum) -> tuple[CompanionFile, ...]:
    """The transcripts of each recording whose text is known; LRC stands beside the sound, where players look."""
    return tuple(file for recording in album.recordings if recording.passages for file in _files(album, recording))


def _files(album: FinishedAlbum, recording: Recording) -> Iterator[CompanionFile]:
    yield CompanionFile(f"{recording.stem}.lrc", _encoded(_lrc(album, recording)))
    yield CompanionFile(f"{FOLDER}/{recording.stem}.srt", _encoded(_srt(recording)))
    yield CompanionFile(f"{FOLDER}/{recording.stem}.vtt", _encoded(_vtt(album, recording)))


def _encoded(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _vtt(album: FinishedAlbum, recording: Recording) -> Iterator[str]:
    """WebVTT; its language stands in a comment, as only old drafts of the format have it in the header."""
    yield from ("WEBVTT", "", "NOTE", *_about(album, recording))
    voices = _has_voices(recording)
    for number, caption in enumerate(captions_of(recording.passages), 1):
        yield from ("", str(number), _times(caption, "."))
        if voices:
            yield "".join(_voiced(caption))
        else:
            yield from (_escaped(_joined(line).strip()) for line in caption.lines)


def _about(album: FinishedAlbum, recording: Recording) -> Iterator[str]:
    """What the comment says: never empty lines, nor an arrow, which would end it."""
    about = album.metadata
    said = (
        ("Title", recording.title),
        ("Book", about.title),
        ("Author", about.author),
        ("Language", book_language(about.language)),
    )
    for name, value in said:
        if wellformed(value):
            yield f"{name}: {wellformed(value).replace('-->', '→')}"


def _voiced(caption: Caption) -> Iterator[str]:
    """The words of a caption, those of each voice inside its tag, also over several lines."""
    words = [(gap, word) for line in caption.lines for gap, word in _gaps(line)]
    for speaker, group in groupby(words, key=lambda one: one[1].speaker):
        (before, first), *rest = group
        text = first.text + "".join(f"{gap}{word.text}" for gap, word in rest)
        yield f"{before if first is not words[0][1] else ''}<v {_escaped(_name(speaker))}>{_escaped(text)}</v>"


def _gaps(line: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    """The words of a line, each with what stands before it."""
    for number, word in enumerate(line):
        yield ("\n" if not number else " " if word.spaced else ""), word


def _escaped(text: str) -> str:
    return text.translate(VTT_SIGNS)


def _srt(recording: Recording) -> Iterator[str]:
    labels: Labels = _Labels() if _has_voices(recording) else iter
    for number, caption in enumerate(captions_of(recording.passages, labels), 1):
        yield from (str(number), _times(caption, ","))
        yield from (_harmless(_joined(line).strip()) for line in caption.lines)
        yield ""


def _harmless(line: str) -> str:
    """A line of text that no player of SRT takes for anything else."""
    return SRT_TIME.sub(r"\1.\2.\3", SRT_ORDERS.sub("/", line.translate(SRT_SIGNS)))


class _Labels:
    """Puts the name of whoever speaks before their first words, where a line begins."""

    def __init__(self) -> None:
        self.last: str | None = ""

    def __call__(self, words: Iterable[Word]) -> Iterator[Word]:
        for word in words:
            changed = word.speaker != self.last
            if changed:
                yield Word(f"{_name(word.speaker)}:", word.speaker, label=True)
            self.last = word.speaker
            yield replace(word, spaced=True) if changed else word


def _lrc(album: FinishedAlbum, recording: Recording) -> Iterator[str]:
    yield from (f"[{name}:{value}]" for name, value in _lrc_tags(album, recording) if value)
    for caption in captions_of(recording.passages):
        text = "".join(_joined(line) for line in caption.lines).strip()
        yield f"[{_lrc_time(caption.start)}]{text.translate(LRC_SIGNS)}"


def _lrc_tags(album: FinishedAlbum, recording: Recording) -> Iterator[tuple[str, str]]:
    minutes, seconds = divmod(round(recording.seconds), 60)
    named = (("ti", recording.title), ("ar", album.metadata.author), ("al", album.metadata.title))
    yield from ((name, wellformed(value).translate(LRC_SIGNS)) for name, value in named)
    yield "length", f"{minutes:02d}:{seconds:02d}"


def _lrc_time(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds // 10, 6000)
    return f"{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _times(caption: Caption, point: str) -> str:
    return f"{_clock(caption.start, point)} --> {_clock(caption.end, point)}"


def _clock(milliseconds: int, point: str) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{thousandths:03d}"


def _joined(line: Iterable[Word]) -> str:
    """The words with the spaces that stand before them."""
    return "".join(f" {word.text}" if word.spaced else word.text for word in line)


def _name(speaker: str | None) -> str:
    return wellformed(speaker or "") or NARRATOR


def _has_voices(recording: Recording) -> bool:
    """Whether anybody but the narrator speaks."""
    return any(run.speaker for passage in recording.passages for run in passage.runs)

"""Transcripts of each recording: WebVTT and SRT, which name the speakers, and LRC.

They are written by hand, because the maintained libraries for subtitles (pysubs2, webvtt-py) either drop the speakers
or take cues as ready-made text, and all that can go wrong in these files is in that text. The tests use both to read
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from audiobook.album.file_names import TRANSCRIPT_FOLDER
from audiobook.publishing.captions import Caption, Word, build_captions
from audiobook.publishing.published_album import CompanionFile, PublishedAlbum, Recording
from audiobook.text.clock import format_timestamp
from audiobook.text.languages.document_language import book_language
from audiobook.text.xml_text import to_single_line

# The label of the narrator's lines in recordings where characters speak, too.
NARRATOR_LABEL = "Narrator"
VTT_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# SRT and LRC have no escapes: special characters are replaced by similar ones.
SRT_SUBSTITUTES = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
SRT_CONTROL_CODE = re.compile(r"\\(?=[Nnh])")
# Lenient players take any line with two times in it for the start of the next caption.
SRT_TIME = re.compile(r"(\d):(\d{1,2}):(\d{1,2}[.,]\d)")
LRC_SUBSTITUTES = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")"})


def build_transcripts(album: PublishedAlbum) -> tuple[CompanionFile, ...]:
    """The transcripts of each recording whose text is known; LRC files are next to the sound, where players look."""
    return tuple(
        file for recording in album.recordings if recording.passages for file in _transcripts_of(album, recording)
    )


def _transcripts_of(album: PublishedAlbum, recording: Recording) -> Iterator[CompanionFile]:
    captions, voices = build_captions(recording.passages), _has_voices(recording)
    labelled = build_captions(recording.passages, _SpeakerLabeler()) if voices else captions
    folder = TRANSCRIPT_FOLDER
    yield CompanionFile(f"{recording.stem}.lrc", _encode_lines(_lrc_lines(album, recording, captions)))
    yield CompanionFile(f"{folder}/{recording.stem}.srt", _encode_lines(_srt_lines(labelled)))
    yield CompanionFile(f"{folder}/{recording.stem}.vtt", _encode_lines(_vtt_lines(album, recording, captions, voices)))


def _encode_lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _vtt_lines(album: PublishedAlbum, recording: Recording, captions: Sequence[Caption], voices: bool) -> Iterator[str]:
    """WebVTT; the language is in a comment, because only old drafts of the format have it in the header."""
    yield from ("WEBVTT", "", "NOTE", *_vtt_comment(album, recording))
    for number, caption in enumerate(captions, 1):
        yield from ("", str(number), _format_cue_times(caption, "."))
        if voices:
            yield "".join(_add_voice_tags(caption))
        else:
            yield from (_escape_vtt(_join_words(line).strip()) for line in caption.lines)


def _vtt_comment(album: PublishedAlbum, recording: Recording) -> Iterator[str]:
    """The lines of the comment; an empty line or an arrow would end it."""
    metadata = album.metadata
    fields = (
        ("Title", recording.title),
        ("Book", metadata.title),
        ("Author", metadata.author),
        ("Language", book_language(metadata.language)),
    )
    for name, value in fields:
        if to_single_line(value):
            yield f"{name}: {to_single_line(value).replace('-->', '→')}"


def _add_voice_tags(caption: Caption) -> Iterator[str]:
    """The words of a caption inside the tags of their speakers, which may span several lines."""
    words = [(gap, word) for line in caption.lines for gap, word in _with_gaps(line)]
    for speaker, group in groupby(words, key=lambda pair: pair[1].speaker):
        (gap_before, first), *rest = group
        text = first.text + "".join(f"{gap}{word.text}" for gap, word in rest)
        gap_before = "" if first is words[0][1] else gap_before
        yield f"{gap_before}<v {_escape_vtt(_speaker_label(speaker))}>{_escape_vtt(text)}</v>"


def _with_gaps(line: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    """The words of a line, each with the white space before it."""
    for number, word in enumerate(line):
        yield ("\n" if not number else " " if word.spaced else ""), word


def _escape_vtt(text: str) -> str:
    return text.translate(VTT_ESCAPES)


def _srt_lines(captions: Iterable[Caption]) -> Iterator[str]:
    for number, caption in enumerate(captions, 1):
        yield from (str(number), _format_cue_times(caption, ","))
        yield from (_escape_srt(_join_words(line).strip()) for line in caption.lines)
        yield ""


def _escape_srt(line: str) -> str:
    """A line of text without anything that SRT players treat as special."""
    return SRT_TIME.sub(r"\1.\2.\3", SRT_CONTROL_CODE.sub("/", line.translate(SRT_SUBSTITUTES)))


class _SpeakerLabeler:
    """Puts the speaker's name before their first words, at the beginning of a line."""

    def __init__(self) -> None:
        self.last_speaker: str | None = ""

    def __call__(self, words: Iterable[Word]) -> Iterator[Word]:
        for word in words:
            changed = word.speaker != self.last_speaker
            if changed:
                yield Word(f"{_speaker_label(word.speaker)}:", word.speaker, label=True)
            self.last_speaker = word.speaker
            yield replace(word, spaced=True) if changed else word


def _lrc_lines(album: PublishedAlbum, recording: Recording, captions: Iterable[Caption]) -> Iterator[str]:
    yield from (f"[{name}:{value}]" for name, value in _lrc_tags(album, recording) if value)
    for caption in captions:
        text = "".join(_join_words(line) for line in caption.lines).strip()
        yield f"[{_format_lrc_time(caption.start)}]{text.translate(LRC_SUBSTITUTES)}"


def _lrc_tags(album: PublishedAlbum, recording: Recording) -> Iterator[tuple[str, str]]:
    minutes, seconds = divmod(round(recording.seconds), 60)
    fields = (("ti", recording.title), ("ar", album.metadata.author), ("al", album.metadata.title))
    yield from ((name, to_single_line(value).translate(LRC_SUBSTITUTES)) for name, value in fields)
    yield "length", f"{minutes:02d}:{seconds:02d}"


def _format_lrc_time(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds // 10, 6000)
    return f"{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _format_cue_times(caption: Caption, separator: str) -> str:
    return f"{format_timestamp(caption.start, separator)} --> {format_timestamp(caption.end, separator)}"


def _join_words(line: Iterable[Word]) -> str:
    """The words with the spaces before them."""
    return "".join(f" {word.text}" if word.spaced else word.text for word in line)


def _speaker_label(speaker: str | None) -> str:
    return to_single_line(speaker or "") or NARRATOR_LABEL


def _has_voices(recording: Recording) -> bool:
    """Whether a character speaks in it."""
    return any(run.speaker for passage in recording.passages for run in passage.runs)

"""Transcripts: what they say when, read back by readers that are not ours."""

from __future__ import annotations

import io
import re
import unicodedata
from itertools import pairwise

import pysubs2
import pytest
import webvtt
from hypothesis import given, settings

from audiobook.model import Metadata, TextRun
from audiobook.publishing.captions import MAX_CAPTION_LINES, MAX_LINE_CHARACTERS, build_captions
from audiobook.publishing.published_album import Passage
from audiobook.publishing.transcripts import build_transcripts
from tests.conftest import examples
from tests.publishing.finished import album, passage, passages, recording, said

VTT = """WEBVTT

NOTE
Title: Tea
Book: Tea & <Rain>
Author: Ann “A” Example
Language: en

1
00:00:00.500 --> 00:00:01.000
<v Narrator>Chapter 1</v>

2
00:00:01.200 --> 00:00:02.000
<v Narrator>Tea</v>

3
00:00:03.000 --> 00:00:04.500
<v Bea &amp; Co>“Milk—”</v><v Narrator>she poured</v> <v Bea &amp; Co>“or &lt;lemon&gt;?”</v>

4
00:00:04.700 --> 00:00:06.000
<v Narrator>It rained --&gt; hard.</v>

5
00:00:08.000 --> 00:00:09.250
<v Tom>Never again, he thought.</v>
"""
SRT = """1
00:00:00,500 --> 00:00:01,000
Narrator: Chapter 1

2
00:00:01,200 --> 00:00:02,000
Tea

3
00:00:03,000 --> 00:00:04,500
Bea & Co: “Milk—”
Narrator: she poured
Bea & Co: “or ‹lemon›?”

4
00:00:04,700 --> 00:00:06,000
Narrator: It rained --› hard.

5
00:00:08,000 --> 00:00:09,250
Tom: Never again, he thought.

"""
LRC = """[ti:Tea]
[ar:Ann “A” Example]
[al:Tea & ‹Rain›]
[length:00:10]
[00:00.50]Chapter 1
[00:01.20]Tea
[00:03.00]“Milk—”she poured “or ‹lemon›?”
[00:04.70]It rained --› hard.
[00:08.00]Never again, he thought.
"""
ALONE = (passage(1, 2, "One."), passage(2, 3, "Two."))


def files(*told: Passage, seconds: float = 10.0) -> dict[str, str]:
    made = album(recording(told, seconds=seconds) if told else recording())
    return {file.name.rpartition(".")[2]: file.data.decode() for file in build_transcripts(made)}


def test_each_file_stands_where_players_look_for_it() -> None:
    names = [file.name for file in build_transcripts(album(recording(), recording(number=2, title="Rain")))]
    assert names == [
        "01 - Tea.lrc", "transcripts/01 - Tea.srt", "transcripts/01 - Tea.vtt",
        "02 - Rain.lrc", "transcripts/02 - Rain.srt", "transcripts/02 - Rain.vtt",
    ]  # fmt: skip


@pytest.mark.parametrize(("ending", "text"), [("vtt", VTT), ("srt", SRT), ("lrc", LRC)])
def test_a_transcript_as_a_whole(ending: str, text: str) -> None:
    assert files()[ending] == text


def test_a_file_whose_text_is_not_known_has_no_transcript() -> None:
    assert build_transcripts(album(recording(passages=()))) == ()


def test_nobody_is_named_where_only_the_narrator_speaks() -> None:
    assert "Narrator" not in "".join(files(*ALONE).values())


def test_what_is_not_known_has_no_line_of_its_own() -> None:
    texts = [file.data.decode() for file in build_transcripts(album(recording(ALONE), about=Metadata()))]
    assert texts[0].startswith("[ti:Tea]\n[length:00:10]\n[00:01.00]One.")
    assert "\nNOTE\nTitle: Tea\nLanguage: en\n\n" in texts[2]


def test_times_go_on_beyond_an_hour() -> None:
    made = files(passage(3599.999, 3661.5, "Late."), passage(6000, 36000, "Later."), seconds=36_001)
    assert "01:00:00.000" not in made["vtt"]
    assert "00:59:59.999 --> 01:01:01.500" in made["vtt"]
    assert "01:40:00,000 --> 10:00:00,000" in made["srt"]
    assert "[length:600:01]\n[59:59.99]Late.\n[100:00.00]Later.\n" in made["lrc"]


LONG = "The rain came down on the roof of the old ferry house, and on the ferry; on the road, too, and on her hat. " * 3


def test_a_long_sentence_is_shown_in_parts_each_for_its_share_of_the_time() -> None:
    captions = build_captions([passage(10, 34, LONG)])
    assert len(captions) == 4
    assert [caption.start for caption in captions[1:]] == [caption.end for caption in captions[:-1]]
    assert (captions[0].start, captions[-1].end) == (10_000, 34_000)
    assert all(3_000 < caption.end - caption.start < 9_000 for caption in captions)
    assert {caption.lines[-1][-1].text[-1] for caption in captions} <= set(",;.")


def test_a_name_is_never_parted_from_what_its_bearer_says() -> None:
    made = files(passage(0, 20, LONG), passage(20, 25, said("“No,”", "Bea"), TextRun(LONG), said("“No.”", "Bea")))
    assert re.findall(r".*Bea:.*", made["srt"]) == ["Bea: “No,”", "Bea: “No.”"]
    # A name ends in a colon, and stands here where a caption would best be cut.
    part = "so on and so on and so on and so on and so on and so on and so on and so on"
    even = files(passage(0, 20, TextRun(part), said(part, "Bea")))["srt"]
    assert "Bea: so on" in even


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("At 00:00:01,000 00:00:02,000 it rang.", "At 00.00.01,000 00.00.02,000 it rang."),
        ("C:\\News {\\an8}<i>so</i>", "C:/News (\\an8)‹i›so‹/i›"),
    ],
)
def test_srt_has_nothing_that_players_would_take_for_more_than_text(text: str, there: str) -> None:
    assert files(passage(1, 2, text))["srt"].splitlines()[2] == there


def test_an_arrow_in_a_title_does_not_end_the_comment() -> None:
    told = recording(ALONE, title="There --> and back", file="01 - There.mp3")
    vtt = build_transcripts(album(told))[2].data.decode()
    assert "Title: There → and back\n" in vtt
    assert len(list(webvtt.from_buffer(io.StringIO(vtt), format="vtt"))) == 2


def test_one_voice_is_tagged_once_over_several_lines() -> None:
    text = files(passage(0, 20, said("“It is late, and it is dark, and I have a long way to go.”", "Bea")))["vtt"]
    assert text.endswith("\n<v Bea>“It is late, and it is dark, and I have a\nlong way to go.”</v>\n")


def test_sentences_that_overlap_are_shown_one_after_the_other() -> None:
    shown = build_captions([passage(1, 3, "One."), passage(2, 2.5, "Two."), passage(2, 4, "Three.")])
    assert [(one.start, one.end) for one in shown] == [(1000, 3000), (3000, 3001), (3001, 4000)]


def letters(text: str) -> str:
    """What must not get lost: letters and figures, without the white space that wrapping changes."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")


def shown(told: tuple[Passage, ...]) -> str:
    return letters(" ".join(run.text for one in told for run in one.runs))


def ascend(times: list[tuple[int, int]]) -> bool:
    return all(start < end for start, end in times) and all(one[1] <= other[0] for one, other in pairwise(times))


@given(passages())
@settings(max_examples=examples(60))
def test_any_captions_are_short_and_follow_each_other(told: tuple[Passage, ...]) -> None:
    captions = build_captions(told)
    assert ascend([(one.start, one.end) for one in captions])
    assert all(1 <= len(one.lines) <= MAX_CAPTION_LINES for one in captions)
    lines = [line for one in captions for line in one.lines]
    assert all(sum(len(word.text) + word.spaced for word in line) <= MAX_LINE_CHARACTERS + 1 for line in lines)


@given(passages())
@settings(max_examples=examples(60))
def test_any_text_comes_back_from_webvtt(told: tuple[Passage, ...]) -> None:
    for text in [file.data.decode() for file in build_transcripts(album(recording(told))) if file.name[-3:] == "vtt"]:
        captions = list(webvtt.from_buffer(io.StringIO(text), format="vtt"))
        plain = "".join(re.sub(r"<[^>]*>", "", caption.raw_text) for caption in captions)
        for sign, escape in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
            plain = plain.replace(escape, sign)
        assert letters(plain) == shown(told)
        assert ascend([(ms(caption.start), ms(caption.end)) for caption in captions])
        assert [caption.identifier for caption in captions] == [str(n + 1) for n in range(len(captions))]


def ms(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000)


@given(passages())
@settings(max_examples=examples(60))
def test_any_text_comes_back_from_srt(told: tuple[Passage, ...]) -> None:
    quiet = tuple(Passage(one.start, one.end, tuple(TextRun(run.text) for run in one.runs)) for one in told)
    for text in [file.data.decode() for file in build_transcripts(album(recording(quiet))) if file.name[-3:] == "srt"]:
        events = pysubs2.SSAFile.from_string(text, format_="srt").events
        assert letters("".join(event.plaintext for event in events)) == shown(quiet)
        assert ascend([(event.start, event.end) for event in events])


@given(passages())
@settings(max_examples=examples(60))
def test_any_text_comes_back_from_lrc(told: tuple[Passage, ...]) -> None:
    for text in [file.data.decode() for file in build_transcripts(album(recording(told))) if file.name[-3:] == "lrc"]:
        lines = [line for line in text.split("\n")[:-1] if re.match(r"\[\d", line)]
        found = [re.fullmatch(r"\[(\d{2,}):(\d\d\.\d\d)\]([^\[\]<>]*)", line) for line in lines]
        assert all(found)
        times = [int(match[1]) * 60 + float(match[2]) for match in found if match]
        assert times == sorted(times)
        assert letters("".join(match[3] for match in found if match)) == shown(told)
        assert len(text.split("\n")) - 1 == len(lines) + 4


def test_speakers_come_back_from_webvtt() -> None:
    captions = list(webvtt.from_buffer(io.StringIO(files()["vtt"]), format="vtt"))
    assert [caption.voice for caption in captions][3:] == ["Narrator", "Tom"]
    assert captions[2].text.splitlines() == ["“Milk—”she poured “or &lt;lemon&gt;?”"]


def test_the_same_album_gives_the_same_bytes() -> None:
    assert build_transcripts(album()) == build_transcripts(album())

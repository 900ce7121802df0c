"""BBCode tags, and brackets that only look like them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.commands.inspect import measure_coverage
from audiobook.engines.registry import create_engine
from audiobook.model import Kind
from audiobook.narration.normalization import normalize_for
from audiobook.pipeline import analyze_story, plan_album
from audiobook.production.context import BuildContext
from audiobook.settings.settings import DEFAULT_ENGINE, MakeSettings, StorySettings
from audiobook.text.normalization.bbcode import blank_bbcode, find_bbcode_tags
from audiobook.text.normalization.normalize import normalize

SPOKEN = {
    "It was [b]loud[/b] and [I]quick[/I].": "It was loud and quick.",
    "See [url=http://a.example/b]my notes[/url] now.": "See my notes now.",
    "[color=#f00]Red[/color] [size=4]and[/size] [font=Arial]big[/font]": "Red and big",
    '[spoiler="Who"]The cook[/spoiler]': "The cook",
    "“[i]Never[/i]”, she said.": "“Never”, she said.",
    "A map: [img]http://a.example/map.png[/img].": "A map: .",
    "[quote=Ann][b]So[/b] it is[/quote]": "So it is",
}
NO_TAGS = (
    "The base [b] was weak, the acid [c] was not.",
    "[Warning: hostile entity near]",
    "[Grit: 12 -> 14] [I] [S]",
    "a[i] = b[i]",
    "She [the cook] left.[1]",
    "[/b] alone",
)
STORY = """The Kiln
by Tess Ter

[center][b]Chapter 1[/b][/center]

The clay had dried on both of their sleeves, and the fire behind the brick was down to its last red eye.

[i]I must not drop it.[/i] She stood. “It is [i]yours[/i],” said Ruth. [b]“Mine?”[/b] said Paul.

[quote]
“Not mine.”

So the letter said.
[/quote]

[hr]

The bowl was whole.

[center][b]Chapter 2[/b][/center]

[spoiler]It broke.[/spoiler]
"""


@pytest.mark.parametrize("text", SPOKEN)
def test_blank_bbcode_keeps_only_the_words(text: str) -> None:
    assert normalize(blank_bbcode(text)) == SPOKEN[text]


@pytest.mark.parametrize("text", NO_TAGS)
def test_an_unclosed_bracket_is_no_tag(text: str) -> None:
    assert find_bbcode_tags(text) == ()


PARTS = st.sampled_from(["[b]", "[/b]", "[i]", "[/i]", "[hr]", "[list]", "[/list]", "[*]", "so", " ", "\n", "”"])


@given(st.lists(PARTS))
def test_blank_bbcode_keeps_positions_and_other_text(parts: list[str]) -> None:
    text = "".join(parts)
    plain = blank_bbcode(text)
    tagged = {place for tag in find_bbcode_tags(text) for place in range(tag.start, tag.end)}
    assert len(plain) == len(text)
    kept = [(text[at], plain[at]) for at in range(len(text)) if at not in tagged]
    assert all(one == other or (one + other).isspace() for one, other in kept)


@pytest.fixture
def story(tmp_path: Path) -> StorySettings:
    path = tmp_path / "kiln.txt"
    path.write_text(STORY, "utf-8")
    return StorySettings((path,))


def test_a_forum_story_is_read_like_any_other(story: StorySettings) -> None:
    told = analyze_story(story)
    told = replace(told, script=normalize_for(told.script, create_engine(DEFAULT_ENGINE).needs))
    assert [chapter.label for chapter in told.book.chapters] == ["Chapter 1", "Chapter 2"]
    said = [(one.kind, one.speaker, one.spoken) for one in told.script.segments if one.kind.is_speech]
    assert said[:3] == [
        (Kind.THOUGHT, said[0][1], "I must not drop it."),
        (Kind.SPEECH, "Ruth", "“It is yours,”"),
        (Kind.SPEECH, "Paul", "“Mine?”"),
    ]
    assert [one.text for one in told.script.segments if one.kind is Kind.BREAK] == ["[hr]"]


def test_coverage_accounts_for_every_tag(story: StorySettings) -> None:
    told = analyze_story(story)
    told = replace(told, script=normalize_for(told.script, create_engine(DEFAULT_ENGINE).needs))
    coverage = measure_coverage(told.book.text, told.script, create_engine(DEFAULT_ENGINE).needs)
    assert coverage.unaccounted == 0
    assert dict(coverage.left_out)["forum markup"] > 50


def test_sidecar_files_show_no_tags(story: StorySettings, tmp_path: Path) -> None:
    plan = plan_album(BuildContext.start(story, MakeSettings(tmp_path, engine="silent")))
    shown = " ".join(run.text for episode in plan.all_episodes for cue in episode.cues for run in cue.runs)
    assert "yours" in shown
    assert not set("[]") & set(shown + "".join(episode.lyrics for episode in plan.all_episodes))

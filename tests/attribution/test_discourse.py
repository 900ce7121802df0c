"""The discourse: whom pronouns and descriptions mean, from paragraph to paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.attribution.discourse.discourse import NOBODY, Discourse, follow_discourse
from audiobook.attribution.discourse.salience import Salience
from audiobook.attribution.story_index import StoryIndex, StoryIndexBuilder
from audiobook.chapters.layout import SplitOptions
from audiobook.chapters.split import split_chapters
from audiobook.model import Manuscript
from audiobook.quotations.script import build_script

# Two women and two men, each with a gender that the text says.
CAST = (
    "Bea Marlow and Clara Vane sat in the kitchen with Tom Ashby and Hugh Lorne. Bea poured the tea, and she hummed. "
    "Clara cut the bread; she was hungry. Tom took a cup. He was tired. Hugh laughed; he was not.\n\n"
    "“Tea,” said Bea.\n\n“Bread,” said Clara.\n\n“A cup,” said Tom.\n\n“All of it,” said Hugh.\n\n"
)
# What happens then; whom the cue of the last speech means.
CHAINS = {
    "the subject goes on": ("Clara stood up. She took the lamp.\n\n“It is late,” she said.", "Clara"),
    "the subject before": ("Clara went out. Bea watched her go. She sighed.\n\n“It is late,” she said.", "Bea"),
    "nobody acts on themselves": ("Hugh went up to Tom. He looked at him.\n\n“It is late,” he said.", "Hugh"),
    "the action before the words": ("Bea nodded to Clara. She yawned. “It is late.”", "Bea"),
    "who was called answers": ("“Clara, is it late?” asked Bea.\n\n“It is,” she said.", "Clara"),
    "speakers alternate": ("“Is it late?” asked Tom.\n\n“It is,” said Hugh.\n\n“Then I am off,” he said.", "Tom"),
    "who was just named doesn't go on with a description": (
        "“Is it late?” asked Tom. Hugh yawned.\n\n“It is,” said Tom.\n\n“Then I am off,” said the man.",
        "Hugh",
    ),
    "the mariner is nobody with a name": (
        "***\n\nTom and a mariner sat in the garden.\n\n“Is it late?” asked Tom.\n\n“It is,” said the mariner.\n\n"
        "“Then I am off,” said Tom.\n\n“Farewell,” said the mariner.",
        "the",
    ),
    "the only man who is there": (
        "***\n\nClara found Tom in the garden. He was digging.\n\n“It is late,” the man said.",
        "Tom",
    ),
}  # fmt: skip


def read_story(text: str) -> StoryIndex:
    return StoryIndexBuilder(build_script(split_chapters(Manuscript(Path("story.txt"), text), SplitOptions()))).build()


def name_speakers(story: StoryIndex, discourse: Discourse) -> list[str]:
    return [story.names[turn.speaker] if turn.speaker != NOBODY else "" for turn in discourse.turns]


@pytest.mark.parametrize(("told", "expected"), CHAINS.values(), ids=CHAINS.keys())
def test_cues_mean_the_likeliest_antecedent(told: str, expected: str) -> None:
    story = read_story(CAST + told)
    assert name_speakers(story, follow_discourse(story))[-1].split()[0] == expected


def test_anaphors_are_mentions_of_their_antecedents() -> None:
    story = read_story(f"{CAST}Clara stood up. She took the lamp.")
    last = follow_discourse(story).mentions[-1]
    assert [story.names[mention.entity].split()[0] for mention in last] == ["Clara", "Clara"]
    assert len(story.mentions[-1]) == 1


def test_salience_fades_and_forgets() -> None:
    salience = Salience(fade=0.5)
    salience.add(1, 2.0)
    salience.advance(2)
    salience.add(2, 1.0)
    assert salience.measure(1) < salience.measure(2) == 1.0
    assert salience.measure(3) == 0.0
    for entity in range(10, 90):
        salience.add(entity, 1.0)
    salience.advance(100)
    assert not list(salience.list_values())


def test_a_story_without_people_has_an_empty_discourse() -> None:
    story = read_story("Nothing happened.\n\n“Ah.”\n\nIt rained.")
    discourse = follow_discourse(story)
    assert [turn.speaker for turn in discourse.turns] == [NOBODY] * len(story.turns)

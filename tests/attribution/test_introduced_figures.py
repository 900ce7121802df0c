"""People without a name are found where they are introduced, if they seem to speak."""

from __future__ import annotations

import pytest

from audiobook.attribution.people.introduced_figures import find_introductions
from audiobook.attribution.scenes import split_scene_paragraphs
from tests.attribution.test_attribution import attribute_script, scripted, speakers
from tests.attribution.test_people import indexed

# Narration, and whom it introduces.
INTRODUCTIONS = {
    "a phrase": ("A stout woman came in.", ["stout woman"]),
    "what is worn": ("There stood an old man in a red cap.", ["old man"]),
    "two of them": ("A tall sailor and a boy waited.", ["tall sailor", "boy"]),
    "somebody else": ("Another constable nodded.", ["constable"]),
    "a likeness": ("He wept like a child.", []),
    "what somebody is": ("She was a clever girl.", []),
    "a thing": ("A letter lay there.", []),
    "a thing of somebody": ("A cup of tea for the woman.", []),
    "nobody": ("A second later he left.", []),
}
# A story, and the figures that it introduces: phrase and gender.
FIGURES = {
    "a tag with the noun": (
        "A stout woman came in.\n\n“Late,” the woman shouted.",
        [("stout woman", "female")],
    ),
    "a pronoun": ("A stout woman came in. “Late,” she shouted.", [("stout woman", "female")]),
    "a pronoun of the other gender": ("A stout woman came in. “Late,” he shouted.", []),
    "nobody speaks": ("A stout woman came in.\n\n“Late,” said Bea.", []),
    "one a scene": (
        "A stout woman came in.\n\n“Late,” said the woman.\n\n***\n\nA thin woman came in.\n\n“Early,” said the woman.",
        [("stout woman", "female"), ("thin woman", "female")],
    ),
    "not from another scene": ("A stout woman came in.\n\n***\n\n“Late,” said the woman.", []),
}


@pytest.mark.parametrize(("text", "phrases"), INTRODUCTIONS.values(), ids=INTRODUCTIONS.keys())
def test_find_introductions(text: str, phrases: list[str]) -> None:
    assert [one.phrase for one in find_introductions(split_scene_paragraphs(scripted(text)))] == phrases


@pytest.mark.parametrize(("story", "figures"), FIGURES.values(), ids=FIGURES.keys())
def test_figures_are_those_who_seem_to_speak(story: str, figures: list[tuple[str, str]]) -> None:
    found = indexed(story)
    assert [(one.phrase, one.gender) for one in found.introduced] == figures
    assert all(found.names[one.entity] == f"the {one.phrase}" for one in found.introduced)
    assert all(
        any(mention.entity == one.entity for mention in found.mentions[one.paragraph]) for one in found.introduced
    )


def test_an_introduced_figure_may_speak() -> None:
    story = "Tom Ashby sat in the kitchen.\n\n“Well,” said Tom.\n\nA stout woman came in. “Late,” she shouted."
    assert speakers(attribute_script(scripted(story))) == ["Tom", "the stout woman"]

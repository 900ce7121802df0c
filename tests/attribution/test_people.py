"""Who is a person of the story: which words are names, which descriptions mean somebody, and of which gender."""

from __future__ import annotations

import pytest

from audiobook.attribution.people.described_figures import describes_person
from audiobook.attribution.story_index import StoryIndex, StoryIndexBuilder
from tests.attribution.test_attribution import CAST, scripted

# What is no name, and a story with it.
NO_NAMES = {
    "Yeah": "“Yeah, it is late,” said Bea. “Yeah, it is.”",
    "B-but": "“B-but, it is late,” said Bea.",
    "Gravy": "“Gravy, and more gravy!” said Bea. Tom ate.",
    "Arriving": "Arriving at home, Bea sat down.\n\n“Late,” she said. Arriving was good.",
    "Didn": "“Didn’t he say so?” said Bea. “Didn’t he?”",
    "Usually Bea": "Usually Bea smiled.\n\n“Late,” she said.",
    "House": "The House of the old Duke was near the House of Tom. Bea saw the House.\n\n“Late,” she said.",
    "May": "It was in May. They left in May, in a warm May.\n\n“Late,” said Bea.",
    "Friday": "They came on Friday. “On Friday,” said Bea.",
    "the pause she": "“Late,” after a pause she said.",
    "the voice": "“Late,” the voice said.",
}
# What is a name, and a story with it.
NAMES = {
    "Łucja": "“Late,” said Łucja. Bea saw Łucja.",
    "Željko": "“Late,” said Željko. Bea saw Željko.",
    "O’Nell": "“Late,” said O’Nell.",
    "T’Vara": "“Late,” said T’Vara. Bea saw T’Vara.",
    "R7-K2": "“Late,” said R7-K2. Bea saw R7-K2, and R7-K2 beeped.",
    "HALE": "“Late,” said HALE. Bea asked HALE about it, and HALE answered.",
    "Q": "“Late,” said Q. Bea frowned at Q.\n\n“Early,” said Q.",
    "Mr. Q": "“Late,” said Mr. Q. Bea frowned at Mr. Q.",
    "Five": "“So it is,” said Five.\n\nThey all hoped for five more.",
    "Will": "“Late,” said Will. “Will you go?”\n\n“No,” said Will. They will go home.",
    "Seven": "There were seven of them.\n\n“Late,” said Seven.\n\n“No,” said Two.\n\n“Yes,” said Seven.",
    "Friday": "They came on Friday.\n\n“Late,” said Friday.\n\n“So it is,” said Friday.",
    "Hope": "There was hope. “Late,” said Hope, and Hope nodded.",
}
# A story, and the names that two people have in it.
TWO_PEOPLE = {
    "father and son": (
        "Rowan Thistle came in. Rowan looked at Thistle. Rowan turned his back to Thistle.\n\n“Late,” Thistle said.",
        ("Rowan", "Thistle"),
    ),
    "a titled namesake": (
        "Rowan Thistle came in. Rowan looked at Thistle. Rowan bowed to Thistle.\n\n“Late,” Admiral Thistle said.",
        ("Rowan", "Admiral Thistle"),
    ),
    "an eldest sister without a first name": (
        "Clara Vane came in with Miss Clara’s aunt.\n\n“Late,” said Miss Vane.\n\n“Yes,” said Clara.",
        ("Clara", "Miss Vane"),
    ),
}
# A story, and two names that one person has in it.
ONE_PERSON = {
    "a man whose family has a Miss": (
        "Quill Archer came in, and he sat down. Quill Archer left, as he had to. Quill Archer yawned. He left. Miss "
        "Archer came.\n\nQuill Archer rose, and he ate. Quill Archer, he thought. Quill Archer said he left.\n\n"
        "“Late,” said Archer.",
        ("Quill Archer", "Archer"),
    ),
}
# A story, somebody in it, and the gender that the text implies.
GENDERS = {
    "a sister": ("His sister Quill came in.\n\n“Late,” said Quill.", "Quill", "female"),
    "in apposition": ("Quill, her brother, came in.\n\n“Late,” said Quill.", "Quill", "male"),
    "a noun behind": ("Quill was a tall girl.\n\n“Late,” said Quill.", "Quill", "female"),
    "a reflexive": ("Quill looked at herself. Quill left. He saw it.\n\n“Late,” said Quill.", "Quill", "female"),
    "a name of somewhere": ("Niamh left. Niamh left. He saw it, she saw it.\n\n“Late,” said Niamh.", "Niamh", "female"),
    "an honorific": ("Zevuru left. He saw it. Zevuru left. She saw it. Zevuru-kun ate.", "Zevuru", "male"),
    "a compound": ("The ferry-boy came in.\n\n“Late,” said the ferry-boy.", "the ferry-boy", "male"),
}


def indexed(story: str) -> StoryIndex:
    return StoryIndexBuilder(scripted(CAST + story)).build()


@pytest.mark.parametrize(("name", "story"), NO_NAMES.items(), ids=NO_NAMES.keys())
def test_words_that_are_no_people(name: str, story: str) -> None:
    assert name not in indexed(story).names


@pytest.mark.parametrize(("name", "story"), NAMES.items(), ids=NAMES.keys())
def test_names_of_any_shape(name: str, story: str) -> None:
    assert name in indexed(story).names


def test_a_stuttered_name_is_the_name() -> None:
    story = indexed("“B-Bea, it is late,” said Tom.")
    assert "B-Bea" not in {name for names in story.aliases for name in names}
    assert story.vocative_counts[story.names.index("Bea")] == 1


@pytest.mark.parametrize(("story", "names"), TWO_PEOPLE.values(), ids=TWO_PEOPLE.keys())
def test_namesakes_are_two_people(story: str, names: tuple[str, str]) -> None:
    one, other = (next(e for e, aliases in enumerate(indexed(story).aliases) if name in aliases) for name in names)
    assert one != other


@pytest.mark.parametrize(("story", "names"), ONE_PERSON.values(), ids=ONE_PERSON.keys())
def test_names_of_one_person(story: str, names: tuple[str, str]) -> None:
    assert any(set(names) <= set(aliases) for aliases in indexed(story).aliases)


@pytest.mark.parametrize(("story", "name", "gender"), GENDERS.values(), ids=GENDERS.keys())
def test_the_text_implies_a_gender(story: str, name: str, gender: str) -> None:
    found = indexed(story)
    assert found.genders[found.names.index(name)] == gender


@pytest.mark.parametrize(("called", "gender"), [("sir", "male"), ("ma’am", "female")])
def test_what_others_call_the_narrator_implies_a_gender(called: str, gender: str) -> None:
    exchange = f"“It is late, {called},” said Bea.\n\n“I know,” I said.\n\nI looked at the lamp. I was tired.\n\n"
    found = indexed(exchange * 5)
    assert found.genders[found.narrator] == gender


def test_the_voice_of_somebody_is_theirs() -> None:
    found = indexed("The miller came in.\n\n“Late,” came the miller’s voice.\n\n“Yes,” said the miller.")
    assert "the miller" in found.names
    assert not describes_person("miller’s voice")

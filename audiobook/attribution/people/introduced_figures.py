"""Finds people without a name where the narration introduces them: "a stout woman came in", "an old man in a cap".

Only those are kept who seem to speak soon: by a tag with a description that fits ("the woman shouted"), or with a
pronoun right behind.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.attribution.scenes import SceneParagraph
from audiobook.attribution.tags.cues import CueStrength, SpeakerReference
from audiobook.attribution.turns import Turn
from audiobook.attribution.words.descriptions import PERSON_NOUNS, Description, parse_description
from audiobook.attribution.words.vocabulary import PHRASE_ENDS

# An article and what may be a description; not where somebody is only likened to one or said to be one.
INDEFINITE_PHRASE = re.compile(
    r"(?<!\blike )(?<!\bas )(?<!\bthan )(?<!\bsuch )(?<!\bwhat )(?<!\bbe )(?<!\bbeen )(?<!\bwas )(?<!\bis )(?<!\bof )"
    r"(?<!\bnot )(?<!\bmany )(?<!\bhalf )(?<!\bquite )(?<!\bfor )(?<!\bbecome )(?<!\bbecame )"
    r"\b(?:[Aa]n?|[Aa]nother)\s+(?=(?P<words>[a-z][\w’'-]*(?:,?\s+[a-z][\w’'-]*){0,5}))"
)
# Nouns for anyone that introduce nobody.
VAGUE_NOUNS = frozenset("one other former latter first second third being individual figure elder younger".split())
LONGEST_PHRASE = 5
# How many paragraphs ahead a description in a tag, and a pronoun, may mean somebody introduced.
DESCRIPTION_REACH = 12
PRONOUN_REACH = 1


@dataclass(frozen=True, slots=True)
class Introduction:
    """Where somebody without a name is introduced: paragraph, segment and offset, and the description in parts."""

    paragraph: int
    segment: int
    start: int
    description: Description

    @property
    def phrase(self) -> str:
        """The description without its article."""
        return self.description.key


@dataclass(frozen=True, slots=True)
class IntroducedFigure:
    """Somebody without a name: the entity, the paragraph of the introduction, the description, and the gender."""

    entity: int
    paragraph: int
    phrase: str
    gender: str


def find_introductions(paragraphs: Sequence[SceneParagraph]) -> Iterator[Introduction]:
    """All introductions in the narration, in order."""
    for number, paragraph in enumerate(paragraphs):
        for place, segment in enumerate(paragraph.segments):
            if segment.is_quoted:
                continue
            for match in INDEFINITE_PHRASE.finditer(segment.text):
                phrase = _cut_phrase(match["words"])
                if phrase:
                    yield Introduction(number, place, match.start(), parse_description(phrase))


def _cut_phrase(words: str) -> str:
    """The words up to the noun for a person, "" if there is none: "stout woman" of "stout woman came in"."""
    parts = words.replace(",", "").split()
    for index, word in enumerate(parts[:LONGEST_PHRASE]):
        if word in PHRASE_ENDS or word in VAGUE_NOUNS:
            return ""
        following = parts[index + 1] if index + 1 < len(parts) else ""
        if _is_person(word) and not _is_person(following):
            return " ".join(parts[: index + 1])
    return ""


def _is_person(word: str) -> bool:
    return word in PERSON_NOUNS or word.rsplit("-", 1)[-1] in PERSON_NOUNS


def select_speakers(
    introductions: Sequence[Introduction], turns: Sequence[Turn], paragraphs: Sequence[SceneParagraph]
) -> list[Introduction]:
    """The introductions of those who seem to speak soon: for each description the last fitting one before it."""
    places = [introduction.paragraph for introduction in introductions]
    chosen: dict[int, None] = {}
    for turn in turns:
        reference = _find_reference(turn)
        if reference is None:
            continue
        reach = DESCRIPTION_REACH if reference.noun else PRONOUN_REACH
        for index in range(bisect_right(places, turn.last) - 1, -1, -1):
            one = introductions[index]
            if turn.first - one.paragraph > reach or paragraphs[one.paragraph].scene != turn.scene:
                break
            if _fits(one.description, reference):
                chosen[index] = None
                break
    return [introductions[index] for index in sorted(chosen)]


def _find_reference(turn: Turn) -> SpeakerReference | None:
    """The description or the pronoun that says who speaks, None if there is none."""
    tags = (cue.reference for cue in turn.cues if cue.strength >= CueStrength.FAR)
    return next((one for one in tags if one.noun or (one.pronoun and one.gender)), None)


def _fits(introduced: Description, reference: SpeakerReference) -> bool:
    """Whether a tag may mean somebody introduced."""
    gender = reference.gender
    if not reference.noun:
        return introduced.gender == gender
    said = parse_description(reference.noun)
    clash = gender and introduced.gender and gender != introduced.gender
    return said.head == introduced.head or (said.is_generic and not said.modifiers and not clash)

"""How a name is used in a story, and whether somebody is meant by it: people speak, act, and are spoken to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.attribution.words.vocabulary import ACTION_VERBS, PLACE_PREPOSITIONS, SPEECH_VERBS
from audiobook.text.speech_verbs import any_form_pattern

PERSONAL_AFTER = re.compile(
    rf"\s+(?:\w+ly\s+|had\s+)?(?:{any_form_pattern(SPEECH_VERBS + ACTION_VERBS)}|was saying|felt|knew|wanted)\b"
)
PERSONAL_BEFORE = re.compile(rf"\b{any_form_pattern(SPEECH_VERBS)}\s+(?:the\s+)?$")
TAG_START = re.compile(rf"[\s,;—–-]*{any_form_pattern(SPEECH_VERBS)}\s+$")
# Verbs of motion and the like that are irregular; the others end in "ed".
IRREGULAR_ACTIONS = (
    "went|came|took|gave|sat|stood|ran|got|left|made|began|held|drew|threw|shook|put|set|let|rose|fell|led|met|brought|"
    "caught|kept|bent|leaned|leant|wore|woke|did|tried|thought|saw|heard|found|stared|froze|flung|strode|slid|"
    "crept|bit|blew|broke|drank|ate|drove|fought|forgot|hid|hung|lay|lit|rode|sank|slept|sprang|stole|swung|wrote"
)
ACTING_AFTER = re.compile(
    r"\s+(?:(?:\w+ly|had|has|just|then|also|only|now|who|never|still)\s+|(?:could|did|would)(?:\s+not|n[’']t)\s+)?"
    rf"(?:\w{{2,}}ed|{IRREGULAR_ACTIONS})\b"
)
PLACE_BEFORE_NAME = re.compile(rf"\b(?:{PLACE_PREPOSITIONS})\s+(?:the\s+)?$", re.IGNORECASE)
ARTICLE_BEFORE_NAME = re.compile(r"\b(?:the|an?|each|every|some|no|any|two|many|all|these|those)\s+$", re.IGNORECASE)
VOCATIVE_AFTER = re.compile(r"\s*(?:[!?.,…—~-]|$)")
VOCATIVE_BEFORE = re.compile(
    r"(?:^\W*|[,.!?…—-]\s*|\b(?:my|dear|oh|o|and|yes|no|hi|hey|hello|good)\s+(?:dear\s+)?)$", re.IGNORECASE
)
CONTEXT_CHARACTERS = 24


@dataclass
class NameUsage:
    """How often a name is used in all, for someone who speaks or shows a feeling, for someone spoken to, for a place.

    `addressed` are the vocatives that don't begin a sentence: there interjections stand, too ("Yeah, I know."), which
    have their capital from the sentence. `acting` counts the name as the subject of any other action, `articled` those
    with an article before them ("the House").
    """

    count: int = 0
    personal: int = 0
    vocative: int = 0
    place: int = 0
    addressed: int = 0
    acting: int = 0
    articled: int = 0

    @property
    def proofs(self) -> int:
        """How often somebody must be meant, who speaks, acts or is spoken to; some things act, too."""
        return self.personal + self.addressed + (self.acting if 2 * self.articled < self.count else self.acting // 2)

    def record(self, before: str, after: str, is_quoted: bool, is_initial: bool) -> bool:
        """Counts a mention by the text around it; whether it is a vocative."""
        self.count += 1
        is_vocative = is_quoted and bool(VOCATIVE_AFTER.match(after) and VOCATIVE_BEFORE.search(before))
        self.vocative += is_vocative
        self.addressed += is_vocative and not is_initial
        self.place += bool(PLACE_BEFORE_NAME.search(before))
        self.articled += bool(ARTICLE_BEFORE_NAME.search(before))
        if not is_quoted:
            is_personal = is_tagged(before, after)
            self.personal += is_personal
            self.acting += not is_personal and bool(ACTING_AFTER.match(after))
        return is_vocative


def is_tag_start(ahead: str) -> bool:
    """Whether narration that begins so goes on with a speaker's name.

    >>> is_tag_start(" said "), is_tag_start("She said ")
    (True, False)
    """
    return bool(TAG_START.match(ahead))


def is_tagged(before: str, after: str) -> bool:
    """Whether the narration around a name says that its bearer speaks or shows a feeling.

    >>> is_tagged("“Go,” said ", "."), is_tagged("", " frowned."), is_tagged("in ", " it rained.")
    (True, True, False)
    """
    return bool(PERSONAL_AFTER.match(after) or PERSONAL_BEFORE.search(before))

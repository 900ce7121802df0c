"""Votes for the gender of each character, from the pronouns and the kinship words around its names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise, zip_longest
from typing import Protocol

from audiobook.attribution.people.name_mentions import NameMention
from audiobook.attribution.people.narrator import MAX_PARAGRAPH_GAP, is_narrator_turn
from audiobook.attribution.people.parsed_names import guess_gender_of_character, parse_name
from audiobook.attribution.scenes import SceneParagraph
from audiobook.attribution.turns import Turn
from audiobook.attribution.words.gender import PRONOUN_GENDERS, gender_of_noun
from audiobook.attribution.words.vocabulary import FEMALE, FEMALE_NOUNS, MALE, MALE_NOUNS

GENDERED_PRONOUN = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…;]")
GENDERED_NOUN = "|".join(sorted((*MALE_NOUNS, *FEMALE_NOUNS), key=len, reverse=True))
DETERMINER = r"(?i:his|her|my|your|our|their|the|a|an)"
# His sister Ann; the boy Tom.
NOUN_BEFORE_NAME = re.compile(rf"\b{DETERMINER}\s+(?:[a-z-]+\s+)?(?P<noun>{GENDERED_NOUN})\s+$")
# Ann, his sister; Ann was a girl.
NOUN_AFTER_NAME = re.compile(
    rf"[\w’'-]+(?:\s+[A-Z][\w’'-]*){{0,2}}(?:,|\s+(?:was|is|were))\s+{DETERMINER}\s+(?:[a-z-]+\s+){{0,2}}?"
    rf"(?P<noun>{GENDERED_NOUN})\b"
)
# A noun's gender is written down, a pronoun may be someone else's.
NOUN_WEIGHT = 4
REFLEXIVE_WEIGHT = 4
# What a name implies in some language is a guess, and so is an honorific.
NAME_WEIGHT = 3
# How many votes of pronouns a name needs, and what share of them, before they keep it from names of the other gender.
MIN_NAME_VOTES, MIN_NAME_SHARE = 4, 0.75
HONORIFIC_GENDERS = {"kun": MALE, "niisan": MALE, "nii": MALE, "hime": FEMALE, "chan": FEMALE, "neesan": FEMALE}
REACH = 90
BEFORE_NAME = 40
CALL = r"(?:^|[,—–-])[\s“‘\"']*{words}\s*(?=[,.!?…—–-]|[”’\"']|$)"
MALE_CALL = re.compile(
    CALL.format(
        words="(?:sir|my lord|my boy|my lad|old man|old chap|old boy|old fellow|my dear fellow|my good man|my good sir|"
        "mister|monsieur|young man|my son)"
    ),
    re.IGNORECASE,
)
FEMALE_CALL = re.compile(
    CALL.format(words="(?:ma[’']am|madam|madame|my lady|miss|my girl|young lady|mademoiselle|my good woman)"),
    re.IGNORECASE,
)
# I was a girl; I am only a man.
OWN_NOUN = re.compile(
    rf"\bI\s+(?:am|was)\s+(?:(?:only|just|but|still|not)\s+)?an?\s+(?:[a-z-]+\s+){{0,2}}?(?P<noun>{GENDERED_NOUN})\b"
)


class GenderedMention(Protocol):
    """A mention of an entity in a segment of a paragraph."""

    @property
    def entity(self) -> int:
        """Who is mentioned."""

    @property
    def segment(self) -> int:
        """In which segment of the paragraph."""

    @property
    def start(self) -> int:
        """Where in the segment's text."""

    @property
    def is_quoted(self) -> bool:
        """Whether somebody says the name."""

    @property
    def is_subject(self) -> bool:
        """Whether the mention is a subject of the narration."""


Votes = dict[int, Counter[str]]


def count_gender_votes(paragraphs: Sequence[SceneParagraph], mentions: Sequence[Sequence[GenderedMention]]) -> Votes:
    """The votes for each entity's gender; `mentions` are by paragraph, in order."""
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for paragraph, here in zip(paragraphs, mentions, strict=True):
        for place, mention in enumerate(here):
            text = paragraph.segments[mention.segment].text
            following = here[place + 1] if place + 1 < len(here) else None
            end = following.start if following and following.segment == mention.segment else len(text)
            votes[mention.entity].update(_find_noun(text, mention.start))
            if not mention.is_quoted:
                votes[mention.entity].update(_find_pronoun(text, mention.start, mention.is_subject, end))
    return dict(votes)


def guess_genders_of_names(paragraphs: Sequence[SceneParagraph], mentions: Sequence[NameMention]) -> dict[str, str]:
    """The genders of names that imply none, by the pronouns behind them: Quill Ash, if "she" follows it."""
    silent = {surface for surface in {mention.surface for mention in mentions} if not parse_name(surface).gender}
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention, following in zip_longest(mentions, islice(mentions, 1, None)):
        segment = paragraphs[mention.paragraph].segments[mention.segment]
        if mention.surface in silent and not segment.is_quoted:
            place = (mention.paragraph, mention.segment)
            is_near = following is not None and (following.paragraph, following.segment) == place
            end = following.start if following is not None and is_near else len(segment.text)
            votes[mention.surface].update(_find_pronoun(segment.text, mention.start, False, end))
    found = ((surface, counts.most_common(1)[0], counts.total()) for surface, counts in votes.items() if counts)
    return {
        surface: gender
        for surface, (gender, most), total in found
        if most >= MIN_NAME_VOTES and most >= MIN_NAME_SHARE * total
    }


def guess_name_votes(names: Sequence[str]) -> Counter[str]:
    """The votes of a character's names themselves: too weak without others.

    >>> guess_name_votes(["Tadashi", "Tadashi-kun"])
    Counter({'male': 6})
    """
    guess = guess_gender_of_character(names)
    votes = Counter({guess: NAME_WEIGHT} if guess else {})
    for name in names:
        gender = HONORIFIC_GENDERS.get(name.rsplit("-", 1)[-1].lower(), "") if "-" in name else ""
        votes += Counter({gender: NAME_WEIGHT} if gender else {})
    return votes


def _find_pronoun(text: str, start: int, is_subject: bool, end: int) -> dict[str, int]:
    """The vote of the first pronoun after a mention, up to the next one."""
    match = GENDERED_PRONOUN.search(text, start, min(end, start + REACH))
    if not match:
        return {}
    word = match.group().lower()
    is_reflexive = word.endswith("self") and is_subject
    near = is_reflexive and not SENTENCE_END.search(text, start, match.start())
    return {PRONOUN_GENDERS[word]: REFLEXIVE_WEIGHT if near else 1 + is_subject}


def _find_noun(text: str, start: int) -> dict[str, int]:
    """The vote of a noun in apposition to a name: his sister Ann."""
    match = NOUN_BEFORE_NAME.search(text[max(0, start - BEFORE_NAME) : start]) or NOUN_AFTER_NAME.match(text, start)
    return {gender_of_noun(match["noun"]): NOUN_WEIGHT} if match else {}


def count_narrator_votes(turns: Sequence[Turn], narration: Iterable[str]) -> Counter[str]:
    """The votes for the gender of whoever says "I", by what others call the narrator, and by what "I" says to be."""
    votes = Counter(
        gender_of_noun(match["noun"]) for text in narration if " a" in text for match in OWN_NOUN.finditer(text)
    )
    for pair in pairwise(turns):
        if pair[0].scene != pair[1].scene or pair[1].first - pair[0].last > MAX_PARAGRAPH_GAP:
            continue
        for mine, other in (pair, pair[::-1]):
            if is_narrator_turn(mine) and not is_narrator_turn(other):
                votes[MALE] += bool(MALE_CALL.search(other.text))
                votes[FEMALE] += bool(FEMALE_CALL.search(other.text))
    return votes

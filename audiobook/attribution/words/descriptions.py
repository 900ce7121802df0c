"""Takes descriptions of people apart: "her old aunt" is an aunt of hers, a woman, kin, and old.

A description is what a tag or a sentence calls someone without a name. `parse_description` says what its words imply;
whom the book means by it, `audiobook.attribution.roles.roles` learns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from audiobook.attribution.words.gender import gender_of_noun
from audiobook.attribution.words.kinship import KIN_RELATIONS, SERVICE_RELATIONS
from audiobook.attribution.words.vocabulary import (
    FEMALE,
    GENERIC_NOUNS,
    KIN_NOUNS,
    LY_ADJECTIVES,
    MALE,
    NOUNS_OF_PEOPLE,
    PHRASE_ENDS,
    TITLES,
)

YOUNG, OLD = "young", "old"
DETERMINERS = frozenset("the a an another this that these those his her my our your their its".split())
POSSESSIVE_DETERMINERS = frozenset("his her my our your their".split())
PRONOUNS = frozenset("he she i they we it you him them me us who".split())
AGE_WORDS = {
    **dict.fromkeys(
        "old elderly aged ancient elder eldest older oldest senior grizzled white-haired grey-haired gray-haired "
        "white-bearded grey-bearded gray-bearded wrinkled withered venerable grandfather grandmother grandma grandpa "
        "granny gran crone old-timer elders".split(),
        OLD,
    ),
    **dict.fromkeys(
        "young youthful younger youngest teenage teenaged adolescent boyish girlish small little junior "
        "boy girl child kid lad lass youth youngster teen teenager toddler infant baby urchin schoolboy schoolgirl "
        "maiden damsel boys girls grandson granddaughter".split(),
        YOUNG,
    ),
}
# "The little old man" is old, "a small man" not young.
SIZE_WORDS = frozenset("small little".split())
YOUNG_HEADS = frozenset("boy girl one lad lass child sister brother fellow maid".split())
# What is heard or seen of a person: "his mother's voice" is his mother.
PARTS_OF_PERSONS = frozenset(
    "voice voices tone tones reply answer response words lips cry shout whisper question exclamation rejoinder retort "
    "comment remark laugh laughter eyes face head hand hands mouth mind thoughts".split()
)
# Adverbs without "ly" that end up behind a description, and no word of it.
WORDS_BEHIND = frozenset("very half somewhat rather quite close behind here there now too also even much so".split())
GENDERS_BEYOND_NOUNS = {
    **dict.fromkeys(
        "sire gent clergyman schoolmaster headmaster proprietor patriarch nobleman businessman conductor "
        "huntsman herdsman ferryman boatman henchman oarsman madman swordsman craftsman tradesman draughtsman stepson "
        "grandson godson schoolboy stable-boy charity-boy brothers half-brother stepbrother fiancé wizard warlock "
        "sorcerer god hero villain squire lordship sheriff rabbi imam sultan czar tsar earl viscount".split(),
        MALE,
    ),
    **dict.fromkeys(
        "sorceress enchantress goddess schoolgirl stepdaughter granddaughter goddaughter half-sister stepsister "
        "fiancée blonde brunette ladyship dame madam matriarch noblewoman businesswoman ancestress benefactress "
        "authoress washerwoman saleswoman chambermaid barmaid cook-maid serving-maid handmaid "
        "mistress proprietress murderess lioness huntress temptress songstress".split(),
        FEMALE,
    ),
}
TITLE_HEADS = frozenset(title for title in TITLES if len(title) > 2 and title not in ("don", "saint", "mister"))
# Nouns that mean a person in any book. Others are learned from the book's own tags.
PERSON_NOUNS = (
    frozenset(noun for noun in NOUNS_OF_PEOPLE if not noun.endswith("'s"))
    | KIN_RELATIONS.keys()
    | TITLE_HEADS
    | frozenset(GENDERS_BEYOND_NOUNS)
) - PARTS_OF_PERSONS
LONGEST_DESCRIPTION = 4
CACHED_DESCRIPTIONS = 4096


@dataclass(frozen=True, slots=True)
class Description:
    """A description in parts.

    `head` is its noun, `modifiers` are the words before the noun and the noun of what is worn ("beard"), and
    `possessor_word` is the word of whoever it belongs to ("her", "undertaker", a name in lower case). `gender` is
    "male", "female" or "", `age` "young", "old" or "". `is_kin` says that the noun is one of kinship, `is_generic` that
    it is a word for anyone. A description without a noun for a person has the head "".
    """

    head: str
    modifiers: tuple[str, ...] = ()
    possessor_word: str = ""
    gender: str = ""
    age: str = ""
    is_kin: bool = False
    is_generic: bool = False

    @property
    def key(self) -> str:
        """The description in its plainest form: modifiers and noun, without a determiner."""
        return " ".join((*self.modifiers, self.head))

    @property
    def looks(self) -> tuple[str, ...]:
        """The compound modifiers, by which people are known whatever the noun: silver-haired, one-eyed."""
        return tuple(word for word in self.modifiers if "-" in word)

    @property
    def keys(self) -> frozenset[str]:
        """All that a use of the description is a use of: the whole, the noun, and the looks."""
        return frozenset((self.key, self.head, *self.looks))


NO_DESCRIPTION = Description("")


@lru_cache(CACHED_DESCRIPTIONS)
def parse_description(phrase: str) -> Description:
    """The parts of a description, with or without its determiner.

    >>> parse_description("her elderly aunt").possessor_word, parse_description("her elderly aunt").age
    ('her', 'old')
    >>> parse_description("the undertaker's wife").head, parse_description("a deep voice").is_generic
    ('wife', True)
    """
    words = phrase.lower().replace("'", "’").split()
    possessor, words = _take_possessor(words)
    noun_words, worn = _split_worn(words)
    if not noun_words or noun_words[-1] in PRONOUNS:
        return NO_DESCRIPTION
    head, modifiers = noun_words[-1], tuple(noun_words[:-1])
    if head in PARTS_OF_PERSONS and possessor and possessor not in POSSESSIVE_DETERMINERS:
        return parse_description(possessor)
    return Description(
        head,
        (*modifiers, *worn),
        possessor,
        _find_gender(head, modifiers),
        _find_age(head, modifiers),
        _is_kin(head),
        head in GENERIC_NOUNS or head in PARTS_OF_PERSONS,
    )


def _take_possessor(words: list[str]) -> tuple[str, list[str]]:
    """Whom a description belongs to, and the words behind: "the undertaker’s" and "wife"."""
    possessive = next((i for i, word in enumerate(words) if word.endswith(("’s", "s’")) and i + 1 < len(words)), -1)
    if possessive >= 0:
        owner = [word for word in words[: possessive + 1] if word not in DETERMINERS - POSSESSIVE_DETERMINERS]
        return " ".join(owner).removesuffix("’s").removesuffix("’"), words[possessive + 1 :]
    if words and words[0] in DETERMINERS:
        return (words[0] if words[0] in POSSESSIVE_DETERMINERS else ""), words[1:]
    return "", words


def _split_worn(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The words up to the noun, and what is worn: "man" and "beard" of "man with the black beard"."""
    end = next((i for i, word in enumerate(words) if _ends_noun_phrase(word)), len(words))
    worn = (words[-1],) if end < len(words) - 2 and words[end] in ("with", "in") else ()
    return words[:end], worn


def _ends_noun_phrase(word: str) -> bool:
    return word in PHRASE_ENDS or word in WORDS_BEHIND or (word.endswith("ly") and word not in LY_ADJECTIVES)


def _find_gender(head: str, modifiers: tuple[str, ...]) -> str:
    said = next((word for word in modifiers if word in (MALE, FEMALE)), "")
    relation_gender = KIN_RELATIONS.get(head, ("", ""))[1]
    return said or gender_of_noun(head) or relation_gender or GENDERS_BEYOND_NOUNS.get(head, "")


def _is_kin(head: str) -> bool:
    relation, _ = KIN_RELATIONS.get(head, ("", ""))
    return head in KIN_NOUNS or (bool(relation) and relation not in SERVICE_RELATIONS)


def _find_age(head: str, modifiers: tuple[str, ...]) -> str:
    """The age that the words imply; what says "old" outweighs what says "young"."""
    sized = head in YOUNG_HEADS
    ages = {AGE_WORDS.get(word, "") for word in (head, *modifiers) if sized or word not in SIZE_WORDS}
    return OLD if OLD in ages else YOUNG if YOUNG in ages else ""

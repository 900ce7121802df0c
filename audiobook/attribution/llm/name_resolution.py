"""Resolves the names in answers: to characters of the story, or to people whom the text itself names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audiobook.attribution.llm.prompt import contains_name
from audiobook.attribution.people.name_mentions import parse_title, strip_honorific
from audiobook.attribution.words.gender import gender_of_first_name, gender_of_noun, guess_gender
from audiobook.attribution.words.vocabulary import NOT_NAMES, TITLES
from audiobook.model import Character
from audiobook.text.folding import fold_name

NARRATOR = "I"
NARRATOR_WORDS = frozenset("i me myself narrator".split())
# What models write instead of null.
NO_SPEAKER_WORDS = frozenset({"", "null", "none", "unknown", "unclear", "nobody", "n/a", "?", "unsure", "not sure"})
MAX_NAME_CHARACTERS = 60
MAX_NAME_WORDS = 5

WRONG_TYPE = "the answer is not a name"
UNKNOWN_NAME = "the name is neither a character's nor in the text"
AMBIGUOUS_NAME = "the name fits several characters"


@dataclass(frozen=True, slots=True)
class ResolvedAnswer:
    """The speaker that an answer names, None for nobody.

    `problem` says why an answer can't be used; `is_answered` is False for a line without any answer.
    """

    name: str | None = None
    problem: str = ""
    is_answered: bool = True


@dataclass(frozen=True, slots=True)
class _KnownName:
    """A name of a character, and the words in it."""

    character: Character
    name: str
    words: tuple[str, ...]


class NameResolver:
    """Looks up answers among the names of a story's characters."""

    def __init__(self, characters: Sequence[Character]) -> None:
        self._known = [
            _KnownName(character, name, _split_name(name))
            for character in characters
            for name in (character.name, *character.aliases)
        ]
        self._by_folded_name = {fold_name(known.name): known.character.name for known in reversed(self._known)}
        self._has_narrator = any(character.name == NARRATOR for character in characters)

    def resolve(self, answer: Any, text: str) -> ResolvedAnswer:
        """The speaker that an answer means: a character, or someone whom the window's `text` names."""
        if answer is None:
            return ResolvedAnswer()
        if not isinstance(answer, str) or len(answer) > MAX_NAME_CHARACTERS:
            return ResolvedAnswer(problem=WRONG_TYPE)
        name = " ".join(answer.split()).strip("[]\"'“”*.,;: ") if answer.strip() != "?" else "?"
        folded = fold_name(name)
        if folded in NO_SPEAKER_WORDS:
            return ResolvedAnswer()
        if folded.removeprefix("the ") in NARRATOR_WORDS and folded not in self._by_folded_name:
            return ResolvedAnswer(NARRATOR) if self._has_narrator else ResolvedAnswer(problem=UNKNOWN_NAME)
        return self._resolve_name(folded, name, text)

    def _resolve_name(self, folded: str, name: str, text: str) -> ResolvedAnswer:
        if folded in self._by_folded_name:
            return ResolvedAnswer(self._by_folded_name[folded])
        candidates = self._find_candidates(name)
        if len(candidates) > 1:
            return ResolvedAnswer(problem=AMBIGUOUS_NAME)
        if candidates:
            return ResolvedAnswer(candidates[0])
        return (
            ResolvedAnswer(_new_character_name(name))
            if _is_plausible_name(name) and _is_in_text(name, text)
            else ResolvedAnswer(problem=UNKNOWN_NAME)
        )

    def _find_candidates(self, name: str) -> list[str]:
        """The characters with the same name apart from titles, or else with a name that contains it or begins it."""
        words, gender = _split_name(name), _gender_of_title(name)
        compatible = [
            known for known in self._known if not (gender and _known_gender(known) and gender != _known_gender(known))
        ]
        exact_matches = [known.character.name for known in compatible if words and known.words == words]
        partial_matches = [
            known.character.name
            for known in compatible
            if _is_subset(words, known.words) or _is_prefix(known.words, words)
        ]
        return list(dict.fromkeys(exact_matches or partial_matches))


def _is_subset(words: tuple[str, ...], of: tuple[str, ...]) -> bool:
    return bool(words) and set(words) < set(of)


def _is_prefix(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a longer name begins with a short one. A family name on its own could mean anyone in the family."""
    return bool(short) and len(short) < len(long) and long[: len(short)] == short


def _split_name(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without article, titles and honorifics.

    >>> _split_name("Mr. Lee"), _split_name("Hana-sensei"), _split_name("the Count")
    (('lee',), ('hana',), ('count',))
    """
    parts = [strip_honorific(word) for word in name.replace("’", "'").split() if word.lower() != "the"]
    own = [word for word in parts if parse_title(word) is None] or parts
    return tuple(word.casefold().rstrip(".") for word in own)


def _gender_of_title(name: str) -> str:
    return next((TITLES[title] for word in name.split() if (title := parse_title(word)) and TITLES[title]), "")


def _known_gender(known: _KnownName) -> str:
    return _gender_of_title(known.name) or known.character.gender


def _is_plausible_name(name: str) -> bool:
    """Whether this could be a name: it has capitals, or is a description with "the"."""
    words, own = name.split(), _split_name(name)
    if not own or len(words) > MAX_NAME_WORDS or own[0] in NOT_NAMES:
        return False
    return words[0].lower() == "the" or all(word[:1].isupper() for word in (words[0], words[-1]))


def _is_in_text(name: str, text: str) -> bool:
    return contains_name(name, text) or contains_name(_new_character_name(name), text)


def _new_character_name(name: str) -> str:
    """A new character's name; a description begins with a small letter, as inside a sentence."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def infer_gender(name: str) -> str:
    """The gender that a new character's title, first name or description implies; "" if none does.

    >>> infer_gender("Mrs. Lee"), infer_gender("Harriet"), infer_gender("the landlord")
    ('female', 'female', 'male')
    """
    words = _split_name(name)
    by_first_name = gender_of_first_name(words[0]) if words else ""
    return _gender_of_title(name) or by_first_name or gender_of_noun(name) or guess_gender(words)

"""Reads the clause that leads to a quote for its verb of saying, and finds the subject of that verb.

A pattern of words sees only a subject next to its verb. Here a sentence is divided at its commas, and the subject is
looked for as a reader does: Ann, when Tom had gone, turned to the wall and, after a while, said:
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audiobook.attribution.tags.clause_subjects import search_clauses
from audiobook.attribution.tags.clause_tokens import (
    MAX_NOUN_WORDS,
    Token,
    find_noun_start,
    is_noun_word,
    measure_adverb,
    read_object,
    refer_by_noun,
    refer_by_pronoun,
    skip_adverbs_before,
    split_tokens,
)
from audiobook.attribution.tags.clause_words import (
    ABOUT_WORDS,
    ACCOMPANYING_WORDS,
    AGENT_VERBS,
    AUXILIARIES,
    BASE_FORMS,
    BE_FORMS,
    BEFORE_BASE,
    BREAKS,
    CAUSING_VERBS,
    CLAUSE_PREPOSITIONS,
    COORDINATORS,
    DETERMINERS,
    HEARING_VERBS,
    INDEFINITE_DETERMINERS,
    LEADING_VERBS,
    NAME_ADJECTIVES,
    OBJECT_CLAUSE_WORDS,
    OBJECT_PRONOUNS,
    PARTICIPLES,
    PAST_FORMS,
    PHRASE_BASES,
    PHRASE_FORMS,
    POSSESSOR_PRONOUNS,
    PREPOSITIONS,
    PRESENT_FORMS,
    REFLEXIVES,
    REPORTING_WORDS,
    SPEAKING_FORMS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    UNSAID,
    UTTERANCE_NOUNS,
    UTTERANCE_VERBS,
    is_adverb,
    is_finite_verb,
)
from audiobook.attribution.tags.cues import NO_SPEAKER, SpeakerReference
from audiobook.text.speech_verbs import any_form_pattern

SENTENCE_END = re.compile(r"[.!?…]\W*$")
PARENTHESIS = re.compile(r"\([^()]*\)")
# Whether a sentence is worth dividing into words.
SPEECH_WORDS = PAST_FORMS | PRESENT_FORMS | BASE_FORMS | PARTICIPLES | AGENT_VERBS | UTTERANCE_NOUNS
SPEECH_PHRASES = "|".join(rf"{first}\s+(?:{'|'.join(map(' '.join, rests))})" for first, rests in PHRASE_FORMS.items())
ANY_SPEECH_VERB = re.compile(rf"\b(?:{any_form_pattern(SPEECH_WORDS)}|[Ss]a(?:ys?|id)|{SPEECH_PHRASES}|with(?=\W*$))\b")
LEADING_WORD = re.compile(rf"\b{any_form_pattern(LEADING_VERBS | UTTERANCE_NOUNS)}\b")
# How many words may come after a verb of saying whose sentence has no colon or comma at its end ("said in a low voice
# to her “…”"), or has a full stop there ("went on. “…”"), with the manner of speaking ("began in a low voice. “…”").
MAX_OPEN_TAIL = 8
MAX_CLOSED_CHARACTERS = 70
MAX_CLOSED_TAIL = 3
MAX_MANNER_TAIL = 6


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of saying among the tokens: where it begins, and where the words after it begin."""

    start: int
    end: int


def find_tag_subject(sentence: str, follows_quote: bool = False) -> SpeakerReference:
    """Who says what follows the sentence, by the last verb of saying in it; NO_SPEAKER if that isn't clear.

    `follows_quote` says that the sentence begins right after another quote, whose tag it may hold.

    >>> find_tag_subject("She came to the door, looked at him, and said in a low voice:").pronoun
    'she'
    """
    is_closed = bool(SENTENCE_END.search(sentence))
    if is_closed:
        is_promising = LEADING_WORD.search(sentence, max(0, len(sentence) - MAX_CLOSED_CHARACTERS))
    else:
        is_promising = ANY_SPEECH_VERB.search(sentence)
    if is_promising is None:
        return NO_SPEAKER
    tokens = split_tokens(PARENTHESIS.sub(" ", sentence))
    while is_closed and tokens and tokens[-1].text in ".!?…”’\"'":
        tokens.pop()
    for start in range(len(tokens) - 1, -1, -1):
        verb = _read_verb(tokens, start)
        if verb is None or _is_unsaid(tokens, verb):
            continue
        if not _leads_to_quote(tokens, verb, is_closed):
            return NO_SPEAKER
        subject = _find_subject(tokens, verb, follows_quote)
        if subject is not None:
            return subject
    return NO_SPEAKER


def _read_verb(tokens: Sequence[Token], start: int) -> Verb | None:
    word = tokens[start].text
    if not word or not word[0].isalpha():
        return None
    if word in UTTERANCE_VERBS and (end := _find_utterance_noun(tokens, start)):
        return Verb(start, end)
    if word == "with" and all(token.text in BREAKS for token in tokens[start + 1 :]):
        return Verb(start, start + 1)
    before = tokens[skip_adverbs_before(tokens, start - 1)] if start else None
    for rest in PHRASE_FORMS.get(word, ()):
        if tuple(token.text for token in tokens[start + 1 : start + 1 + len(rest)]) == rest:
            is_base = word in PHRASE_BASES
            return (
                Verb(start, start + 1 + len(rest)) if not is_base or (before and before.text in BEFORE_BASE) else None
            )
    single = Verb(start, start + 1)
    if word in PAST_FORMS:
        return single if before is None or before.text not in DETERMINERS or before.text == "her" else None
    if word in AGENT_VERBS:
        return single if start + 1 < len(tokens) and tokens[start + 1].text == "by" else None
    if word in PARTICIPLES:
        return single if before is None or before.text not in INDEFINITE_DETERMINERS else None
    if word in PRESENT_FORMS:
        after = tokens[start + 1] if start + 1 < len(tokens) else None
        is_inverted = before is None and after is not None and (after.is_name or after.text in SUBJECT_PRONOUNS)
        is_direct = before is not None and (before.is_name or before.text in ("he", "she", "who", "and"))
        return single if is_inverted or is_direct else None
    if word in BASE_FORMS and before is not None:
        return single if before.text in BEFORE_BASE or _hears_subject(tokens, start) else None
    return None


def _find_utterance_noun(tokens: Sequence[Token], start: int) -> int:
    """Where the words after "repeated her question" begin, 0 if a verb has no such object."""
    if start + 1 >= len(tokens) or tokens[start + 1].text not in DETERMINERS:
        return 0
    for index in range(start + 2, min(len(tokens), start + 2 + MAX_NOUN_WORDS)):
        if tokens[index].text in UTTERANCE_NOUNS:
            return index + 1
        if not is_noun_word(tokens[index]):
            break
    return 0


def _hears_subject(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a base form or a participle has its subject before it, as in "he heard Ann say" and "did she say"."""
    last = skip_adverbs_before(tokens, verb - 1)
    if tokens[last].text in HEARING_VERBS:
        return tokens[verb - 1].text in REFLEXIVES
    first = last if tokens[last].text in SUBJECT_PRONOUNS else find_noun_start(tokens, last)
    while first > 0 and tokens[first - 1].text in DETERMINERS | NAME_ADJECTIVES:
        first -= 1
    return first > 0 and tokens[skip_adverbs_before(tokens, first - 1)].text in HEARING_VERBS | {"did", "does"}


def _leads_to_quote(tokens: Sequence[Token], verb: Verb, is_closed: bool) -> bool:
    """Whether the words after a verb of saying leave its speech to the quote that follows."""
    tail = tokens[verb.end :]
    words = [token for token in tail if token.text not in BREAKS]
    if words and words[0].text in REPORTING_WORDS and not any(token.text == "but" for token in words):
        return False
    if is_closed:
        return _leads_though_closed(tokens, verb, words)
    if not (tail and tail[-1].text in BREAKS) and len(words) > MAX_OPEN_TAIL:
        return False
    return not any(_begins_clause(tail, index) for index in range(1, len(tail)))


def _leads_though_closed(tokens: Sequence[Token], verb: Verb, words: Sequence[Token]) -> bool:
    """Whether a sentence with a full stop leads to a quote: Ann went on. “And then …”"""
    word = tokens[verb.start].text
    if any(token.text in SUBORDINATORS for token in tokens[: verb.start]):
        return False
    words = [token for token in words if not is_adverb(token.text)]
    if (word not in LEADING_VERBS and verb.end <= verb.start + 2) or any(token.text in ABOUT_WORDS for token in words):
        return False
    return len(words) <= (MAX_MANNER_TAIL if words and words[0].text in ("in", "with") else MAX_CLOSED_TAIL)


def _is_unsaid(tokens: Sequence[Token], verb: Verb) -> bool:
    """Whether nothing is said: about to speak, as if to say, while he spoke, …"""
    if tokens[verb.start].text in SPEAKING_FORMS and tokens[-1].text == "," and verb.end == verb.start + 1:
        return not any(token.text in ("thus", "follows") for token in tokens[verb.end :])
    index = skip_adverbs_before(tokens, verb.start - 1)
    return index > 0 and tokens[index].text == "to" and tokens[index - 1].text in UNSAID | {"if"}


def _begins_clause(tail: Sequence[Token], index: int) -> bool:
    """Whether a word after the verb is the subject of a clause of its own, as in "he said, and she left"."""
    token, before = tail[index], tail[index - 1]
    joined = before.text in BREAKS or before.text in COORDINATORS or before.text == "that"
    if token.text in SUBJECT_PRONOUNS:
        return joined
    follows = tail[index + 1] if index + 1 < len(tail) else None
    return joined and token.is_name and follows is not None and is_finite_verb(follows.text)


def _find_subject(tokens: Sequence[Token], verb: Verb, follows_quote: bool) -> SpeakerReference | None:
    """The subject of a verb, NO_SPEAKER if it has none here, None if its clause says nothing of the quote."""
    word = tokens[verb.start].text
    follows = tokens[verb.end] if verb.end < len(tokens) else None
    index = _skip_auxiliaries(tokens, verb.start - 1)
    is_passive = (word in PAST_FORMS and _has_passive(tokens, index + 1, verb.start)) or (
        word == "with" and _has_passive(tokens, verb.start - 4, verb.start)
    )
    if follows is not None and follows.text == "by" and word in PAST_FORMS | AGENT_VERBS:
        return read_object(tokens, verb.end + 1)
    if is_passive:
        return NO_SPEAKER
    if index < 0:
        return read_object(tokens, verb.end)
    if tokens[index].text == "to" and (caused := _read_caused_subject(tokens, index - 1)):
        return caused
    direct = _read_direct_subject(tokens, index, verb) if word != "with" else None
    if direct is not None:
        return None if _is_other_clause(tokens, index, follows_quote) else direct
    found = search_clauses(tokens[: index + 1], word in PARTICIPLES, follows_quote)
    return found if found is not None else NO_SPEAKER


def _read_caused_subject(tokens: Sequence[Token], last: int) -> SpeakerReference | None:
    """Who is made to say something: surprise caused him to answer."""
    first = find_noun_start(tokens, last)
    if first < 1 or tokens[first - 1].text not in CAUSING_VERBS:
        return None
    if tokens[last].is_name:
        return SpeakerReference(entity=tokens[last].entity)
    word = tokens[last].text
    return refer_by_pronoun(OBJECT_PRONOUNS[word]) if word in OBJECT_PRONOUNS else refer_by_noun(tokens, first, last)


def _is_other_clause(tokens: Sequence[Token], last: int, follows_quote: bool) -> bool:
    """Whether the subject that ends at `last` is that of a clause beside the tag: said Ann, when Tom returned."""
    first = max(0, find_noun_start(tokens, last)) if tokens[last].text not in SUBJECT_PRONOUNS else last
    while first and tokens[first - 1].text in (DETERMINERS | NAME_ADJECTIVES) - {"that"}:
        first -= 1
    before = tokens[first - 1].text if first else ""
    earlier = tokens[first - 2].text if first > 1 else ""
    if (before in OBJECT_CLAUSE_WORDS and earlier not in PREPOSITIONS) or (
        before == "that" and earlier in ("all", "everything", "anything", "nothing")
    ):
        return True
    return follows_quote and before in ACCOMPANYING_WORDS - {"that"}


def _skip_auxiliaries(tokens: Sequence[Token], index: int) -> int:
    while index >= 0 and (length := _measure_auxiliary(tokens, index)):
        index -= length
    return index


def _measure_auxiliary(tokens: Sequence[Token], index: int) -> int:
    """How many words before a verb belong to it: had, at last, heard herself."""
    if index and tokens[index].text in REFLEXIVES and tokens[index - 1].text in HEARING_VERBS:
        return 2
    return tokens[index].text in AUXILIARIES or measure_adverb(tokens, index)


def _has_passive(tokens: Sequence[Token], first: int, verb: int) -> bool:
    return any(tokens[index].text in BE_FORMS for index in range(max(0, first), verb))


def _read_direct_subject(tokens: Sequence[Token], index: int, verb: Verb) -> SpeakerReference | None:
    """The subject that ends right before the verb, None if something else does."""
    token = tokens[index]
    before = tokens[index - 1].text if index else ""
    if token.is_name:
        if before == "and" and index > 1 and tokens[index - 2].is_name:
            return SpeakerReference(pronoun="they")
        return None if before in PREPOSITIONS - {"as", "of", "like"} else SpeakerReference(entity=token.entity)
    if token.text in SUBJECT_PRONOUNS:
        return refer_by_pronoun(token.text)
    if token.text == "it":
        return NO_SPEAKER
    word = tokens[verb.start].text
    if word in PARTICIPLES and token.text in POSSESSOR_PRONOUNS:
        return refer_by_pronoun(POSSESSOR_PRONOUNS[token.text])
    if token.text in OBJECT_PRONOUNS and (word in PARTICIPLES or word in BASE_FORMS) and before in HEARING_VERBS:
        return refer_by_pronoun(OBJECT_PRONOUNS[token.text])
    first = find_noun_start(tokens, index) if is_noun_word(token) else -1
    if first < 0 or tokens[first].is_name:
        return None
    earlier = tokens[first - 1].text if first else ""
    if earlier in PREPOSITIONS - CLAUSE_PREPOSITIONS or (first and _is_transitive_before(tokens[first - 1], word)):
        return None
    return refer_by_noun(tokens, first, index)


def _is_transitive_before(token: Token, verb: str) -> bool:
    """Whether the word before a noun makes it an object: "took the cup said" isn't the cup's."""
    return is_finite_verb(token.text) and verb in PAST_FORMS

"""Finds the subject of a verb that a comma or a conjunction parts from it: Ann, smiling, rose and, at last, said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audiobook.attribution.tags.clause_tokens import (
    MAX_NOUN_WORDS,
    Token,
    find_noun_start,
    is_noun_word,
    refer_by_noun,
    refer_by_pronoun,
    skip_adverbs_after,
)
from audiobook.attribution.tags.clause_words import (
    ACCOMPANYING_WORDS,
    BREAKS,
    CLAUSE_PREPOSITIONS,
    COORDINATORS,
    DETERMINERS,
    NAME_ADJECTIVES,
    NOUN_PREPOSITIONS,
    OBJECT_PRONOUNS,
    OPENING_ADVERBS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    is_finite_verb,
)
from audiobook.attribution.tags.cues import SpeakerReference


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject in a part of a sentence, and where it begins.

    `is_cut_off` says that a comma parts it from its verb ("Ann, smiling, said"), `is_apposition` that it is all there
    is between two commas, and so may be what someone named before is called ("Ann, the nurse, said").
    """

    reference: SpeakerReference
    index: int
    is_cut_off: bool = False
    is_apposition: bool = False


def search_clauses(tokens: Sequence[Token], is_participle: bool, follows_quote: bool) -> SpeakerReference | None:
    """The subject of the clause that a verb after these tokens belongs to, looked for from the last comma back."""
    is_nearest = True
    apposition: SpeakerReference | None = None
    for first, last in _split_segments(tokens):
        segment = _trim_segment(tokens[first:last])
        if not segment:
            continue
        head, is_own = segment[0].text, last == len(tokens)
        if follows_quote and is_own and head in ACCOMPANYING_WORDS:
            return None
        if head in RELATIVES:
            antecedent = (
                _read_antecedent(tokens, first) if head == "who" and (is_nearest or len(segment) == 1) else None
            )
            if antecedent is not None:
                return antecedent
            # And who: the relative clause goes on from an earlier one.
            is_nearest = is_nearest and head == "who"
            continue
        is_open = is_own or (is_participle and is_nearest)
        subject = _choose_subject(segment, _list_subjects(segment), is_own, is_open)
        if subject is not None and subject.is_apposition and _follows_name(tokens, first):
            apposition = apposition or subject.reference
        elif subject is not None:
            return subject.reference
        is_nearest = False
    return apposition


def _follows_name(tokens: Sequence[Token], first: int) -> bool:
    return first > 1 and tokens[first - 2].is_name and tokens[first].text not in COORDINATORS


def _trim_segment(tokens: Sequence[Token]) -> Sequence[Token]:
    """The part of a sentence without conjunctions and adverbs around it."""
    first, last = 0, len(tokens)
    while first < last and (tokens[first].text in COORDINATORS or is_adverb(tokens[first].text)):
        first += 1
    while first < last and (tokens[last - 1].text in COORDINATORS or is_adverb(tokens[last - 1].text)):
        last -= 1
    return tokens[first:last]


def _split_segments(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where the parts between commas and dashes begin and end, the last one first."""
    last = len(tokens)
    for index in range(len(tokens) - 1, -2, -1):
        if index < 0 or tokens[index].text in BREAKS:
            if index + 1 < last:
                yield index + 1, last
            last = index


def _read_antecedent(tokens: Sequence[Token], first: int) -> SpeakerReference | None:
    """Whom the relative clause that begins at `first` says something of."""
    last = first - 1
    while last >= 0 and tokens[last].text in BREAKS:
        last -= 1
    if last < 0:
        return None
    if tokens[last].is_name:
        return SpeakerReference(entity=tokens[last].entity)
    if tokens[last].text in OBJECT_PRONOUNS:
        return refer_by_pronoun(OBJECT_PRONOUNS[tokens[last].text])
    start = find_noun_start(tokens, last)
    return refer_by_noun(tokens, start, last) if start >= 0 else None


def _list_subjects(segment: Sequence[Token]) -> list[Subject]:
    return [subject for index in range(len(segment)) if (subject := _read_subject_at(segment, index))]


def _choose_subject(
    segment: Sequence[Token], subjects: Sequence[Subject], is_own: bool, is_open: bool
) -> Subject | None:
    """The subject of a part of a sentence: one cut off from its verb, the last that a conjunction begins, or the first.

    A clause inside the part ("under the impression that she …") counts only if the verb is in it, too (`is_own`), and
    a subordinate clause as a whole only where `is_open`.
    """
    if subjects and subjects[-1].is_cut_off:
        return subjects[-1]
    is_subordinate = segment[0].text in SUBORDINATORS
    if is_subordinate and not is_open:
        return None
    chosen = [subject for subject in subjects if is_own or is_subordinate or not _is_embedded(segment, subject.index)]
    for subject in reversed(chosen):
        if subject.index and segment[subject.index - 1].text in COORDINATORS:
            return subject
    if not chosen:
        return None
    return chosen[-1] if is_subordinate else chosen[0]


def _is_embedded(segment: Sequence[Token], index: int) -> bool:
    return index > 0 and segment[index - 1].text in SUBORDINATORS | RELATIVES


def _read_subject_at(segment: Sequence[Token], index: int) -> Subject | None:
    """The subject that begins here and has its verb after it, None if none does."""
    token = segment[index]
    if token.text in SUBJECT_PRONOUNS:
        return Subject(refer_by_pronoun(token.text), index, index + 1 == len(segment) and index == 0)
    if token.is_name:
        return _read_name_at(segment, index)
    if (token.text not in DETERMINERS and not token.is_possessive) or not _is_clause_start(segment, index):
        return None
    for last in range(index + 1, min(len(segment), index + 1 + MAX_NOUN_WORDS)):
        if not is_noun_word(segment[last]):
            return None
        end = skip_adverbs_after(segment, last + 1)
        if end == len(segment):
            is_noun = not segment[last].text.endswith(("ed", "ing")) and segment[last].text not in ("gone", "done")
            cut_off = _may_be_cut_off(segment, index) and is_noun
            return Subject(refer_by_noun(segment, index, last), index, True, index == 0) if cut_off else None
        if is_finite_verb(segment[end].text):
            return Subject(refer_by_noun(segment, index, last), index)
    return None


def _read_name_at(segment: Sequence[Token], index: int) -> Subject | None:
    """The name here if it is a subject: after a preposition or a verb it is none."""
    first = index
    while first and (segment[first - 1].text in DETERMINERS or segment[first - 1].text in NAME_ADJECTIVES):
        first -= 1
    before = segment[first - 1].text if first else ""
    if before in PREPOSITIONS - CLAUSE_PREPOSITIONS or is_finite_verb(before) or before.endswith("ing"):
        return None
    if first > 1 and before == "and" and (segment[first - 2].is_name or segment[first - 2].text in SUBJECT_PRONOUNS):
        return None
    end = skip_adverbs_after(segment, index + 1)
    reference = SpeakerReference(entity=segment[index].entity)
    if end == len(segment):
        return Subject(reference, first, True) if _may_be_cut_off(segment, first) else None
    is_active = is_finite_verb(segment[end].text) or (first == 0 and segment[end].text.endswith("ing"))
    return Subject(reference, first) if is_active else None


def _is_clause_start(segment: Sequence[Token], index: int) -> bool:
    before = segment[index - 1].text if index else ""
    return not before or before in COORDINATORS or before in SUBORDINATORS or _is_opening_adverb(before)


def _is_opening_adverb(word: str) -> bool:
    return word in OPENING_ADVERBS or (word.endswith("ly") and is_adverb(word))


def _may_be_cut_off(segment: Sequence[Token], index: int) -> bool:
    """Whether a subject that begins here may be cut off from its verb by a comma: Ann, smiling, said."""
    return index == 0 or segment[index - 1].text in (SUBORDINATORS | {"which"}) - NOUN_PREPOSITIONS

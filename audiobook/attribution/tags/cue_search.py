"""Finds cues to the speaker in the narration around a quote: said Ann; Ann said; he sighed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audiobook.attribution.tags.clause_tokens import name_voice_owner
from audiobook.attribution.tags.clause_words import VOICE_NOUNS
from audiobook.attribution.tags.clauses import find_tag_subject
from audiobook.attribution.tags.cue_patterns import (
    PATTERNS_AFTER,
    PATTERNS_BEFORE,
    RARER_TAGS_AFTER,
    RUN_ON_TAG,
    SUBJECT,
    WEARING_PHRASE,
    CuePattern,
)
from audiobook.attribution.tags.cues import (
    ENTITY_CLOSE,
    ENTITY_OPEN,
    NO_SPEAKER,
    CuePosition,
    CueStrength,
    SpeakerCue,
    SpeakerReference,
)
from audiobook.attribution.words.vocabulary import ADVERBS, LY_ADJECTIVES, PHRASE_ENDS, REACTION_VERBS
from audiobook.text.speech_verbs import any_form_pattern

WEARING_AT_END = re.compile(rf"{WEARING_PHRASE}$")
INDEFINITE = re.compile(r"\b(?:an?|another)\s+$", re.IGNORECASE)
SUBJECT_FORM = {"his": "he", "her": "she", "my": "I", "him": "he"}
OWNER = re.compile(rf"(?:{ENTITY_OPEN}(\d+){ENTITY_CLOSE}[’']s?|\b(his|her|my))\s+$", re.IGNORECASE)
REACTION_START = re.compile(rf"^\W*(?:\w+ly\s+|just\s+|only\s+)?{any_form_pattern(REACTION_VERBS)}\b")
# A sentence that does nothing but say who speaks in the next paragraph.
SPEAKER_INTRODUCTION = re.compile(
    rf"^\W*{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+"
    r"(?:spoke|began|begins|continued|went on|resumed|broke in|broke the silence|cleared (?:his|her) throat|"
    r"spoke up|answered|replied|turned to (?:him|her|them))\b[^.!?]{0,40}[.]\s*$"
)
LAST_SENTENCE = re.compile(r"(?:[.!?…][”\"’')]*\s+|^)([^.!?…]*(?:[.!?…]+[”\"’')]*)?)\s*$", re.DOTALL)
MAX_CUE_CHARACTERS = 400
# A tag that begins with a capital as if it were a sentence: “No.” Said Ann.
CAPITAL_VERB = re.compile(rf"^\s*(?:Said|[A-Z][a-z]+ed)\b(?=\s+(?:{ENTITY_OPEN}|the\s|an?\s|he\s|she\s))")
QUOTE_COMMA = re.compile(r",\W*$")
SMALL_LETTER = re.compile(r"^[\s—–*_-]*[a-z]")


def find_cues_after(narration: str, position: CuePosition = CuePosition.END, quote: str = "") -> Iterator[SpeakerCue]:
    """The cues in the narration after a quote, the strongest first; by how `quote` ends it may go on as its tag."""
    start = CAPITAL_VERB.sub(lambda match: match.group().lower(), narration[:MAX_CUE_CHARACTERS])
    cues = list(_match_cues(PATTERNS_AFTER, start, False, position))
    if not any(cue.strength is CueStrength.SAYING for cue in cues):
        runs_on = QUOTE_COMMA.search(quote) or SMALL_LETTER.match(start)
        patterns = (*RARER_TAGS_AFTER, RUN_ON_TAG) if runs_on else RARER_TAGS_AFTER
        yield from _match_cues(patterns, start, False, position)
    yield from cues


def find_cues_before(narration: str, position: CuePosition = CuePosition.START) -> Iterator[SpeakerCue]:
    """The cues in the narration before a quote, the strongest first."""
    last = LAST_SENTENCE.search(narration[-MAX_CUE_CHARACTERS:])
    if last is None:
        return
    sentence = last.group(1)
    cues = list(_match_cues(PATTERNS_BEFORE, sentence, True, position))
    if not any(cue.strength is CueStrength.SAYING for cue in cues):
        follows_quote = position is CuePosition.MIDDLE and len(sentence.strip()) == len(narration.strip())
        subject = find_tag_subject(sentence, follows_quote)
        if subject is not NO_SPEAKER:
            yield SpeakerCue(CueStrength.SAYING, subject, True, position)
    yield from cues


def introduces_speaker(narration: str, has_quotes: bool = False) -> bool:
    """Whether a paragraph ends by saying who speaks in the next one; `has_quotes` if it has quotes of its own.

    >>> [introduces_speaker(text) for text in ("He paused. She began at once.", "He said:", "He paused.")]
    [True, True, False]
    """
    if narration.rstrip().endswith((":", ",", "—", "--", "–")):
        return True
    last = LAST_SENTENCE.search(narration[-MAX_CUE_CHARACTERS:])
    # The first sentence after a quote is that quote's tag: “No,” she replied.
    is_tag = has_quotes and last is not None and not narration[-MAX_CUE_CHARACTERS:][: last.start(1)].strip()
    if last is None or is_tag:
        return False
    return bool(SPEAKER_INTRODUCTION.search(last.group(1))) or find_tag_subject(last.group(1)) is not NO_SPEAKER


def _match_cues(
    patterns: tuple[CuePattern, ...], narration: str, before: bool, position: CuePosition
) -> Iterator[SpeakerCue]:
    for cue_pattern in patterns:
        match = cue_pattern.pattern.search(narration)
        if match is None:
            continue
        reference = read_reference(match)
        if reference is not NO_SPEAKER:
            reference_end = max(match.end("named") + 1, match.end("pronoun"), match.end("noun"))
            yield SpeakerCue(
                cue_pattern.strength,
                reference,
                before,
                position,
                bool(REACTION_START.search(narration[reference_end : reference_end + 30])),
            )


def read_reference(match: re.Match[str]) -> SpeakerReference:
    """The speaker in a match of a cue's pattern; NO_SPEAKER if it has none."""
    if match.groupdict().get("many"):
        return SpeakerReference(pronoun="they")
    if match["named"]:
        return SpeakerReference(entity=int(match["named"]))
    if match["pronoun"]:
        word = match["pronoun"]
        return SpeakerReference(pronoun="I" if word == "I" else SUBJECT_FORM.get(word.lower(), word.lower()))
    noun = trim_description(match["noun"] or "")
    if noun and noun.rsplit(maxsplit=1)[-1] in VOICE_NOUNS:
        owner = name_voice_owner(noun.split())
        if not owner:
            return _read_owner(match.string[: match.start("noun")])
        noun = owner
    is_indefinite = bool(noun) and bool(INDEFINITE.search(match.string[: match.start("noun")]))
    return SpeakerReference(noun=noun, is_indefinite=is_indefinite) if noun else NO_SPEAKER


def _read_owner(ahead: str) -> SpeakerReference:
    """Whose voice it is, by the words before a description: Ann's, his, my; NO_SPEAKER for "the" voice."""
    owner = OWNER.search(ahead)
    if owner is None:
        return NO_SPEAKER
    if owner[1]:
        return SpeakerReference(entity=int(owner[1]))
    return SpeakerReference(pronoun=SUBJECT_FORM[owner[2].lower()])


def trim_description(phrase: str) -> str:
    """A description without the words after it.

    >>> [trim_description(phrase) for phrase in ("old man in the", "man with the black beard", "ugly little man")]
    ['old man', 'man with the black beard', 'ugly little man']
    """
    words = phrase.lower().split()
    if WEARING_AT_END.search(phrase):
        return " ".join(words)
    end = next((index for index, word in enumerate(words) if _ends_phrase(word)), len(words))
    return " ".join(words[:end])


def _ends_phrase(word: str) -> bool:
    return word in PHRASE_ENDS or (word.endswith("ly") and word not in LY_ADJECTIVES)

"""The patterns of cues to the speaker, each with examples: said Ann; Ann said; he sighed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.attribution.tags.cues import ENTITY_CLOSE, ENTITY_OPEN, CueStrength
from audiobook.attribution.words.vocabulary import (
    ACTION_VERBS,
    ADVERBS,
    IRREGULAR_PASTS,
    PHRASE_ENDS,
    SPEECH_PHRASES,
    SPEECH_VERBS,
    WORN_ITEMS,
)
from audiobook.text.speech_verbs import SPEAKING, VerbClass, any_form_pattern, base_forms, participles

# A word inside a description: not "as", "and", "with" and so on.
DESCRIPTION_WORD = rf"(?!(?:{'|'.join(sorted(PHRASE_ENDS))})\b)[a-z][\w’'-]*"
# What may come before a name: the Hatter, the March Hare, the indignant Bea, poor Bea, his brother Tom.
NAME_QUALIFIER = (
    rf"(?:(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir)\s+(?:(?:{DESCRIPTION_WORD}|[A-Z][a-z]+)\s+){{0,2}}|"
    r"(?:[Pp]oor|[Oo]ld|[Yy]oung|[Ll]ittle|[Dd]ear|[Gg]ood|[Bb]ig)\s+)?"
)
NAMED_ENTITY = rf"{NAME_QUALIFIER}{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}(?![\w’'])"
PRONOUN = r"(?P<pronoun>[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e)(?![\w’'])"
DETERMINER = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]heir|[Aa]nother|[Tt]his|[Tt]hat|"
    rf"{ENTITY_OPEN}\d+{ENTITY_CLOSE}[’']s?)"
)
WEARING_PHRASE = rf"(?:\s+(?:with|in)\s+(?:the|an?|his|her)\s+(?:[a-z-]+\s+){{0,2}}(?:{WORN_ITEMS})\b)"
# An adjective with a capital: the Italian lady.
NATIONALITY = r"[A-Z][a-z]+(?:an|sh|ch|ese|ic)"
LAZY_NOUN = (
    rf"{DETERMINER}\s+(?P<noun>(?:{NATIONALITY}\s+)?(?:{DESCRIPTION_WORD}\s+){{0,3}}?"
    rf"{DESCRIPTION_WORD}{WEARING_PHRASE}?)(?![\w’'])"
)
GREEDY_NOUN = (
    rf"{DETERMINER}\s+(?P<noun>(?:{NATIONALITY}\s+)?{DESCRIPTION_WORD}(?:\s+{DESCRIPTION_WORD}){{0,3}}"
    rf"{WEARING_PHRASE}?)(?![\w’'])"
)
SPEECH_BASE = any_form_pattern(form for form in base_forms(SPEAKING) if " " not in form)
# What is heard of someone who speaks, not of one who gasps or moans.
HEARD_VERB = any_form_pattern(
    form
    for forms in (base_forms, participles)
    for form in (*forms((VerbClass.SAY, VerbClass.ASK)), *"murmur mutter whisper shout call cry exclaim yell".split())
    if " " not in form
)
SPEECH_PARTICIPLE = any_form_pattern(form for form in participles(SPEAKING) if " " not in form)
SAYING_VERB = rf"(?:{any_form_pattern(SPEECH_VERBS)}|{SPEECH_PHRASES})"
ANY_VERB = rf"(?:{any_form_pattern(SPEECH_VERBS + ACTION_VERBS)}|{SPEECH_PHRASES})"
SHOWING_VERB = any_form_pattern(ACTION_VERBS)
CLAUSE_START = r"^[\s,;.…!?—–*_-]*(?:(?:and|but|then|so)\s+)?"
SUBJECT = rf"(?:{NAMED_ENTITY}|{PRONOUN}|{LAZY_NOUN})"
VERB_FIRST_SUBJECT = rf"(?:{NAMED_ENTITY}|{PRONOUN}|{GREEDY_NOUN})"
REPLY_NOUN = (
    "(?:voice|tone|tones|reply|answer|response|rejoinder|retort|comment|remark|question|exclamation|words|cry|shout|"
    "consolation|opinion|address|remarks|observations|"
    "verdict|view|greeting|conclusion|excuse|advice|observation|summing up|suggestion|warning)"
)
POSSESSIVE = r"(?P<pronoun>\b[Hh]is|\b[Hh]er|\b[Mm]y)"
# Verbs of saying in more words: was saying, ventured to say, could not help saying.
SAYING_PHRASE = (
    rf"(?:(?:was|were|is|am|are)\s+(?:\w+ly\s+)?{SPEECH_PARTICIPLE}|could\s+not\s+help\s+{SPEECH_PARTICIPLE}|"
    rf"(?:went\s+on|goes\s+on|kept|began|started|continued)\s+{SPEECH_PARTICIPLE}|"
    rf"(?:began|started|ventured|hastened|managed|contrived|continued|proceeded)\s+to\s+(?:\w+ly\s+)?{SPEECH_BASE}|"
    rf"heard\s+(?:himself|herself|myself)\s+(?:{SPEECH_BASE}|{SPEECH_PARTICIPLE})|"
    r"(?:wanted|wants|wished|wishes|demanded|asked)\s+to\s+know|"
    rf"(?:could|would|did|might|must|can|will)\s+(?:\w+ly\s+|only\s+|just\s+)?{SPEECH_BASE})"
)
# In an inverted clause after a quote any verb says how it is spoken: laughed Ann, mourned the old man.
INVERTED_VERB = (
    r"(?!(?:called|named|dubbed|followed|puzzled|surprised|startled|struck|pleased|amused|made|left|found|gave|met|"
    rf"did|was|were|had)\b)(?:[a-z]+ed|{any_form_pattern(IRREGULAR_PASTS)})"
)
FINITE_VERB = (
    r"(?!(?:heard|listened|saw|felt|noticed|watched|knew|started|jumped|called|had|was|were|did)\b)"
    rf"(?:[a-z]+ed|{any_form_pattern(IRREGULAR_PASTS)})"
)
HEARD_PRONOUN = r"(?P<pronoun>\bhim|\bher)(?![\w’'])"
# No adjective of a name: said to Ann.
NO_ADJECTIVE = (
    rf"(?:{'|'.join(sorted(PHRASE_ENDS))}|him|her|me|us|them|it|you|nothing|something|this|that|about|not|no|yes|"
    r"the|an?|his|my|our|their|dear|until|till|against|between|mr|mrs|miss)"
)
# Whose reply it was: the porter’s.
OWNER_NOUN = r"(?:the|an?|his|her|my|their)\s+(?P<noun>[a-z-]+(?:\s+[a-z-]+){0,2})[’']s"
HEARER = rf"(?:{NAME_QUALIFIER}{ENTITY_OPEN}\d+{ENTITY_CLOSE}|[Hh]e|[Ss]he|I|[Tt]hey|[Ww]e)"
# Groups that match nothing, for patterns without a name, a pronoun or a noun.
NO_NAME, NO_PRONOUN, NO_NOUN = r"(?P<named>\b\B)?", r"(?P<pronoun>\b\B)?", r"(?P<noun>\b\B)?"
# What is asked or told in other words than the quote's.
NO_ORDER = r"(?!\s+(?:him|her|them|me|us)\s+(?:if|whether|that|to)\b)"
# Several people who speak at once.
SINGLE_SPEAKER = rf"(?:{NAME_QUALIFIER}{ENTITY_OPEN}\d+{ENTITY_CLOSE}|[Hh]e|[Ss]he|I)"
COORDINATED_SPEAKERS = rf"{SINGLE_SPEAKER}(?:,\s+{SINGLE_SPEAKER})*,?\s+and\s+{SINGLE_SPEAKER}(?![\w’'])"
ALL_SPEAKERS = (
    r"(?:[Tt]hey|[Ww]e)\s+(?:both|all)|[Bb]oth(?:\s+of\s+them)?|[Aa]ll\s+(?:of\s+them|three|four)|[Ee]very(?:one|body)"
)
JOINT_SPEECH = (
    rf"(?P<many>{COORDINATED_SPEAKERS}|{ALL_SPEAKERS})(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b"
    rf"{NO_NAME}{NO_PRONOUN}{NO_NOUN}"
)
JOINT_END = r"(?=\s*(?:[.,;:!?—–]|together|in\s+unison|at\s+once|both|as\s+one|$))"


@dataclass(frozen=True, slots=True)
class CuePattern:
    """A pattern of a cue, with texts that it must match and texts that it must not (`N` is a name)."""

    strength: CueStrength
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...] = ()


PATTERNS_AFTER = (
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}{JOINT_SPEECH}"),
        ("N and N chorused.", "they both said"),
        ("N said.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}{SAYING_VERB}\s+(?P<many>{COORDINATED_SPEAKERS}){JOINT_END}{NO_NAME}{NO_PRONOUN}{NO_NOUN}"
        ),
        ("said N and N together.", "cried N, N and N."),
        ("said N and N laughed.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}{SAYING_VERB}\s+(?:the|an?)\s+(?:[\w-]+\s+){{0,2}}voices?\s+(?:of|from)\s+{VERB_FIRST_SUBJECT}"
        ),
        ("cried the muffled voice of N.", "said a voice from the old man"),
        ("said the voice.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}(?:\w+ly\s+)?{SAYING_VERB}\s+{VERB_FIRST_SUBJECT}"),
        ("said N.", ", quipped N with a wink", "asked his brother N, and left", "said the man with the black beard"),
        ("N saw what was said.", "and said nothing more to N"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_VERB}\b"),
        ("N said.", "she softly replied", "the old man at last deadpanned", "N only drawled"),
        ("N looked at what he had said.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}{SUBJECT}\s*,\s[^.!?;]{{2,80}},\s+(?:{ADVERBS}\s+){{0,2}}{SAYING_VERB}\b{NO_ORDER}"
        ),
        ("N, who had come in, said", "the driver, with a glance behind him, replied"),
        ("N came in, and nothing was said", "N, with a nod, asked him if it rained", "N, who knew, told her to go"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}(?:was|is|came|were)\s+{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}[’']s?\s+"
            rf"(?:[\w-]+\s+){{0,2}}{REPLY_NOUN}\b{NO_PRONOUN}{NO_NOUN}"
        ),
        ("was N’s answer.", "were N’s first hurried words", "came N’s muffled voice"),
        ("was N’s house",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}(?:was|is|came)\s+the\s+(?:\w+\s+)?{REPLY_NOUN}\s+(?:of|from)\s+{VERB_FIRST_SUBJECT}"
        ),
        ("was the reply of N.", "came the sleepy voice of the old man"),
        ("was the reply.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}(?:was|is|came|were)\s+{NO_NAME}{POSSESSIVE}\s+(?:\w+\s+)?{REPLY_NOUN}\b{NO_NOUN}"),
        ("was her answer.", "came his muffled reply"),
        ("was her mother there",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}(?:came\s+)?from\s+{VERB_FIRST_SUBJECT}\s*[.,;!—–-]"),
        ("from N, who stood behind.", "came from the old man."),
        ("from N came a letter",),
    ),
    CuePattern(
        CueStrength.SHOWING,
        re.compile(rf"{CLAUSE_START}{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b"),
        ("N grinned at him.", "He sighed."),
        ("N took his cup.",),
    ),
    CuePattern(
        CueStrength.SHOWING,
        re.compile(rf"{CLAUSE_START}{SHOWING_VERB}\s+{VERB_FIRST_SUBJECT}"),
        ("laughed N.", "smiled the old woman"),
        ("N was seen.",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(rf"{CLAUSE_START}{SUBJECT}(?!\w)[^.!?;]{{0,80}}?\s{SAYING_VERB}\b"),
        ("N put the cup down and said",),
        ("N put the cup down. He said",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(
            rf"^[^.!?]{{0,40}}?{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}[’']s\s+(?:\w+\s+)?{REPLY_NOUN}\b{NO_PRONOUN}{NO_NOUN}"
        ),
        ("N’s voice shook.", "There was ice in N’s tone."),
        ("N’s house stood there.",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(rf"{CLAUSE_START}{NO_NAME}{POSSESSIVE}\s+(?:\w+\s+)?(?:voice|tone)\b{NO_NOUN}"),
        ("Her voice shook.", "His quiet tone was new."),
        ("His hand shook.",),
    ),
    CuePattern(
        CueStrength.BEAT,
        re.compile(rf"{CLAUSE_START}{SUBJECT}\s"),
        ("N took his cup.", "the old man left"),
        ("There was N.",),
    ),
)
# Rarer tags after a quote, which are looked for where no other is found.
RARER_TAGS_AFTER = (
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}{HEARER}\s+(?:could\s+)?(?:hear|heard|overheard)\s+"
            rf"(?:{NAMED_ENTITY}|{HEARD_PRONOUN}|{LAZY_NOUN})\s+(?:\w+ly\s+)?{HEARD_VERB}\b"
        ),
        ("he heard N say", "N heard the old man declaring", "they could hear her whisper"),
        ("N heard what N said", "he heard N gasp"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}(?:[Tt]he|[Aa]n?)\s+(?P<noun>[a-z]\S*(?:\s+[a-z]\S*)?)\s+(?:at|in|on|behind|beside|near)\s+"
            rf"(?:the|his|her|an?)\s+\w+\s+(?:{ADVERBS}\s+)?{SAYING_VERB}\b{NO_NAME}{NO_PRONOUN}"
        ),
        ("the man at the desk said", "a girl in the corner quietly asked"),
        ("the man at the desk looked up",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"{CLAUSE_START}{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{SAYING_PHRASE}\b"),
        ("N was saying", "she ventured to remark", "the old man could not help exclaiming", "N would say"),
        ("N was told", "N would go"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}(?:\w+ly\s+)?{SAYING_VERB}\s+(?!{NO_ADJECTIVE}\b)[a-z][\w’'-]+\s+"
            rf"{ENTITY_OPEN}(?P<named>\d+){ENTITY_CLOSE}(?![\w’']){NO_PRONOUN}{NO_NOUN}"
        ),
        ("said wise N,", "stammered unhappy N."),
        ("said to N", "told her N"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}{SAYING_VERB},\s+(?:in|with|after|without|by|for|turning|looking)\s[^,.!?;]{{2,60}},\s+"
            rf"{VERB_FIRST_SUBJECT}"
        ),
        ("said, in a low voice, N.", "replied, after a pause, the old man"),
        ("said, in a low voice, that N left",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"^[\s,;.…!?—–*_-]*(?:(?:{ADVERBS}|here)\s+)?{INVERTED_VERB}\s+{VERB_FIRST_SUBJECT}"),
        ("mourned N.", "laughed the old woman", "sighed he", "again interrupted N", "here interposed N"),
        ("and left N", "called N a fool", "It mourned N"),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"^\W*(?:[Ss]o|[Tt]hus|[Ss]aying\s+(?:this|so|which))(?:\s+saying)?,\s+{SUBJECT}\s"),
        ("So saying, N left.", "Saying this, she rose."),
        ("So, saying nothing, N left.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"^\W*[Ww]ith\s+th(?:ese|ose)\s+words,?\s+{SUBJECT}\s"),
        ("With these words N left.",),
        ("With these N left.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}(?:was|is|came|were)\s+{OWNER_NOUN}\s+(?:\w+\s+)?{REPLY_NOUN}\b{NO_NAME}{NO_PRONOUN}"
        ),
        ("was the porter’s polite reply.",),
        ("was the porter’s house.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"^\W*[Ii]t\s+was\s+{VERB_FIRST_SUBJECT}\s+who\s+(?:had\s+)?(?:\w+ly\s+)?(?:spoken|{SAYING_VERB})\b"
        ),
        ("It was N who spoke.", "it was the old man who had answered"),
        ("It was N who left.",),
    ),
    CuePattern(
        CueStrength.SAYING,
        re.compile(
            rf"{CLAUSE_START}was\s+(?:\w+\s+){{0,5}}?(?:uttered|spoken|said|asked)\s+(?:\w+\s+){{0,3}}?by\s+{VERB_FIRST_SUBJECT}"
        ),
        ("was spoken by N.",),
        ("was spoken.",),
    ),
)
# Up to four words and the gaps after them. A hyphen or an apostrophe belongs to a word only between two letters, and
# a word is never given back in part, or a run of them could be divided in too many ways; only where nothing else fits
# may the subject follow such a mark ("the wall-he").
WORD = r"(?>\w+(?:[’'-]+\w+)*)"
FEW_WORDS = rf"(?:(?:{WORD}\W+){{0,4}}?|(?:{WORD}\W+){{0,3}}\w+(?:[’'-]+\w+)*[’'-]+)"
ENDS_OPEN = r"[^.!?]*[,:—–-]\s*$"
PATTERNS_BEFORE = (
    CuePattern(
        CueStrength.SAYING,
        re.compile(rf"(?<![\w’']){JOINT_SPEECH}(?:{ENDS_OPEN}|(?:\s+[\w’']+){{0,4}}\s*$)"),
        ("N and N said:", "Then both of them cried,"),
        ("N said:",),
    ),
    CuePattern(
        CueStrength.FAR,
        re.compile(rf"^\W*{SUBJECT}(?!\w){ENDS_OPEN}"),
        ("N put down his cup:", "the old man, smiling—"),
        ("N put down his cup.",),
    ),
    CuePattern(
        CueStrength.SHOWING,
        re.compile(rf"^\W*{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{ANY_VERB}\b"),
        ("N frowned.", "He smiled."),
        ("N left.",),
    ),
    CuePattern(
        CueStrength.BEAT,
        re.compile(rf"^\W*{FEW_WORDS}{SUBJECT}\s"),
        ("N left.", "At that moment N left."),
        ("nothing happened.",),
    ),
)
# Where a quote ends in a comma, or a small letter follows it, the clause after it is its tag whatever the verb.
RUN_ON_TAG = CuePattern(
    CueStrength.SAYING,
    re.compile(rf"^[\s—–*_-]*{SUBJECT}(?:,?\s+{ADVERBS}){{0,3}}\s+{FINITE_VERB}\b"),
    ("she mourned.", "N smiled"),
    ("and she left", "N heard it"),
)

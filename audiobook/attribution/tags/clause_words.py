"""The words that clauses are made of: what joins them, what stands before a verb, and which verbs say something."""

from __future__ import annotations

import re

from audiobook.attribution.words.vocabulary import IRREGULAR_PASTS
from audiobook.text.speech_verbs import SPEAKING, VerbClass, load_speech_verbs

# What a clause's subject stands behind.
SUBJECT_BEFORE = re.compile(r"(?:^|[.!?;:,—–…\"”’]|\b(?:and|but|as|when|while|then|that|before|until|because))\s*$")
VERBS = tuple(verb for verb in load_speech_verbs() if verb.classes & {*SPEAKING, VerbClass.THINK})
SINGLE_VERBS = tuple(verb for verb in VERBS if " " not in verb.base)
PAST_FORMS = frozenset(form for verb in SINGLE_VERBS for form in verb.past)
PRESENT_FORMS = frozenset(form for verb in SINGLE_VERBS for form in verb.present)
BASE_FORMS = frozenset(verb.base for verb in SINGLE_VERBS)
PARTICIPLES = frozenset(form for verb in SINGLE_VERBS for form in verb.participle)
# Verbs of two words and more ("went on"), by their first word: the words that come after it.
PHRASE_FORMS: dict[str, tuple[tuple[str, ...], ...]] = {}
for _verb in VERBS:
    for _form in (_verb.base, *_verb.past, *_verb.present, *_verb.participle):
        if " " in _form:
            _first, *_rest = _form.split()
            PHRASE_FORMS[_first] = (*PHRASE_FORMS.get(_first, ()), tuple(_rest))
PHRASE_BASES = frozenset(verb.base.split()[0] for verb in VERBS if " " in verb.base) - {"put", "cut", "burst", "let"}
# Verbs that say something only in the passive: accosted by Ann.
AGENT_VERBS = frozenset("accosted addressed greeted hailed assailed welcomed".split())
# Verbs and nouns that say together that something is said: repeated her question, gave a faint cry.
UTTERANCE_VERBS = frozenset("repeated gave made tried uttered offered hazarded asked let added renewed".split())
UTTERANCE_NOUNS = frozenset(
    "question questions remark remarks exclamation request invitation reply answer response suggestion "
    "observation statement announcement comment ejaculation inquiry enquiry order command appeal speech".split()
)
# Verbs whose object does what the infinitive after it says: caused him to answer.
CAUSING_VERBS = frozenset(
    "caused led forced moved compelled enabled allowed encouraged impelled obliged prompted provoked drove".split()
)
# After a verb of saying these tell what its speech is of, not the speech: spoke of the journey, proceeded to business.
ABOUT_WORDS = frozenset("of about to upon on".split())
REFLEXIVES = frozenset("himself herself myself themselves".split())
# Verbs that lead to a speech even where a full stop ends their sentence: Ann went on. “And then …”
LEADING_VERBS = frozenset(
    "began begins continued continues resumed resumes spoke speaks replied replies answered answers responded "
    "proceeded proceeds went goes broke burst exclaimed interrupted interposed interjected explained added concluded "
    "persisted protested insisted objected pleaded retorted demanded speak plead".split()
)
SUBJECT_PRONOUNS = frozenset("he she i they we".split())
OBJECT_PRONOUNS = {"him": "he", "her": "she", "them": "they"}
DETERMINERS = frozenset("the a an his her my our their another this that one".split())
INDEFINITE_DETERMINERS = frozenset("a an another one".split())
AUXILIARIES = frozenset(
    "had has have was were is am are be been being would could should might must may can will shall did does do not "
    "never didn’t couldn’t didn't couldn't".split()
)
BE_FORMS = frozenset("was were is am are be been being get got".split())
# What a base form follows that is a verb: to say, could say, did he say.
BEFORE_BASE = frozenset(
    "to would could should might must may can will shall did does do not never didn’t couldn’t".split()
)
HEARING_VERBS = frozenset("heard hear hears hearing overheard".split())
# Prepositions that may begin a clause, too.
CLAUSE_PREPOSITIONS = frozenset("as after before but until since than".split())
# Of these, those before which a name is hardly ever a subject that a comma follows: after Ann, …
NOUN_PREPOSITIONS = frozenset("after before since than".split())
NAME_ADJECTIVES = frozenset("old young poor little dear good big".split())
# What speaks in somebody's place: her voice said.
VOICE_NOUNS = frozenset("teeth voice voices tone tones lips mouth eyes heart look glance face expression".split())
POSSESSOR_PRONOUNS = {"his": "he", "her": "she", "my": "i"}
ADVERB_WORDS = frozenset(
    "then only just also now again still merely always often even all both soon too himself herself myself themselves "
    "thus here next therefore yet so finally presently quite almost rather perhaps already "
    "aloud meanwhile thereupon hereupon afterwards instead else there ever half somewhat".split()
)
# Adverbs of two words: at last.
AFTER_AT = frozenset("last once length first".split())
# Adverbs that a clause may begin with.
OPENING_ADVERBS = frozenset("then now again here thus next therefore finally presently meanwhile thereupon".split())
COORDINATORS = frozenset("and but or then so yet nor".split())
SUBORDINATORS = frozenset(
    "when as while after before if though although until till since because whenever where lest unless once whereas "
    "whilst that than whether how why what".split()
)
RELATIVES = frozenset("who which whom whose".split())
PREPOSITIONS = frozenset(
    "of in on at to with without by for from after before behind beside besides near under over between among through "
    "into upon towards toward against about around round within beyond during like than across along off out up down "
    "opposite past except but as".split()
)
# Before a subject these make its verb's object something other than the quote: what he said, all that she said.
OBJECT_CLAUSE_WORDS = frozenset("what which whom how whatever".split())
# After these a subordinate clause goes along with a tag before it: said Ann, when Tom returned, “…”
ACCOMPANYING_WORDS = frozenset("when as if because than before after that where moment till until since".split())
# What is not said, or not yet: about to speak.
UNSAID = frozenset(
    "about going wished wanted attempted attempting unable refused tried trying afraid loath time ready inclined "
    "tempted unwilling wish desire waiting meaning expected used want wants trying wishing".split()
)
SPEAKING_FORMS = frozenset("spoke speak speaks speaking".split())
# What is said of a verb's object is no speech of the subject's: said nothing, said that it rained.
REPORTING_WORDS = frozenset("that whether nothing no not it so".split())
BREAKS = frozenset((",", ";", ":", "—", "–", "--", "-", "(", ")"))


def is_finite_verb(word: str) -> bool:
    """Whether a word, in lower case, is a verb in the past tense, an auxiliary or a verb of speech."""
    return word in AUXILIARIES or word in IRREGULAR_PASTS or word.endswith("ed") or word in PAST_FORMS


def is_adverb(word: str) -> bool:
    """Whether a word, in lower case, may stand between a subject and its verb."""
    return word in ADVERB_WORDS or (word.endswith("ly") and len(word) > 4)

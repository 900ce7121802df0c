"""Which descriptions mean somebody: "the old man" and "the chunin" do, "the pause she" and "the voice" don't.

A description is what a cue's pattern finds between an article and a verb, which now and then is a thing that somebody
has, or words that happen to stand there.
"""

from __future__ import annotations

import re

from audiobook.attribution.words.vocabulary import NOUNS_OF_PEOPLE

# Words that no description of a person has in it: pronouns, articles, verbs and the like.
FUNCTION_WORDS = frozenset(
    "he she it they we i you him her his their its them us me my your our who whom whose which what why how when "
    "where a an the this that these those some any all every each no none nothing doubtless about above across after "
    "against among around before behind beside between during except inside outside near off since than through "
    "toward towards until upon via within if though although because while whether and or but nor not also must "
    "should would could can may might will shall did does do was were is are be been had has have yet "
    "very so too".split()
)
# Words that describe somebody only together with a noun.
BARE_ADJECTIVES = frozenset(
    "old young little big good poor dear great small large fat thin tall short new same sad loud red black white "
    "blind grave faint slight worthy happy whole own real true best worst few many several most more loudest "
    "louder low high long round dark fair formal quiet sudden very next".split()
)
# What people have and do, and what happens: these are subjects, but of speech only as a figure of speech.
THING_NOUNS = frozenset(
    "voice voices tone tones word words eye eyes face lips lip mouth hand hands head brow brows cheek cheeks hair jaw "
    "chin heart mind brain breast bosom shoulders arms arm finger fingers foot feet countenance expression look looks "
    "glance gaze smile grin frown laugh laughter sigh tear tears breath cry shout flush blush colour color tremor "
    "shiver gesture attitude manner moment moments minute minutes hour hours day days night "
    "evening morning afternoon week month year years time times pause silence interval delay thing things "
    "fact case matter way ways reason question answer reply response remark remarks advice hint suggestion "
    "conversation talk story letter note letters book paper news label novel verse tune song sound noise footsteps "
    "steps step hoofs door doors room house window table chair seat seats ball bar fire lamp light lights candle rain "
    "wind storm sun moon sky sea street road train car carriage coach ground wall air world life death love hate fear "
    "anger joy pleasure surprise astonishment embarrassment emotion feeling gaiety favour favor discovery idea "
    "thought thoughts witticisms pleasures dressing-gown dress coat hat columns regions corner opportunity embrace "
    "subject topic interest attention memory scene sight effect result end beginning rest part place ladyship "
    "lordship bell clock telephone phone radio blow kiss phrase sentence formula excuse truth lie "
    "screen text texts message messages email e-mail notification laptop computer "
    "doubt hope understanding engagement business".split()
)
ABSTRACT_ENDING = re.compile(r"(?:ness|tion|sion|ity|ence|ance|ism|ship|hood|ments|ings)$")
PERSON_NOUNS = NOUNS_OF_PEOPLE - {"voice", "figure"}
# "The man with the black beard" is a man.
TRAILING_DETAIL = re.compile(r" (?:with|in) (?:the|an?|his|her) .*")
# "The man's voice" is the man's.
VOICE_OF_SOMEBODY = re.compile(
    r"^(?P<owner>.+)[’']s (?:[a-z-]+ ){0,2}(?:voice|tone|tones|voices|reply|answer|words|cry|whisper|shout)$"
)


def read_owner(phrase: str) -> str:
    """Whom a description means: the man whose voice it is, or else what it says.

    >>> read_owner("man's low voice"), read_owner("old man")
    ('man', 'old man')
    """
    match = VOICE_OF_SOMEBODY.match(phrase)
    return match["owner"] if match else phrase


def describes_person(phrase: str) -> bool:
    """Whether a description, without its article, means somebody.

    >>> [describes_person(phrase) for phrase in ("stout landlord", "man in the cap", "pause she", "cold voice", "old")]
    [True, True, False, False, False]
    """
    words = TRAILING_DETAIL.sub("", phrase).split()
    if not words or len(phrase) < 3 or not FUNCTION_WORDS.isdisjoint(words):
        return False
    last = words[-1]
    if last in PERSON_NOUNS or last.rsplit("-", 1)[-1] in PERSON_NOUNS:
        return True
    if last.endswith(("’s", "'s", "--")) or "--" in phrase or last in BARE_ADJECTIVES or last in THING_NOUNS:
        return False
    return not ABSTRACT_ENDING.search(last)

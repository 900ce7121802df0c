"""Rules about capitals: what is shouted is a word, what is an acronym is spelled."""

from __future__ import annotations

import re

from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Repair, Rewrite, Rule, anyone_of

# With a vowel in them and yet spelled, or said as words by those who know them; without a vowel none need be listed.
ACRONYMS = frozenset(
    (
        "FBI CIA NSA DEA ATF USA UK EU UN UAE USSR UFO UFOS IRA IRS IOU ICU ER EMT CEO CFO CIO COO AI IQ ID IDS IT "
        "OK OKAY PA PE PR AC DIY DUI ETA ETD FAQ FYI GPA HIV AIDS IPA ISP LA MIA MIT MVP NYU AWOL ASAP AKA AU AUS OC "
        "OCS OOC POV POVS OTP OTPS AO3 IRL IMO IMHO LOL ROFL OMG OMFG TBA PIN POW POWS RIP RSVP SOS SUV TBA TLA VIP "
        "VIPS UV URL USB WIP WIPS NASA NATO UNESCO UNICEF NAACP ESPN AARP MI5 MI6 ACLU ASPCA BBC UCLA ADHD OCD "
        "PTSD AED EKG EEG IV MRI CAT DOA APB BYOB EP LED AM PM AD BC CE BCE EST GPS USD EUR MIRV DADA OWL OWLS NEWT "
        "NEWTS AN OP OVA RPG NPC GUI IBM AOL IM DOB ABC ABCS AAA EMP ATM ATMS EMS SAS RAF NCIS CSI SHO IA"
    ).split()
)
# Acronyms that are oftener words; they are acronyms after an article, and never in a shouted sentence.
OFTENER_WORDS = frozenset("IT US AM OR IN ON ID IDS ER AN AIDS CAT LED PIN LA OWL OWLS NEWT NEWTS PA OP IM LOL".split())
ARTICLES = re.compile(r"\b(?:the|a|an|our|my|your|his|her|their|from|in) $", re.IGNORECASE)
OFTEN_AFTER_ARTICLES = frozenset("IT US ID IDS ER PIN".split())
SHOUTED_TITLES = frozenset("MR MRS MS DR".split())
TWO_LETTER_WORDS = frozenset(
    (
        "AH AM AN AS AT AW AX AY BE BY DO EH EM EW GO HA HE HI HO IF IN IS IT LA LO MA ME MY NO OF OH OI ON OR OW OX "
        "PA SO TO UH UM UP US WE YA YE YO"
    ).split()
)
VOWEL = re.compile(r"[AEIOUYÀ-ÖØ-Ý]")
# A word in capitals with the ending it may have, and what stands before it: whether a sentence begins here.
SHOUT = re.compile(
    r"(?<![\w.&])(?P<word>[A-ZÀ-ÖØ-Þ]{2,}+|I(?=['’][A-Z]))(?P<end>(?:['’][A-Z]{1,2}+)?)(?![\w&]|\.\w|['’][A-Z])"
)
SENTENCE_BEGINS = re.compile(r"(?:^|[.!?…—][”’\"')\]]*\s|^[^\w]*)[“‘\"'(\[—…]*$")
SMALL = re.compile(r"(?<![\w])[a-zß-öø-ÿ]{2,}|[a-zß-öø-ÿ]{3,}")
LOOK_BACK = 12


def calm(text: str) -> str:
    """The text with shouted words in small letters and acronyms left.

    >>> calm("FROM THE TOP! I said GO HOME, the FBI has IT.")
    'From the top! I said go home, the FBI has it.'
    """
    shouted = not SMALL.search(text)
    return SHOUT.sub(lambda match: _calm_word(match, shouted), text)


def _calm_word(match: re.Match[str], shouted: bool) -> str:
    word, end = match["word"], match["end"]
    before = match.string[max(0, match.start() - LOOK_BACK) : match.start()]
    if word in SHOUTED_TITLES:
        return word.capitalize() + end.lower()
    if not end and is_acronym(word, before, shouted):
        return match.group()
    if word == "I":
        return f"I{end.lower()}"
    small = word.lower() + end.lower()
    begins = SENTENCE_BEGINS.search(before) is not None and (len(before) < LOOK_BACK or before.strip() != "")
    return small.capitalize() if begins else small


def is_acronym(word: str, before: str = "", shouted: bool = False) -> bool:
    """Whether a word in capitals is one that stays in capitals.

    >>> is_acronym("FBI"), is_acronym("STOP"), is_acronym("KGB"), is_acronym("IT"), is_acronym("IT", "the ")
    (True, False, True, False, True)
    """
    if word in OFTENER_WORDS:
        return not shouted and word in OFTEN_AFTER_ARTICLES and ARTICLES.search(before) is not None
    if word in ACRONYMS or not VOWEL.search(word):
        return True
    return len(word) == 2 and word not in TWO_LETTER_WORDS


# Acronyms that are said as words, and those that every engine knows.
SAID_AS_WORDS = frozenset(
    "OK OKAY NASA NATO UNESCO UNICEF AIDS AWOL PIN ASAP ROFL LOL RAF CAT DADA OWL OWLS AM PM".split()
)
SPELLED = anyone_of(" ".join(sorted(word for word in ACRONYMS - SAID_AS_WORDS - OFTENER_WORDS if word.isalpha())))

CAPITALS: tuple[Rule, ...] = (
    Repair(
        "shouted capitals",
        calm,
        (
            ("FROM THE TOP, AND THIS TIME ALL AT ONCE!", "From the top, and this time all at once!"),
            ("I DON'T KNOW, I'M NEW", "I don't know, I'm new"),
            ("“STOP! GO AWAY,” he said", "“Stop! Go away,” he said"),
            ("IT WAS US", "It was us"),
            ("the ANBU of MR. PYM", "the anbu of Mr. Pym"),
        ),
        ("the FBI", "OK", "the US army", "U.S.A.", "J.K. Rowling", "I", "A-team", "T-shirt", "KGB", "AT&T", "MI6"),
        effect=Effect.CASE,
        need=Need.CAPITALS,
    ),
    Rewrite(
        "acronyms spelled",
        re.compile(rf"(?<![\w.&-])(?:{SPELLED})(?![\w&-]|\.\w)"),
        lambda match: "-".join(match.group()),
        (("her POV, an AU", "her P-O-V, an A-U"),),
        ("NASA", "A-U", "POVS2", "OK", "KGB"),
        need=Need.ACRONYMS,
    ),
)

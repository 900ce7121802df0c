"""The ways in which the head of a line can name its speaker, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class HeadStyle(Enum):
    """Heads that count together: of a chat, in bold or italics, with a colon or a full stop, on a line alone."""

    CHAT = auto()
    MARKED = auto()
    COLON = auto()
    STOP = auto()
    ALONE = auto()


@dataclass(frozen=True, slots=True)
class HeadPattern:
    """A way to write a line's head; its groups are `name` (or `handle`), and optionally `time` and `direction`.

    `matches` are lines that it must match, with their names; `rejects` are lines that it must not.
    """

    style: HeadStyle
    pattern: re.Pattern[str]
    matches: tuple[tuple[str, str], ...]
    rejects: tuple[str, ...]


# A date and a time, as in chats before each message: 10:02, [10:02:07 PM], (3/4/21, 22:02).
CLOCK = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
TIME = rf"(?P<time>\[{CLOCK}\]|\({CLOCK}\)|{CLOCK})"
TIME_AFTER = rf"(?P<time>\[{CLOCK}\]|\({CLOCK}\))"
WORD = r"[^\W_][\w’'-]{0,30}"
TITLE = r"(?:(?i:mrs?|ms|dr|st|prof|capt|sgt|lt|rev)\.\s)"
# At most six words: Rosa, Mr. Ash, First Guard, Guard 2, 3RD SAILOR, THE MILLER'S WIFE, A VOICE FROM THE LOFT.
ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th|d|ST|ND|RD|TH|D)\s)"
NAME = rf"(?P<name>(?:{TITLE}|{ORDINAL})?(?=[^\W\d_]){WORD}(?:\s{WORD}){{0,5}})"
# What people call themselves online: rosa_9, bram-the-2nd, x.y.z
HANDLE = r"(?P<name>[@+%~&]?[^\W_][\w.-]{1,30})"
NAME_OR_HANDLE = rf"(?:{NAME}|(?P<handle>@?[^\W_][\w.-]{{1,30}}))"
BRACKETS = r"[*_]{0,3}[(\[][^()\[\]]{1,200}[)\]][*_]{0,3}"
DIRECTION = rf"(?P<direction>{BRACKETS})"

HEAD_PATTERNS = (
    HeadPattern(
        HeadStyle.CHAT,
        re.compile(rf"{TIME}\s?(?:[-–—]\s)?{NAME_OR_HANDLE}\s?:(?:\s+|$)"),
        (("[10:02 PM] Rosa: hi", "Rosa"), ("22:02 - Mr. Ash: Good.", "Mr. Ash"), ("(9:05) rosa_9: hi", "rosa_9")),
        ("10:02 was late: hi", "At 10:02 Rosa: hi"),
    ),
    HeadPattern(
        HeadStyle.CHAT,
        re.compile(rf"{NAME_OR_HANDLE}\s?{TIME_AFTER}\s?:(?:\s+|$)"),
        (("Rosa (10:02): hi", "Rosa"), ("ROSA [10:02]: hi", "ROSA"), ("rosa.9 [9:05 am]: hi", "rosa.9")),
        ("Rosa (laughing): hi", "Rosa 10:02: hi"),
    ),
    HeadPattern(
        HeadStyle.CHAT,
        re.compile(rf"(?:{TIME}\s?)?<{HANDLE}>\s+"),
        (("<rosa_9> hi", "rosa_9"), ("[10:02] <@bram-2> hi", "@bram-2")),
        ("<I see you,> said the owl.", "<a rank quest> ended", "<b>hi"),
    ),
    HeadPattern(
        HeadStyle.CHAT,
        re.compile(rf"[*_]{{0,3}}{NAME_OR_HANDLE}[*_]{{0,3}}\s?>>\s+"),
        (("**rosa** >> hi", "rosa"), ("Rosa>> hi", "Rosa")),
        ("a > b", ">> hi"),
    ),
    HeadPattern(
        HeadStyle.MARKED,
        re.compile(
            rf"(?P<mark>[*_]{{1,3}}){NAME}"
            rf"(?:\s{DIRECTION}[.:]?(?P=mark)|[.:](?P=mark)|(?P=mark)(?:[.:]|\s(?P<after>{BRACKETS})[.:]))(?:[.:]|\s+|$)"
        ),
        (("**Rosa.** Well?", "Rosa"), ("**BO**: Well?", "BO"), ("_Bo (runs)._ Ho!", "Bo"), ("_Bo_ (_sits_). O!", "Bo")),
        ("*Rosa* ran.", "**Rosa** Well?", "*Rosa. Well?*"),
    ),
    HeadPattern(
        HeadStyle.COLON,
        re.compile(rf"{NAME_OR_HANDLE}(?:\s?{DIRECTION})?\s?[:：](?:\s+|$)"),
        (("Rosa: hi", "Rosa"), ("rosa_9: hi", "rosa_9"), ("Mr. Ash (coldly): No.", "Mr. Ash")),
        ("Rosa said this to him at noon: no", "10:02", "http://x", "(Rosa): hi"),
    ),
    HeadPattern(
        HeadStyle.STOP,
        re.compile(rf"{NAME}(?:,?\s{DIRECTION})?\.(?:\s*(?:--|[—–])|\s+|$)"),
        (("ROSA. Well?", "ROSA"), ("Mr. Ash. Well?", "Mr. Ash"), ("A Boy (runs). Ho!", "A Boy"), ("BO.--No.", "BO")),
        ("Rosa ran off to the mill. Well?", "Rosa", "Rosa.com"),
    ),
    HeadPattern(
        HeadStyle.ALONE,
        re.compile(rf"(?P<mark>[*_]{{0,3}}){NAME}(?:\s{DIRECTION})?(?P=mark)$"),
        (("ROSA", "ROSA"), ("**Rosa**", "Rosa"), ("BRAM (softly)", "BRAM")),
        ("Rosa ran off to the mill", "ROSA?", "Rosa"),
    ),
)

# Labels that are not speakers: of archives, letters, lists, recipes, games and notes.
NON_SPEAKER_LABELS = frozenset(
    "mr mrs ms dr st prof capt sgt lt rev mme mlle messrs jr sr vs etc ps pps tl tldr note notes warning warnings "
    "caution disclaimer summary rating rated genre genres pairing pairings characters character relationship "
    "relationships fandom fandoms words tags status published updated chapter chapters title author authors "
    "language series category categories beta betas edit edited update spoiler spoilers an to from subject date "
    "cc bcc re fwd sent attachment attachments address signed dear sincerely p.s n.b nb i.e e.g ingredients "
    "method serves yield step steps day days night week month year years hour hours minute minutes time monday "
    "tuesday wednesday thursday friday saturday sunday january february july september october november december "
    "exit exeunt enter finis morning afternoon evening noon midnight later meanwhile today tomorrow yesterday "
    "place location setting scene act part book volume page section item items figure table appendix hp mp sp xp "
    "exp mana health stamina strength agility dexterity intelligence wisdom charisma luck constitution vitality "
    "endurance defense defence attack damage speed level levels lvl rank class race skill skills ability "
    "abilities stat stats attribute attributes quest quests reward rewards objective objectives effect effects "
    "requirement requirements cost cooldown duration range type name names age height weight gender sex "
    "occupation equipment inventory bonus achievement achievements experience description condition conditions "
    "system notification notice alert error result results option options choice choices question questions "
    "answer answers pro pros con cons fact facts rule rules tip tips example examples lesson reminder problem "
    "problems solution conclusion reason reasons source sources total sum price number goal plan list exhibit "
    "verse refrain bridge intro outro end curtain yes no yeah nope ok okay well oh ah hey hello help stop wait "
    "silence nothing never please sorry thanks good fine right wrong maybe perhaps sure what why who how when "
    "where then now here there and but so or if it this that these those first second third finally also however "
    "besides still again once motto moral keyword keywords key legend word phone email website instagram twitter "
    "facebook patreon discord tumblr".split()
)
# Lower-case words inside names.
PARTICLES = frozenset("of the de von van der den la le du di da al el and y a an in to for".split())
# Words of conversation: a line with any of them is speech rather than the value of a label.
CONVERSATION_WORDS = frozenset(
    "i me my mine you your yours u ur we us our i'm im i'll i've i'd you're youre don't dont can't cant won't "
    "it's its that's thats let's lets yes yeah yep no nah nope hey hi hello yo ok okay oh ah hm hmm well lol lmao "
    "omw omg brb idk btw wtf what who why where which how when please thanks thx sorry sure maybe right good bye "
    "goodnight haha wait come go look listen stop do did does done is are am was were be been have has had can "
    "could will would should not never ask tell know think guess got get going gonna want need he him she they "
    "them someone nobody".split()
)

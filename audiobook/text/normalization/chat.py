"""Rules about chats and text messages: what is typed for words, some of it everywhere, some of it only in a chat."""

from __future__ import annotations

import re
from functools import lru_cache

from audiobook.text.normalization.options import Need
from audiobook.text.normalization.rules import Effect, Rewrite, anyone_of, lower_case

# No words of their own, so they are said in full wherever they stand: in small letters, with a capital, or in capitals.
PHRASES = {
    "afaik": "as far as I know", "afk": "away from keyboard", "brb": "be right back", "btw": "by the way",
    "cya": "see you", "ftw": "for the win", "fwiw": "for what it’s worth", "g2g": "got to go", "gtg": "got to go",
    "hbd": "happy birthday", "hbu": "how about you", "bbl": "be back later", "hmu": "hit me up",
    "imy": "I miss you", "otw": "on the way", "icymi": "in case you missed it",
    "idc": "I don’t care", "idk": "I don’t know", "iirc": "if I recall correctly", "ikr": "I know, right",
    "ily": "I love you", "ilysm": "I love you so much", "ilyt": "I love you too", "imho": "in my humble opinion",
    "imo": "in my opinion", "irl": "in real life", "istg": "I swear to God", "iykyk": "if you know, you know",
    "lmk": "let me know", "ngl": "not gonna lie", "nvm": "never mind", "omw": "on my way", "smh": "shaking my head",
    "tbf": "to be fair", "tbh": "to be honest", "tfw": "that feeling when", "tmrw": "tomorrow",
    "ttyl": "talk to you later", "ttys": "talk to you soon", "tysm": "thank you so much", "wbu": "what about you",
    "tl;dr": "too long, didn’t read", "tldr": "too long, didn’t read", "wdym": "what do you mean",
    "wdyt": "what do you think", "wdyw": "what do you want", "wya": "where you at",
    "wyd": "what you doing", "yw": "you’re welcome", "wym": "what you mean",
}  # fmt: skip
# Words typed short, in small letters or with a capital.
WORDS = {
    "2day": "today", "2gether": "together", "4ever": "forever", "any1": "anyone", "sum1": "someone", "teh": "the",
    "bby": "baby", "msg": "message", "msgs": "messages",
    "kthxbai": "okay, thanks, bye", "kthxbye": "okay, thanks, bye", "urs": "yours", "xoxo": "X O X O",
    "2moro": "tomorrow", "2morrow": "tomorrow", "2night": "tonight", "2nite": "tonight",
    "abt": "about", "b4": "before", "bc": "because", "bcuz": "because", "becuz": "because", "bday": "birthday",
    "bf": "boyfriend", "every1": "everyone", "gf": "girlfriend", "gr8": "great", "h8": "hate", "hru": "how are you",
    "jk": "just kidding", "l8": "late", "l8r": "later", "m8": "mate", "no1": "no one", "ofc": "of course",
    "pls": "please", "plz": "please", "ppl": "people", "rlly": "really", "rly": "really", "smth": "something",
    "smthn": "something", "some1": "someone", "sry": "sorry", "srsly": "seriously", "sth": "something",
    "thnx": "thanks", "thx": "thanks", "tmr": "tomorrow", "tmw": "tomorrow", "tnx": "thanks",
    "w8": "wait",
}  # fmt: skip
# Letters, names, units or words of other languages as well; said in full where the text is a chat.
IN_A_CHAT = {
    "dw": "don’t worry", "fr": "for real", "gn": "good night", "ig": "I guess", "ik": "I know", "nm": "not much",
    "np": "no problem", "r": "are", "rn": "right now", "sm": "so much", "tn": "tonight", "ty": "thank you",
    "u": "you", "ur": "your",
}  # fmt: skip
# Contractions typed without their apostrophe, of which none is a word of its own.
BARE = {
    bare: full
    for full in (
        "don’t didn’t doesn’t isn’t wasn’t couldn’t wouldn’t shouldn’t haven’t hasn’t hadn’t aren’t weren’t mustn’t "
        "needn’t mightn’t ain’t y’all you’re they’re you’ve they’ve we’ve I’ve could’ve should’ve would’ve might’ve "
        "must’ve you’ll they’ll it’ll that’ll there’ll who’ll"
    ).split()
    for bare in [lower_case(full).replace("’", "")]
}
BARE_WORD = anyone_of(" ".join((*BARE, *map(str.capitalize, BARE), *map(str.upper, BARE))))
# Words of their own as well: a name, a unit, a wont. What stands behind them tells.
BEHIND_IM = (
    "a an the so sorry not just going gonna too very really sure fine ok okay good glad happy sad tired bored home "
    "here in on at with still trying coming leaving afraid scared done never always only kinda pretty totally serious "
    "kidding like dying your his her their my"
)
BEHIND_WONT = "be go do have let stop work come say tell get make take even ever hurt happen help know need give see it"
# More that only somebody who chats would type.
CHATTED = "lol lmao omg omfg wtf stfu rofl xd bruh idgaf"
SPOKEN = PHRASES | WORDS
# Not inside a word or an address, and not behind a figure ("450 nm").
APART = r"(?<![\w/.'’@#&-])(?<!\s\d )(?<!\d\d )"
NOT_JOINED = r"(?![\w/-]|['’](?!re\b)\w|\.\w)"
CAPITALIZED = (key.capitalize() for key in SPOKEN if len(key) > 2 and key[0].isalpha())
SURE = anyone_of(" ".join((*SPOKEN, *CAPITALIZED, *(key.upper() for key in PHRASES))))
OTHERS = anyone_of(" ".join((*IN_A_CHAT, *(key.capitalize() for key in IN_A_CHAT), "UR")))
# In a list of letters (“r, s, t, u”) none of them is a word.
NOT_LISTED = r"(?!(?<=\b[a-z], )[a-z]\b)(?![a-z], [a-z]\b)"
SURE_WORD = re.compile(rf"{APART}(?:{SURE}|{anyone_of(CHATTED)}){NOT_JOINED}")
OTHER_WORD = re.compile(rf"{APART}{NOT_LISTED}(?:{OTHERS}){NOT_JOINED}")
CAPITAL = re.compile(r"[A-ZÀ-Þ](?<!\bI\b)")
# So much is typed at once, at most, by somebody who minds no capitals.
LONGEST_MESSAGE = 200
LAST_WORD = re.compile(r"[\w’']+(?= ?$)")
NEXT_WORD = re.compile(r" ([\w’']+)")
# How far a word before or behind is looked for.
REACH = 14
# Behind these a letter is meant as a letter: “the letter u”, “a u”, “o and u”.
BEFORE_A_LETTER = frozenset("the a an letter letters option silent vowel vowels and or".split())
BEFORE_ARE = frozenset("how what where who why when we they you u there these those things ppl people".split())
BEHIND_ARE = frozenset("u ur you we they there".split())


@lru_cache(maxsize=8)
def is_chat(text: str) -> bool:
    """Whether a text was typed in a chat: by what else is short in it, or by small letters throughout.

    >>> [is_chat(text) for text in ("idk, u tell me", "u r late", "nm", "A r on the key.", "450 nm of light")]
    [True, True, True, False, False]
    """
    others = len(OTHER_WORD.findall(text))
    if others > 1 or (others and SURE_WORD.search(text)):
        return True
    return others == 1 and len(text) <= LONGEST_MESSAGE and not CAPITAL.search(text)


def _in_full(match: re.Match[str]) -> str:
    word = match.group()
    said = SPOKEN[lower_case(word)]
    return said[0].upper() + said[1:] if word[0].isupper() else said


def _in_a_chat(match: re.Match[str]) -> str:
    word = match.group()
    small = lower_case(word)
    stands = STANDS.get(word, lambda _: False)(match)
    if not stands and (not is_chat(match.string) or _is_a_letter(match)):
        return word
    said = IN_A_CHAT[small]
    return said[0].upper() + said[1:] if word[0].isupper() else said


def _with_apostrophe(match: re.Match[str]) -> str:
    word = match.group()
    full = BARE[lower_case(word)]
    return full.upper() if word.isupper() else full[0].upper() + full[1:] if word[0].isupper() else full


def _word_before(match: re.Match[str]) -> str:
    found = LAST_WORD.search(match.string[max(0, match.start() - REACH) : match.start()])
    return found.group().lower() if found else ""


def _word_behind(match: re.Match[str]) -> str:
    found = NEXT_WORD.match(match.string, match.end(), match.end() + REACH)
    return found[1].lower() if found else ""


def _is_a_letter(match: re.Match[str]) -> bool:
    """Whether “u”, “ur” or “r” is spoken of, rather than typed for a word."""
    return len(match.group()) == 1 and _word_before(match) in BEFORE_A_LETTER


def _is_you(match: re.Match[str]) -> bool:
    return _word_before(match) not in BEFORE_A_LETTER


def _is_are(match: re.Match[str]) -> bool:
    return _word_before(match) in BEFORE_ARE or _word_behind(match) in BEHIND_ARE


# These stand for words outside of chats, too, by what is beside them.
STANDS = {"u": _is_you, "ur": _is_you, "r": _is_are}
# What “2” and “4” stand before where they are typed for “to” and “for”.
BEHIND_TO = "u you me him her us them ur my do be b go see c get say bed school sleep"
BEHIND_FOR = "u you me him her us them ur my real sure now life coming everything"


def _figure(match: re.Match[str]) -> str:
    typed = SURE_WORD.search(match.string) or OTHER_WORD.search(match.string)
    return ("to" if match.group() == "2" else "for") if typed else match.group()


CHAT: tuple[Rewrite, ...] = (
    Rewrite(
        "figures typed for words",
        re.compile(rf"(?<=[a-z\d] )(?:2(?= (?:{anyone_of(BEHIND_TO)})\b)|4(?= (?:{anyone_of(BEHIND_FOR)})\b))"),
        _figure,
        (("thx 4 coming", "thx for coming"), ("gr8 2 c u", "gr8 to c u")),
        ("I saw 2 of u", "give 2 me", "idk, 4 days"),
        effect=Effect.WORDS,
        need=Need.SHORTHAND,
        only_with="24",
    ),
    Rewrite(
        "contractions without an apostrophe",
        re.compile(rf"(?<![\w.'’@#/-])(?:{BARE_WORD})(?![\w'’/-]|\.\w)"),
        _with_apostrophe,
        (
            ("I dont, you didnt", "I don’t, you didn’t"),
            ("Youre late, ive seen", "You’re late, I’ve seen"),
            ("YALL WONT, DONT", "Y’ALL WONT, DON’T"),
        ),
        ("as is his wont", "cant", "well, shell, ill", "donts", "@dont", "Id, were"),
        effect=Effect.CASE,
        words=frozenset(BARE),
    ),
    Rewrite(
        "im and wont",
        re.compile(
            rf"(?<![\w.'’@#/-])(?:(?P<i>[iI])m(?= (?:{anyone_of(BEHIND_IM)})\b| [a-z]+ing\b)"
            rf"|(?P<wo>[wW]o)nt(?= (?:{anyone_of(BEHIND_WONT)})\b))"
        ),
        lambda match: "I’m" if match["i"] else f"{match['wo']}n’t",
        (("im so tired, Im going", "I’m so tired, I’m going"), ("it wont work", "it won’t work")),
        ("im Himmel", "as was his wont", "Im Sang-ho", "IM me"),
        effect=Effect.CASE,
        words=frozenset(("im", "wont")),
    ),
    Rewrite(
        "kisses at the end",
        re.compile(r"(?<=[a-z.!?,]) x{2,5}(?=[.!]?[”\"’']?$)"),
        "",
        (("Love, Mom xx", "Love, Mom"), ("“Bye xxx”", "“Bye”")),
        ("xx", "Love, Mom x", "size xxl", "He wrote xx here"),
        effect=Effect.SILENCE,
        only_with="x",
        first=re.compile(" xx"),
    ),
    Rewrite(
        "see you",
        re.compile(r"(?<![\w/.'’@#&-])(?P<c>[cC]) (?:u|ya)(?![\w/-]|['’.]\w| and\b)"),
        lambda match: f"{'S' if match['c'] == 'C' else 's'}ee you",
        (("c u then, c ya", "see you then, see you"),),
        ("c u and v", "abc u", "c, u", "C U"),
        effect=Effect.WORDS,
        need=Need.SHORTHAND,
        words=frozenset(("u", "ya")),
    ),
    Rewrite(
        "shorthand in a chat",
        OTHER_WORD,
        _in_a_chat,
        (
            ("ik ik, u?", "I know I know, you?"),
            ("nm, np", "not much, no problem"),
            ("fr fr", "for real for real"),
            ("U r here lol", "You are here lol"),
            ("np!", "no problem!"),
            ("How r we? I miss u.", "How are we? I miss you."),
            ("She wrote: u’re late", "She wrote: you’re late"),
        ),
        (
            "It was 450 nm long.",
            "Fr John came.",
            "Ty ran.",
            "Press r, he said.",
            "the ur-text",
            "U-turn",
            "R&B",
            "s-t-u",
            "The r in car",
            "A u with dots",
            "A, o, u and y",
            "U are",
        ),
        effect=Effect.WORDS,
        need=Need.SHORTHAND,
        words=frozenset(IN_A_CHAT),
    ),
    Rewrite(
        "chat shorthand",
        re.compile(rf"{APART}(?:{SURE}){NOT_JOINED}"),
        _in_full,
        (
            ("btw thx", "by the way thanks"),
            ("IDK, brb", "I don’t know, be right back"),
            ("Gtg, ttyl!", "Got to go, talk to you later!"),
            ("back b4 2nite", "back before tonight"),
        ),
        ("the fic", "bc.d", "idks", "SMTH", "300 bc", "x/idk", "@idk", "brb-ish"),
        effect=Effect.WORDS,
        need=Need.SHORTHAND,
        words=frozenset((*SPOKEN, "tl")),
    ),
)

"""Rules about the shorthand of chats and text messages; some of it holds everywhere, some only in a chat."""

from __future__ import annotations

import re
from functools import lru_cache

from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import (
    NormalizationRule,
    TextEffect,
    any_word_pattern,
    fold_matched_case,
    text_before,
)

# These are no words, so they are expanded everywhere: in lower case, with a capital, or in capitals.
PHRASE_ABBREVIATIONS = {
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
# Words typed short, in lower case or with a capital.
WORD_ABBREVIATIONS = {
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
# These are also letters, names, units or foreign words, so they are expanded only in a chat.
CHAT_ONLY_ABBREVIATIONS = {
    "dw": "don’t worry", "fr": "for real", "gn": "good night", "ig": "I guess", "ik": "I know", "nm": "not much",
    "np": "no problem", "r": "are", "rn": "right now", "sm": "so much", "tn": "tonight", "ty": "thank you",
    "u": "you", "ur": "your",
}  # fmt: skip
# Contractions typed without their apostrophe, none of which is another word.
BARE_CONTRACTIONS = {
    bare: full
    for full in (
        "don’t didn’t doesn’t isn’t wasn’t couldn’t wouldn’t shouldn’t haven’t hasn’t hadn’t aren’t weren’t mustn’t "
        "needn’t mightn’t ain’t y’all you’re they’re you’ve they’ve we’ve I’ve could’ve should’ve would’ve might’ve "
        "must’ve you’ll they’ll it’ll that’ll there’ll who’ll"
    ).split()
    for bare in [fold_matched_case(full).replace("’", "")]
}
BARE_CONTRACTION_PATTERN = any_word_pattern(
    " ".join((*BARE_CONTRACTIONS, *map(str.capitalize, BARE_CONTRACTIONS), *map(str.upper, BARE_CONTRACTIONS)))
)
# "im" and "wont" may be other words; the word after them decides.
WORDS_AFTER_IM = (
    "a an the so sorry not just going gonna too very really sure fine ok okay good glad happy sad tired bored home "
    "here in on at with still trying coming leaving afraid scared done never always only kinda pretty totally serious "
    "kidding like dying your his her their my"
)
WORDS_AFTER_WONT = (
    "be go do have let stop work come say tell get make take even ever hurt happen help know need give see it"
)
# Other words that are typed only in a chat.
CHAT_MARKERS = "lol lmao omg omfg wtf stfu rofl xd bruh idgaf"
ABBREVIATIONS = PHRASE_ABBREVIATIONS | WORD_ABBREVIATIONS
# Not inside a word or an address, and not after a number ("450 nm").
NOT_JOINED_BEFORE = r"(?<![\w/.'’@#&-])(?<!\s\d )(?<!\d\d )"
NOT_JOINED_AFTER = r"(?![\w/-]|['’](?!re\b)\w|\.\w)"
CAPITALIZED_KEYS = (key.capitalize() for key in ABBREVIATIONS if len(key) > 2 and key[0].isalpha())
SURE_PATTERN = any_word_pattern(
    " ".join((*ABBREVIATIONS, *CAPITALIZED_KEYS, *(key.upper() for key in PHRASE_ABBREVIATIONS)))
)
CHAT_ONLY_PATTERN = any_word_pattern(
    " ".join((*CHAT_ONLY_ABBREVIATIONS, *(key.capitalize() for key in CHAT_ONLY_ABBREVIATIONS), "UR"))
)
# In a list of letters (“r, s, t, u”) no letter is a word.
NOT_LISTED = r"(?!(?<=\b[a-z], )[a-z]\b)(?![a-z], [a-z]\b)"
SURE_WORD = re.compile(rf"{NOT_JOINED_BEFORE}(?:{SURE_PATTERN}|{any_word_pattern(CHAT_MARKERS)}){NOT_JOINED_AFTER}")
CHAT_ONLY_WORD = re.compile(rf"{NOT_JOINED_BEFORE}{NOT_LISTED}(?:{CHAT_ONLY_PATTERN}){NOT_JOINED_AFTER}")
CAPITAL_LETTER = re.compile(r"[A-ZÀ-Þ](?<!\bI\b)")
# A longer text without capitals is not taken for one message.
MAX_MESSAGE_CHARACTERS = 200
LAST_WORD = re.compile(r"[\w’']+(?= ?$)")
NEXT_WORD = re.compile(r" ([\w’']+)")
# How far the word before or after may reach.
CONTEXT_CHARACTERS = 14
# After these a letter is meant as a letter: “the letter u”, “a u”, “o and u”.
WORDS_BEFORE_LETTER = frozenset("the a an letter letters option silent vowel vowels and or".split())
WORDS_BEFORE_ARE = frozenset("how what where who why when we they you u there these those things ppl people".split())
WORDS_AFTER_ARE = frozenset("u ur you we they there".split())
# Before these, “2” and “4” are typed for “to” and “for”.
WORDS_AFTER_TO = "u you me him her us them ur my do be b go see c get say bed school sleep"
WORDS_AFTER_FOR = "u you me him her us them ur my real sure now life coming everything"


@lru_cache(maxsize=8)
def is_chat(text: str) -> bool:
    """Whether a text looks typed in a chat: it has other shorthand, or no capitals at all.

    >>> [is_chat(text) for text in ("idk, u tell me", "u r late", "nm", "A r on the key.", "450 nm of light")]
    [True, True, True, False, False]
    """
    chat_only_count = len(CHAT_ONLY_WORD.findall(text))
    if chat_only_count > 1 or (chat_only_count and SURE_WORD.search(text)):
        return True
    return chat_only_count == 1 and len(text) <= MAX_MESSAGE_CHARACTERS and not CAPITAL_LETTER.search(text)


def _expand(match: re.Match[str]) -> str:
    word = match.group()
    expansion = ABBREVIATIONS[fold_matched_case(word)]
    return expansion[0].upper() + expansion[1:] if word[0].isupper() else expansion


def _expand_in_chat(match: re.Match[str]) -> str:
    word = match.group()
    lowercase = fold_matched_case(word)
    is_word = CONTEXT_TESTS.get(word, lambda _: False)(match)
    if not is_word and (not is_chat(match.string) or _is_letter_name(match)):
        return word
    expansion = CHAT_ONLY_ABBREVIATIONS[lowercase]
    return expansion[0].upper() + expansion[1:] if word[0].isupper() else expansion


def _restore_apostrophe(match: re.Match[str]) -> str:
    word = match.group()
    full = BARE_CONTRACTIONS[fold_matched_case(word)]
    return full.upper() if word.isupper() else full[0].upper() + full[1:] if word[0].isupper() else full


def _word_before(match: re.Match[str]) -> str:
    match_before = LAST_WORD.search(text_before(match, CONTEXT_CHARACTERS))
    return match_before.group().lower() if match_before else ""


def _word_after(match: re.Match[str]) -> str:
    match_after = NEXT_WORD.match(match.string, match.end(), match.end() + CONTEXT_CHARACTERS)
    return match_after[1].lower() if match_after else ""


def _is_letter_name(match: re.Match[str]) -> bool:
    """Whether “u” or “r” is meant as a letter rather than typed for a word."""
    return len(match.group()) == 1 and _word_before(match) in WORDS_BEFORE_LETTER


def _stands_for_you(match: re.Match[str]) -> bool:
    return _word_before(match) not in WORDS_BEFORE_LETTER


def _stands_for_are(match: re.Match[str]) -> bool:
    return _word_before(match) in WORDS_BEFORE_ARE or _word_after(match) in WORDS_AFTER_ARE


# Outside of chats, too, the words next to these can show that they are typed for words.
CONTEXT_TESTS = {"u": _stands_for_you, "ur": _stands_for_you, "r": _stands_for_are}


def _expand_digit(match: re.Match[str]) -> str:
    is_chat_text = SURE_WORD.search(match.string) or CHAT_ONLY_WORD.search(match.string)
    return ("to" if match.group() == "2" else "for") if is_chat_text else match.group()


CHAT_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "digits typed for words",
        re.compile(
            rf"(?<=[a-z\d] )(?:2(?= (?:{any_word_pattern(WORDS_AFTER_TO)})\b)|4(?= "
            rf"(?:{any_word_pattern(WORDS_AFTER_FOR)})\b))"
        ),
        _expand_digit,
        (("thx 4 coming", "thx for coming"), ("gr8 2 c u", "gr8 to c u")),
        ("I saw 2 of u", "give 2 me", "idk, 4 days"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SHORTHAND,
        trigger_chars="24",
    ),
    NormalizationRule(
        "contractions without an apostrophe",
        re.compile(rf"(?<![\w.'’@#/-])(?:{BARE_CONTRACTION_PATTERN})(?![\w'’/-]|\.\w)"),
        _restore_apostrophe,
        (
            ("I dont, you didnt", "I don’t, you didn’t"),
            ("Youre late, ive seen", "You’re late, I’ve seen"),
            ("YALL WONT, DONT", "Y’ALL WONT, DON’T"),
        ),
        ("as is his wont", "cant", "well, shell, ill", "donts", "@dont", "Id, were"),
        effect=TextEffect.CHANGES_CASE,
        trigger_words=frozenset(BARE_CONTRACTIONS),
    ),
    NormalizationRule(
        "im and wont",
        re.compile(
            rf"(?<![\w.'’@#/-])(?:(?P<i>[iI])m(?= (?:{any_word_pattern(WORDS_AFTER_IM)})\b| [a-z]+ing\b)"
            rf"|(?P<wo>[wW]o)nt(?= (?:{any_word_pattern(WORDS_AFTER_WONT)})\b))"
        ),
        lambda match: "I’m" if match["i"] else f"{match['wo']}n’t",
        (("im so tired, Im going", "I’m so tired, I’m going"), ("it wont work", "it won’t work")),
        ("im Himmel", "as was his wont", "Im Sang-ho", "IM me"),
        effect=TextEffect.CHANGES_CASE,
        trigger_words=frozenset(("im", "wont")),
    ),
    NormalizationRule(
        "kisses at the end",
        re.compile(r"(?<=[a-z.!?,]) x{2,5}(?=[.!]?[”\"’']?$)"),
        "",
        (("Love, Mom xx", "Love, Mom"), ("“Bye xxx”", "“Bye”")),
        ("xx", "Love, Mom x", "size xxl", "He wrote xx here"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="x",
        prefilter=re.compile(" xx"),
    ),
    NormalizationRule(
        "see you",
        re.compile(r"(?<![\w/.'’@#&-])(?P<c>[cC]) (?:u|ya)(?![\w/-]|['’.]\w| and\b)"),
        lambda match: f"{'S' if match['c'] == 'C' else 's'}ee you",
        (("c u then, c ya", "see you then, see you"),),
        ("c u and v", "abc u", "c, u", "C U"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SHORTHAND,
        trigger_words=frozenset(("u", "ya")),
    ),
    NormalizationRule(
        "shorthand in a chat",
        CHAT_ONLY_WORD,
        _expand_in_chat,
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
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SHORTHAND,
        trigger_words=frozenset(CHAT_ONLY_ABBREVIATIONS),
    ),
    NormalizationRule(
        "chat shorthand",
        re.compile(rf"{NOT_JOINED_BEFORE}(?:{SURE_PATTERN}){NOT_JOINED_AFTER}"),
        _expand,
        (
            ("btw thx", "by the way thanks"),
            ("IDK, brb", "I don’t know, be right back"),
            ("Gtg, ttyl!", "Got to go, talk to you later!"),
            ("back b4 2nite", "back before tonight"),
        ),
        ("the fic", "bc.d", "idks", "SMTH", "300 bc", "x/idk", "@idk", "brb-ish"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.SHORTHAND,
        trigger_words=frozenset((*ABBREVIATIONS, "tl")),
    ),
)

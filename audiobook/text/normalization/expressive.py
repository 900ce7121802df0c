"""Rules about words spelled for expression: stretched, stuttered, broken off, laughed, censored."""

from __future__ import annotations

import re
from itertools import product

from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.normalization.rules import NormalizationRule, TextEffect, any_word_pattern, fold_matched_case

# Words with a double letter that are often stretched; in all other stretched words each letter becomes single.
DOUBLE_LETTER_WORDS = frozenset(
    (
        "good cool look looks looked looking book took cook shook hook soon moon noon spoon too zoo boo moo woo whoo "
        "yoohoo food mood fool school tool pool stool room boom doom zoom broom groom boot root shoot hoot loot foot "
        "tooth loop oops whoops swoop poof roof goof proof choose loose goose moose noose blood flood door floor poor "
        "woof wood stood goodbye goodnight ooh boohoo see saw seen seeing seem seems need needs keep sleep sleepy deep "
        "sheep sweep sweet sweetie meet feet street greet feel heel peel steel wheel kneel week weekend creep creepy "
        "free freedom freeze three tree agree flee knee bee wee whee tee gee glee fee been green queen teen teeth "
        "screen between cheese cheer cheers beer deer steer speed bleed feed freed greed indeed proceed succeed eek "
        "geez jeez squee yippee coffee committee seek cheek weed seed peek sneeze breeze squeeze squeek wheeze "
        "all ball call fall hall mall tall wall small will hill kill pill till bill fill still chill thrill drill "
        "well hell bell fell sell tell yell spell smell shell farewell hello hellooo dull full pull skull roll toll "
        "doll jolly silly really finally totally usually literally holy-moly bully hallo hullo yellow follow "
        "miss kiss hiss piss bliss pass ass bass class glass grass mass boss loss toss cross moss mess less bless "
        "dress guess press stress yes-miss chess princess unless fuss pussy bossy messy impossible passing "
        "off stuff puff huff buff cuff stiff sniff cliff whiff offer coffee "
        "happy puppy pretty better butter bitter letter little bottle mommy mummy daddy granny bunny funny sunny "
        "honey-bunny sorry hurry worry carry marry harry berry cherry tommy jimmy danny jenny penny "
        "dammit goddammit damnit buzz fuzz jazz fizz whizz add odd egg bigger stopped stop-it running winning "
        "grr brr err purr arr aww eww umm hmm "
        "vroom varoom swoosh whoosh woosh kaboom baboom badoom thoom swoop bloop gloop toot kazoo cuckoo peekaboo "
        "yoo hoo awoo ahoo yahoo wahoo woohoo whoohoo hooray hoorah tattoo shampoo bamboo igloo voodoo ooze snooze "
        "drool stooge booze foolish goofy spooky looney cookie rookie bedroom bathroom baboon balloon cartoon raccoon "
        "eep beep bleep peep cheep tweet squee screech reek yeesh sheesh teehee heehee creed heed reed tweed "
        "seer peer jeer sneer veer career sleeve geek reef beef speech beech leech teeny weeny eerie queer needle "
        "banshee jubilee guarantee degree referee"
    ).split()
)
# Words stretched by a single letter; three in a row are recognized without a list.
LIGHTLY_STRETCHED_WORDS = {
    "noo": "no", "soo": "so", "yess": "yes", "whaat": "what", "whoo": "who", "heey": "hey", "heyy": "hey",
    "okaay": "okay", "okayy": "okay", "waay": "way", "wayy": "way", "pleease": "please", "pleasee": "please",
    "yeahh": "yeah", "ohh": "oh", "ahh": "ah", "uhh": "uh", "umm": "um", "aaah": "ah", "aah": "ah", "ughh": "ugh",
    "argghh": "argh", "arghh": "argh", "arrgh": "argh", "aargh": "argh", "eww": "ew", "aww": "aw", "wooow": "wow",
    "byee": "bye", "hii": "hi", "helloo": "hello", "thiss": "this", "veery": "very", "riight": "right", "guyss": "guys",
    "awww": "aw", "errr": "er", "err": "er",
}  # fmt: skip
# Words for sounds keep a double vowel at their end and before these endings (“Vroom”). Other unknown words (“Mooom”)
# get a single one.
LONG_VOWELS = re.compile(
    r"(?<!o)o{3,}+(?=m$|sh$|mph?$)|(?<!e)e{3,}+(?=(?:ch|k|p)$)|(?<![aeiouy])e{3,}+$", re.IGNORECASE
)
SHORT_VOWEL_WORDS = frozenset(
    "mom tom from prom com pom rom whom gosh josh posh slosh cosh nosh tosh yep step prep rep tech trek me he she "
    "we be ye the romp chomp stomp pomp".split()
)
# Never shortened: other rules say these, or they are no words. “oOoOo” and “xXoOxX” are ornaments.
NOT_SHORTENED = re.compile(
    r"[^aeiouy]+|[ivxlcdm]+|www|a{2,}g?h*|o{3,}h*|e{4,}|u{3,}h*|[hmn]+(?:-[hmn]+)*-?|(?:oo|xx)+[ox]?", re.IGNORECASE
)
LETTER_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
VOWEL_RUN = re.compile(r"[aeiouy]+", re.IGNORECASE)
HYPHEN_PREFIXES = frozenset("re co pre de un in non sub pro bi ex en im mis dis".split())
BROKEN_VOWELS = {"a": "ah", "e": "eh", "i": "ih", "o": "oh", "u": "uh", "y": "yuh"}
# Spellings of broken-off consonants that any engine can say; all others get "uh" after them.
BROKEN_CONSONANTS = {
    "c": "kuh", "ch": "chuh", "q": "kwuh", "qu": "kwuh", "wh": "wuh", "kn": "nuh", "wr": "ruh", "ph": "fuh",
    "gh": "guh", "x": "zuh", "cl": "kluh", "cr": "kruh",
}  # fmt: skip
LAUGHS = {"ha": "ha", "he": "heh", "hi": "hee", "ho": "ho", "ke": "keh", "ja": "ha"}
MAX_LAUGHS = 4
SUFFIXES = ("ing", "in", "ers", "er", "ed")
# The letters that a dash leaves of a word, and the word.
DASHED_CURSES = {
    "dn": "damn", "dmn": "damn", "dd": "damned", "dmned": "damned", "dl": "devil", "hl": "hell", "hll": "hell",
    "gd": "god", "lrd": "lord", "by": "bloody", "bdy": "bloody", "dnation": "damnation", "dnable": "damnable",
    "hlish": "hellish", "bd": "bastard", "bstard": "bastard", "bh": "bitch",
}  # fmt: skip
LETTERS_BY_SYMBOL = {"@": "a", "$": "s", "!": "i", "3": "e", "0": "o", "1": "i"}
# Repeated beginnings of a word, and the word: "W-wh…what". Engines that have phonemes for them use the pattern, too.
STUTTER_PATTERN = re.compile(r"(?<![\w'’-])(?P<bits>(?:[A-Za-z]{1,3}(?:-+|—|… ?))+)(?=(?P<word>[A-Za-z][\w'’]*))")
# A word broken off after its first consonants: "But I w—".
BROKEN_OFF_PATTERN = re.compile(r"(?<![\w'’.\[-])(?P<bit>[b-df-hj-np-tv-xz]{1,2})(?=—|…)(?!…? ?(?P=bit))")


def shorten_stretched_word(word: str) -> str:
    """A stretched word in its normal spelling.

    >>> (shorten_stretched_word("Nooooo"), shorten_stretched_word("Goooood"), shorten_stretched_word("Whaaat"),
    ... shorten_stretched_word("Yesss"), shorten_stretched_word("Pleaaaase"))
    ('No', 'Good', 'What', 'Yes', 'Please')
    """
    if NOT_SHORTENED.fullmatch(word):
        return word
    runs = list(LETTER_RUN.finditer(word))
    single = LETTER_RUN.sub(r"\1", word)
    if single.lower() not in SHORT_VOWEL_WORDS and not _has_other_vowel(word):
        long = LONG_VOWELS.sub(lambda match: match.group()[:2], word)
        if long != word:
            return LETTER_RUN.sub(r"\1", long)
    if len(runs) > 3:
        return single
    for lengths in product((1, 2), repeat=len(runs)):
        remaining = iter(lengths)
        candidate = LETTER_RUN.sub(lambda match: match.group()[: next(remaining)], word)  # noqa: B023
        if candidate.lower() in DOUBLE_LETTER_WORDS:
            return candidate
    return LIGHTLY_STRETCHED_WORDS.get(single.lower(), single) if single.islower() else single


def _has_other_vowel(word: str) -> bool:
    """Whether a stretched word has another vowel: “Pleaseee”, whose last e is silent."""
    return len(VOWEL_RUN.findall(word)) > 1


def _shorten_lightly_stretched(match: re.Match[str]) -> str:
    word = match.group()
    shortened = LIGHTLY_STRETCHED_WORDS[fold_matched_case(word)]
    return shortened.upper() if word.isupper() else shortened.capitalize() if word[0].isupper() else shortened


def _spell_laughter(match: re.Match[str]) -> str:
    syllable, start = match["bit"], match["start"] or ""
    count = min(len(match["laugh"]) // 2, MAX_LAUGHS)
    spelling = LAUGHS[fold_matched_case(syllable)]
    words = [start + spelling, *[spelling] * (count - 1)] if start else [spelling] * count
    return match.group()[0] + " ".join(words)[1:]


def is_stutter(fragment: str, word: str) -> bool:
    """Whether a fragment is the beginning of the word after it, and no prefix: "B" and "but", not "re" and "read".

    >>> is_stutter("Th", "that"), is_stutter("T", "shirt"), is_stutter("re", "read"), is_stutter("I", "I'm")
    (True, False, False, True)
    """
    fragment, word = fragment.lower(), word.lower()
    return word.startswith(fragment) and (len(fragment) == 1 or fragment != word) and fragment not in HYPHEN_PREFIXES


def is_whole_word(fragment: str, word: str) -> bool:
    """Whether a fragment before a word is a word itself: "I" of "I'm", not "H" of "Hi"."""
    return re.match(rf"{fragment}(?!\w)", word, re.IGNORECASE) is not None


def spell_fragment(fragment: str) -> str:
    """The beginning of a word, spelled so that an engine does not say the names of its letters.

    >>> spell_fragment("W"), spell_fragment("th"), spell_fragment("A"), spell_fragment("su")
    ('Wuh', 'thuh', 'Ah', 'su')
    """
    lowercase = fragment.lower()
    spelling = BROKEN_CONSONANTS.get(lowercase) or BROKEN_VOWELS.get(lowercase)
    if spelling is None:
        spelling = lowercase if lowercase[-1] in "aeiouy" else f"{lowercase}uh"
    return spelling.capitalize() if fragment[0].isupper() else spelling


def _spell_stutter(match: re.Match[str]) -> str:
    word, fragments = match["word"], re.findall(r"[A-Za-z]+", match["bits"])
    if not all(is_stutter(fragment, word) for fragment in fragments):
        return match.group()
    spellings = (fragment if is_whole_word(fragment, word) else spell_fragment(fragment) for fragment in fragments)
    return "".join(f"{spelling}, " for spelling in spellings)


def _bleep_word(match: re.Match[str]) -> str:
    word = match.group()
    if word in ("G*d", "g*d"):
        return word.replace("*", "o")
    if re.fullmatch(r"[A-Za-z]\*[A-Za-z]", word) and word.lower() != "f*k":
        return word
    bleep = "bleep" + next((end for end in SUFFIXES if word.lower().endswith(end)), "")
    return bleep.capitalize() if word[0].isupper() and not word[1:2].isupper() else bleep


def _restore_dashed_word(match: re.Match[str]) -> str:
    uncensored = DASHED_CURSES.get(fold_matched_case(match["first"] + match["rest"]))
    if not uncensored:
        return match.group()
    return uncensored.capitalize() if match["first"].isupper() else uncensored


def _replace_symbols(match: re.Match[str]) -> str:
    plain = "".join(LETTERS_BY_SYMBOL.get(character, character) for character in match.group())
    return plain.capitalize() if match.group()[0].isupper() else plain


def _bleep_grawlix(match: re.Match[str]) -> str:
    symbols = match.group().rstrip("!?")
    return "bleep" + match.group()[len(symbols) :] if len(set(symbols)) > 2 else match.group()


CENSORSHIP_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "words censored with stars",
        re.compile(
            r"(?<![\w*])(?:[A-Za-z]{1,9}\*{1,6}[A-Za-z]{1,7}(?![\w*])|(?:[fsbcdaph]|sh|bi|fu|mf|as|bull|horse|mother|dumb|jack)\*{2,7}(?:ing|ed|er|in)?(?![\w*]))",
            re.IGNORECASE,
        ),
        _bleep_word,
        (
            ("f*** off", "bleep off"),
            ("Sh*t!", "Bleep!"),
            ("f**king b****", "bleeping bleep"),
            ("bullsh*t", "bleep"),
            ("Bull****, you mother******", "Bleep, you bleep"),
        ),
        ("a*b", "*so*", "abso*lute*ly", "**Oh no**", "word*"),
        effect=TextEffect.REWORDS,
        trigger_chars="*",
    ),
    NormalizationRule(
        "words censored with a dash",
        re.compile(
            r"(?<![\w—–-])(?<!\w['’])(?P<first>[DdHhGgBbLl])(?:[—–]+|--+|_+|-(?=(?:ll|mn|rd|mned)(?!\w)|(?<=[Gg]-)d(?!\w)))"
            r"(?P<rest>mned|mn|nation|nable|n|dy|d|lish|ll|l|rd|y|h|stard)(?![\w—–-]|['’]\w)"
        ),
        _restore_dashed_word,
        (
            ("‘D—n it’", "‘Damn it’"),
            ("D--d fool", "Damned fool"),
            ("Go to h—l!", "Go to hell!"),
            ("d—nation, a h—lish noise", "damnation, a hellish noise"),
            ("G-d, you b——d", "God, you bastard"),
            ("H-ll", "Hell"),
            ("L-rd", "Lord"),
        ),
        ("d-n", "Lord D—", "and—no", "d—d—don’t", "h-h-hello", "B—n", "l-l", "g-d-x", "b-d"),
        effect=TextEffect.REWORDS,
        trigger_chars="—-–_",
    ),
    NormalizationRule(
        "coarse words censored with a dash or symbol",
        re.compile(
            r"(?<![\w—–-])(?<!\w['’])(?:[Ff](?:[—–]+|--+|[_#@]{1,3})c?k|[Ff]-ck|[Ff]u[#@_]k|[Ss](?:[—–]+|--+|_{2,})t|[Ss]h(?:[—–]+|--+|_+|-)t)"
            r"(?P<end>ing|ed|ers?|s|ty)?(?![\w—–-]|['’]\w)"
        ),
        lambda match: ("Bleep" if match.group()[0].isupper() else "bleep") + (match["end"] or ""),
        (("f—k off", "bleep off"), ("F--king f#ck", "Bleeping bleep"), ("s—t", "bleep"), ("sh--t", "bleep")),
        ("s-t-u", "f-k", "s-t", "fs—t", "of—kin", "s—to"),
        effect=TextEffect.REWORDS,
        trigger_chars="—-–_#@",
    ),
    NormalizationRule(
        "a word made of stars",
        re.compile(
            r"(?:(?<=\b[Tt]he )|(?<=\b[Yy]ou )|(?<=\b[Hh]oly ))\*{3,9}(?![\w*])"
            r"|(?<![\w*] )(?<![\w*])\*{3,9}(?= (?:you|off)\b)"
        ),
        "bleep",
        (("What the ****?", "What the bleep?"), ("**** you!", "bleep you!"), ("You ***!", "You bleep!")),
        ("***", "the * * *", "the *word*", "The **Day** came"),
        effect=TextEffect.REWORDS,
        trigger_chars="*",
    ),
    NormalizationRule(
        "words with symbols for letters",
        re.compile(
            r"(?<![\w@$])(?:(?:bull)?[s$]h[!1]ts?|d[!1]cks?|s3xy?|n00bs?|l33t|b[@4]st[@a]rds?|b@stards?|[@a]\$\$(?:hole|es)?|@ss(?:hole|es)?|b[!1]tch(?:es)?|h3ll|d@mn|cr@p|p0rn|wh0res?)(?![\w@$])",
            re.IGNORECASE,
        ),
        _replace_symbols,
        (
            ("You b@stard!", "You bastard!"),
            ("my a$$", "my ass"),
            ("Sh!t", "Shit"),
            ("bullsh!t, $h!t", "bullshit, shit"),
            ("l33t n00b", "leet noob"),
        ),
        ("bastard", "me@home", "$$"),
        effect=TextEffect.REWORDS,
        trigger_chars="@$!1340",
    ),
    NormalizationRule(
        "a row of symbols for a curse",
        re.compile(r"(?<![\w@#$%&*!^?])(?=[*!?]{0,8}[@#$%&^])[@#$%&*!^?]{3,30}(?![\w@#$%&*^])"),
        _bleep_grawlix,
        (("You #@$%!", "You bleep!"), ("@#$%&", "bleep")),
        ("$$$", "?!?!", "***", "##"),
        effect=TextEffect.REWORDS,
        trigger_chars="@#$%&^",
    ),
)
STRETCHED_WORD_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "laughter",
        re.compile(
            r"\b(?P<start>(?:b?w|mw|mu|bw?)?a?)(?P<laugh>(?P<bit>ha|he|hi|ho|ke|ja)(?:(?P=bit))+)h?\b(?!['’])",
            re.IGNORECASE,
        ),
        _spell_laughter,
        (("Hahahaha!", "Ha ha ha ha!"), ("hehe", "heh heh"), ("Hahahahahahah", "Ha ha ha ha")),
        ("ha", "Aha!", "hero", "haha's", "Hoho's"),
        effect=TextEffect.REWORDS,
        prefilter=re.compile(r"(?i:(h[aeio]|ke|ja)\1)"),
    ),
    NormalizationRule(
        "stretched words",
        re.compile(r"(?<![\w.@/])(?=\w*?([^\W\d_])\1\1)[^\W\d_]+(?![\w@])", re.IGNORECASE),
        lambda match: shorten_stretched_word(match.group()),
        (
            ("Nooooo! Sooo good", "No! So good"),
            ("Yesss, whaaat? Goooood", "Yes, what? Good"),
            ("Heeelp, freeee Hellooo", "Help, free Hello"),
            ("NOOOO", "NO"),
            ("Narutoooo", "Naruto"),
            ("Vroooom! Fwooosh! Skreeee!", "Vroom! Fwoosh! Skree!"),
            ("N-noooo! La-la-laaaa", "N-no! La-la-la"),
            ("Mooom, Meee, Pleaseee, Kabooom", "Mom, Me, Please, Kaboom"),
        ),
        ("see", "too", "coop", "Shhh", "Hmmm", "III", "www", "XXX", "zzzz", "oOo", "Oooo"),
        effect=TextEffect.REMOVES_REPEATS,
        prefilter=re.compile(r"([^\W\d_])\1\1", re.IGNORECASE),
    ),
    NormalizationRule(
        "a rolled r",
        re.compile(r"\b(?:[BCDFGKPTVWbcdfgkptvw]|[TtSsCc]h|[Ss][ckpt])?[Rr]r++(?=[aeiouy][a-z])"),
        lambda match: match.group().rstrip("r") + ("" if match.group().startswith("R") else "r"),
        (("Brraap, crrack, Thrrum", "Braap, crack, Thrum"), ("Rring", "Ring")),
        ("carry", "Grr", "Brr!", "arrow"),
        effect=TextEffect.REMOVES_REPEATS,
        prefilter=re.compile(r"r+(?<=rr|Rr)"),
    ),
    NormalizationRule(
        "a long vowel alone",
        re.compile(r"\b(?:(?P<a>a)a{2,}(?:h*)|(?P<o>o)o{2,}h*|(?P<e>e)e{3,}|(?P<u>u)u{2,}h*)\b", re.IGNORECASE),
        lambda match: (
            match.group()[0] + {"a": "h", "o": "oh", "e": "ee", "u": "h"}[fold_matched_case(match.group()[0])]
        ),
        (("Aaaaah!", "Ah!"), ("Ooooh", "Ooh"), ("aaaa", "ah")),
        ("Ah", "ooh", "AA", "eel"),
        effect=TextEffect.REWORDS,
    ),
    NormalizationRule(
        "lightly stretched words",
        re.compile(rf"\b(?:{any_word_pattern(' '.join(LIGHTLY_STRETCHED_WORDS))})\b(?!['’.]\w)", re.IGNORECASE),
        _shorten_lightly_stretched,
        (("Noo! soo", "No! so"), ("YESS", "YES"), ("Heyy", "Hey")),
        ("no", "soon", "too"),
        effect=TextEffect.REMOVES_REPEATS,
        trigger_words=frozenset(LIGHTLY_STRETCHED_WORDS),
    ),
)
STUTTER_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "stutters",
        STUTTER_PATTERN,
        _spell_stutter,
        (
            ("H…Hi", "Huh, Hi"),
            ("B-b-but", "Buh, buh, but"),
            ("I-I'm", "I, I'm"),
            ("Th-that st-stings", "Thuh, that stuh, stings"),
            ("A-are", "Ah, are"),
            ("W-Wh-what", "Wuh, Wuh, what"),
        ),
        ("T-shirt", "well-to-do", "co-operate", "re-read", "Anne-Marie", "I—no", "no-no"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.STUTTERS,
        trigger_chars="-—…",
    ),
    NormalizationRule(
        "a word broken off at its first sound",
        BROKEN_OFF_PATTERN,
        lambda match: spell_fragment(match["bit"]),
        (("But I w—", "But I wuh—"), ("he th… no", "he thuh… no")),
        ("Plan B—", "it’s—", "a—"),
        effect=TextEffect.REWORDS,
        option=NormalizationOption.STUTTERS,
        trigger_chars="—…",
    ),
)

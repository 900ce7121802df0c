"""Rules about words that are written as they sound: stretched, shouted, stammered, laughed, bleeped out."""

from __future__ import annotations

import re
from itertools import product

from audiobook.text.normalization.options import Need
from audiobook.text.normalization.rules import Effect, Rewrite, anyone_of, lower_case

# Where a letter stands twice in the word that was stretched; all other stretched words lose all but one.
DOUBLED = frozenset(
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
# Stretched by one letter only; three in a row are told without a list.
LIGHTLY_STRETCHED = {
    "noo": "no", "soo": "so", "yess": "yes", "whaat": "what", "whoo": "who", "heey": "hey", "heyy": "hey",
    "okaay": "okay", "okayy": "okay", "waay": "way", "wayy": "way", "pleease": "please", "pleasee": "please",
    "yeahh": "yeah", "ohh": "oh", "ahh": "ah", "uhh": "uh", "umm": "um", "aaah": "ah", "aah": "ah", "ughh": "ugh",
    "argghh": "argh", "arghh": "argh", "arrgh": "argh", "aargh": "argh", "eww": "ew", "aww": "aw", "wooow": "wow",
    "byee": "bye", "hii": "hi", "helloo": "hello", "thiss": "this", "veery": "very", "riight": "right", "guyss": "guys",
    "awww": "aw", "errr": "er", "err": "er",
}  # fmt: skip
# Sounds that are no words have long vowels, written double, before these endings and at their end; so do words of a
# list above. All others (“Mooom”, “Steeep”) are single where nothing else is known of them.
LONG_VOWELS = re.compile(
    r"(?<!o)o{3,}+(?=m$|sh$|mph?$)|(?<!e)e{3,}+(?=(?:ch|k|p)$)|(?<![aeiouy])e{3,}+$", re.IGNORECASE
)
SHORT_VOWELS = frozenset(
    "mom tom from prom com pom rom whom gosh josh posh slosh cosh nosh tosh yep step prep rep tech trek me he she "
    "we be ye the romp chomp stomp pomp".split()
)
# Left as they are however often a letter stands in them: they are said by rules of their own, or are no words.
WITHOUT_VOWELS = re.compile(
    r"[^aeiouy]+|[ivxlcdm]+|www|a{2,}g?h*|o{3,}h*|e{4,}|u{3,}h*|[hmn]+(?:-[hmn]+)*-?", re.IGNORECASE
)
BREAK = re.compile(r"(?:oO|Oo|xX|Xx)+[oOxX]?")
RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
VOWEL_RUN = re.compile(r"[aeiouy]+", re.IGNORECASE)
PREFIXES = frozenset("re co pre de un in non sub pro bi ex en im mis dis".split())
VOWEL_MURMURS = {"a": "ah", "e": "eh", "i": "ih", "o": "oh", "u": "uh", "y": "yuh"}
# How broken-off consonants are written so that any engine says them; all others are followed by "uh".
MURMURS = {"c": "kuh", "ch": "chuh", "q": "kwuh", "qu": "kwuh", "wh": "wuh", "kn": "nuh", "wr": "ruh", "ph": "fuh",
           "gh": "guh", "x": "zuh", "h": "huh", "cl": "kluh", "cr": "kruh", "th": "thuh", "t": "tuh",
           "g": "guh"}  # fmt: skip


def calmed(word: str) -> str:
    """A stretched word as it is written when nobody stretches it.

    >>> calmed("Nooooo"), calmed("Goooood"), calmed("Whaaat"), calmed("Yesss"), calmed("Pleaaaase")
    ('No', 'Good', 'What', 'Yes', 'Please')
    """
    if WITHOUT_VOWELS.fullmatch(word) or BREAK.fullmatch(word):
        return word
    runs = list(RUN.finditer(word))
    single = RUN.sub(r"\1", word)
    if single.lower() not in SHORT_VOWELS and not _has_other_vowel(word):
        long = LONG_VOWELS.sub(lambda match: match.group()[:2], word)
        if long != word:
            return RUN.sub(r"\1", long)
    if len(runs) > 3:
        return single
    for lengths in product((1, 2), repeat=len(runs)):
        left = iter(lengths)
        candidate = RUN.sub(lambda match: match.group()[: next(left)], word)  # noqa: B023
        if candidate.lower() in DOUBLED:
            return candidate
    return LIGHTLY_STRETCHED.get(single.lower(), single) if single.islower() else single


def _has_other_vowel(word: str) -> bool:
    """Whether a stretched word has more vowels than the one that is stretched: “Pleaseee”, whose last e is silent."""
    return len(VOWEL_RUN.findall(word)) > 1


def _lightly_calmed(match: re.Match[str]) -> str:
    word = match.group()
    calm = LIGHTLY_STRETCHED[lower_case(word)]
    return calm.upper() if word.isupper() else calm.capitalize() if word[0].isupper() else calm


def _laughed(match: re.Match[str]) -> str:
    bit, start = match["bit"], match["start"] or ""
    times = min(len(match["laugh"]) // 2, 4)
    said = {"ha": "ha", "he": "heh", "hi": "hee", "ho": "ho", "ke": "keh", "ja": "ha"}[lower_case(bit)]
    words = [start + said, *[said] * (times - 1)] if start else [said] * times
    return match.group()[0] + " ".join(words)[1:]


def is_stutter(bit: str, word: str) -> bool:
    """Whether `bit`, in front of `word`, is that word broken off: "B" and "but", not "T" and "shirt", "re" and "read".

    >>> is_stutter("Th", "that"), is_stutter("T", "shirt"), is_stutter("re", "read"), is_stutter("I", "I'm")
    (True, False, False, True)
    """
    bit, word = bit.lower(), word.lower()
    return word.startswith(bit) and (len(bit) == 1 or bit != word) and bit not in PREFIXES


def is_whole(bit: str, word: str) -> bool:
    """Whether what is said twice is a word by itself: "I" of "I'm", not "H" of "Hi"."""
    return re.match(rf"{bit}(?!\w)", word, re.IGNORECASE) is not None


def murmur(bit: str) -> str:
    """How the beginning of a word is written so that an engine does not say the names of its letters.

    >>> murmur("W"), murmur("th"), murmur("A"), murmur("su")
    ('Wuh', 'thuh', 'Ah', 'su')
    """
    small = bit.lower()
    said = VOWEL_MURMURS.get(small[-1], "") if len(small) == 1 else ""
    said = MURMURS.get(small) or said or (small if small[-1] in "aeiouy" else f"{small}uh")
    return said.capitalize() if bit[0].isupper() else said


def _murmured(match: re.Match[str]) -> str:
    word, bits = match["word"], re.findall(r"[A-Za-z]+", match["bits"])
    if not all(is_stutter(bit, word) for bit in bits):
        return match.group()
    return "".join(f"{bit if is_whole(bit, word) else murmur(bit)}, " for bit in bits)


def _bleeped(match: re.Match[str]) -> str:
    word = match.group()
    if word in ("G*d", "g*d"):
        return word.replace("*", "o")
    if re.fullmatch(r"[A-Za-z]\*[A-Za-z]", word) and word.lower() != "f*k":
        return word
    said = "bleep" + next((end for end in ("ing", "in", "ers", "er", "ed") if word.lower().endswith(end)), "")
    return said.capitalize() if word[0].isupper() and not word[1:2].isupper() else said


# What is left of a word between its first letter and its end, and the word.
DASHED = {
    "dn": "damn", "dmn": "damn", "dd": "damned", "dmned": "damned", "dl": "devil", "hl": "hell", "hll": "hell",
    "gd": "god", "lrd": "lord", "by": "bloody", "bdy": "bloody", "dnation": "damnation", "dnable": "damnable",
    "hlish": "hellish", "bd": "bastard", "bstard": "bastard", "bh": "bitch",
}  # fmt: skip


def _dashed(match: re.Match[str]) -> str:
    said = DASHED.get(lower_case(match["first"] + match["rest"]))
    if not said:
        return match.group()
    return said.capitalize() if match["first"].isupper() else said


def _with_letters(match: re.Match[str]) -> str:
    letters = {"@": "a", "$": "s", "!": "i", "3": "e", "0": "o", "1": "i"}
    plain = "".join(letters.get(sign, sign) for sign in match.group())
    return plain.capitalize() if match.group()[0].isupper() else plain


def _grawlix(match: re.Match[str]) -> str:
    signs = match.group().rstrip("!?")
    return "bleep" + match.group()[len(signs) :] if len(set(signs)) > 2 else match.group()


# Chains of broken-off beginnings and the word they are the beginning of: "W-wh…what". Shared with engines that have
# phonemes for them.
STUTTER = re.compile(r"(?<![\w'’-])(?P<bits>(?:[A-Za-z]{1,3}(?:-+|—|… ?))+)(?=(?P<word>[A-Za-z][\w'’]*))")

# A word of which only its first consonants are said: "But I w—".
BROKEN_OFF = re.compile(r"(?<![\w'’.\[-])(?P<bit>[b-df-hj-np-tv-xz]{1,2})(?=—|…)(?!…? ?(?P=bit))")

CENSORED: tuple[Rewrite, ...] = (
    Rewrite(
        "words with stars in them",
        re.compile(
            r"(?<![\w*])(?:[A-Za-z]{1,9}\*{1,6}[A-Za-z]{1,7}(?![\w*])|(?:[fsbcdaph]|sh|bi|fu|mf|as|bull|horse|mother|dumb|jack)\*{2,7}(?:ing|ed|er|in)?(?![\w*]))",
            re.IGNORECASE,
        ),
        _bleeped,
        (
            ("f*** off", "bleep off"),
            ("Sh*t!", "Bleep!"),
            ("f**king b****", "bleeping bleep"),
            ("bullsh*t", "bleep"),
            ("Bull****, you mother******", "Bleep, you bleep"),
        ),
        ("a*b", "*so*", "abso*lute*ly", "**Oh no**", "word*"),
        effect=Effect.WORDS,
        only_with="*",
    ),
    Rewrite(
        "words that a dash censors",
        re.compile(
            r"(?<![\w—–-])(?<!\w['’])(?P<first>[DdHhGgBbLl])(?:[—–]+|--+|_+|-(?=(?:ll|mn|rd|mned)(?!\w)|(?<=[Gg]-)d(?!\w)))"
            r"(?P<rest>mned|mn|nation|nable|n|dy|d|lish|ll|l|rd|y|h|stard)(?![\w—–-]|['’]\w)"
        ),
        _dashed,
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
        effect=Effect.WORDS,
        only_with="—-–_",
    ),
    Rewrite(
        "coarse words that a dash or sign censors",
        re.compile(
            r"(?<![\w—–-])(?<!\w['’])(?:[Ff](?:[—–]+|--+|[_#@]{1,3})c?k|[Ff]-ck|[Ff]u[#@_]k|[Ss](?:[—–]+|--+|_{2,})t|[Ss]h(?:[—–]+|--+|_+|-)t)"
            r"(?P<end>ing|ed|ers?|s|ty)?(?![\w—–-]|['’]\w)"
        ),
        lambda match: ("Bleep" if match.group()[0].isupper() else "bleep") + (match["end"] or ""),
        (("f—k off", "bleep off"), ("F--king f#ck", "Bleeping bleep"), ("s—t", "bleep"), ("sh--t", "bleep")),
        ("s-t-u", "f-k", "s-t", "fs—t", "of—kin", "s—to"),
        effect=Effect.WORDS,
        only_with="—-–_#@",
    ),
    Rewrite(
        "a whole word of stars",
        re.compile(
            r"(?:(?<=\b[Tt]he )|(?<=\b[Yy]ou )|(?<=\b[Hh]oly ))\*{3,9}(?![\w*])"
            r"|(?<![\w*] )(?<![\w*])\*{3,9}(?= (?:you|off)\b)"
        ),
        "bleep",
        (("What the ****?", "What the bleep?"), ("**** you!", "bleep you!"), ("You ***!", "You bleep!")),
        ("***", "the * * *", "the *word*", "The **Day** came"),
        effect=Effect.WORDS,
        only_with="*",
    ),
    Rewrite(
        "words with signs for letters",
        re.compile(
            r"(?<![\w@$])(?:(?:bull)?[s$]h[!1]ts?|d[!1]cks?|s3xy?|n00bs?|l33t|b[@4]st[@a]rds?|b@stards?|[@a]\$\$(?:hole|es)?|@ss(?:hole|es)?|b[!1]tch(?:es)?|h3ll|d@mn|cr@p|p0rn|wh0res?)(?![\w@$])",
            re.IGNORECASE,
        ),
        _with_letters,
        (
            ("You b@stard!", "You bastard!"),
            ("my a$$", "my ass"),
            ("Sh!t", "Shit"),
            ("bullsh!t, $h!t", "bullshit, shit"),
            ("l33t n00b", "leet noob"),
        ),
        ("bastard", "me@home", "$$"),
        effect=Effect.WORDS,
        only_with="@$!1340",
    ),
    Rewrite(
        "a row of signs for a curse",
        re.compile(r"(?<![\w@#$%&*!^?])(?=[*!?]{0,8}[@#$%&^])[@#$%&*!^?]{3,30}(?![\w@#$%&*^])"),
        _grawlix,
        (("You #@$%!", "You bleep!"), ("@#$%&", "bleep")),
        ("$$$", "?!?!", "***", "##"),
        effect=Effect.WORDS,
        only_with="@#$%&^",
    ),
)
STRETCHED: tuple[Rewrite, ...] = (
    Rewrite(
        "laughter",
        re.compile(
            r"\b(?P<start>(?:b?w|mw|mu|bw?)?a?)(?P<laugh>(?P<bit>ha|he|hi|ho|ke|ja)(?:(?P=bit))+)h?\b(?!['’])",
            re.IGNORECASE,
        ),
        _laughed,
        (("Hahahaha!", "Ha ha ha ha!"), ("hehe", "heh heh"), ("Hahahahahahah", "Ha ha ha ha")),
        ("ha", "Aha!", "hero", "haha's", "Hoho's"),
        effect=Effect.WORDS,
        first=re.compile(r"(?i:(h[aeio]|ke|ja)\1)"),
    ),
    Rewrite(
        "stretched words",
        re.compile(r"(?<![\w.@/])(?=\w*?([^\W\d_])\1\1)[^\W\d_]+(?![\w@])", re.IGNORECASE),
        lambda match: calmed(match.group()),
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
        effect=Effect.REPEATS,
        first=re.compile(r"([^\W\d_])\1\1", re.IGNORECASE),
    ),
    Rewrite(
        "a rolled r",
        re.compile(r"\b(?:[BCDFGKPTVWbcdfgkptvw]|[TtSsCc]h|[Ss][ckpt])?[Rr]r++(?=[aeiouy][a-z])"),
        lambda match: match.group().rstrip("r") + ("" if match.group().startswith("R") else "r"),
        (("Brraap, crrack, Thrrum", "Braap, crack, Thrum"), ("Rring", "Ring")),
        ("carry", "Grr", "Brr!", "arrow"),
        effect=Effect.REPEATS,
        first=re.compile(r"r+(?<=rr|Rr)"),
    ),
    Rewrite(
        "a long vowel by itself",
        re.compile(r"\b(?:(?P<a>a)a{2,}(?:h*)|(?P<o>o)o{2,}h*|(?P<e>e)e{3,}|(?P<u>u)u{2,}h*)\b", re.IGNORECASE),
        lambda match: match.group()[0] + {"a": "h", "o": "oh", "e": "ee", "u": "h"}[lower_case(match.group()[0])],
        (("Aaaaah!", "Ah!"), ("Ooooh", "Ooh"), ("aaaa", "ah")),
        ("Ah", "ooh", "AA", "eel"),
        effect=Effect.WORDS,
    ),
    Rewrite(
        "lightly stretched words",
        re.compile(rf"\b(?:{anyone_of(' '.join(LIGHTLY_STRETCHED))})\b(?!['’.]\w)", re.IGNORECASE),
        _lightly_calmed,
        (("Noo! soo", "No! so"), ("YESS", "YES"), ("Heyy", "Hey")),
        ("no", "soon", "too"),
        effect=Effect.REPEATS,
        words=frozenset(LIGHTLY_STRETCHED),
    ),
)
STAMMERED: tuple[Rewrite, ...] = (
    Rewrite(
        "stutters",
        STUTTER,
        _murmured,
        (
            ("H…Hi", "Huh, Hi"),
            ("B-b-but", "Buh, buh, but"),
            ("I-I'm", "I, I'm"),
            ("Th-that st-stings", "Thuh, that stuh, stings"),
            ("A-are", "Ah, are"),
            ("W-Wh-what", "Wuh, Wuh, what"),
        ),
        ("T-shirt", "well-to-do", "co-operate", "re-read", "Anne-Marie", "I—no", "no-no"),
        effect=Effect.WORDS,
        need=Need.STUTTERS,
        only_with="-—…",
    ),
    Rewrite(
        "a word broken off at its first sound",
        BROKEN_OFF,
        lambda match: murmur(match["bit"]),
        (("But I w—", "But I wuh—"), ("he th… no", "he thuh… no")),
        ("Plan B—", "it’s—", "a—"),
        effect=Effect.WORDS,
        need=Need.STUTTERS,
        only_with="—…",
    ),
)

"""Rules about markup that is seen but not heard: emphasis, links, addresses, footnote marks, smileys."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.plain_numbers import ENCLOSED_FIGURES
from audiobook.text.normalization.rules import NormalizationRule, TextEffect

SITE_NAMES = {
    "archiveofourown.org": "Archive of Our Own",
    "ao3.org": "AO3",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "wattpad.com": "Wattpad",
    "tumblr.com": "Tumblr",
}
# Top-level domains that are unlikely to begin a sentence after a missing space ("the end.Is it").
TOP_LEVEL_DOMAINS = "com|net|org|edu|gov|info|co\\.uk|tv"
EMOJI_RANGES = (
    "\u2190-\u21ff\u231a-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff"
    "\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f"
)
# What pandoc and others write behind a heading, a link or a styled word: "# Rain {#rain}", "[very]{.smallcaps}".
BRACED_ATTRIBUTES = r"\{[#.][^{}\n]{0,200}\}"
# Arrows are read as words by other rules.
ARROWS = "→←↑↓↔⇒"
SMILEY_PATTERN = "|".join(
    (
        r">?[:;=]['’]?-?[)(\]\[DPpOo3/\\|*]+(?![\w/=])",  # :) ;-) =D :'( :/ >:(
        r">?:-?[xX](?![\w/=])",
        # A face with a body: m(_ _)m, d(^_^)b, (T_T).
        r"[mdbqo<]?\((?:[_.] ?[_.]|[TQ;xX@*^>o-][_.ω][TQ;xX@*^<o-])\)[mdbqo>]?(?!\w)",
        r"[xX]D+(?!\w)",
        r"D:(?=[”\"]?$)",
        r"(?:[T;Q][_.][T;Q]|T\^T|Q\^Q|QAQ|;-;|[xX]_[xX]|@[_.]@|\*_\*)(?!\w)",
        r"=\^[_.]?\^=",
        r"(?:[oO][_.][oO0]|0[_.][oO]|0_0)(?!\w)",
        r"\^[_.ow-]?\^['’;]*",
        r"[-–][_.][-–]['’;]*",
        r">[_.wo]?<",
        r"</?3+(?!\d)",
        r"[nu]_[nu](?!\w)",
        r"\\o/",
        r"¯\\+_\([^()\s]{1,5}\)_/+¯",
        # A face in brackets, which has characters that no aside has, and no word.
        r"[ヽ٩ヾᕕ\\(]?\((?=[^()\n]{0,14}[\^°_><ω´`•ಠ◕╯・╥ﾟ゚▽∇дД益ಥ;])(?![^()\n]{0,14}(?:\d|\w[\w’']))[^()\n]{1,15}\)"
        r"[ﾉノ/o╯ง]*(?:[︵彡\s]{0,3}┻━┻)?",
    )
)

# Every smiley has one of these; most texts have none.
SMILEY_PREFILTER = re.compile(r"[:;=(_^<>\\@*]|[xX]D|QAQ|[TQoO0–-]\.[TQoO0–-]")


def _name_site(match: re.Match[str]) -> str:
    """The name of a site, and the punctuation after its address."""
    host = match["host"].lower()
    name = (
        SITE_NAMES.get(host)
        or SITE_NAMES.get(host.partition(".")[2])
        or host.replace(".", " dot ").replace("-", " dash ")
    )
    path = match["path"]
    return name + path[len(path.rstrip(".,!?;:)\\]’'*_")) :]


def _spell_address(match: re.Match[str]) -> str:
    return match.group().replace("@", " at ").replace(".", " dot ").replace("_", " underscore ").replace("-", " dash ")


def _drop_smiley(match: re.Match[str]) -> str:
    """Nothing, or the full stop that a smiley took the place of."""
    return "." if match["word"] is not None and match["sentence"] is not None else ""


def _strip_brackets(match: re.Match[str]) -> str:
    """The words in brackets, separated from the words next to them."""
    return " " * (match["before"] is not None) + match["words"] + " " * (match["after"] is not None)


MARKDOWN_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "pictures",
        re.compile(r"!\[(?P<words>[^\[\]\n]{0,300})\]\([^()\s]{0,500}(?:\s\"[^\"\n]{0,200}\")?\)"),
        r"\g<words>",
        (("![A map](map.png) here", "A map here"), ("![](a.jpg)", "")),
        ("Wow! [sic] (so)",),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="[",
    ),
    NormalizationRule(
        # Inline phonemes, [Iruka](/ɪɹˈukə/), are no link.
        "links",
        re.compile(
            r"(?<!\\)\[(?P<words>[^\[\]\n]{0,300})\]"
            r"(?:\((?!/[^)]*/\))[^()\s]{1,500}(?:\s\"[^\"\n]{0,200}\")?\)|\[\w{0,9}\]|"
            rf"{BRACED_ATTRIBUTES})"
        ),
        r"\g<words>",
        (
            ("see [my story](https://x.org/1) now", "see my story now"),
            ("a [word][1]", "a word"),
            ("on [](#top)we go", "on we go"),
            ("it [was]{.underline} late", "it was late"),
            ("on []{#p1 .x}we go", "on we go"),
        ),
        ("he [sic] (said)", "[Iruka](/ɪɹˈukə/)", "a [note]"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="[",
    ),
    NormalizationRule(
        "footnote marks in brackets",
        re.compile(r"(?<=[\w.,!?;:…”’\"')*])\[(?:\^\w{1,9}|note \d{1,3})\]|(?:^|(?<=\s))\[\^\w{1,9}\]:?"),
        "",
        (("a word[^1] and[^2] more.[note 3]", "a word and more."), ("[^1]: He did.", " He did.")),
        ("[1]", "room [12]", "HP[120]", "h[a]ppy"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="[",
    ),
    NormalizationRule(
        # After a number or a unit it is an exponent; units have fewer than four letters.
        "footnote marks above the line",
        re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=\d(?:st|nd|rd|th))|(?<=[.,!?;:…”’\")]))[¹²³⁰⁴-⁹]{1,3}(?!\w)"),
        "",
        (("the word² was", "the word was"), ("He left.¹", "He left."), ("2nd¹", "2nd")),
        ("x²", "10 km²", "mc²", "10³"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="¹²³⁰⁴⁵⁶⁷⁸⁹",
    ),
    NormalizationRule(
        "attributes of a heading",
        re.compile(rf"^(?P<words>\s*#{{1,6}}\s[^\n{{}}]*+){BRACED_ATTRIBUTES}\s*$"),
        r"\g<words>",
        (("## The End {#end .x}", "## The End "),),
        ("# {#}x", "The {#end}", "# x {y}"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="{",
    ),
    NormalizationRule(
        "headings and quoted lines",
        re.compile(r"^\s*(?:#{1,6}|>+)\s+(?=\S)"),
        "",
        (("## The End", "The End"), ("> a letter", "a letter")),
        ("#tag", "a > b"),
        trigger_chars="#>",
    ),
)
ADDRESS_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "web addresses",
        re.compile(
            r"(?<!\w)<?(?:https?://(?:www\.)?|www\.)(?P<host>[\w-]+(?:\.[\w-]+)+)(?P<path>(?::\d+)?[^\s<>“”\"]*)>?"
        ),
        _name_site,
        (
            ("at https://archiveofourown.org/works/12?x=1.", "at Archive of Our Own."),
            ("(www.fanfiction.net)", "(fanfiction dot net)"),
        ),
        ("He left.Then", "http", "www"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars=".",
    ),
    NormalizationRule(
        "names of web sites",
        re.compile(
            rf"(?<![\w@./-])(?P<host>[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*\.(?:{TOP_LEVEL_DOMAINS}))(?![\w@-]|\.\w)(?P<path>(?:/[^\s<>“”\"]*)?)"
        ),
        _name_site,
        (("my-site.com rocks", "my dash site dot com rocks"), ("on tumblr.com/x!", "on Tumblr!")),
        ("He left.Then", "e.g. this", "J.K. Rowling", "it.is", "a@b.com"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars=".",
    ),
    NormalizationRule(
        "mail addresses",
        re.compile(r"(?<![\w.+-])[\w+-]{1,64}(?:\.[\w+-]{1,64}){0,5}@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)*\.[A-Za-z]{2,}"),
        _spell_address,
        (("to me_2@mail.com.", "to me underscore 2 at mail dot com."),),
        ("b@stard", "@home", "5 @ 3"),
        effect=TextEffect.REWORDS,
        trigger_chars="@",
    ),
)
# Smileys are silent: "face with tears of joy" in the middle of a line would not be part of the story.
SMILEY_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "a heart that is a word",
        re.compile(r"(?<=[Ii] )(?:<3+|[❤♥💕💖]\ufe0f?)(?= ?\w)"),
        "love",
        (("I <3 you", "I love you"), ("I ❤️ cake", "I love cake")),
        ("thanks <3", "I <"),
        trigger_chars="<❤♥💕💖",
        effect=TextEffect.REWORDS,
    ),
    NormalizationRule(
        "smileys",
        re.compile(rf"(?P<word>(?<=[\w’']) )?(?<![\w:;=<>]) ?(?:{SMILEY_PATTERN})(?P<sentence>(?= [A-Z“‘\"]))?"),
        _drop_smiley,
        (
            ("Hi :) there", "Hi there"),
            ("thanks ;-) Bye", "thanks. Bye"),
            ("Great! xD", "Great!"),
            ("so sad T_T and", "so sad and"),
            ("Hm ^_^ yes <3", "Hm yes"),
            ("fine (>_<) then", "fine then"),
            ("(╯°□°)╯︵ ┻━┻ no!", " no!"),
            (">:( m(_ _)m fine (T_T)", " fine"),
            ("x_x and =^.^= or >w<", " and or"),
        ),
        (
            "(so: he said)",
            "at 7:30",
            "Note: Do",
            "a = b",
            "and (he said)",
            "note;",
            "MAX_OUT",
            "at 0.0 or 127.0.0.1",
            "a =/= b",
            "D: Hello",
            "(A^2)",
        ),
        effect=TextEffect.OMITS_TEXT,
        prefilter=SMILEY_PREFILTER,
    ),
    NormalizationRule(
        "emoji",
        re.compile(rf" ?(?:(?![{ARROWS}™©®{ENCLOSED_FIGURES}])[{EMOJI_RANGES}]\u200d?)+"),
        "",
        (("Hi 😀!", "Hi!"), ("so 👩‍🚀❤️ good", "so good")),
        ("愛", "5 → 6", "№", "™", "❸"),
        prefilter=re.compile(f"[{EMOJI_RANGES}]"),
    ),
)
EMPHASIS_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "escaped marks",
        re.compile(r"\\(?=[\\*_.~\-#\[\]()!<>|`+\"'&{}@$^])"),
        "",
        ((r"1\. \*so\*", "1. *so*"),),
        (r"C:\Users",),
        trigger_chars="\\",
    ),
    NormalizationRule(
        # Also where the closing mark is in another sentence or paragraph; inside a word too.
        "emphasis marks",
        re.compile(r"(?<!\w)[*_]+(?=\S)|(?<=\S)[*_]+(?!\w)|(?<=[^\W\d_])\*+(?=[^\W\d_])|~~+|(?<!\w)`+|`+(?!\w)"),
        "",
        (
            ("It was *her* cup.", "It was her cup."),
            ("_Never_, he said.", "Never, he said."),
            ("**Run!** ***Run*** _**now**_!", "Run! Run now!"),
            ("abso*lute*ly, *and then", "absolutely, and then"),
            ("~~gone~~ `code` word*", "gone code word"),
        ),
        ("2 * 3 * 4", "snake_case_name", "2*3"),
        trigger_chars="*_~`",
    ),
    NormalizationRule(
        "slashes around words",
        re.compile(r"(?<![\w/:.<>)])/(?=[A-Za-z“‘\"'])(?P<inside>[^/\n]{0,200}[\w.!?,…”’\"'])/(?![\w/])"),
        r"\g<inside>",
        (("It was /her/ cup", "It was her cup"), ("/I know./", "I know.")),
        ("and/or", "he/she/they", "A/N", "a / b / c", "1/2/3"),
        trigger_chars="/",
    ),
    NormalizationRule(
        "sung words",
        re.compile(
            r"(?<![\w~])~(?=[^\W\d])|^~ (?=[^\W\d])|(?<=[^\W\d_]) ~$"
            r"|(?<=[^\W\d_]|[.,!?…])~+(?!\w)|(?<=\w)~(?=\s?[.,!?…”])"
        ),
        "",
        (("~Hello~ there~", "Hello there"), ("Hi~!", "Hi!"), ("~ La la ~", "La la")),
        ("about ~5", "one ~ two"),
        trigger_chars="~",
    ),
    NormalizationRule(
        "marks between spaces",
        re.compile(r"(?:(?<=\s)|^)[*_|]+(?: [*_|]+)*(?: (?!\d)|$)"),
        "",
        (("one * two", "one two"), ("* * *", "")),
        ("2 * 3",),
        trigger_chars="*_|",
    ),
    NormalizationRule(
        "a tilde as a dash",
        re.compile(r"(?<=\w) ~ (?=[^\W\d])"),
        " — ",
        (("Chapter 25 ~ Home", "Chapter 25 — Home"),),
        ("~5", "5 ~ 6"),
        trigger_chars="~",
    ),
    NormalizationRule(
        # Telepathy and messages of a game are often in such brackets; HTML tags are removed before.
        "angle brackets around words",
        re.compile(r"(?P<before>(?<=\w))?<(?=[^\s<>=/!?-])(?P<words>[^<>\n]{0,1000}[^\s<>=-])>(?P<after>(?=\w))?"),
        _strip_brackets,
        (("<I see you,> said the hawk.", "I see you, said the hawk."), ("a<b>c", "a b c")),
        ("a < b > c", "I <3 you", "a <- b -> c", "<>"),
        trigger_chars="<",
    ),
)

"""Rules about single signs: what went wrong on the way here, and what marks a page rather than a story."""

from __future__ import annotations

import html
import re

from audiobook.text.html_tags import strip_html_tags
from audiobook.text.normalization.rules import FunctionRule, NormalizationRule, TextEffect, any_word_pattern

# Left where a line ends in them: the hyphen is the word's own.
COMPOUND_HEADS_PATTERN = any_word_pattern(
    "well half self ex non all high low long short old new good ill far near mid anti semi co pre post re un "
    "great grand sister brother mother father by cross ever full hard hot cold jet left right light dark deep "
    "much odd off on one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy "
    "eighty ninety open over part pitch red blue green black white grey gray second first third single soft "
    "so still strong tear tight tongue top under up wide world wind blood battle chest eye head heavy"
)
COMPOUND_TAILS_PATTERN = any_word_pattern(
    "known old up down out off in on eyed haired looking like law laws to made born faced minded free based "
    "year sized shaped handed hearted blooded san kun chan sama sensei senpai hime no"
)
# Any sign but plain ASCII, line ends, the usual quotation marks and dashes, and the letters of western languages that
# mojibake is not made of; a text without one has nothing that ftfy would mend.
SUSPECT_CHARACTER = re.compile(r"[^\t\n\r\x20-\x7e“”‘’—–…àâçèéêëíïñóôöúùûüáäßæøÉÈÀÖÜÄÑÇ\u00a0£°½]")
TO_SUPERSCRIPT = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
HTML_ENTITY = re.compile(r"&(?:#x?[0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,30});")


def fix_encoding(text: str) -> str:
    """The text with mojibake, ligatures, letters of double width and control signs put right.

    >>> fix_encoding("Itâ€™s schÃ¶n, the ﬁsh")
    'It’s schön, the fish'
    """
    if not SUSPECT_CHARACTER.search(text):
        return text
    # ftfy takes time to import and to run, and plain texts never need it.
    import ftfy

    config = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, explain=False)
    return ftfy.fix_text(text, config)


def unescape_html(text: str) -> str:
    """The text with HTML's names of signs replaced by the signs, as often as they were escaped."""
    return HTML_ENTITY.sub(_unescape_entity, text)


def _unescape_entity(match: re.Match[str]) -> str:
    character = html.unescape(match.group())
    return character if character.isprintable() else " "


CHARACTER_RULES: tuple[NormalizationRule | FunctionRule, ...] = (
    FunctionRule(
        "HTML entities",
        unescape_html,
        (("Tom &amp; Jerry", "Tom & Jerry"), ("It&#8217;s &quot;it&quot;", 'It’s "it"'), ("a&nbsp;b", "a b")),
        ("Q&A; more", "R&B", "&nosuchname;"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="&",
    ),
    FunctionRule(
        "broken characters",
        fix_encoding,
        (("Itâ€™s schÃ¶n", "It’s schön"), ("ﬁsh", "fish"), ("ＡＢＣ", "ABC"), ("a\x07b", "ab")),
        ("Zoë’s naïve “café”", "plain", "愛", "x² ½"),
        effect=TextEffect.OMITS_TEXT,
    ),
    NormalizationRule(
        "a lost apostrophe",
        re.compile(r"(?<=[A-Za-z])\ufffd(?=(?:s|t|d|m|re|ve|ll)\b)|(?<=[A-Za-z])[`´](?=[A-Za-z])"),
        "’",
        (("don\ufffdt", "don’t"), ("it`s", "it’s")),
        ("don’t", "`code`"),
        trigger_chars="\ufffd`´",
    ),
    NormalizationRule(
        "signs that have no sound",
        re.compile(
            r"\u00ad[ \t]*\r?\n[ \t]*|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffd]+"
        ),
        "",
        (("soft\u00adhyphen", "softhyphen"), ("zero\u200bwidth", "zerowidth"), ("ex\u00ad\nample", "example")),
        ("well-known",),
    ),
    NormalizationRule(
        # Without its tag, 10<sup>6</sup> would be 106.
        "raised figures",
        re.compile(r"<sup>\s{0,3}(?P<figure>[-−]?\d{1,3})\s{0,3}</sup>", re.IGNORECASE),
        lambda match: match["figure"].translate(TO_SUPERSCRIPT),
        (("10<sup>6</sup>", "10⁶"), ("the word<sup>2</sup> is", "the word² is")),
        ("1<sup>st</sup>", "<sub>2</sub>"),
        effect=TextEffect.REWORDS,
        trigger_chars="<",
    ),
    FunctionRule(
        "HTML tags",
        strip_html_tags,
        (
            ("one<br>two", "one two"),
            ("<i>She</i> ran", "She ran"),
            ('<FONT COLOR="red">No</FONT>', "No"),
            ("<P>No", " No"),
        ),
        ("a < b > c", "I <3 you", "<censored>", "<I see you,> said", "<S-rank quest>", "<Small>", "<U turn ahead>"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="<",
    ),
    NormalizationRule(
        "a page number inside a sentence",
        re.compile(
            r"(?<=[a-z,;])[ \t]*\n\s*?[-–—|\[(]?[ \t]*(?:[Pp]age[ \t]+)?\d{1,4}(?:[ \t]+of[ \t]+\d{1,4})?[ \t]*"
            r"[-–—|\])]?[ \t]*\n\s*(?=[a-z“‘])"
        ),
        "\n",
        (("she went\n112\nto the door", "she went\nto the door"), ("and\n- Page 3 of 90 -\nthen", "and\nthen")),
        ("Three.\n3\nTwo", "She was\n12", "1\n2\n3", "and\n12 dogs\nran"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="0123456789",
    ),
    NormalizationRule(
        "a compound at a line's end",
        re.compile(
            rf"(?<![\w-])(?P<head>{COMPOUND_HEADS_PATTERN})-[ \t]*\r?\n\s*(?=[a-z])"
            rf"|(?<=[a-z])-[ \t]*\r?\n\s*(?=(?:{COMPOUND_TAILS_PATTERN})\b)",
            re.IGNORECASE,
        ),
        lambda match: f"{match['head'] or ''}-",
        (
            ("a well-\nknown man", "a well-known man"),
            ("brown-\neyed", "brown-eyed"),
            ("Iruka-\nsensei", "Iruka-sensei"),
        ),
        ("exam-\nple", "well-known"),
        trigger_chars="-",
        prefilter=re.compile(r"-[ \t]*\r?\n"),
    ),
    NormalizationRule(
        "a word cut at a line's end",
        re.compile(r"(?<=[a-z]{2})-[ \t]*\r?\n[ \t]*(?=[a-z]{2})"),
        "",
        (("exam-\nple", "example"),),
        ("well-known", "the man-\n\nhe ran", "Anne-\nMarie", "I-\nI"),
        trigger_chars="\n",
    ),
    NormalizationRule(
        "quotation marks made of other signs",
        re.compile(r"(?P<open>``|,,(?=\w)|''(?=\w)(?<!\w''))|''|[″‶]|(?P<prime>′)"),
        lambda match: "“" if match["open"] else "’" if match["prime"] else "”",
        (("``Yes,'' he said", "“Yes,” he said"), ("''No''", "“No”")),
        ("dogs' bowls", "rock 'n' roll", '"Yes"'),
        trigger_chars="`'″‶′,",
    ),
    NormalizationRule("white space", re.compile(r"\s+"), " ", (("a \n b", "a b"),), ("a b",)),
)

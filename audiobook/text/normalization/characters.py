"""Rules about single characters: damage from wrong conversions, and what belongs to a page rather than to a story."""

from __future__ import annotations

import html
import re

from audiobook.text.html_tags import strip_html_tags
from audiobook.text.normalization.hyphenation import join_cut_words
from audiobook.text.normalization.rules import FunctionRule, NormalizationRule, TextEffect

# Any character but ASCII, line ends, the usual quotation marks and dashes, and those letters of western languages that
# never appear in mojibake; a text without one has nothing that ftfy would fix.
SUSPECT_CHARACTER = re.compile(r"[^\t\n\r\x20-\x7e“”‘’—–…àâçèéêëíïñóôöúùûüáäßæøÉÈÀÖÜÄÑÇ\u00a0£°½]")
TO_SUPERSCRIPT = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
HTML_ENTITY = re.compile(r"&(?:#x?[0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,30});")


def fix_encoding(text: str) -> str:
    """The text with its mojibake, ligatures, full-width letters and control characters fixed.

    >>> fix_encoding("Itâ€™s schÃ¶n, the ﬁsh")
    'It’s schön, the fish'
    """
    if not SUSPECT_CHARACTER.search(text):
        return text
    # ftfy is slow to import and to run, and plain texts never need it.
    import ftfy

    config = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, explain=False)
    return ftfy.fix_text(text, config)


def unescape_html(text: str) -> str:
    """The text with its HTML entities replaced by their characters."""
    return HTML_ENTITY.sub(_unescape_entity, text)


def join_words_at_line_ends(text: str) -> str:
    """The text with the words joined that are cut at a line's end, by its own spelling and the dictionary.

    >>> join_words_at_line_ends("an exam-\\nple of a well-\\nknown thing")
    'an example of a well-known thing'
    """
    return join_cut_words(text, text)


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
        "invisible characters",
        re.compile(
            r"\u00ad[ \t]*\r?\n[ \t]*|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffd]+"
        ),
        "",
        (("soft\u00adhyphen", "softhyphen"), ("zero\u200bwidth", "zerowidth"), ("ex\u00ad\nample", "example")),
        ("well-known",),
    ),
    NormalizationRule(
        # Without its tag, 10<sup>6</sup> would be 106.
        "superscript numbers",
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
    FunctionRule(
        "words cut at a line's end",
        join_words_at_line_ends,
        (
            ("exam-\nple", "example"),
            ("a well-\nknown man", "a well-known man"),
            ("brown-\neyed", "brown-eyed"),
            ("Iruka-\nsensei", "Iruka-sensei"),
            ("a 3-\nyear-old", "a 3-year-old"),
        ),
        ("well-known", "the man-\n\nhe ran", "Anne-\nMarie", "I-\nI"),
        trigger_chars="\n",
    ),
    NormalizationRule(
        "quotation marks made of other characters",
        re.compile(r"(?P<open>``|,,(?=\w)|''(?=\w)(?<!\w''))|''|[″‶]|(?P<prime>′)"),
        lambda match: "“" if match["open"] else "’" if match["prime"] else "”",
        (("``Yes,'' he said", "“Yes,” he said"), ("''No''", "“No”")),
        ("dogs' bowls", "rock 'n' roll", '"Yes"'),
        trigger_chars="`'″‶′,",
    ),
    NormalizationRule("white space", re.compile(r"\s+"), " ", (("a \n b", "a b"),), ("a b",)),
)

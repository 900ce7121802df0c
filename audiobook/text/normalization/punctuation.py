"""Rules about punctuation: ellipses, dashes and exclamation marks in the form that voices follow best."""

from __future__ import annotations

import re

from audiobook.text.normalization.rules import NormalizationRule, TextEffect

PUNCTUATION_RULES: tuple[NormalizationRule, ...] = (
    NormalizationRule(
        "runs of dots",
        re.compile(r"(?:(?<![-–—])[-–—]++)? ?(?:…|\.(?= ?[.…]))(?:[.…]| (?=[.…]))*"),
        "…",
        (
            ("els-…..", "els…"),
            ("Well....", "Well…"),
            ("Finally ... here", "Finally… here"),
            ("So . . . no", "So… no"),
            ("………", "…"),
        ),
        ("The end.", "e.g. this", "5.5"),
        trigger_chars=".…",
        prefilter=re.compile(r"…|\. ?[.…]"),
    ),
    NormalizationRule(
        "a word after dots",
        re.compile(r"(?<=\w)…(?=\w)"),
        "… ",
        (("Please…I'm sorry", "Please… I'm sorry"),),
        ("Please… I'm sorry", "“…No.”"),
        trigger_chars="…",
    ),
    NormalizationRule(
        "dots with other stops",
        re.compile(r"…[.,;:—–-]+|(?<![,;:])[,;:]++…"),
        "…",
        (("Well…, no", "Well… no"), ("so,… yes", "so… yes"), ("and…—", "and…")),
        ("Well… no", "What…?"),
        trigger_chars="…",
    ),
    NormalizationRule(
        "repeated question marks",
        re.compile(r"[?!‽⁉⁈⁇]{2,}|[‽⁉⁈⁇]"),
        lambda match: "?" if set(match.group()) & set("?‽⁉⁈⁇") else match.group(),
        (("What?!?!", "What?"), ("Who??", "Who?"), ("You!? Here?!", "You? Here?"), ("No‽", "No?")),
        ("What?", "No!", "No!!"),
        trigger_chars="?‽⁉⁈⁇",
    ),
    NormalizationRule(
        "repeated exclamation marks",
        re.compile(r"!{2,}(?:1+!*)*+|‼"),
        "!",
        (("No!!!", "No!"), ("Yes!!!11!", "Yes!")),
        ("No!", "!1"),
        effect=TextEffect.OMITS_TEXT,
        trigger_chars="!‼",
    ),
    NormalizationRule(
        "repeated commas",
        re.compile(r",(?: ?,)+|;{2,}"),
        lambda match: match.group()[0],
        (("so,, no", "so, no"),),
        ("so, no",),
        trigger_chars=",;",
    ),
    NormalizationRule(
        "two hyphens as a dash",
        re.compile(r" ?(?<!-)-{2,}+(?!>) ?| ?[―⸺⸻⸏]+ ?| ?—(?: ?[—–-])+ ?"),
        "—",
        (("I was--wait", "I was—wait"), ("But you --", "But you—"), ("no ——", "no—"), ("-----", "—")),
        ("well-to-do", "-->"),
        trigger_chars="-―—⸺⸻",
    ),
    NormalizationRule(
        # Between numbers it is a range, or a minus.
        "a hyphen as a dash",
        re.compile(
            r"(?<=[^\s\d]) [-–] (?=\S)|(?<=\d) [-–] (?=\D)|(?<=[^\W\d])–(?=[^\W\d])|(?<=\w) [-–](?=[”’\"'?!]|$)"
        ),
        "—",
        (
            ("He ran - fast", "He ran—fast"),
            ("in 1911 – no", "in 1911—no"),
            ("wait–what", "wait—what"),
            ("“But I -”", "“But I—”"),
        ),
        ("5 - 3", "3–4", "well-known"),
        trigger_chars="-–",
    ),
    NormalizationRule(
        "a word broken off",
        re.compile(r"(?<=[^\W\d_])[-–](?=[”’\"'?!.,]*(?:\s(?!(?:and|or|to|nor|und)\b)|$))[.,]?"),
        "—",
        (("But you- you", "But you— you"), ("“I thou-” she", "“I thou—” she"), ("no-.", "no—")),
        ("pre- and post-war", "well-known", "3-"),
        trigger_chars="-–",
    ),
    NormalizationRule(
        "a dash with a stop",
        re.compile(r"(?<=—)[,;:.]+| —$"),
        lambda match: "—" if "—" in match.group() else "",
        (("so—, no", "so— no"), ("But —", "But—")),
        ("so— no", "— Yes"),
        trigger_chars="—",
    ),
    NormalizationRule(
        "a lost space",
        re.compile(r"(?<=[a-z]{2})(?P<stop>[.!?])(?=[A-Z][a-z])|(?<=[a-z]{2})(?P<comma>,)(?=[A-Za-z])"),
        lambda match: f"{match.group()} ",
        (("He left.Then she,too, left", "He left. Then she, too, left"),),
        ("a.m.", "J.K. Rowling", "1,000"),
        trigger_chars=".!?,",
    ),
    NormalizationRule(
        "space before a stop",
        re.compile(r"(?<=\w) +(?=[,;!?](?!\w)|[.:](?:\s|$))"),
        "",
        (("What ?", "What?"), ("so , no .", "so, no.")),
        ("What?", "a .5"),
        trigger_chars=",;!?.:",
    ),
)

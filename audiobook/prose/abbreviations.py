"""Rules about abbreviations and the titles of people."""

from __future__ import annotations

import re

from audiobook.prose.needs import Need
from audiobook.prose.rewrites import Effect, Rewrite, anyone_of

TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Mx": "Mix", "Prof": "Professor", "Mt": "Mount", "Gen": "General",
    "Gov": "Governor", "Sen": "Senator", "Rep": "Representative", "Capt": "Captain", "Cpt": "Captain",
    "Lt": "Lieutenant", "Col": "Colonel", "Sgt": "Sergeant", "Cmdr": "Commander", "Cdr": "Commander",
    "Rev": "Reverend", "Hon": "Honorable", "Pres": "President", "Supt": "Superintendent", "Cpl": "Corporal",
    "Maj": "Major", "Adm": "Admiral", "Fr": "Father", "Msgr": "Monsignor", "Messrs": "Messers", "Mme": "Madame",
    "Mlle": "Mademoiselle", "Insp": "Inspector", "Det": "Detective", "Pvt": "Private", "Ft": "Fort",
}  # fmt: skip
ABBREVIATIONS_AND_WORDS = {
    "etc.": "et cetera", "vs.": "versus", "vs": "versus", "e.g.": "for example", "i.e.": "that is",
    "viz.": "namely", "cf.": "compare", "approx.": "approximately", "Jr.": "Junior", "Sr.": "Senior",
    "Inc.": "Incorporated", "Ltd.": "Limited", "Co.": "Company", "Corp.": "Corporation", "Bros.": "Brothers",
    "Ave.": "Avenue", "Blvd.": "Boulevard", "Rd.": "Road", "Ln.": "Lane", "Hwy.": "Highway", "Apt.": "Apartment",
    "Bldg.": "Building", "Univ.": "University", "Govt.": "Government", "Assn.": "Association", "Tues.": "Tuesday",
    "Wed.": "Wednesday", "Thurs.": "Thursday", "Fri.": "Friday", "Mon.": "Monday",
    "a.k.a.": "also known as", "AKA": "also known as",
}  # fmt: skip
# What no engine tried so far reads right.
RARE = {
    "dept.": "department", "Dept.": "Department", "Esq.": "Esquire", "misc.": "miscellaneous", "incl.": "including",
    "&c.": "et cetera", "ibid.": "ibidem", "resp.": "respectively", "Pt.": "Part",
}  # fmt: skip
BEFORE_NUMBERS = {
    "No": "Number", "no": "number", "Nos": "Numbers", "nos": "numbers", "vol": "volume", "Vol": "Volume",
    "ch": "chapter", "Ch": "Chapter", "fig": "figure", "Fig": "Figure", "est": "established", "ca": "about",
    "Ep": "Episode", "ep": "episode", "sec": "section", "Sec": "Section", "ver": "version", "v": "version",
}  # fmt: skip
# Not the name of a street: "In St. Ives", "The St. Bernard".
NO_STREET = anyone_of("The In At On To From Of And But Near For By With Since Then When Saint Old New Mr Mrs Miss Sir")


SENTENCE_OVER = re.compile(r"[”’\"')\]]*(?:$|\s+[“‘\"']?[A-Z])")
LOOK_AHEAD = 20


def _ended(match: re.Match[str], word: str) -> str:
    """The word, and the full stop of its sentence where the abbreviation's was that too."""
    following = match.string[match.end() : match.end() + LOOK_AHEAD]
    return f"{word}." if match.group().endswith(".") and SENTENCE_OVER.match(following) else word


ABBREVIATIONS: tuple[Rewrite, ...] = (
    Rewrite(
        "Street, Drive and Doctor",
        re.compile(
            rf"\b(?!(?:{NO_STREET})\b)(?P<name>[A-Z][a-z]+|\d+(?:st|nd|rd|th)) "
            r"(?P<kind>St|Dr)\.(?=[,;:!?)”’]|\s+[a-z]|$)"
        ),
        lambda match: _ended(match, f"{match['name']} {'Street' if match['kind'] == 'St' else 'Drive'}"),
        (("Main St. is long", "Main Street is long"), ("4 Privet Dr.", "4 Privet Drive."), ("5th St.", "5th Street.")),
        ("St. Anne", "Old St. Nick", "Dr. Reyes", "In St. Ives"),
        effect=Effect.WORDS,
        only_with=".",
    ),
    Rewrite(
        "Saint",
        re.compile(r"\bSt\.? (?=[A-Z])"),
        "Saint ",
        (("St. Anne", "Saint Anne"), ("St Mungo's", "Saint Mungo's")),
        ("Stan", "St. is"),
        effect=Effect.WORDS,
        need=Need.ABBREVIATIONS,
    ),
    Rewrite(
        "Doctor",
        re.compile(r"\bDr\.? (?=[A-Z])"),
        "Doctor ",
        (("Dr. Reyes", "Doctor Reyes"), ("Dr Reyes", "Doctor Reyes")),
        ("Drum", "Dr. is"),
        effect=Effect.WORDS,
        need=Need.ABBREVIATIONS,
    ),
    Rewrite(
        "titles before a name",
        re.compile(rf"\b(?P<title>{anyone_of(' '.join(TITLES))})\b\.? (?=[A-Z]|and (?:Mrs|Ms)\b)"),
        lambda match: f"{TITLES[match['title']]} ",
        (("Mr. Pym and Mrs Pym", "Mister Pym and Missus Pym"), ("Lt. Col. Ash", "Lieutenant Colonel Ash")),
        ("Fox", "Gene", "Capture It", "Mr. is"),
        effect=Effect.WORDS,
        need=Need.ABBREVIATIONS,
    ),
    Rewrite(
        "titles by themselves",
        re.compile(r"\b(?P<title>Mr|Mrs|Ms|Prof|Capt|Sgt|Lt)\."),
        lambda match: _ended(match, TITLES[match["title"]]),
        (("yes, Mr., no", "yes, Mister, no"), ("and Mrs.", "and Missus.")),
        ("Mr Fox",),
        effect=Effect.WORDS,
        need=Need.ABBREVIATIONS,
        only_with=".",
    ),
    Rewrite(
        "abbreviations before a number",
        re.compile(rf"\b(?P<short>{anyone_of(' '.join(BEFORE_NUMBERS))})\. ?(?=\d)"),
        lambda match: f"{BEFORE_NUMBERS[match['short']]} ",
        (("No. 5", "Number 5"), ("vol. 3, ch. 4", "volume 3, chapter 4")),
        ("I said no. Then", "v5", "No one"),
        effect=Effect.WORDS,
        need=Need.ABBREVIATIONS,
        only_with=".",
    ),
    Rewrite(
        "pages",
        re.compile(r"\b(?P<short>pp?)\. ?(?=\d)"),
        lambda match: "page " if match["short"] == "p" else "pages ",
        (("see p. 12", "see page 12"), ("pp. 3–4", "pages 3–4")),
        ("p.m. 5", "up. 5"),
        effect=Effect.WORDS,
        only_with=".",
    ),
    Rewrite(
        "the number sign",
        re.compile(r"№ ?(?=\d)"),
        "number ",
        (("№ 5", "number 5"),),
        ("№",),
        effect=Effect.WORDS,
        only_with="№",
    ),
    Rewrite(
        "abbreviations",
        re.compile(rf"(?<![\w.])(?P<short>{anyone_of(' '.join(ABBREVIATIONS_AND_WORDS))})(?!\w)"),
        lambda match: _ended(match, ABBREVIATIONS_AND_WORDS[match["short"]]),
        (
            ("cats, etc. ran", "cats, et cetera ran"),
            ("him vs. her", "him versus her"),
            ("e.g. this, i.e. that", "for example this, that is that"),
            ("Ash & Co.", "Ash & Company."),
        ),
        ("etch", "in a min."),
        effect=Effect.WORDS,
        need=Need.ABBREVIATIONS,
    ),
    Rewrite(
        "rare abbreviations",
        re.compile(rf"(?<![\w.])(?P<short>{anyone_of(' '.join(RARE))})(?!\w)"),
        lambda match: _ended(match, RARE[match["short"]]),
        (("the fire dept. came", "the fire department came"), ("Smith, Esq.", "Smith, Esquire.")),
        ("department", "desp."),
        effect=Effect.WORDS,
        only_with=".",
    ),
)

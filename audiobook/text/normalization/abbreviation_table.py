"""The abbreviations of English prose: expansions, required contexts, and whether their stops can end a sentence.

Both the splitting of sentences and the expansion of abbreviations use this table, so that they agree about each stop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

PERSON_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Mx": "Mix", "Dr": "Doctor", "Prof": "Professor", "Capt": "Captain",
    "Cpt": "Captain", "Lt": "Lieutenant", "Lieut": "Lieutenant", "Col": "Colonel", "Sgt": "Sergeant",
    "Cmdr": "Commander", "Cdr": "Commander", "Comdr": "Commander", "Maj": "Major", "Cpl": "Corporal", "Pvt": "Private",
    "Pfc": "Private First Class", "Brig": "Brigadier", "Ens": "Ensign", "Supt": "Superintendent", "Insp": "Inspector",
    "Det": "Detective", "Atty": "Attorney", "Rev": "Reverend", "Msgr": "Monsignor", "Messrs": "Messers",
    "Mme": "Madame", "Mlle": "Mademoiselle", "Sra": "Señora", "Srta": "Señorita", "Ven": "Venerable", "Drs": "Doctors",
    "Profs": "Professors", "SSgt": "Staff Sergeant", "MSgt": "Master Sergeant", "LCpl": "Lance Corporal",
    "Cmdt": "Commandant", "Spc": "Specialist",
}  # fmt: skip
# Without the stop these are other words or names: "Gen Z", "one rep".
PERSON_TITLES_WITH_STOP = {
    "Gen": "General", "Gov": "Governor", "Sen": "Senator", "Rep": "Representative", "Hon": "Honorable",
    "Pres": "President", "Adm": "Admiral", "Amb": "Ambassador", "Bro": "Brother", "Br": "Brother", "Const": "Constable",
    "Sec": "Secretary", "Dir": "Director", "Chmn": "Chairman", "Treas": "Treasurer", "Ofc": "Officer", "Dep": "Deputy",
    "Assoc": "Associate", "Rt": "Right", "Pt": "Point",
}  # fmt: skip
FIRST_NAMES = {"Geo": "George", "Jas": "James", "Jos": "Joseph", "Edw": "Edward"}
# These are no words or names themselves.
CLIPPED_NAMES = {
    "Wm": "William", "Chas": "Charles", "Thos": "Thomas", "Robt": "Robert", "Benj": "Benjamin", "Saml": "Samuel",
    "Danl": "Daniel",
}  # fmt: skip
OFFICE_TITLES = {title: PERSON_TITLES_WITH_STOP[title] for title in ("Gen", "Gov", "Sen", "Pres", "Adm", "Amb")}
PLACE_PREFIXES = {"St": "Saint", "Sts": "Saints", "Ste": "Saint", "Mt": "Mount", "Ft": "Fort", "Fr": "Father"}
NUMBER_LABELS = {
    "no": "number", "nos": "numbers", "vols": "volumes", "chap": "chapter", "chs": "chapters", "figs": "figures",
    "eps": "episodes", "sec": "section", "ver": "version", "v": "version", "p": "page", "pp": "pages", "pgs": "pages",
    "pts": "parts", "bk": "book", "art": "article", "para": "paragraph", "ext": "extension", "apt": "apartment",
    "rm": "room", "bldg": "building", "ste": "suite", "rte": "route", "rt": "route", "hwy": "highway", "op": "opus",
    "est": "established", "tel": "telephone", "dist": "district", "gr": "grade", "yr": "year", "ca": "circa",
}  # fmt: skip
# Also written without a stop, and no words then.
BARE_NUMBER_LABELS = {
    "vol": "volume", "ch": "chapter", "fig": "figure", "ep": "episode", "pg": "page", "pt": "part",
    "Mk": "Mark", "Rm": "Room", "Apt": "Apartment", "Hwy": "Highway",
}  # fmt: skip
ROMAN_NUMBER_LABELS = {"Mk": "Mark", "vol": "volume", "bk": "book", "pt": "part", "ch": "chapter", "ep": "episode"}
LETTER_LABELS = {"apt": "apartment", "rm": "room", "bldg": "building", "ste": "suite"}
YEAR_LABELS = {
    "c": "circa", "ca": "circa", "b": "born", "d": "died", "m": "married", "r": "reigned", "fl": "flourished",
    "est": "established",
}  # fmt: skip
BOOKS_OF_THE_BIBLE = {
    "Gen": "Genesis", "Ex": "Exodus", "Exod": "Exodus", "Lev": "Leviticus", "Num": "Numbers", "Deut": "Deuteronomy",
    "Josh": "Joshua", "Judg": "Judges", "Sam": "Samuel", "Chron": "Chronicles", "Neh": "Nehemiah", "Ps": "Psalm",
    "Prov": "Proverbs", "Eccl": "Ecclesiastes", "Isa": "Isaiah", "Jer": "Jeremiah", "Lam": "Lamentations",
    "Ezek": "Ezekiel", "Dan": "Daniel", "Hos": "Hosea", "Mic": "Micah", "Zech": "Zechariah", "Mal": "Malachi",
    "Matt": "Matthew", "Mk": "Mark", "Lk": "Luke", "Jn": "John", "Rom": "Romans", "Cor": "Corinthians",
    "Gal": "Galatians", "Eph": "Ephesians", "Phil": "Philippians", "Col": "Colossians", "Thess": "Thessalonians",
    "Tim": "Timothy", "Heb": "Hebrews", "Jas": "James", "Pet": "Peter", "Rev": "Revelation",
}  # fmt: skip
STREET_TYPES = {"St": "Street", "Dr": "Drive"}
COMPASS_POINTS = {"N": "North", "S": "South", "E": "East", "W": "West"}
PLACE_SUFFIXES = {
    "Rd": "Road", "Ln": "Lane", "Ct": "Court", "Pl": "Place", "Sq": "Square", "Terr": "Terrace", "Hts": "Heights",
    "Mts": "Mountains", "Mtn": "Mountain", "Mtns": "Mountains", "Jct": "Junction", "Hosp": "Hospital",
}  # fmt: skip
COMPANIES_AND_STREETS = {
    "Inc": "Incorporated", "Ltd": "Limited", "Pty": "Proprietary", "Co": "Company", "Corp": "Corporation",
    "Bros": "Brothers",
    "Mfg": "Manufacturing", "Intl": "International", "Ave": "Avenue", "Blvd": "Boulevard", "Hwy": "Highway",
    "Pkwy": "Parkway", "Bldg": "Building", "Univ": "University", "Twp": "Township",
}  # fmt: skip
BUSINESS_TERMS = {
    "dept": "department", "depts": "departments", "govt": "government", "assn": "association", "assoc": "association",
    "natl": "national", "hdqtrs": "headquarters", "hdqrs": "headquarters", "hqtrs": "headquarters", "mgr": "manager",
    "mgmt": "management", "asst": "assistant", "acct": "account", "attn": "attention", "misc": "miscellaneous",
    "cont": "continued", "qty": "quantity", "amt": "amount", "pkg": "package", "doz": "dozen",
}  # fmt: skip
NAME_SUFFIXES = {"Jr": "Junior", "Sr": "Senior", "Esq": "Esquire"}
# Engines may say "dot" in these.
DEGREES = {"Ph.D": "PhD", "Ph.D.s": "PhDs", "M.Sc": "MSC", "B.Sc": "BSC", "Ed.D": "EDD", "Psy.D": "PSYD"}
COMPANIES_AFTER_AND = {"CO": "COMPANY", "co": "company"}
# In screenplays, and only in capitals.
SCENE_HEADINGS = {"INT": "INTERIOR", "EXT": "EXTERIOR"}
MONTHS = {
    "Feb": "February", "Apr": "April", "Jul": "July", "Aug": "August", "Sept": "September", "Oct": "October",
    "Nov": "November",
}  # fmt: skip
# These are also names and words: "Ask Jan. She knows."
MONTHS_OR_NAMES = {"Jan": "January", "Mar": "March", "Jun": "June", "Sep": "September", "Dec": "December"}
WEEKDAYS = {
    "Tue": "Tuesday", "Tues": "Tuesday", "Weds": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
    "Thurs": "Thursday", "Fri": "Friday",
}  # fmt: skip
WEEKDAYS_OR_WORDS = {"Mon": "Monday", "Wed": "Wednesday", "Sat": "Saturday", "Sun": "Sunday"}
# Without those that are also names or words: "Yes, Miss."
STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Calif": "California", "Colo": "Colorado", "Conn": "Connecticut",
    "Fla": "Florida", "Ind": "Indiana", "Kans": "Kansas", "Mass": "Massachusetts", "Mich": "Michigan",
    "Minn": "Minnesota", "Mont": "Montana", "Nebr": "Nebraska", "Neb": "Nebraska", "Nev": "Nevada",
    "Okla": "Oklahoma", "Ont": "Ontario", "Ore": "Oregon", "Tenn": "Tennessee", "Va": "Virginia", "Vt": "Vermont",
    "Wis": "Wisconsin", "Wyo": "Wyoming",
}  # fmt: skip
# Without those that are also words, names or titles: "Ann Lee, MD".
POSTAL_STATES = {
    "AK": "Alaska", "AR": "Arkansas", "AZ": "Arizona", "CA": "California", "CT": "Connecticut", "FL": "Florida",
    "GA": "Georgia", "IA": "Iowa", "IL": "Illinois", "KS": "Kansas", "KY": "Kentucky", "MI": "Michigan",
    "MN": "Minnesota", "MT": "Montana", "NC": "North Carolina", "NE": "Nebraska", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NV": "Nevada", "NY": "New York", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VA": "Virginia",
    "VT": "Vermont", "WI": "Wisconsin", "WV": "West Virginia", "WY": "Wyoming",
}  # fmt: skip
CONNECTIVES = {
    "e.g": "for example", "i.e": "that is", "viz": "namely", "cf": "compare", "incl": "including", "excl": "excluding",
    "esp": "especially", "resp": "respectively", "ibid": "ibidem",
    "a.k.a": "also known as",
}  # fmt: skip
# At the end of a sentence these are words or names: "He met Max."
MID_SENTENCE_ONLY = {
    "max": "maximum", "min": "minimum", "avg": "average", "temp": "temperature", "orig": "original", "gen": "general",
    "eg": "for example", "ie": "that is",
}  # fmt: skip
APOSTROPHE_FORMS = {
    "int'l": "international", "int’l": "international", "nat'l": "national", "nat’l": "national", "gov't": "government",
    "gov’t": "government", "dep't": "department", "dep’t": "department", "ass'n": "association", "ass’n": "association",
    "cont'd": "continued", "cont’d": "continued", "sec'y": "secretary", "sec’y": "secretary",
}  # fmt: skip
# No words, whether with a stop or without.
UNAMBIGUOUS = {
    "vs": "versus", "aka": "also known as", "a/k/a": "also known as", "lv": "level", "lvl": "level",
    "lvls": "levels", "approx": "approximately",
}  # fmt: skip
OPEN_ENDED = {"etc": "et cetera", "&c": "et cetera"}


class AbbreviationContext(Enum):
    """The context in which a short form is an abbreviation."""

    ANYWHERE = auto()
    STANDALONE = auto()  # "yes, Mr., no"
    BEFORE_NAME = auto()  # "Lt. Ash"
    BEFORE_NUMBER = auto()  # "No. 5", "Vol. II"
    BEFORE_ROMAN_ONE = auto()  # "Mk. I."; but "No. I think so."
    BEFORE_LETTER = auto()  # "Apt. B"
    BEFORE_YEAR = auto()  # "c. 1450"
    BEFORE_VERSE = auto()  # "Gen. 1:3"
    AFTER_NAME = auto()  # "Elm Ct.", "Adam Brown Sr."
    STREET_TYPE = auto()  # "4 Privet Dr.", "on Main St."
    BEFORE_STREET_NAME = auto()  # "E. 42nd St."
    AFTER_AND = auto()  # "SMITH & CO."
    AFTER_PLACE_NAME = auto()  # "Worcester, Mass."
    BETWEEN_NAMES = auto()  # "Roe v. Wade"
    MONTH_IN_DATE = auto()  # "in Jan."
    WEEKDAY_IN_DATE = auto()  # "on Sat."
    MID_SENTENCE = auto()  # "max. speed": the sentence goes on in lower case or digits


# The most reliable contexts, which are tried first.
NUMERIC_CONTEXTS = frozenset(
    (AbbreviationContext.BEFORE_NUMBER, AbbreviationContext.BEFORE_YEAR, AbbreviationContext.BEFORE_VERSE)
)


class StopRole(Enum):
    """Whether the stop of an abbreviation ends the sentence before a capital."""

    NEVER_ENDS = auto()  # "vs. Ann"
    ENDS_BEFORE_OPENER = auto()  # "Smith & Co. They left.", "Smith & Co. Limited"
    ALWAYS_ENDS = auto()  # "and so on, etc. Ann left."


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form without its last stop, its expansion, its context, and whether its stop ends a sentence.

    A short form in lower case also matches with capitals. One that is `stop_optional` is also written without its stop.
    """

    short_form: str
    expansion: str
    context: AbbreviationContext
    stop_role: StopRole
    stop_optional: bool = False


def _build_abbreviations() -> Iterator[Abbreviation]:
    groups = (
        (BOOKS_OF_THE_BIBLE, AbbreviationContext.BEFORE_VERSE, StopRole.NEVER_ENDS),
        (NUMBER_LABELS, AbbreviationContext.BEFORE_NUMBER, StopRole.NEVER_ENDS),
        (ROMAN_NUMBER_LABELS, AbbreviationContext.BEFORE_ROMAN_ONE, StopRole.NEVER_ENDS),
        (LETTER_LABELS, AbbreviationContext.BEFORE_LETTER, StopRole.NEVER_ENDS),
        (YEAR_LABELS, AbbreviationContext.BEFORE_YEAR, StopRole.NEVER_ENDS),
        (PERSON_TITLES_WITH_STOP | FIRST_NAMES, AbbreviationContext.BEFORE_NAME, StopRole.NEVER_ENDS),
        (CLIPPED_NAMES, AbbreviationContext.ANYWHERE, StopRole.ENDS_BEFORE_OPENER),
        (OFFICE_TITLES, AbbreviationContext.MID_SENTENCE, StopRole.NEVER_ENDS),
        (COMPASS_POINTS, AbbreviationContext.BEFORE_STREET_NAME, StopRole.NEVER_ENDS),
        (STATES, AbbreviationContext.AFTER_PLACE_NAME, StopRole.ENDS_BEFORE_OPENER),
        (STREET_TYPES, AbbreviationContext.STREET_TYPE, StopRole.ENDS_BEFORE_OPENER),
        (PLACE_SUFFIXES, AbbreviationContext.AFTER_NAME, StopRole.ENDS_BEFORE_OPENER),
        (COMPANIES_AND_STREETS, AbbreviationContext.ANYWHERE, StopRole.ENDS_BEFORE_OPENER),
        (BUSINESS_TERMS, AbbreviationContext.ANYWHERE, StopRole.ENDS_BEFORE_OPENER),
        (NAME_SUFFIXES, AbbreviationContext.AFTER_NAME, StopRole.ALWAYS_ENDS),
        (NAME_SUFFIXES, AbbreviationContext.ANYWHERE, StopRole.ENDS_BEFORE_OPENER),
        (DEGREES, AbbreviationContext.ANYWHERE, StopRole.ENDS_BEFORE_OPENER),
        (COMPANIES_AFTER_AND, AbbreviationContext.AFTER_AND, StopRole.ENDS_BEFORE_OPENER),
        (SCENE_HEADINGS, AbbreviationContext.BEFORE_NAME, StopRole.NEVER_ENDS),
        (MONTHS | WEEKDAYS, AbbreviationContext.ANYWHERE, StopRole.ENDS_BEFORE_OPENER),
        (MONTHS_OR_NAMES | WEEKDAYS_OR_WORDS, AbbreviationContext.BEFORE_NUMBER, StopRole.NEVER_ENDS),
        (MONTHS_OR_NAMES | WEEKDAYS_OR_WORDS, AbbreviationContext.MID_SENTENCE, StopRole.NEVER_ENDS),
        (MONTHS_OR_NAMES, AbbreviationContext.MONTH_IN_DATE, StopRole.ENDS_BEFORE_OPENER),
        (WEEKDAYS_OR_WORDS, AbbreviationContext.WEEKDAY_IN_DATE, StopRole.ENDS_BEFORE_OPENER),
        ({"v": "versus"}, AbbreviationContext.BETWEEN_NAMES, StopRole.NEVER_ENDS),
        (PERSON_TITLES, AbbreviationContext.STANDALONE, StopRole.ENDS_BEFORE_OPENER),
        (CONNECTIVES, AbbreviationContext.ANYWHERE, StopRole.NEVER_ENDS),
        (MID_SENTENCE_ONLY, AbbreviationContext.MID_SENTENCE, StopRole.NEVER_ENDS),
    )
    bare = (
        (POSTAL_STATES, AbbreviationContext.AFTER_PLACE_NAME, StopRole.ENDS_BEFORE_OPENER),
        # "LV" by itself is a Roman numeral.
        ({"LV": "LEVEL"}, AbbreviationContext.BEFORE_NUMBER, StopRole.NEVER_ENDS),
        (BARE_NUMBER_LABELS, AbbreviationContext.BEFORE_NUMBER, StopRole.NEVER_ENDS),
        (PERSON_TITLES | PLACE_PREFIXES, AbbreviationContext.BEFORE_NAME, StopRole.NEVER_ENDS),
        (UNAMBIGUOUS, AbbreviationContext.ANYWHERE, StopRole.NEVER_ENDS),
        (APOSTROPHE_FORMS, AbbreviationContext.ANYWHERE, StopRole.ENDS_BEFORE_OPENER),
        (OPEN_ENDED, AbbreviationContext.ANYWHERE, StopRole.ALWAYS_ENDS),
    )
    for words, context, stop_role in groups:
        yield from (Abbreviation(short_form, expansion, context, stop_role) for short_form, expansion in words.items())
    for words, context, stop_role in bare:
        yield from (
            Abbreviation(short_form, expansion, context, stop_role, stop_optional=True)
            for short_form, expansion in words.items()
        )


def _index_by_short_form() -> Mapping[str, tuple[Abbreviation, ...]]:
    index = defaultdict[str, list[Abbreviation]](list)
    for abbreviation in ABBREVIATIONS:
        index[abbreviation.short_form].append(abbreviation)
    return {short: tuple(rows) for short, rows in index.items()}


ABBREVIATIONS: tuple[Abbreviation, ...] = tuple(_build_abbreviations())
BY_SHORT_FORM = _index_by_short_form()


def abbreviations_for(written: str) -> tuple[Abbreviation, ...]:
    """The rows for a short form as written, without its last stop, the most reliable first: "Lt", "LT", "vol", "Vol".

    >>> ([abbreviation.expansion for abbreviation in abbreviations_for("Vol")],
    ... [abbreviation.expansion for abbreviation in abbreviations_for("LT")], abbreviations_for("Dog"))
    (['volume', 'volume'], ['Lieutenant', 'Lieutenant'], ())
    """
    return tuple(
        sorted(_find_abbreviations(written), key=lambda abbreviation: abbreviation.context not in NUMERIC_CONTEXTS)
    )


def _find_abbreviations(written: str) -> tuple[Abbreviation, ...]:
    exact = BY_SHORT_FORM.get(written, ())
    if exact and written.isupper() and len(written) > 1:
        return exact
    if written[:1].isupper() and not written[1:].isupper():
        return exact + BY_SHORT_FORM.get(written.lower(), ())
    if written.isupper() and len(written) > 1:
        return exact + BY_SHORT_FORM.get(written.capitalize(), ()) + BY_SHORT_FORM.get(written.lower(), ())
    return exact

"""The abbreviations of English prose: what is said for each, where it holds, and whether its stop can end a sentence.

Sentences are cut and abbreviations are written out by this one table, so that neither takes a stop for what it is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Where(Enum):
    """What has to stand beside an abbreviation for it to be one."""

    ANYWHERE = auto()
    BY_ITSELF = auto()  # "yes, Mr., no"
    BEFORE_NAME = auto()  # "Lt. Ash"
    BEFORE_NUMBER = auto()  # "No. 5", "Vol. II"
    BEFORE_ONE = auto()  # "Mk. I."; but "No. I think so."
    BEFORE_LETTER = auto()  # "Apt. B"
    BEFORE_YEAR = auto()  # "c. 1450"
    BEFORE_VERSE = auto()  # "Gen. 1:3"
    AFTER_NAME = auto()  # "Elm Ct.", "Adam Brown Sr."
    OF_A_STREET = auto()  # "4 Privet Dr.", "on Main St."
    BEFORE_A_STREET = auto()  # "E. 42nd St."
    AFTER_AND = auto()  # "SMITH & CO."
    AFTER_PLACE = auto()  # "Worcester, Mass."
    BETWEEN_NAMES = auto()  # "Roe v. Wade"
    IN_A_MONTH = auto()  # "in Jan."
    ON_A_DAY = auto()  # "on Sat."
    MID_SENTENCE = auto()  # "max. speed": the sentence goes on in small letters or figures


# What these say is sure.
BEFORE_FIGURES = frozenset((Where.BEFORE_NUMBER, Where.BEFORE_YEAR, Where.BEFORE_VERSE))


class Last(Enum):
    """Whether the stop of an abbreviation ends its sentence where a capital follows."""

    NEVER = auto()  # "vs. Ann"
    BEFORE_OPENERS = auto()  # "Smith & Co. They left.", "Smith & Co. Limited"
    ALWAYS = auto()  # "and so on, etc. Ann left."


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form without its last stop, what is said for it, where it holds, and whether its stop ends a sentence.

    A short form in small letters stands for the same with capitals, too. One that is `bare` is also written without its
    stop.
    """

    short: str
    said: str
    where: Where
    last: Last
    bare: bool = False


PEOPLE = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Mx": "Mix", "Dr": "Doctor", "Prof": "Professor", "Capt": "Captain",
    "Cpt": "Captain", "Lt": "Lieutenant", "Lieut": "Lieutenant", "Col": "Colonel", "Sgt": "Sergeant",
    "Cmdr": "Commander", "Cdr": "Commander", "Comdr": "Commander", "Maj": "Major", "Cpl": "Corporal", "Pvt": "Private",
    "Pfc": "Private First Class", "Brig": "Brigadier", "Ens": "Ensign", "Supt": "Superintendent", "Insp": "Inspector",
    "Det": "Detective", "Atty": "Attorney", "Rev": "Reverend", "Msgr": "Monsignor", "Messrs": "Messers",
    "Mme": "Madame", "Mlle": "Mademoiselle", "Sra": "Señora", "Srta": "Señorita", "Ven": "Venerable", "Drs": "Doctors",
    "Profs": "Professors", "SSgt": "Staff Sergeant", "MSgt": "Master Sergeant", "LCpl": "Lance Corporal",
    "Cmdt": "Commandant", "Spc": "Specialist",
}  # fmt: skip
# Words or names of their own without the stop: "Gen Z", "one rep".
PEOPLE_WITH_A_STOP = {
    "Gen": "General", "Gov": "Governor", "Sen": "Senator", "Rep": "Representative", "Hon": "Honorable",
    "Pres": "President", "Adm": "Admiral", "Amb": "Ambassador", "Bro": "Brother", "Br": "Brother", "Const": "Constable",
    "Sec": "Secretary", "Dir": "Director", "Chmn": "Chairman", "Treas": "Treasurer", "Ofc": "Officer", "Dep": "Deputy",
    "Assoc": "Associate", "Rt": "Right", "Pt": "Point",
}  # fmt: skip
FIRST_NAMES = {"Geo": "George", "Jas": "James", "Jos": "Joseph", "Edw": "Edward"}
# No words or names as they stand.
CLIPPED_NAMES = {
    "Wm": "William", "Chas": "Charles", "Thos": "Thomas", "Robt": "Robert", "Benj": "Benjamin", "Saml": "Samuel",
    "Danl": "Daniel",
}  # fmt: skip
IN_OFFICE = {one: PEOPLE_WITH_A_STOP[one] for one in ("Gen", "Gov", "Sen", "Pres", "Adm", "Amb")}
PLACES = {"St": "Saint", "Sts": "Saints", "Ste": "Saint", "Mt": "Mount", "Ft": "Fort", "Fr": "Father"}
NUMBERED = {
    "no": "number", "nos": "numbers", "vols": "volumes", "chap": "chapter", "chs": "chapters", "figs": "figures",
    "eps": "episodes", "sec": "section", "ver": "version", "v": "version", "p": "page", "pp": "pages", "pgs": "pages",
    "pts": "parts", "bk": "book", "art": "article", "para": "paragraph", "ext": "extension", "apt": "apartment",
    "rm": "room", "bldg": "building", "ste": "suite", "rte": "route", "rt": "route", "hwy": "highway", "op": "opus",
    "est": "established", "tel": "telephone", "dist": "district", "gr": "grade", "yr": "year", "ca": "circa",
}  # fmt: skip
# Written without a stop, too, and no words then.
NUMBERED_BARE = {
    "vol": "volume", "ch": "chapter", "fig": "figure", "ep": "episode", "pg": "page", "pt": "part",
    "Mk": "Mark", "Rm": "Room", "Apt": "Apartment", "Hwy": "Highway",
}  # fmt: skip
IN_ROMAN_NUMERALS = {"Mk": "Mark", "vol": "volume", "bk": "book", "pt": "part", "ch": "chapter", "ep": "episode"}
LETTERED = {"apt": "apartment", "rm": "room", "bldg": "building", "ste": "suite"}
DATED = {
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
STREETS = {"St": "Street", "Dr": "Drive"}
QUARTERS = {"N": "North", "S": "South", "E": "East", "W": "West"}
AFTER_A_NAME = {
    "Rd": "Road", "Ln": "Lane", "Ct": "Court", "Pl": "Place", "Sq": "Square", "Terr": "Terrace", "Hts": "Heights",
    "Mts": "Mountains", "Mtn": "Mountain", "Mtns": "Mountains", "Jct": "Junction", "Hosp": "Hospital",
}  # fmt: skip
FIRMS_AND_STREETS = {
    "Inc": "Incorporated", "Ltd": "Limited", "Pty": "Proprietary", "Co": "Company", "Corp": "Corporation",
    "Bros": "Brothers",
    "Mfg": "Manufacturing", "Intl": "International", "Ave": "Avenue", "Blvd": "Boulevard", "Hwy": "Highway",
    "Pkwy": "Parkway", "Bldg": "Building", "Univ": "University", "Twp": "Township",
}  # fmt: skip
OFFICES = {
    "dept": "department", "depts": "departments", "govt": "government", "assn": "association", "assoc": "association",
    "natl": "national", "hdqtrs": "headquarters", "hdqrs": "headquarters", "hqtrs": "headquarters", "mgr": "manager",
    "mgmt": "management", "asst": "assistant", "acct": "account", "attn": "attention", "misc": "miscellaneous",
    "cont": "continued", "qty": "quantity", "amt": "amount", "pkg": "package", "doz": "dozen",
}  # fmt: skip
AFTER_A_PERSON = {"Jr": "Junior", "Sr": "Senior", "Esq": "Esquire"}
# An engine may say "dot" in them.
DEGREES = {"Ph.D": "PhD", "Ph.D.s": "PhDs", "M.Sc": "MSC", "B.Sc": "BSC", "Ed.D": "EDD", "Psy.D": "PSYD"}
# In the headings of scenes on a screen; there only in capitals.
FIRMS_AFTER_AND = {"CO": "COMPANY", "co": "company"}
SHOTS = {"INT": "INTERIOR", "EXT": "EXTERIOR"}
MONTHS = {
    "Feb": "February", "Apr": "April", "Jul": "July", "Aug": "August", "Sept": "September", "Oct": "October",
    "Nov": "November",
}  # fmt: skip
# Names and words, too: "Ask Jan. She knows."
MONTHS_OR_NAMES = {"Jan": "January", "Mar": "March", "Jun": "June", "Sep": "September", "Dec": "December"}
DAYS = {
    "Tue": "Tuesday", "Tues": "Tuesday", "Weds": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
    "Thurs": "Thursday", "Fri": "Friday",
}  # fmt: skip
DAYS_OR_WORDS = {"Mon": "Monday", "Wed": "Wednesday", "Sat": "Saturday", "Sun": "Sunday"}
# Those that are no names or words as well: "Yes, Miss."
STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Calif": "California", "Colo": "Colorado", "Conn": "Connecticut",
    "Fla": "Florida", "Ind": "Indiana", "Kans": "Kansas", "Mass": "Massachusetts", "Mich": "Michigan",
    "Minn": "Minnesota", "Mont": "Montana", "Nebr": "Nebraska", "Neb": "Nebraska", "Nev": "Nevada",
    "Okla": "Oklahoma", "Ont": "Ontario", "Ore": "Oregon", "Tenn": "Tennessee", "Va": "Virginia", "Vt": "Vermont",
    "Wis": "Wisconsin", "Wyo": "Wyoming",
}  # fmt: skip
# After a place; those that are also words, names or titles are left out: "Ann Lee, MD".
POSTAL_STATES = {
    "AK": "Alaska", "AR": "Arkansas", "AZ": "Arizona", "CA": "California", "CT": "Connecticut", "FL": "Florida",
    "GA": "Georgia", "IA": "Iowa", "IL": "Illinois", "KS": "Kansas", "KY": "Kentucky", "MI": "Michigan",
    "MN": "Minnesota", "MT": "Montana", "NC": "North Carolina", "NE": "Nebraska", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NV": "Nevada", "NY": "New York", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VA": "Virginia",
    "VT": "Vermont", "WI": "Wisconsin", "WV": "West Virginia", "WY": "Wyoming",
}  # fmt: skip
LINKS = {
    "e.g": "for example", "i.e": "that is", "viz": "namely", "cf": "compare", "incl": "including", "excl": "excluding",
    "esp": "especially", "resp": "respectively", "ibid": "ibidem",
    "a.k.a": "also known as",
}  # fmt: skip
# Words or names, too, where the sentence ends with them: "He met Max."
IN_THE_MIDDLE = {
    "max": "maximum", "min": "minimum", "avg": "average", "temp": "temperature", "orig": "original", "gen": "general",
    "eg": "for example", "ie": "that is",
}  # fmt: skip
WITH_AN_APOSTROPHE = {
    "int'l": "international", "int’l": "international", "nat'l": "national", "nat’l": "national", "gov't": "government",
    "gov’t": "government", "dep't": "department", "dep’t": "department", "ass'n": "association", "ass’n": "association",
    "cont'd": "continued", "cont’d": "continued", "sec'y": "secretary", "sec’y": "secretary",
}  # fmt: skip
# No words, with a stop or without.
EVERYWHERE = {
    "vs": "versus", "aka": "also known as", "a/k/a": "also known as", "lv": "level", "lvl": "level",
    "lvls": "levels", "approx": "approximately",
}  # fmt: skip
OPEN_ENDED = {"etc": "et cetera", "&c": "et cetera"}


def _rows() -> Iterator[Abbreviation]:
    groups = (
        (BOOKS_OF_THE_BIBLE, Where.BEFORE_VERSE, Last.NEVER),
        (NUMBERED, Where.BEFORE_NUMBER, Last.NEVER),
        (IN_ROMAN_NUMERALS, Where.BEFORE_ONE, Last.NEVER),
        (LETTERED, Where.BEFORE_LETTER, Last.NEVER),
        (DATED, Where.BEFORE_YEAR, Last.NEVER),
        (PEOPLE_WITH_A_STOP | FIRST_NAMES, Where.BEFORE_NAME, Last.NEVER),
        (CLIPPED_NAMES, Where.ANYWHERE, Last.BEFORE_OPENERS),
        (IN_OFFICE, Where.MID_SENTENCE, Last.NEVER),
        (QUARTERS, Where.BEFORE_A_STREET, Last.NEVER),
        (STATES, Where.AFTER_PLACE, Last.BEFORE_OPENERS),
        (STREETS, Where.OF_A_STREET, Last.BEFORE_OPENERS),
        (AFTER_A_NAME, Where.AFTER_NAME, Last.BEFORE_OPENERS),
        (FIRMS_AND_STREETS, Where.ANYWHERE, Last.BEFORE_OPENERS),
        (OFFICES, Where.ANYWHERE, Last.BEFORE_OPENERS),
        (AFTER_A_PERSON, Where.AFTER_NAME, Last.ALWAYS),
        (AFTER_A_PERSON, Where.ANYWHERE, Last.BEFORE_OPENERS),
        (DEGREES, Where.ANYWHERE, Last.BEFORE_OPENERS),
        (FIRMS_AFTER_AND, Where.AFTER_AND, Last.BEFORE_OPENERS),
        (SHOTS, Where.BEFORE_NAME, Last.NEVER),
        (MONTHS | DAYS, Where.ANYWHERE, Last.BEFORE_OPENERS),
        (MONTHS_OR_NAMES | DAYS_OR_WORDS, Where.BEFORE_NUMBER, Last.NEVER),
        (MONTHS_OR_NAMES | DAYS_OR_WORDS, Where.MID_SENTENCE, Last.NEVER),
        (MONTHS_OR_NAMES, Where.IN_A_MONTH, Last.BEFORE_OPENERS),
        (DAYS_OR_WORDS, Where.ON_A_DAY, Last.BEFORE_OPENERS),
        ({"v": "versus"}, Where.BETWEEN_NAMES, Last.NEVER),
        (PEOPLE, Where.BY_ITSELF, Last.BEFORE_OPENERS),
        (LINKS, Where.ANYWHERE, Last.NEVER),
        (IN_THE_MIDDLE, Where.MID_SENTENCE, Last.NEVER),
    )
    bare = (
        (POSTAL_STATES, Where.AFTER_PLACE, Last.BEFORE_OPENERS),
        # "LV" by itself is a Roman numeral.
        ({"LV": "LEVEL"}, Where.BEFORE_NUMBER, Last.NEVER),
        (NUMBERED_BARE, Where.BEFORE_NUMBER, Last.NEVER),
        (PEOPLE | PLACES, Where.BEFORE_NAME, Last.NEVER),
        (EVERYWHERE, Where.ANYWHERE, Last.NEVER),
        (WITH_AN_APOSTROPHE, Where.ANYWHERE, Last.BEFORE_OPENERS),
        (OPEN_ENDED, Where.ANYWHERE, Last.ALWAYS),
    )
    for words, where, last in groups:
        yield from (Abbreviation(short, said, where, last) for short, said in words.items())
    for words, where, last in bare:
        yield from (Abbreviation(short, said, where, last, bare=True) for short, said in words.items())


def _by_short_form() -> Mapping[str, tuple[Abbreviation, ...]]:
    found = defaultdict[str, list[Abbreviation]](list)
    for row in ABBREVIATIONS:
        found[row.short].append(row)
    return {short: tuple(rows) for short, rows in found.items()}


ABBREVIATIONS: tuple[Abbreviation, ...] = tuple(_rows())
BY_SHORT_FORM = _by_short_form()


def rows_for(written: str) -> tuple[Abbreviation, ...]:
    """The rows for a short form as it is written, without its last stop: "Lt", "LT", "vol", "Vol".

    >>> [row.said for row in rows_for("Vol")], [row.said for row in rows_for("LT")], rows_for("Dog")
    (['volume', 'volume'], ['Lieutenant', 'Lieutenant'], ())
    """
    return tuple(sorted(_rows_for(written), key=lambda row: row.where not in BEFORE_FIGURES))


def _rows_for(written: str) -> tuple[Abbreviation, ...]:
    found = BY_SHORT_FORM.get(written, ())
    if found and written.isupper() and len(written) > 1:
        return found
    if written[:1].isupper() and not written[1:].isupper():
        return found + BY_SHORT_FORM.get(written.lower(), ())
    if written.isupper() and len(written) > 1:
        return found + BY_SHORT_FORM.get(written.capitalize(), ()) + BY_SHORT_FORM.get(written.lower(), ())
    return found

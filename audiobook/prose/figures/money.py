"""Rules about money of any currency."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.prose.figures.dates import MONTH
from audiobook.prose.figures.rule import figure
from audiobook.prose.figures.words import NUMBER, cardinal, counted, plural
from audiobook.prose.rewrites import Rewrite, anyone_of


@dataclass(frozen=True, slots=True)
class Currency:
    """What one and many of a currency are called, and of its hundredth; "" where it has none."""

    one: str
    many: str
    cent: str = "cent"
    cents: str = "cents"


DOLLAR = Currency("dollar", "dollars")
POUND = Currency("pound", "pounds", "penny", "pence")
EURO = Currency("euro", "euros")
YEN = Currency("yen", "yen", "sen", "sen")
KRONA = Currency("krona", "kronor", "öre", "öre")
PESO = Currency("peso", "pesos", "centavo", "centavos")
SIGNS = {
    "$": DOLLAR, "£": POUND, "€": EURO, "¥": YEN, "₩": Currency("won", "won", "jeon", "jeon"),
    "₹": Currency("rupee", "rupees", "paisa", "paise"), "₽": Currency("ruble", "rubles", "kopek", "kopeks"),
    "₺": Currency("lira", "lira", "kurush", "kurush"), "₪": Currency("shekel", "shekels", "agora", "agorot"),
    "₫": Currency("dong", "dong"), "₱": PESO, "฿": Currency("baht", "baht", "satang", "satang"),
    "₴": Currency("hryvnia", "hryvnias", "kopiyka", "kopiykas"), "₦": Currency("naira", "naira", "kobo", "kobo"),
    "₿": Currency("bitcoin", "bitcoins"),
}  # fmt: skip
LANDS = {"US": "", "C": "Canadian ", "CA": "Canadian ", "A": "Australian ", "AU": "Australian ", "NZ": "New Zealand ",
         "HK": "Hong Kong ", "S": "Singapore "}  # fmt: skip
CODES = {
    "USD": DOLLAR, "EUR": EURO, "GBP": POUND, "JPY": YEN, "CAD": Currency("Canadian dollar", "Canadian dollars"),
    "AUD": Currency("Australian dollar", "Australian dollars"), "CHF": Currency("Swiss franc", "Swiss francs"),
    "INR": SIGNS["₹"], "Rs": SIGNS["₹"], "Rs.": SIGNS["₹"], "KRW": SIGNS["₩"], "RUB": SIGNS["₽"], "SEK": KRONA,
    "NOK": Currency("krone", "kroner", "øre", "øre"), "DKK": Currency("krone", "kroner", "øre", "øre"), "kr": KRONA,
    "CNY": Currency("yuan", "yuan"),  "RMB": Currency("yuan", "yuan"), "MXN": PESO, "BTC": SIGNS["₿"],
}  # fmt: skip
CODES_BEHIND = {
    **CODES,
    **{code.lower(): currency for code, currency in CODES.items() if len(code) == 3 and code.isupper()},
}
SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "mil": "million",
          "b": "billion", "B": "billion", "bn": "billion", "T": "trillion", "tn": "trillion"}  # fmt: skip
SCALE = rf"hundred|thousand|million|billion|trillion|{anyone_of(' '.join(SCALES))}"
SIGN = "".join(SIGNS)
LAND = anyone_of(" ".join(LANDS))
# What a sum in front of makes one thing: "a $20 bill", and what a word that follows "a $20" cannot be.
THINGS = anyone_of(
    "bill bills note notes coin coins chip chips fine fines tip prize reward bounty check cheque bet raise bonus job "
    "suit dress watch car house deal lunch dinner ticket tickets budget loan question gift fee charge limit minimum "
    "baby business company industry contract donation investment"
)
FUNCTION_WORDS = (
    r"(?:in|for|of|on|to|and|or|from|per|at|each|is|was|more|less|worth|out|with|that|he|she|it|they|we|you|when"
    r"|if|an?|the|by|off|back|but|so|as|every|ago|into|because|would|had|has|will|were|are|back|went|came|bought"
    r"|did|just|only|right|now|then|today|away|down|up|over|under|extra|each|apiece|cash|would|could|before|after"
    r"|until|short|there|here)\b"
)
BEFORE_DAYS = re.compile(rf"(?:{MONTH})\.? $")
LONGEST_MONTH = 11
ADJECTIVE_BEFORE = re.compile(
    r"\b(?:an?|another|this|that|one|each|every|single|his|her|my|your|our|their|its) $", re.IGNORECASE
)
ADJECTIVE_AFTER = re.compile(rf"-(?=[A-Za-z])| (?!{FUNCTION_WORDS})[a-z]{{3,}}")
THING_AFTER = re.compile(rf"[ -](?:[a-z]{{2,12}} )?(?:{THINGS})\b")
PER = r"(?P<per> ?/ ?(?:hour|hr|day|week|month|year|mo|yr|night|person|pound|lb|kg|gallon|mile|head)\b)?"
PERIODS = {"hr": "hour", "mo": "month", "yr": "year", "lb": "pound", "kg": "kilogram"}


def _amount(match: re.Match[str], currency: Currency, land: str = "") -> str:
    number, scale = match["figure"], match["scale"]
    one, many = land + currency.one, land + currency.many
    if match["last"]:
        number = f"{match['figure']} to {match['last']}"
    elif not scale and number.startswith("."):
        return counted(number[1:].lstrip("0") or "0", currency.cent, currency.cents)
    adjective = _is_adjective(match)
    if match["last"] or scale:
        said = " to ".join(cardinal(part) for part in number.split(" to "))
        return f"{said} {SCALES.get(scale, scale) + ' ' if scale else ''}{one if adjective else many}"
    return _whole_and_cents(number, one if adjective else many, one, currency, adjective)


def _whole_and_cents(number: str, many: str, one: str, currency: Currency, adjective: bool) -> str:
    whole, _, rest = number.partition(".")
    if rest and len(rest) != 2:
        return f"{cardinal(number)} {many}"
    small = str(int(rest)) if rest and int(rest) else ""
    if not small:
        return counted(whole, one, many)
    cents = counted(small, currency.cent, currency.cent if adjective else currency.cents)
    if int(whole.replace(",", "")) == 0:
        return cents
    return f"{counted(whole, one, many)}{' ' if adjective else ' and '}{cents}"


def _is_adjective(match: re.Match[str]) -> bool:
    string, end = match.string, match.end()
    if match["per"]:
        return False
    if THING_AFTER.match(string, end):
        return True
    before = string[max(0, match.start() - 9) : match.start()]
    after = ADJECTIVE_AFTER.match(string, end)
    return after is not None and (after.group() == "-" or ADJECTIVE_BEFORE.search(before) is not None)


def _per(match: re.Match[str]) -> str:
    period = (match["per"] or "").strip(" /")
    return f" per {PERIODS.get(period, period)}" if period else ""


def _with_sign(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    plus = " plus" if match["plus"] else ""
    words = _amount(match, SIGNS[match["sign"]], LANDS.get(match["land"] or "", ""))
    return f"{minus}{words}{plus}{_per(match)}"


def _old_money(match: re.Match[str]) -> str:
    parts = []
    if match["pounds"]:
        parts.append(counted(match["pounds"], "pound", "pounds"))
    if match["shillings"] and int(match["shillings"]):
        parts.append(counted(match["shillings"], "shilling", "shillings"))
    if match["pence"] and int(match["pence"]):
        parts.append("a penny" if match["pence"] == "1" else f"{cardinal(match['pence'])}pence")
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else match.group()


def _with_code(match: re.Match[str]) -> str:
    currency = CODES_BEHIND[match["before"] or match["after"]]
    scale, number = match["scale"] or match["size"], match["figure"] or match["other"]
    if scale:
        return f"{cardinal(number)} {SCALES.get(scale, scale)} {currency.many}"
    return _whole_and_cents(number, currency.many, currency.one, currency, adjective=False)


def _old_pounds_or_pence(match: re.Match[str]) -> str:
    if match["sign"]:
        return counted(match["figure"], "pound", "pounds")
    if BEFORE_DAYS.search(match.string, max(0, match.start() - LONGEST_MONTH), match.start()):
        return match.group()  # "September 2d." is a day
    return "a penny" if match["figure"] == "1" else f"{cardinal(match['figure'])}pence"


OLD_MONEY: tuple[Rewrite, ...] = (
    figure(
        "pounds, shillings and pence",
        re.compile(
            r"(?<![\w.])£ ?(?P<pounds>\d{1,6}),? (?P<shillings>\d{1,2})s\.?(?:,? (?P<pence>\d{1,2})d\b\.?)?(?![\w])"
        ),
        _old_money,
        (
            ("£5 10s. 6d. a year", "Five pounds, ten shillings and sixpence a year"),
            ("for £2 5s", "for two pounds and five shillings"),
        ),
        ("£5", "£5 10so"),
    ),
    figure(
        "shillings and pence",
        re.compile(r"(?<![\w.£])(?P<pounds>)(?P<shillings>\d{1,2})s\.? ?(?P<pence>\d{1,2})d\b\.?(?!\w)"),
        _old_money,
        (("for 2s. 6d. each", "for two shillings and sixpence each"),),
        ("2s", "6d"),
    ),
    figure(
        "pence and pounds as old books have them",
        re.compile(
            r"(?<![\w.£,])(?<![Tt]he )(?P<figure>\d{1,3}(?:,\d{3})*|\d{1,6})(?: ?(?P<sign>l)\.(?=,|;|\s+(?:a|per|or"
            r"|and|of|in|to|for|from|a-year|which|at)\b)|(?P<pence>d)\.(?![A-Za-z]))"
        ),
        _old_pounds_or_pence,
        (("with 10,000l. a year", "with ten thousand pounds a year"), ("cost 2d. to send", "cost twopence to send")),
        ("2d", "5 l", "September 2d."),
    ),
)
MONEY: tuple[Rewrite, ...] = (
    figure(
        "money",
        re.compile(
            rf"(?P<minus>(?<!\S)[-−])?(?:(?<![A-Za-z])(?P<land>{LAND}))?(?P<sign>[{SIGN}]) ?(?P<figure>{NUMBER}"
            rf"|\.\d\d)(?:[-–—]\$?(?P<last>{NUMBER}))?"
            rf"(?:[ -]?(?P<scale>{SCALE})\b)?(?P<plus>\+(?!\w))?"
            rf"(?: (?:dollars?|pounds?|euros?|yen|won)\b)?{PER}(?!\d|['’]?s\b)"
        ),
        _with_sign,
        (
            ("for $5.99", "for five dollars and ninety-nine cents"),
            ("just £1", "just one pound"),
            ("about $3 million", "about three million dollars"),
            ("he made $1.5bn", "he made one point five billion dollars"),
            ("for €1,250", "for one thousand two hundred fifty euros"),
            ("a $20 bill", "a twenty dollar bill"),
            ("a $5-a-day job", "a five dollar-a-day job"),
            ("two $20 bills", "two twenty dollar bills"),
            ("a $3 million house", "a three million dollar house"),
            ("at $15/hour", "at fifteen dollars per hour"),
            ("some C$20", "some twenty Canadian dollars"),
            ("for $5-10", "for five to ten dollars"),
            ("only ¥500 and ₹20", "only five hundred yen and twenty rupees"),
            ("for $.50", "for fifty cents"),
            ("for $20 dollars", "for twenty dollars"),
        ),
        ("a$$", "$x", "$20s"),
    ),
    figure(
        "bills by their value",
        re.compile(rf"(?P<sign>[{SIGN}])(?P<figure>\d{{1,5}})['’]?s\b"),
        lambda match: plural(cardinal(match["figure"])),
        (("in $20s", "in twenties"),),
        ("$20", "20s"),
    ),
    figure(
        "money with its code",
        re.compile(
            rf"(?<![\w.])(?:(?P<before>{anyone_of(' '.join(CODES))}) ?(?P<figure>{NUMBER})(?: ?"
            rf"(?P<scale>{SCALE})\b)?(?![\w])"
            rf"|(?P<other>{NUMBER})(?: ?(?P<size>{SCALE}))? ?"
            rf"(?P<after>{anyone_of(' '.join(code for code in CODES_BEHIND if not code.startswith('Rs')))})\b)"
        ),
        _with_code,
        (
            ("for 5 USD", "for five dollars"),
            ("EUR 20", "Twenty euros"),
            ("about 50 kr.", "about fifty kronor."),
            ("Rs. 500", "Five hundred rupees"),
        ),
        ("USD", "5 kring"),
    ),
    figure(
        "money with its sign behind it",
        re.compile(
            rf"(?<![\w.,])(?P<figure>{NUMBER}) ?(?P<sign>[{SIGN}])(?![\w{SIGN}])(?P<scale>)(?P<last>)(?P<per>)"
            rf"(?P<land>)(?P<minus>)(?P<plus>)"
        ),
        _with_sign,
        (("for 5€", "for five euros"), ("just 20$.", "just twenty dollars.")),
        ("5$5", "a$", "$5"),
    ),
    figure(
        "cents",
        re.compile(rf"(?<![\w.])(?P<figure>{NUMBER}) ?(?P<sign>¢|p\b(?<=\d\dp|.\dp)(?! [a-z]))"),
        lambda match: (
            match.group()
            if match["sign"] == "p" and len(match["figure"]) > 2
            else counted(match["figure"], *(("cent", "cents") if match["sign"] == "¢" else ("penny", "pence")))
        ),
        (("for 50¢", "for fifty cents"), ("only 99p.", "only ninety-nine pence.")),
        ("¢", "1080p", "5 p.m."),
    ),
)

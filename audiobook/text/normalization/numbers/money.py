"""Rules about money of any currency."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiobook.text.normalization.numbers.dates import MONTH_PATTERN
from audiobook.text.normalization.numbers.number_rule import is_noun_modifier, number_rule
from audiobook.text.normalization.numbers.number_words import NUMBER_PATTERN, count_noun, pluralize, to_cardinal
from audiobook.text.normalization.rules import NormalizationRule, any_word_pattern


@dataclass(frozen=True, slots=True)
class Currency:
    """The singular and plural names of a currency and of its hundredth part."""

    singular: str
    plural_name: str
    cent: str = "cent"
    cents: str = "cents"


DOLLAR = Currency("dollar", "dollars")
POUND = Currency("pound", "pounds", "penny", "pence")
EURO = Currency("euro", "euros")
YEN = Currency("yen", "yen", "sen", "sen")
KRONA = Currency("krona", "kronor", "öre", "öre")
PESO = Currency("peso", "pesos", "centavo", "centavos")
CURRENCY_SIGNS = {
    "$": DOLLAR, "£": POUND, "€": EURO, "¥": YEN, "₩": Currency("won", "won", "jeon", "jeon"),
    "₹": Currency("rupee", "rupees", "paisa", "paise"), "₽": Currency("ruble", "rubles", "kopek", "kopeks"),
    "₺": Currency("lira", "lira", "kurush", "kurush"), "₪": Currency("shekel", "shekels", "agora", "agorot"),
    "₫": Currency("dong", "dong"), "₱": PESO, "฿": Currency("baht", "baht", "satang", "satang"),
    "₴": Currency("hryvnia", "hryvnias", "kopiyka", "kopiykas"), "₦": Currency("naira", "naira", "kobo", "kobo"),
    "₿": Currency("bitcoin", "bitcoins"),
}  # fmt: skip
COUNTRY_PREFIXES = {
    "US": "",
    "C": "Canadian ",
    "CA": "Canadian ",
    "A": "Australian ",
    "AU": "Australian ",
    "NZ": "New Zealand ",
    "HK": "Hong Kong ",
    "S": "Singapore ",
}
CURRENCY_CODES = {
    "USD": DOLLAR,
    "EUR": EURO,
    "GBP": POUND,
    "JPY": YEN,
    "CAD": Currency("Canadian dollar", "Canadian dollars"),
    "AUD": Currency("Australian dollar", "Australian dollars"),
    "CHF": Currency("Swiss franc", "Swiss francs"),
    "INR": CURRENCY_SIGNS["₹"],
    "Rs": CURRENCY_SIGNS["₹"],
    "Rs.": CURRENCY_SIGNS["₹"],
    "KRW": CURRENCY_SIGNS["₩"],
    "RUB": CURRENCY_SIGNS["₽"],
    "SEK": KRONA,
    "NOK": Currency("krone", "kroner", "øre", "øre"),
    "DKK": Currency("krone", "kroner", "øre", "øre"),
    "kr": KRONA,
    "CNY": Currency("yuan", "yuan"),
    "RMB": Currency("yuan", "yuan"),
    "MXN": PESO,
    "BTC": CURRENCY_SIGNS["₿"],
}
CODES_AFTER = {
    **CURRENCY_CODES,
    **{code.lower(): currency for code, currency in CURRENCY_CODES.items() if len(code) == 3 and code.isupper()},
}
SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "mil": "million",
    "b": "billion", "B": "billion", "bn": "billion", "T": "trillion", "tn": "trillion",
}  # fmt: skip
SCALE_PATTERN = rf"hundred|thousand|million|billion|trillion|{any_word_pattern(' '.join(SCALES))}"
SIGN_CHARACTERS = "".join(CURRENCY_SIGNS)
COUNTRY_PATTERN = any_word_pattern(" ".join(COUNTRY_PREFIXES))
# An amount before one of these describes it: "a $20 bill".
PRICED_THINGS = any_word_pattern(
    "bill bills note notes coin coins chip chips fine fines tip prize reward bounty check cheque bet raise bonus job "
    "suit dress watch car house deal lunch dinner ticket tickets budget loan question gift fee charge limit minimum "
    "baby business company industry contract donation investment"
)
# After an amount these are no noun that it describes.
FUNCTION_WORDS = (
    r"(?:in|for|of|on|to|and|or|from|per|at|each|is|was|more|less|worth|out|with|that|he|she|it|they|we|you|when"
    r"|if|an?|the|by|off|back|but|so|as|every|ago|into|because|would|had|has|will|were|are|back|went|came|bought"
    r"|did|just|only|right|now|then|today|away|down|up|over|under|extra|each|apiece|cash|would|could|before|after"
    r"|until|short|there|here)\b"
)
MONTH_BEFORE = re.compile(rf"(?:{MONTH_PATTERN})\.? $")
MAX_MONTH_CHARACTERS = 11
DETERMINER_BEFORE = re.compile(
    r"\b(?:an?|another|this|that|one|each|every|single|his|her|my|your|our|their|its) $", re.IGNORECASE
)
NOUN_AHEAD = re.compile(rf" (?!{FUNCTION_WORDS})[a-z]{{3,}}")
HYPHEN_AFTER = re.compile(r"-(?=[A-Za-z])")
THING_AFTER = re.compile(rf"[ -](?:[a-z]{{2,12}} )?(?:{PRICED_THINGS})\b")
PER = r"(?P<per> ?/ ?(?:hour|hr|day|week|month|year|mo|yr|night|person|pound|lb|kg|gallon|mile|head)\b)?"
PERIODS = {"hr": "hour", "mo": "month", "yr": "year", "lb": "pound", "kg": "kilogram"}


def _say_amount(match: re.Match[str], currency: Currency, country: str = "") -> str:
    number, scale = match["figure"], match["scale"]
    singular, plural_name = country + currency.singular, country + currency.plural_name
    if match["last"]:
        number = f"{match['figure']} to {match['last']}"
    elif not scale and number.startswith("."):
        return count_noun(number[1:].lstrip("0") or "0", currency.cent, currency.cents)
    takes_singular = _takes_singular(match)
    if match["last"] or scale:
        words = " to ".join(to_cardinal(part) for part in number.split(" to "))
        return f"{words} {SCALES.get(scale, scale) + ' ' if scale else ''}{singular if takes_singular else plural_name}"
    return _say_whole_and_cents(number, singular if takes_singular else plural_name, singular, currency, takes_singular)


def _say_whole_and_cents(number: str, plural_name: str, singular: str, currency: Currency, takes_singular: bool) -> str:
    whole, _, decimals = number.partition(".")
    if decimals and len(decimals) != 2:
        return f"{to_cardinal(number)} {plural_name}"
    cent_count = str(int(decimals)) if decimals and int(decimals) else ""
    if not cent_count:
        return count_noun(whole, singular, plural_name)
    cents = count_noun(cent_count, currency.cent, currency.cent if takes_singular else currency.cents)
    if int(whole.replace(",", "")) == 0:
        return cents
    return f"{count_noun(whole, singular, plural_name)}{' ' if takes_singular else ' and '}{cents}"


def _takes_singular(match: re.Match[str]) -> bool:
    """Whether an amount describes a noun: "a $20 bill", "a $5-a-day job"."""
    if match["per"]:
        return False
    if THING_AFTER.match(match.string, match.end()) or HYPHEN_AFTER.match(match.string, match.end()):
        return True
    return is_noun_modifier(match, DETERMINER_BEFORE, NOUN_AHEAD)


def _say_period(match: re.Match[str]) -> str:
    period = (match["per"] or "").strip(" /")
    return f" per {PERIODS.get(period, period)}" if period else ""


def _say_with_sign(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    plus = " plus" if match["plus"] else ""
    words = _say_amount(match, CURRENCY_SIGNS[match["sign"]], COUNTRY_PREFIXES.get(match["land"] or "", ""))
    return f"{minus}{words}{plus}{_say_period(match)}"


def _say_old_money(match: re.Match[str]) -> str:
    parts = []
    if match["pounds"]:
        parts.append(count_noun(match["pounds"], "pound", "pounds"))
    if match["shillings"] and int(match["shillings"]):
        parts.append(count_noun(match["shillings"], "shilling", "shillings"))
    if match["pence"] and int(match["pence"]):
        parts.append("a penny" if match["pence"] == "1" else f"{to_cardinal(match['pence'])}pence")
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else match.group()


def _say_with_code(match: re.Match[str]) -> str:
    currency = CODES_AFTER[match["before"] or match["after"]]
    scale, number = match["scale"] or match["size"], match["figure"] or match["other"]
    if scale:
        return f"{to_cardinal(number)} {SCALES.get(scale, scale)} {currency.plural_name}"
    return _say_whole_and_cents(number, currency.plural_name, currency.singular, currency, takes_singular=False)


def _say_pounds_or_pence(match: re.Match[str]) -> str:
    if match["sign"]:
        return count_noun(match["figure"], "pound", "pounds")
    if MONTH_BEFORE.search(match.string, max(0, match.start() - MAX_MONTH_CHARACTERS), match.start()):
        return match.group()  # "September 2d." is a day
    return "a penny" if match["figure"] == "1" else f"{to_cardinal(match['figure'])}pence"


OLD_MONEY_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "pounds, shillings and pence",
        re.compile(
            r"(?<![\w.])£ ?(?P<pounds>\d{1,6}),? (?P<shillings>\d{1,2})s\.?(?:,? (?P<pence>\d{1,2})d\b\.?)?(?![\w])"
        ),
        _say_old_money,
        (
            ("£5 10s. 6d. a year", "Five pounds, ten shillings and sixpence a year"),
            ("for £2 5s", "for two pounds and five shillings"),
        ),
        ("£5", "£5 10so"),
    ),
    number_rule(
        "shillings and pence",
        re.compile(r"(?<![\w.£])(?P<pounds>)(?P<shillings>\d{1,2})s\.? ?(?P<pence>\d{1,2})d\b\.?(?!\w)"),
        _say_old_money,
        (("for 2s. 6d. each", "for two shillings and sixpence each"),),
        ("2s", "6d"),
    ),
    number_rule(
        "pence and pounds as old books have them",
        re.compile(
            r"(?<![\w.£,])(?<![Tt]he )(?P<figure>\d{1,3}(?:,\d{3})*|\d{1,6})(?: ?(?P<sign>l)\.(?=,|;|\s+(?:a|per|or"
            r"|and|of|in|to|for|from|a-year|which|at)\b)|(?P<pence>d)\.(?![A-Za-z]))"
        ),
        _say_pounds_or_pence,
        (("with 10,000l. a year", "with ten thousand pounds a year"), ("cost 2d. to send", "cost twopence to send")),
        ("2d", "5 l", "September 2d."),
    ),
)
MONEY_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "money",
        re.compile(
            rf"(?P<minus>(?<!\S)[-−])?(?:(?<![A-Za-z])(?P<land>{COUNTRY_PATTERN}))?(?P<sign>[{SIGN_CHARACTERS}]) ?"
            rf"(?P<figure>{NUMBER_PATTERN}"
            rf"|\.\d\d)(?:[-–—]\$?(?P<last>{NUMBER_PATTERN}))?"
            rf"(?:[ -]?(?P<scale>{SCALE_PATTERN})\b)?(?P<plus>\+(?!\w))?"
            rf"(?: (?:dollars?|pounds?|euros?|yen|won)\b)?{PER}(?!\d|['’]?s\b)"
        ),
        _say_with_sign,
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
    number_rule(
        "bills of a value",
        re.compile(rf"(?P<sign>[{SIGN_CHARACTERS}])(?P<figure>\d{{1,5}})['’]?s\b"),
        lambda match: pluralize(to_cardinal(match["figure"])),
        (("in $20s", "in twenties"),),
        ("$20", "20s"),
    ),
    number_rule(
        "money with a currency code",
        re.compile(
            rf"(?<![\w.])(?:(?P<before>{any_word_pattern(' '.join(CURRENCY_CODES))}) ?(?P<figure>{NUMBER_PATTERN})(?: ?"
            rf"(?P<scale>{SCALE_PATTERN})\b)?(?![\w])"
            rf"|(?P<other>{NUMBER_PATTERN})(?: ?(?P<size>{SCALE_PATTERN}))? ?"
            rf"(?P<after>{any_word_pattern(' '.join(code for code in CODES_AFTER if not code.startswith('Rs')))})\b)"
        ),
        _say_with_code,
        (
            ("for 5 USD", "for five dollars"),
            ("EUR 20", "Twenty euros"),
            ("about 50 kr.", "about fifty kronor."),
            ("Rs. 500", "Five hundred rupees"),
        ),
        ("USD", "5 kring"),
    ),
    number_rule(
        "money with its sign after it",
        re.compile(
            rf"(?<![\w.,])(?P<figure>{NUMBER_PATTERN}) ?(?P<sign>[{SIGN_CHARACTERS}])(?![\w{SIGN_CHARACTERS}])"
            rf"(?P<scale>)(?P<last>)(?P<per>)"
            rf"(?P<land>)(?P<minus>)(?P<plus>)"
        ),
        _say_with_sign,
        (("for 5€", "for five euros"), ("just 20$.", "just twenty dollars.")),
        ("5$5", "a$", "$5"),
    ),
    number_rule(
        "cents",
        re.compile(rf"(?<![\w.])(?P<figure>{NUMBER_PATTERN}) ?(?P<sign>¢|p\b(?<=\d\dp|.\dp)(?! [a-z]))"),
        lambda match: (
            match.group()
            if match["sign"] == "p" and len(match["figure"]) > 2
            else count_noun(match["figure"], *(("cent", "cents") if match["sign"] == "¢" else ("penny", "pence")))
        ),
        (("for 50¢", "for fifty cents"), ("only 99p.", "only ninety-nine pence.")),
        ("¢", "1080p", "5 p.m."),
    ),
)

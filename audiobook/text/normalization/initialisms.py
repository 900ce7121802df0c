"""Initialisms, said letter by letter, and acronyms, said as words; words in capitals that are neither are shouted.

The shape of a word decides for all that are not listed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Said letter by letter, even in a shout. Those without a vowel, or unlike any word, need no entry.
SPELLED_INITIALISMS = frozenset(
    (
        # states and agencies
        "FBI CIA NSA DEA ATF IRS EPA FDA FCC FAA CDC DOJ DOD DHS USA USAF USMC USN USSR USPS UK EU UN UAE UAV IRA PLO "
        "NRA ACLU AARP NAACP ASPCA NCAA NYU UCLA USC MIT LSE GOP MEP EEC ECB IMF IOC IPCC NHS DMV APB LAPD NYPD "
        "FSB GRU SAS RAF BBC ITV ABC NBC CBS CNN AOL IBM UPS AI CSI NCIS SVU PI "
        # medicine
        "ER ICU NICU ECG EKG EEG EMG ECT MRI CT IV IVF EMT EMS ENT OB OBGYN CPR AED DOA DNA RNA HIV STI IUD UTI ALS "
        "IBS IBD OCD ADHD PTSD BPD ED OD BMI IQ EQ EDS TBI UV UVA UVB OTC NGO PPE "
        # police, army and offices
        "CEO CFO COO CIO CTO VIP CO XO IED EMP ETA ETD SOP SUV RV ATV UFO ROTC POC POW SOS HR PR PE "
        "GED GPA BA TA ID IOU DUI DWI ATM CCTV AC EST EDT "
        # computers
        "API CPU GPU USB URL URI ISP ISBN UX OS IOS SEO AR VR SSD LCD HDMI VOIP IP IM PDF AFK FAQ FTP EULA "
        # games
        "RPG MMO MMORPG FPS NPC PVP PVE DPS AOE HP MP XP AGI VIT INT STR CHA WIS LUK ATK DLC OP IGN DM UI "
        # stories and those who write them
        "AU OC OOC IC OTP UST PWP POV ML WIP LOTR ATLA BNHA MHA FMA AOT ASOIAF OFC OMC OVA OAV IRL "
        "IMO IMHO OMG OMFG WTF TBA TBC TBD TLA EOD DIY FYI BYOB RSVP RIP OT OST EP EPS TOS TNG AMA MCU DCU ESPN UCAS "
        # the rest
        "BCE CE AD LA DC NY PM ABV AAA IPA LAX YMCA YWCA USDA OTOH TTYL AFAIK IDGAF NICU"
    ).split()
)
# Said as words; engines know them in capitals.
ACRONYMS = frozenset(
    (
        "OK OKAY NASA NATO UNESCO UNICEF AIDS AWOL PIN ASAP ROFL CAT DADA OWL NEWT OPEC SARS "
        "COVID TARDIS NORAD POTUS FLOTUS DEFCON FIFA UEFA RAM ROM"
    ).split()
)
# Initialisms that are words or names where a whole line is in capitals.
AMBIGUOUS_INITIALISMS = frozenset("ABC BA CHA ED EP EPS INT LA ML OB OD OP OT POC POW RIP TA UPS VIT WIS".split())
DETERMINER_BEFORE = r"\b(?:the|an?|our|my|your|his|her|their|its|every|each|this|that|some|no) $"
ARTICLE_BEFORE = re.compile(r"\b(?:the|an?) $", re.IGNORECASE)
NUMBER_AFTER = r":? ?[+-]?\d"
# The values that games count: those that are words, and all.
GAME_STAT_WORDS = frozenset("END CON DEX PER DEF RES MAG ACC SPA MAX LUC".split())
GAME_STATS = GAME_STAT_WORDS | frozenset("HP MP SP XP AP AC STR INT WIS CHA AGI VIT LUK ATK SPD LVL LCK".split())
COMPUTER_NOUNS = (
    "guys?|girls?|man|men|woman|women|person|people|department|dept|support|teams?|desk|help|helpdesk|specialists?|"
    "experts?|techs?|technicians?|staff|security|managers?|directors?|consultants?|systems?|infrastructure|jobs?|"
    "services?|problems?|issues?|stuff|nerds?|geeks?|professionals?|workers?|company|industry|guru|admin|"
    "administrators?|background|class|course|degree|skills?|training|sector|crew|division|office|room|lab|personnel|"
    "equipment|budget|network|projects?|contractors?|lady|dude|whiz|wizard|work|firm|consulting"
)
STATE_NOUNS = (
    "troops?|soldiers?|army|navy|marines?|marshals?|air|government|military|forces?|presidents?|senators?|senate|"
    "congress|embassy|citizens?|dollars?|history|soil|borders?|territory|economy|constitution|elections?|attorney|"
    "ambassador|agents?|customs|mail|open|politics|laws?|officials?|treasury|mint|flag|passport|visa|coast|tour|"
    "markets?|debt|intelligence|policy|supreme|postal|currency|banks?|bonds|federal|national|naval|special"
)
LIGHT_NOUNS = "lights?|lamps?|screens?|displays?|strips?|bulbs?|signs?|panels?|lighting|headlights?"


@dataclass(frozen=True, slots=True)
class Homograph:
    """An initialism that is also a word, and what comes before or after it where it is spelled."""

    letters: str
    before: re.Pattern[str]
    after: re.Pattern[str]


def _build_homograph(letters: str, before: str = "(?!)", after: str = "(?!)") -> Homograph:
    return Homograph(letters, re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE))


HOMOGRAPHS = {
    homograph.letters: homograph
    for homograph in (
        _build_homograph(
            "IT",
            r"\b(?:the|an|our|your|my|his|her|their|from|in|company|corporate) $",
            rf" (?:{COMPUTER_NOUNS})\b|-(?:related|based)",
        ),
        _build_homograph(
            "US",
            r"\b(?:the|a|former|current|senior|several|many|other|recent|major) $|\b(?:anti|pro|non)-$",
            rf" (?:{STATE_NOUNS})\b| (?-i:[A-Z][a-z])|-(?:[a-z]+ed|born|led|made|only|bound|style)\b|[$]|/[A-Z]",
        ),
        _build_homograph("WHO", r"\bthe $", r" (?:guidelines|officials?|reports?)\b"),
        _build_homograph("OR", r"\b(?:the|an) $", r" (?:nurses?|table|staff|suites?|doors?|schedule)\b"),
        _build_homograph("AM", r"\d ?$", r" radio\b"),
        _build_homograph("PA", DETERMINER_BEFORE, r" (?:systems?|announcements?|speakers?)\b"),
        _build_homograph("MA", r"\b(?:an|her|his) $", r" (?:degree|thesis)\b"),
        _build_homograph("SAT", DETERMINER_BEFORE, r" (?:scores?|prep|tests?|exams?|tutors?|words?)\b"),
        _build_homograph("ACT", after=r" (?:scores?|prep|tests?)\b"),
        _build_homograph("LED", r"\ban? $", rf" (?:{LIGHT_NOUNS})\b"),
        _build_homograph("DOT", after=r" (?:damage|effects?)\b"),
        _build_homograph("ADD", r"\b(?:with|has|have|had|got) $", r" (?:meds|medication|diagnosis)\b"),
        _build_homograph("DID", r"\b(?:with|has) $", r" (?:diagnosis|systems?)\b"),
        _build_homograph("EVA", r"\b(?:an|during) $", r" suits?\b"),
        _build_homograph("MIA", r"\b(?:went|go|gone|going|goes|still|listed|declared|reported|been|as) $"),
        *(_build_homograph(stat, r"\d ?$", NUMBER_AFTER) for stat in GAME_STAT_WORDS),
    )
}
# Two-letter initialisms with a common plural; others with an S are more often something else: "PMS".
PLURALIZED_INITIALISMS = frozenset("ID OC AU RV TV DJ PC CD EP".split())
TWO_LETTER_WORDS = frozenset(
    (
        "AH AM AN AS AT AW AX AY BE BY DO EH EW EX GO HA HE HI HO HM IF IN IS IT LO MA ME MY NA NO OF OH OI ON OR "
        "OW OX PA SO TO UH UM UP US WE YE YO"
    ).split()
)
# Names and foreign words, where a whole line is in capitals.
TWO_LETTER_NAMES = frozenset("AL BO CY DE DU ED EL EM EN ET JO LE MO SU TE TY VI YA".split())
# Common three-letter words; the dictionary need not be loaded for them.
COMMON_WORDS = frozenset(
    (
        "EXP OPS ADS ALL AND ANY ARE BAD BIG BUT CAN DAD DAY DID DIE FOR GET GOD GOT HAD HAS HER HEY HIM HIS HOW "
        "ITS LET LOT MAN MAY MOM NEW NOT NOW OFF OLD ONE OUR OUT OWN RUN SAW SAY SEE SHE SIR SON THE TOO TWO USE "
        "WAS WAY WHO WHY WON YES YET YOU"
    ).split()
)
# Three-letter first names that are not in the dictionary, or look like initialisms.
SHORT_NAMES = frozenset(
    (
        "ABE ADA AKI ANA ANN AOI ARI ARY ASA AVA AVI AYA BEA BEN BOB CAM CAS CLO DEB DEE ELI EMI EVA EVE FAY FEI "
        "FLO GIA GIL GUS HAL HAN HUA IAN IDA IKE INA INO IRA ISA IVA IVY JAN JAX JAY JED JEN JIM JIN JOE JON JOY "
        "JUN KAI KAT KAY KEN KIM KIT KYE KYO LEA LEE LEN LEO LES LEV LEX LIA LIN LIV LIZ LOU LUC LUZ LYN MAE MAX "
        "MAY MEG MEI MEL MIN MIO NAN NED NIA NOA NOR ODA OLA ORI PAM PAT PEG PIA PIP RAE RAY REI REN REX REY RIA "
        "RIN ROB ROD RON ROY RUI RYU SAI SAL SAM SEB SHU SID SOL SUE TAD TAI TED THO TIM TIA TOM UMA UNA VAL VIC "
        "VIN WES YUI YUN YUU ZAC ZED ZEV ZIA ZOE"
    ).split()
)

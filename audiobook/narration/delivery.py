"""How a line is delivered if the text says so (whispered, shouted, laughed, thought): small changes of its voice."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from audiobook.model import Kind, Voice
from audiobook.text.speech_verbs import any_form_pattern, load_speech_verbs

# The tag of a quotation is the text next to it up to the end of the sentence, at most this long.
MAX_TAG_CHARACTERS = 70
TAG_AFTER = re.compile(r"[^.!?;:“”\"\n]*")
# A tag before a quotation ends with a comma or a colon.
TAG_BEFORE = re.compile(r"[^.!?;“”\"\n]*[,:]\s*$")
NEGATION = re.compile(
    r"(?:\bnot|n[’']t|\bnever|\bwithout|\bno|\bnobody|\binstead of|\bhardly)\s+(?:\w+\s+)?$", re.IGNORECASE
)
ALL_CAPITALS = re.compile(r"(?:[^\W\d_]*[A-ZÀ-Ý]){2}")
TRAILS_OFF = re.compile(r"(?:…|\.\.\.)[\"”’'*_]*\s*$")
SALUTATION = re.compile(r"[“\"'‘*_]*(?:My )?[Dd]ear(?:est)? [A-ZÀ-Ý][\w’' .-]{0,40},")
# “Dear Ann, come here.” is spoken; a letter is longer.
MIN_LETTER_CHARACTERS = 120


# What a delivery multiplies in a voice, and what it adds to it.
FACTORS = ("pitch", "pitch_range", "formant_high", "pace")
TERMS = ("gain", "tilt", "breath", "roughness", "tremor", "whisper")
# No delivery takes a voice further than this, so that an extreme recipe stays a voice. A recipe that is further by
# itself stays as it is.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "pitch": (0.38, 1.7),
    "pitch_range": (0.5, 1.6),
    "tilt": (-2.5, 5.5),
    "breath": (0.0, 0.35),
    "roughness": (0.0, 0.4),
    "tremor": (0.0, 0.8),
    "whisper": (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A change of a voice: factors and terms of its settings, named and measured as those of `Voice`.

    A speech tag calls for it by a verb of `audiobook/text/speech_verbs.tsv`, or by a phrase of `tag_phrases` (a
    pattern). `examples` are pairs of a line and the text next to it that call for it, `counterexamples` pairs that
    don't.
    """

    name: str
    tag_phrases: str = ""
    pitch: float = 1.0
    pitch_range: float = 1.0
    formant_high: float = 1.0
    pace: float = 1.0
    gain: float = 0.0
    tilt: float = 0.0
    breath: float = 0.0
    roughness: float = 0.0
    tremor: float = 0.0
    whisper: float = 0.0
    examples: tuple[tuple[str, str], ...] = ()
    counterexamples: tuple[tuple[str, str], ...] = ()
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        verbs = [form for verb in load_speech_verbs() if verb.delivery == self.name for form in verb.delivery_forms]
        alternatives = "|".join(filter(None, (any_form_pattern(verbs) if verbs else "", self.tag_phrases)))
        pattern = re.compile(rf"\b(?:{alternatives})\b" if alternatives else r"(?!)", re.IGNORECASE)
        object.__setattr__(self, "pattern", pattern)

    def apply_to(self, voice: Voice) -> Voice:
        """The voice with this delivery."""
        changed = {name: getattr(voice, name) * getattr(self, name) for name in FACTORS}
        changed |= {name: getattr(voice, name) + getattr(self, name) for name in TERMS}
        bounded: dict[str, Any] = {name: _limit(name, changed[name], getattr(voice, name)) for name in changed}
        return replace(voice, **bounded)


def _limit(setting: str, value: float, own: float) -> float:
    """The value within BOUNDS, or between them and the voice's own."""
    low, high = BOUNDS.get(setting, (-math.inf, math.inf))
    return round(min(max(value, min(low, own)), max(high, own)), 4)


PLAIN = Delivery("plain")
# What a dialogue tag may say about the voice. The first match counts, so the more specific ones come first. They differ
# in more than loudness, which is lost in a car, and so little that the character is still recognized
# (benchmarks/manner.py). `gain` makes up for what the rest changes in loudness.
TAG_DELIVERIES = (
    Delivery(
        "whispered",
        r"under (?:his|her|their|my) breath|barely audibl[ey]|in a whisper",
        gain=-2.0,
        pace=0.95,
        whisper=1.0,
        examples=(("“Go,”", "she whispered."), ("“Go,”", "said Tom under his breath."), ("“Go,”", "Ann breathed.")),
        counterexamples=(("“Go,”", "she said. The wind whispered."), ("“Go,”", "she did not whisper.")),
    ),
    Delivery(
        "sobbed",
        r"through (?:his|her|their|my) tears|tearfully",
        gain=-1.0,
        pitch=1.1,
        pitch_range=1.15,
        pace=0.92,
        breath=0.12,
        tremor=0.45,
        examples=(("“Go,”", "he sobbed."), ("“Go,”", "she said through her tears.")),
        counterexamples=(("“Go,”", "he said. Somebody sobbed."),),
    ),
    Delivery(
        "shouted",
        r"call(?:s|ed) (?:across|up|down|after)",
        gain=0.5,
        pitch=1.22,
        pitch_range=1.1,
        pace=0.97,
        tilt=2.0,
        examples=(("“Go!”", "he shouted."), ("“Go!”", "the man bellowed from the door."), ("“Go!”", "Ann called out.")),
        counterexamples=(("“Go!”", "he said. The crowd roared."), ("“Go,”", "he said without shouting.")),
    ),
    Delivery(
        "growled",
        gain=0.5,
        pitch=0.89,
        pitch_range=0.7,
        pace=0.95,
        roughness=0.22,
        examples=(("“Go,”", "he growled."), ("“Go,”", "Ann snarled."), ("“Go,”", "he said through gritted teeth.")),
        counterexamples=(("“Go,”", "she said. The dog growled."),),
    ),
    Delivery(
        "laughed",
        gain=0.5,
        pitch=1.1,
        pitch_range=1.35,
        formant_high=1.04,
        pace=1.04,
        breath=0.06,
        examples=(("“Go,”", "he laughed."), ("“Go,”", "she said, giggling.")),
        counterexamples=(("“Go,”", "he said. Nobody laughed."),),
    ),
    Delivery(
        "exclaimed",
        gain=0.4,
        pitch=1.08,
        pitch_range=1.25,
        pace=1.02,
        tilt=0.6,
        examples=(("“Go!”", "cried Ann."), ("“Go!”", "he exclaimed.")),
        counterexamples=(("“Go!”", "said Ann. The baby cried."),),
    ),
    Delivery(
        "murmured",
        r"softly|quietly|gently|in a (?:low|soft|quiet|small) voice|lowered (?:his|her|their) voice",
        gain=-2.0,
        pitch=0.95,
        pitch_range=0.7,
        pace=0.96,
        breath=0.15,
        tilt=-0.6,
        examples=(("“Go,”", "he murmured."), ("“Go,”", "she said softly."), ("“Go,”", "Tom said in a low voice.")),
        counterexamples=(("“Go,”", "he said. A brook murmured."),),
    ),
)
# Text that a character reads aloud sounds more even.
READ_ALOUD = Delivery(
    "read aloud",
    r"read(?:s|ing)? (?:out|aloud)|(?:letter|note|message|scroll|card|inscription|sign) (?:said|read|began)",
    pitch_range=0.75,
    pace=0.94,
    examples=(("“Dear Ann,”", "he read aloud."), ("“Gone fishing,”", "the note said.")),
    counterexamples=(("“I have read it,”", "he said."),),
)
SHOUTED = next(delivery for delivery in TAG_DELIVERIES if delivery.name == "shouted")
# A thought sounds like a voice close to the ear: soft, dark, even, with audible breath.
THOUGHT = Delivery("thought", gain=-0.5, pitch=0.95, pitch_range=0.65, pace=0.94, tilt=-1.3, breath=0.12)
TRAILING_OFF = Delivery("trailing off", pace=0.96, pitch_range=0.95)


def choose_delivery(kind: Kind, text: str, before: str, after: str) -> Delivery:
    """The delivery of a quotation; `before` and `after` are the narration next to it in its paragraph.

    >>> choose_delivery(Kind.SPEECH, "“Go,”", "", " she whispered.").name
    'whispered'
    """
    if not kind.is_speech:
        return PLAIN
    delivery = _match_delivery(_find_tag_after(after)) or _match_delivery(_find_tag_before(before))
    if delivery is None and _is_shouted(text):
        delivery = SHOUTED
    if delivery is None and SALUTATION.match(text) and len(text) > MIN_LETTER_CHARACTERS:
        delivery = READ_ALOUD
    if delivery is None and kind is Kind.THOUGHT:
        delivery = THOUGHT
    return delivery or (TRAILING_OFF if TRAILS_OFF.search(text) else PLAIN)


def _find_tag_after(text: str) -> str:
    match = TAG_AFTER.match(text[:MAX_TAG_CHARACTERS])
    return match.group() if match else ""


def _find_tag_before(text: str) -> str:
    match = TAG_BEFORE.search(text[-MAX_TAG_CHARACTERS:])
    return match.group() if match else ""


def _match_delivery(tag: str) -> Delivery | None:
    for delivery in (*TAG_DELIVERIES, READ_ALOUD):
        match = delivery.pattern.search(tag)
        if match and not NEGATION.search(tag[: match.start()]):
            return delivery
    return None


def _is_shouted(text: str) -> bool:
    """Whether a line is all capitals: at least two words, or one with an exclamation mark."""
    letters = [character for character in text if character.isalpha()]
    is_uppercase = letters and all(character.isupper() for character in letters)
    return bool(is_uppercase) and (len(text.split()) > 1 or "!" in text) and bool(ALL_CAPITALS.search(text))

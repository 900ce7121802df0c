"""What the studio's page is told, and what it says: frozen values that travel as JSON.

`build_schema` describes all of them as JSON Schema; the page and the tests rely on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audiobook.studio.shelf_model import AlbumView, CheckView, CoverView, ShelfView

# Whether a chapter or a paragraph is in the album as it would be made now.
MADE, OUTDATED, NOT_MADE = "made", "outdated", "missing"
# What a story is doing; while it is ATTRIBUTING, its text can be read already.
READING, ATTRIBUTING, READY, FAILED = "reading", "attributing", "ready", "failed"


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody who speaks: `hue` (degrees) is their colour, `share` of all dialogue 0 to 1, `voice` what they have."""

    name: str
    hue: int
    gender: str
    lines: int
    share: float
    voice: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChapterEntry:
    """A chapter in the list of chapters; `words` are those read aloud, `unsure` are lines whose speaker is a guess."""

    number: int
    title: str
    words: int
    lines: int
    unsure: int
    state: str = NOT_MADE


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story as a whole.

    `version` grows with every change. `people` are those with most lines first. `unsure` counts the lines that a
    review still asks about. `problem` says why the story cannot be read. `is_working` says that the program is still
    working out who says what.
    """

    id: str
    status: str
    version: int = 0
    title: str = ""
    author: str = ""
    file: str = ""
    narrator: str = ""
    chapters: tuple[ChapterEntry, ...] = ()
    people: tuple[PersonView, ...] = ()
    lines: int = 0
    unsure: int = 0
    can_undo: bool = False
    can_redo: bool = False
    problem: str = ""
    notices: tuple[str, ...] = ()
    is_working: bool = False


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """What the pages are told when a story changes."""

    id: str
    version: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A stretch of text of one kind; `place` is its position as people type it ("3:14.2").

    `speaker` is "" for narration and for lines that nobody is known to say; `skipped` says why it is not read aloud.
    """

    kind: str
    text: str
    place: str
    speaker: str = ""
    confidence: float = 0.0
    evidence: str = ""
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph; `number` counts within the chapter, 0 for what has none."""

    number: int
    segments: tuple[SegmentView, ...]


@dataclass(frozen=True, slots=True)
class ChapterView:
    """The text of a chapter."""

    version: int
    number: int
    title: str
    paragraphs: tuple[ParagraphView, ...]


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that has another speaker now, and the beginning of its text; "" is the narrator."""

    place: str
    before: str
    after: str
    text: str


@dataclass(frozen=True, slots=True)
class SharedPhrase:
    """What a tag calls its speaker ("the old lady"), and in how many other tags it may mean the same person."""

    phrase: str
    name: str
    lines: int


@dataclass(frozen=True, slots=True)
class EditResult:
    """What an edit did: the story as it is now, sentences for the person, and the lines that it changes besides."""

    story: StoryView
    messages: tuple[str, ...] = ()
    changed: tuple[ChangedLine, ...] = ()
    shared: SharedPhrase | None = None


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """Somebody who may say a line, and how likely that is (0 to 1)."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class TakeView:
    """How a line is spoken if that is set by hand: None and "" for what stays as the program does it.

    `current` is the take that it is in now. The pauses are in milliseconds. `say` are its words with the pronunciation
    that they have only there.
    """

    current: int = 0
    take: int | None = None
    delivery: str = ""
    pause_before: int | None = None
    pause_after: int | None = None
    say: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SoundHelp:
    """Letters to spell a sound with, and a word that has it."""

    letters: str
    example: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A line or a paragraph that somebody has chosen: how it is spoken, and which deliveries there are.

    `choices` are those who may say a line, the likeliest first, and then the others of its scene; `following` is its
    exchange. A paragraph of narration has none. `sound` is None where nothing is read aloud. `words` are those that can
    have a pronunciation here only, and `spelling` is how to write it.
    """

    place: str
    choices: tuple[ChoiceView, ...]
    following: tuple[str, ...]
    sound: TakeView | None
    deliveries: tuple[str, ...]
    words: tuple[str, ...]
    spelling: tuple[SoundHelp, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The line that matters most: its `place`, those asked with it, and who may say it.

    `left` is the number of doubtful lines at this stage. Without any left, `place` is "".
    """

    version: int
    left: int
    place: str = ""
    following: tuple[str, ...] = ()
    choices: tuple[ChoiceView, ...] = ()
    stage: str = ""


@dataclass(frozen=True, slots=True)
class CastEntryView:
    """A character on the cast page: the voice's settings, and lines of theirs to hear, by place."""

    name: str
    hue: int
    gender: str
    lines: int
    share: float
    voice: str
    settings: Mapping[str, float]
    aliases: tuple[str, ...]
    samples: tuple[SegmentView, ...]
    suggestions: tuple[str, ...]
    alike: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceView:
    """A voice that can be chosen."""

    name: str
    engine: str
    gender: str
    age: str
    description: str


@dataclass(frozen=True, slots=True)
class CastView:
    """The cast of a story, the narrator first, and the voices to choose from."""

    version: int
    narrator: CastEntryView
    people: tuple[CastEntryView, ...]
    voices: tuple[VoiceView, ...]
    limits: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class OtherCastView:
    """The cast file of another story, and the voices that it has for people of this one."""

    file: str
    title: str
    voices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WordView:
    """A word whose pronunciation is a guess, or one that a lexicon has; `origin` tells which.

    `phonemes` are IPA, `respelling` is the same in ordinary letters, and `said` what this story's cast file says.
    `place` is where the word has this pronunciation only, or else the line of its `sentence`.
    """

    word: str
    count: int
    phonemes: str
    origin: str
    sentence: str
    respelling: str
    said: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class WordsView:
    """The words to check, the most frequent first; `total` counts those that are left out of a long list, too."""

    version: int
    words: tuple[WordView, ...]
    sounds: tuple[SoundHelp, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request could not be done, in words for the person."""

    message: str


SENT = (
    StoryView,
    ChapterView,
    EditResult,
    QuestionView,
    LineView,
    CastView,
    OtherCastView,
    WordsView,
    ShelfView,
    AlbumView,
    CheckView,
    CoverView,
    Problem,
)


def build_schema() -> dict[str, Any]:
    """All values that the page is sent, as JSON Schema definitions by name."""
    import msgspec

    _, definitions = msgspec.json.schema_components(SENT, ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": definitions}

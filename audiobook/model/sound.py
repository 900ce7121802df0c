"""Values of sound: from a cast of voices to an album."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.model.identity import StoryIdentity
from audiobook.model.text import Cover, Kind, Metadata, NotePosition
from audiobook.text.pronunciation.values import HeteronymOverrides, Pronunciations

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Voice:
    """A recipe for a sound: an engine's voice and what is done to it; by default nothing.

    `pace` and `pitch` are factors, 1.0 the engine's own; `gain` is in dB; `pitch_range` multiplies the movement of
    pitch about its middle, in octaves. `formant` scales the resonances (below 1 a longer throat), `formant_high` those
    above 1.5 kHz once more. `tilt` makes high sound stronger, in dB an octave. `breath` adds noise of so many times
    the voice's own strength; `roughness` (0 to 1) makes periods unequal; `tremor` shakes pitch by so many semitones.
    """

    engine: str
    name: str
    pace: float = 1.0
    gain: float = 0.0
    pitch: float = 1.0
    pitch_range: float = 1.0
    formant: float = 1.0
    formant_high: float = 1.0
    tilt: float = 0.0
    breath: float = 0.0
    roughness: float = 0.0
    tremor: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Whether the engine's own sound is left as it is, pace and gain aside."""
        return replace(self, pace=1.0, gain=0.0) == Voice(self.engine, self.name)


@dataclass(frozen=True, slots=True)
class VoiceListing:
    """A voice that an engine offers on this machine."""

    engine: str
    name: str
    language: str = ""
    gender: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is heard: the narrator, the characters that have a voice of their own, and who reads notes."""

    narrator: Voice
    voices: tuple[tuple[str, Voice], ...] = ()
    note_voice: Voice | None = None
    _by_name: dict[str | None, Voice] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", dict(reversed(self.voices)))

    def voice_of(self, speaker: str | None) -> Voice:
        """The voice of a character; the narrator's for all others and for lines that nobody is named for."""
        return self._by_name.get(speaker, self.narrator)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence to be spoken, and the voice that speaks it.

    `pronounced` are stretches of `spoken` with how they are said: phonemes between slashes, or other letters.
    `heteronyms` are words whose sound depends on what stands around them: the word, how often it stands in `spoken`
    before, in whatever letters, and how it is said, as in `pronounced`. `take` counts how often the line was asked for
    again; an engine that leaves something to chance does so otherwise in each.
    """

    spoken: str
    voice: Voice
    pronounced: Pronunciations = ()
    take: int = 0
    heteronyms: HeteronymOverrides = ()


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text as it is read along: as written, without marks of emphasis; who says it, None for nobody.

    `joins_previous` says that no space stands before it: "—she paused—" right after a quotation's end.
    """

    text: str
    speaker: str | None = None
    kind: Kind = Kind.NARRATION
    joins_previous: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A line and the pause after it, in milliseconds; and what is shown while it is heard.

    `runs` are the line's text as written, () for words that only the voice adds. `paragraph` counts those of the
    chapter; `opens_scene` marks the first line after a scene break.
    """

    utterance: Utterance
    pause_ms: int
    runs: tuple[TextRun, ...] = ()
    paragraph: int = 0
    opens_scene: bool = False


@dataclass(frozen=True, slots=True)
class Clip:
    """A spoken line: mono 16-bit samples at `rate` Hz, and the pieces of its text the engine could not say."""

    samples: NDArray[np.int16]
    rate: int
    unspoken: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """How long the clip lasts."""
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class AuthorNote:
    """An author's note as it is shown, its paragraphs parted by an empty line, and where in the chapter it stands.

    `chapter` is the chapter's number where notes of several are together, as in a book of one file.
    """

    position: NotePosition
    text: str
    chapter: int = 0


@dataclass(frozen=True, slots=True)
class Episode:
    """A chapter ready to be made: what is said when, what its tags say, and its notes, which may not be spoken."""

    number: int
    track: int
    tracks: int
    title: str
    cues: tuple[Cue, ...]
    lyrics: str
    lead_ms: int = 0
    take: int = 0
    notes: tuple[AuthorNote, ...] = ()

    def with_take(self, take: int) -> Episode:
        """The episode with all its lines spoken anew for the `take`-th time; 0 is the first."""
        cues = tuple(replace(cue, utterance=replace(cue.utterance, take=take)) for cue in self.cues)
        return replace(self, cues=cues, take=take)

    @property
    def word_count(self) -> int:
        """How many words are spoken."""
        return sum(len(cue.utterance.spoken.split()) for cue in self.cues)


@dataclass(frozen=True, slots=True)
class Album:
    """A finished or planned audiobook: its folder, what its tags say, its episodes, and the story it is made from."""

    folder: Path
    metadata: Metadata
    narrator: str
    episodes: tuple[Episode, ...] = ()
    cover: Cover | None = None
    story: StoryIdentity | None = None

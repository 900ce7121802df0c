"""Values about sound: from a cast of voices to an album."""

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

# Accents on words of an utterance: which one, the number of the first word, and that of the last one plus one. Words
# are what spaces separate.
Accents = tuple[tuple[str, int, int], ...]
STRESSED, ASIDE = "stressed", "aside"
# Samples are 16-bit integers. Full scale (0 dBFS) is 32768; the highest sample is one below it.
FULL_SCALE = 32768
MAX_SAMPLE = FULL_SCALE - 1


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice recipe: an engine's voice and how its sound is changed; by default not at all.

    `pace` and `pitch` are factors, 1.0 for the engine's own. `gain` is in dB. `pitch_range` multiplies the movement of
    the pitch around its median, in octaves. `formant` scales the resonances (below 1 for a longer vocal tract),
    `formant_high` additionally those above 1.5 kHz. `tilt` raises high frequencies except those of sibilants, in dB per
    octave. `breath` is the level of added noise, relative to the voice. `roughness` (0 to 1) makes pitch periods
    irregular. `tremor` is the depth of a vibrato, in semitones. `final_rise` makes an utterance end that many semitones
    above its median, as a question; at 0 it ends as the engine likes. `height` moves the pitch by so many semitones if
    the engine itself can do that, which costs hardly any quality; other engines leave it. `whisper` is the share of the
    sound that is whispered: 0 is voiced, 1 has no voice at all.

    The fields are part of each clip's key: renaming one, or changing a default, makes every cached clip useless.
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
    final_rise: float = 0.0
    height: float = 0.0
    whisper: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Whether the engine's sound is left as it is, except for pace and gain, and what the engine itself can do."""
        return replace(self, pace=1.0, gain=0.0, height=0.0) == Voice(self.engine, self.name)


@dataclass(frozen=True, slots=True)
class Prosody:
    """How one sentence differs from the others in the same voice; by default not at all.

    `gain` is in dB, `pitch_range` and `pace` are factors. `height` and `final_rise`, in semitones, are those of a
    `Voice`.

    The fields are part of each clip's key, as those of a `Voice` are.
    """

    height: float = 0.0
    gain: float = 0.0
    pitch_range: float = 1.0
    pace: float = 1.0
    final_rise: float = 0.0

    def apply_to(self, voice: Voice) -> Voice:
        """The voice as it speaks this sentence."""
        return replace(
            voice,
            gain=voice.gain + self.gain,
            pitch_range=voice.pitch_range * self.pitch_range,
            pace=voice.pace * self.pace,
            height=self.height,
            final_rise=self.final_rise,
        )


PLAIN_PROSODY = Prosody()


@dataclass(frozen=True, slots=True)
class VoiceListing:
    """A voice that an engine offers on this machine; "" for what isn't known."""

    engine: str
    name: str
    language: str = ""
    gender: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices of an album: of the narrator, of characters with a voice of their own, and for notes."""

    narrator: Voice
    voices: tuple[tuple[str, Voice], ...] = ()
    note_voice: Voice | None = None
    _by_name: dict[str | None, Voice] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", dict(reversed(self.voices)))

    def voice_of(self, speaker: str | None) -> Voice:
        """The voice of a character; the narrator's for those without one, and for lines whose speaker is unknown."""
        return self._by_name.get(speaker, self.narrator)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence to be spoken, and the voice that speaks it.

    `pronounced` are parts of `spoken` with their pronunciation: phonemes between slashes, or a respelling.
    `heteronyms` are words whose pronunciation depends on the context: the word, how often it occurs before in `spoken`
    (in any case), and its pronunciation, as in `pronounced`. `take` counts how often a new recording was asked for;
    each is spoken a little differently (synthesis/takes.py). `prosody` is how the sentence differs from others in that
    voice. `accents` are words that differ from the others in the sentence, for engines that can do that.

    The fields are part of the clip's key: renaming one, or changing a default, makes every cached clip useless.
    """

    spoken: str
    voice: Voice
    pronounced: Pronunciations = ()
    take: int = 0
    heteronyms: HeteronymOverrides = ()
    prosody: Prosody = PLAIN_PROSODY
    accents: Accents = ()


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of text as it is displayed for reading along: as written, without emphasis marks, with its speaker.

    `speaker` is None for narration. `joins_previous` says that there is no space before it: "—she paused—" right after
    the end of a quotation.
    """

    text: str
    speaker: str | None = None
    kind: Kind = Kind.NARRATION
    joins_previous: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """An utterance, the pause after it in milliseconds, and the text that is displayed while it plays.

    `runs` are the text as written, () for words that are not in the story. `paragraph` is the paragraph's number in its
    chapter; `opens_scene` marks the first utterance after a scene break. `kept_take` is the take that was chosen for
    this line by hand, whatever take the chapter is in; None if none was.
    """

    utterance: Utterance
    pause_ms: int
    runs: tuple[TextRun, ...] = ()
    paragraph: int = 0
    opens_scene: bool = False
    kept_take: int | None = None

    def with_take(self, take: int) -> Cue:
        """The cue in this take, unless another one was chosen for it by hand."""
        chosen = take if self.kept_take is None else self.kept_take
        return replace(self, utterance=replace(self.utterance, take=chosen))


@dataclass(frozen=True, slots=True)
class Clip:
    """The sound of an utterance: mono 16-bit samples at `rate` Hz, and the pieces of text that were not spoken."""

    samples: NDArray[np.int16]
    rate: int
    unspoken: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of the clip."""
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class AuthorNote:
    """An author's note as it is displayed, with an empty line between paragraphs, and its position in the chapter.

    `chapter` is the chapter's number if notes of several chapters are listed together, as in a book in one file.
    """

    position: NotePosition
    text: str
    chapter: int = 0


@dataclass(frozen=True, slots=True)
class Episode:
    """The plan of one chapter's narration: its cues, the text for its tags, and its notes, spoken or not."""

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
        """The episode with another take of its utterances, except those whose take was chosen; 0 is the first take."""
        return replace(self, cues=tuple(cue.with_take(take) for cue in self.cues), take=take)

    @property
    def word_count(self) -> int:
        """The number of spoken words."""
        return sum(len(cue.utterance.spoken.split()) for cue in self.cues)


@dataclass(frozen=True, slots=True)
class Album:
    """A planned or finished audiobook: folder, metadata, narrator, episodes, cover, and the story it is made from."""

    folder: Path
    metadata: Metadata
    narrator: str
    episodes: tuple[Episode, ...] = ()
    cover: Cover | None = None
    story: StoryIdentity | None = None

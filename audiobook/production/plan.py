"""What a run is about to do: the story as it was understood, and the album that will come of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.album.location import AlbumLocation
from audiobook.album.story_identity import SentenceDigests
from audiobook.attribution.corrections import UnmatchedCorrection
from audiobook.casting.cast import StoryCast
from audiobook.casting.language import LanguageMismatch
from audiobook.model import Album, Attribution, Book, Character, Episode, Script
from audiobook.narration.plan import NarrationOptions
from audiobook.production.fingerprint import BuildFingerprint
from audiobook.text.pronunciation.lexicon import EMPTY_LEXICON, Lexicon

if TYPE_CHECKING:
    from audiobook.attribution.llm.merge_answers import LlmReport


@dataclass(frozen=True, slots=True)
class AnalyzedStory:
    """A story as it was understood: the book, its script with speakers, its characters, those with most lines first.

    `unmatched_corrections` are the lines of the cast file at `cast_path` that the story does not have, each with the
    reason; `llm_report` tells what came of asking a language model, where one was asked; `lexicon` is how words of the
    story are said that the voices would misread.
    """

    book: Book
    script: Script
    characters: tuple[Character, ...]
    cast_path: Path
    unmatched_corrections: tuple[UnmatchedCorrection, ...] = ()
    llm_report: LlmReport | None = None
    lexicon: Lexicon = EMPTY_LEXICON

    @property
    def attribution(self) -> Attribution:
        """The script and its characters."""
        return Attribution(self.script, self.characters)


@dataclass(frozen=True, slots=True)
class Plan:
    """What `make` would do: the story as it was understood, and the album that would come of it.

    `all_episodes` are the episodes of all chapters, where the album may have some only. `cover_warning` says why the
    story's own cover is not used, "" where it is or there is none; `mismatch` says that the narrator does not speak the
    story's language. `fingerprint` is all that it depends on, as it was before anything was read. `location` is where
    the album lies, and whose it was, `sentence_digests` are what the story is known by.
    """

    story: AnalyzedStory
    album: Album
    all_episodes: tuple[Episode, ...]
    cast: StoryCast
    narration_options: NarrationOptions
    fingerprint: BuildFingerprint
    location: AlbumLocation
    sentence_digests: SentenceDigests
    cover_warning: str = ""
    mismatch: LanguageMismatch | None = None

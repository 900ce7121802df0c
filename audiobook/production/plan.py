"""The plan of a build: the analyzed story, and the album that will be made from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.album.location import AlbumLocation
from audiobook.album.manifest import Manifest
from audiobook.album.story_identity import SentenceDigests
from audiobook.attribution.corrections import UnmatchedCorrection
from audiobook.cast_file.values import CastFile
from audiobook.casting.cast import StoryCast
from audiobook.casting.cast_location import CastLocation
from audiobook.casting.language import LanguageMismatch
from audiobook.model import Album, Attribution, Book, Character, Episode, Script, StoryIdentity
from audiobook.model.album_options import AlbumOptions
from audiobook.narration.plan import NarrationOptions
from audiobook.production.cast_choices import with_cast_choices
from audiobook.production.context import BuildContext
from audiobook.text.pronunciation.lexicon import EMPTY_LEXICON, Lexicon

if TYPE_CHECKING:
    from audiobook.attribution.llm.merge_answers import LlmReport

NO_LOCATION = AlbumLocation(Path())


@dataclass(frozen=True, slots=True)
class AnalyzedStory:
    """A story after reading and attribution.

    `characters` are those with most lines first. `cast_file` is the one at `cast_path`, as it was read, `cast_digest`
    the digest of its bytes then, and `unmatched_corrections` are its lines that the story does not have, each with the
    reason. `llm_report` sums up what a language model changed, None where none was asked; `lexicon` has the
    pronunciations for this story. `identity` and `sentence_digests` identify the story.
    """

    book: Book
    script: Script
    characters: tuple[Character, ...]
    cast_location: CastLocation
    cast_digest: str
    cast_file: CastFile
    identity: StoryIdentity
    sentence_digests: SentenceDigests
    unmatched_corrections: tuple[UnmatchedCorrection, ...] = ()
    llm_report: LlmReport | None = None
    lexicon: Lexicon = EMPTY_LEXICON

    @property
    def cast_path(self) -> Path:
        """The path of the story's cast file, whether or not there is one."""
        return self.cast_location.path

    @property
    def attribution(self) -> Attribution:
        """The script and its characters."""
        return Attribution(self.script, self.characters)


@dataclass(frozen=True, slots=True)
class Plan:
    """What `make` is about to do.

    `album` holds the chapters that were asked for, `all_episodes` every chapter of the story. `cover_warning` says why
    the story's own cover is not used, "" where it is or there is none; `mismatch` says that the narrator does not speak
    the story's language.

    The rest is filled in by `pipeline.choose_folder`: `location` is the album's folder, `chapter_folder` the folder of
    its chapter files, which is the same unless they are bound into one file, and `chapter_manifest` the manifest there.
    """

    context: BuildContext
    analysis: AnalyzedStory
    album: Album
    all_episodes: tuple[Episode, ...]
    cast: StoryCast
    narration_options: NarrationOptions
    cover_warning: str = ""
    mismatch: LanguageMismatch | None = None
    location: AlbumLocation = NO_LOCATION
    chapter_folder: Path = NO_LOCATION.path
    chapter_manifest: Manifest = NO_LOCATION.manifest

    @property
    def options(self) -> AlbumOptions:
        """What is to be kept with the album of what the user has said for it."""
        return with_cast_choices(self.context.options, self.analysis.cast_file)

    @property
    def chapter_album(self) -> Album:
        """The album of the chapter files, in their own folder."""
        return replace(self.album, folder=self.chapter_folder)

"""The plan of a build: the analyzed story, and the album that will be made from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.album.location import AlbumLocation
from audiobook.album.manifest import Manifest
from audiobook.album.story_identity import SentenceDigests
from audiobook.cast_file.values import CastFile
from audiobook.casting.cast import StoryCast
from audiobook.casting.cast_location import CastLocation
from audiobook.casting.language import LanguageMismatch
from audiobook.casting.series_cast import SeriesCast
from audiobook.model import Album, Attribution, Book, Character, Episode, Script, StoryIdentity
from audiobook.model.album_options import AlbumOptions
from audiobook.model.decisions import BlockDecision, LocatedDecision
from audiobook.model.products import Product
from audiobook.narration.locate_takes import LocatedTakes, locate_takes
from audiobook.narration.plan import NarrationOptions
from audiobook.production.cast_choices import with_cast_choices
from audiobook.production.context import BuildContext
from audiobook.text.pronunciation.lexicon import EMPTY_LEXICON, Lexicon

if TYPE_CHECKING:
    from audiobook.attribution.corrections import UnmatchedCorrection
    from audiobook.attribution.llm.merge_answers import LlmReport

NO_LOCATION, NO_TAKES = AlbumLocation(Path()), LocatedTakes()


@dataclass(frozen=True, slots=True)
class Edition:
    """An album in one of its formats: the product, the folder of its chapter files, and the manifest in it.

    The primary edition is in the album's own folder, other editions with chapter files in a folder named after their
    format inside it. Chapters that are joined into one file are in the work folder.
    """

    product: Product
    folder: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class AnalyzedStory:
    """A story after reading and attribution.

    `characters` are those with most lines first. `cast_file` is the one at `cast_path`, as it was read, `cast_digest`
    the digest of its bytes then, and `unmatched_corrections` are its lines and blocks that the story does not have,
    each with the reason. `split_book` is the book as the program splits it by itself, and `decided_blocks` are the
    user's decisions that were applied to it. `llm_report` sums up what a language model changed, None where none was
    asked; `lexicon` has the pronunciations for this story. `takes` are the lines that the cast file sets right by hand.
    `identity` and `sentence_digests` identify the story. `series` is the cast of the series that it belongs to.
    """

    book: Book
    script: Script
    characters: tuple[Character, ...]
    cast_location: CastLocation
    cast_digest: str
    cast_file: CastFile
    identity: StoryIdentity
    sentence_digests: SentenceDigests
    split_book: Book
    decided_blocks: tuple[LocatedDecision, ...] = ()
    unmatched_corrections: tuple[UnmatchedCorrection | tuple[BlockDecision, str], ...] = ()
    llm_report: LlmReport | None = None
    lexicon: Lexicon = EMPTY_LEXICON
    takes: LocatedTakes = NO_TAKES
    series: SeriesCast | None = None

    def with_cast_file(self, cast_file: CastFile) -> AnalyzedStory:
        """The story with another version of its cast file that says the same of who speaks."""
        return replace(self, cast_file=cast_file, takes=locate_takes(cast_file.takes, self.script))

    def add_to(self, context: BuildContext) -> BuildContext:
        """The context of a build with the cast files that this story was read with."""
        context = context.with_cast_file(self.cast_path, self.cast_digest)
        series = self.series
        return context.with_series_file(series.path, series.number, series.digest) if series else context

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

    The rest is filled in by `pipeline.choose_folder`: `location` is the album's folder, `kept_formats` are the formats
    that it has so far, and `editions` one for each format with sound of its own, the primary one first.
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
    kept_formats: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()

    @property
    def options(self) -> AlbumOptions:
        """What is to be kept with the album of what the user has said for it."""
        return with_cast_choices(self.context.options, self.analysis.cast_file)

    @property
    def chapter_folder(self) -> Path:
        """The folder of the primary chapter files: the album's own, unless they are bound into one file."""
        return self.editions[0].folder

    @property
    def chapter_manifest(self) -> Manifest:
        """The manifest of the primary chapter files."""
        return self.editions[0].manifest

    def album_in(self, folder: Path) -> Album:
        """The album with its chapter files in another folder, such as that of an edition."""
        return replace(self.album, folder=folder)

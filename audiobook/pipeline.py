"""The stages in order: read this first.

    story.txt ─> reading ─> chapters ─> quotations ─> attribution ─> casting ─> narration ─> synthesis ─> publishing
                 Manuscript  Book        Script        Script with    Cast       Episodes     Clips        album/
                                                       speakers

Each stage is a function from one frozen value to the next, and only this module knows them all. Top to bottom, the
functions below are the stages up to narration: `analyze_chapters` (reading, chapters), `split_story` (quotations),
`attribute_story` (attribution), `plan_album` (casting, narration). Their result is a `Plan`: every utterance of the
album, in its voice.

The stages that take minutes, synthesis and publishing, run in worker processes. `commands/make.py` compares the plan
with what the album's folder already holds, and has the rest done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from audiobook.album.editions import edition_folder, kept_formats, without_book
from audiobook.album.location import (
    UNKNOWN_AUTHOR,
    AlbumLocation,
    ClaimedFolders,
    find_story_album,
    locate_album,
)
from audiobook.album.manifest import Manifest, read_manifest
from audiobook.album.story_identity import SentenceDigests, digest_sentences, identify_story
from audiobook.casting.cast import StoryCast, cast_voices, choose_overrides
from audiobook.casting.cast_location import CastLocation, locate_cast_file, own_title
from audiobook.casting.language import find_language_mismatch
from audiobook.casting.narrator import read_story_cast
from audiobook.casting.series_cast import find_series_cast
from audiobook.chapters.bbcode import split_without_bbcode
from audiobook.chapters.decisions.applying import DecidedBook, apply_decisions
from audiobook.chapters.file_headers import mark_file_headers
from audiobook.chapters.layout import SplitOptions
from audiobook.errors import InputError
from audiobook.files.workspace import WORK_FOLDER, parts_folder
from audiobook.model import Album, Book, Episode, Manuscript, Metadata, StoryIdentity
from audiobook.model.decisions import BlockDecision
from audiobook.model.products import Product
from audiobook.narration.credits import build_credits
from audiobook.narration.locate_takes import locate_takes
from audiobook.narration.normalization import normalize_script
from audiobook.narration.plan import NarrationOptions, plan_episodes
from audiobook.production.changes import continue_takes
from audiobook.production.context import BuildContext
from audiobook.production.fingerprint import digest_file
from audiobook.production.plan import AnalyzedStory, Edition, Plan
from audiobook.publishing.covers.art import choose_cover
from audiobook.quotations.script import build_script
from audiobook.reading.covers import read_cover
from audiobook.reading.story import read_piped_story, read_story_from_paths
from audiobook.settings.formats import check_kept_formats, merge_formats
from audiobook.settings.lexicons import known_pronunciations
from audiobook.settings.parsing import parse_chapter_numbers
from audiobook.settings.settings import DEFAULT_OUTPUT, LLM, AttributorSettings, MakeSettings, StorySettings
from audiobook.text.languages.story_language import choose_language
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon

if TYPE_CHECKING:
    from audiobook.attribution.llm.relabel import LlmProgress

NO_CLAIMED_FOLDERS: ClaimedFolders = MappingProxyType({})
LLM_CACHE_FOLDER = "llm"


# --- reading, chapters ---


def analyze_chapters(story: StorySettings) -> Book:
    """Reads a story and splits it into chapters; metadata that the user has set replaces that of the file.

    Raises InputError where the story cannot be read.
    """
    manuscript = _read_manuscript(story)
    book = split_without_bbcode(manuscript, SplitOptions(story.split_at, story.single))
    cover = read_cover(story.cover) if story.cover else manuscript.cover
    return replace(book, metadata=_complete_metadata(story, book), cover=cover)


def _read_manuscript(story: StorySettings) -> Manuscript:
    if story.piped is not None:
        return read_piped_story(story.piped)
    return read_story_from_paths(story.paths, mark_file_headers)


def _complete_metadata(story: StorySettings, book: Book) -> Metadata:
    metadata = story.metadata.with_defaults(book.metadata).without_control_characters()
    texts = (block.span.of(book.text) for chapter in book.chapters for block in chapter.story_blocks)
    return replace(
        metadata,
        title=metadata.title or story.default_title,
        author=metadata.author or UNKNOWN_AUTHOR,
        language=choose_language(story.metadata.language, book.metadata.language, texts),
    )


def decide_blocks(book: Book, decisions: Sequence[BlockDecision]) -> DecidedBook:
    """The book with the user's decisions applied; a single chapter without a name has that of the story."""
    decided = apply_decisions(book, decisions)
    chapters = decided.book.chapters
    if len(chapters) == 1 and not (chapters[0].title or chapters[0].label):
        chapters = (replace(chapters[0], title=book.metadata.title),)
    return replace(decided, book=replace(decided.book, chapters=chapters))


# --- quotations, attribution ---


@dataclass(frozen=True, slots=True)
class IdentifiedBook:
    """A story split into chapters, and what identifies it; the user's decisions are not applied to it yet.

    So they don't change what identifies it, and their file is found again.
    """

    book: Book
    identity: StoryIdentity
    sentences: SentenceDigests


def identify_book(story: StorySettings, output: Path) -> IdentifiedBook:
    """Reads a story whose albums go to `output`, and finds out what identifies it; raises as `analyze_chapters`."""
    book = analyze_chapters(story)
    sentences = digest_sentences(book)
    path = None if story.piped is not None else story.named_path
    return IdentifiedBook(book, identify_story(book, path, output, sentences), sentences)


def find_cast_file(story: StorySettings, output: Path, known: IdentifiedBook | None = None) -> CastLocation:
    """The cast file of a story whose albums go to `output`; the story is read unless it is `known`."""
    known = known or identify_book(story, output)
    return locate_cast_file(story, known.book.metadata, known.identity, known.sentences, output)


def analyze_story(
    story: StorySettings,
    output: Path = DEFAULT_OUTPUT,
    progress_handler: Callable[[LlmProgress], None] | None = None,
    chapters_handler: Callable[[AnalyzedStory], None] = lambda _: None,
) -> AnalyzedStory:
    """Reads a story and finds out who says what in it.

    If a language model is asked, its answers are cached in the work folder below `output`, and `progress_handler` is
    called after each request. `chapters_handler` is called as soon as the chapters are known, as by `read_chapters`.
    """
    read = read_chapters(story, output)
    chapters_handler(read)
    return attribute_story(split_chapters(read, story), story, output, progress_handler)


def split_story(story: StorySettings, output: Path = DEFAULT_OUTPUT) -> AnalyzedStory:
    """Reads a story down to its chapters, paragraphs and quotations; nobody is known to say anything in it yet.

    Of a long one that takes seconds, where `attribute_story` takes minutes.
    """
    return split_chapters(read_chapters(story, output), story)


def split_chapters(read: AnalyzedStory, story: StorySettings) -> AnalyzedStory:
    """A story that `read_chapters` has read, with the paragraphs and quotations of its chapters."""
    return replace(read, script=build_script(read.book, bool(story.speak_names)))


def read_chapters(story: StorySettings, output: Path = DEFAULT_OUTPUT) -> AnalyzedStory:
    """Reads a story down to its chapters; its script is still empty."""
    known = identify_book(story, output)
    location = find_cast_file(story, output, known)
    # Computed before the file is read: if it is changed meanwhile, the next run notices.
    cast_digest = digest_file(location.path)
    cast_file = read_story_cast(story, location.path)
    decided = decide_blocks(known.book, cast_file.blocks)
    book = decided.book
    return AnalyzedStory(
        book=book,
        script=build_script(replace(book, chapters=()), bool(story.speak_names)),
        characters=(),
        cast_location=location,
        cast_digest=cast_digest,
        cast_file=cast_file,
        identity=known.identity,
        sentence_digests=known.sentences,
        split_book=known.book,
        decided_blocks=decided.found,
        unmatched_corrections=decided.unmatched,
        # Who shares a cast file that the user has named is up to the user.
        series=None if story.cast else find_series_cast(book.metadata, output),
    )


def attribute_story(
    split: AnalyzedStory,
    story: StorySettings,
    output: Path = DEFAULT_OUTPUT,
    progress_handler: Callable[[LlmProgress], None] | None = None,
) -> AnalyzedStory:
    """Finds out who says what in a story that `split_story` has read."""
    # Takes half a second to import, in which the first sentence of a story can be spoken.
    from audiobook.attribution.corrections import attribute_quotes

    cast_file = split.cast_file
    attribution, unmatched = attribute_quotes(split.script, cast_file)
    analysis = replace(
        split,
        script=attribution.script,
        characters=attribution.characters,
        unmatched_corrections=(*split.unmatched_corrections, *unmatched),
        lexicon=build_story_lexicon(split.book.text, (*cast_file.pronounce, *known_pronunciations(output))),
        takes=locate_takes(cast_file.takes, attribution.script),
    )
    if story.attributor.kind == LLM:
        return _refine_with_llm(analysis, story.attributor, output / WORK_FOLDER / LLM_CACHE_FOLDER, progress_handler)
    return analysis


def _refine_with_llm(
    analysis: AnalyzedStory,
    settings: AttributorSettings,
    cache_folder: Path,
    progress_handler: Callable[[LlmProgress], None] | None,
) -> AnalyzedStory:
    from audiobook.attribution.llm.client import LlmServer
    from audiobook.attribution.llm.relabel import relabel_quotes

    server = LlmServer(settings.address, settings.model, settings.key)
    attribution, report = relabel_quotes(analysis.attribution, server, progress_handler, cache_folder)
    return replace(analysis, script=attribution.script, characters=attribution.characters, llm_report=report)


# --- casting, narration ---


def plan_album(
    context: BuildContext,
    progress_handler: Callable[[LlmProgress], None] | None = None,
    claimed_folders: ClaimedFolders = NO_CLAIMED_FOLDERS,
    chapters_handler: Callable[[AnalyzedStory], None] = lambda _: None,
) -> Plan:
    """Reads a story and plans its album; nothing is spoken or written yet.

    `claimed_folders` are the album folders of other stories in the same run. `chapters_handler` is called as soon as
    the chapters are known. Raises InputError where nothing in the
    story is read aloud, or a chapter that was asked for does not exist.
    """
    analysis = analyze_story(context.story, context.settings.output, progress_handler, chapters_handler)
    return plan_analyzed_album(context, analysis, claimed_folders)


def plan_analyzed_album(
    context: BuildContext, analysis: AnalyzedStory, claimed_folders: ClaimedFolders = NO_CLAIMED_FOLDERS
) -> Plan:
    """Plans the album of a story that is analyzed already; raises as `plan_album`."""
    story, settings = context.story, context.settings
    context = analysis.add_to(context)
    cast = cast_voices(
        analysis.attribution, analysis.cast_file, analysis.cast_path, choose_overrides(settings), analysis.series
    )
    analysis = replace(analysis, script=normalize_script(analysis.script, cast.cast))
    options = _choose_narration_options(context, analysis)
    all_episodes = _plan_all_episodes(analysis, cast, options, settings)
    episodes = _select_chapters(all_episodes, analysis.book, settings)
    if not episodes:
        raise InputError(f"{story.paths[0]}: nothing in it is read aloud; `audiobook inspect` shows what was skipped")
    metadata = analysis.book.metadata
    cover, cover_warning = choose_cover(
        analysis.book, chosen=story.cover is not None, least_side=settings.product.profile.cover_side
    )
    plan = Plan(
        context=context,
        analysis=analysis,
        album=Album(settings.output, metadata, cast.narrator_credit, episodes, cover),
        all_episodes=all_episodes,
        cast=cast,
        narration_options=options,
        cover_warning=cover_warning,
        mismatch=find_language_mismatch(metadata.language, cast.cast.narrator, cast.narrator_name),
    )
    return choose_folder(plan, claimed_folders)


def plan_chapter(context: BuildContext, analysis: AnalyzedStory, cast: StoryCast, number: int) -> Plan:
    """The plan of a single chapter of a story, to hear its lines: without a cover, and all other chapters are empty.

    Raises InputError where nothing in it is read aloud.
    """
    context = analysis.add_to(context)
    script = replace(analysis.script, segments=analysis.script.chapter_segments(number))
    analysis = replace(analysis, script=normalize_script(script, cast.cast))
    options = _choose_narration_options(context, analysis)
    episodes = plan_episodes(analysis.script, cast.cast, options, (number,))
    if not episodes:
        raise InputError(f"nothing in chapter {number} is read aloud")
    album = Album(context.settings.output, analysis.book.metadata, cast.narrator_credit, episodes)
    return choose_folder(Plan(context, analysis, album, episodes, cast, options))


def _choose_narration_options(context: BuildContext, analysis: AnalyzedStory) -> NarrationOptions:
    settings, cast_file = context.settings, analysis.cast_file
    yields = "notes" in settings.yielding and cast_file.speak_notes is not None
    speak_notes = cast_file.speak_notes if yields or settings.speak_notes is None else settings.speak_notes
    voices_decide_names = context.story.speak_names is None
    return NarrationOptions(
        bool(speak_notes),
        settings.flat,
        cast_file.pauses,
        analysis.lexicon,
        voices_decide_names,
        analysis.takes.found,
    )


def _plan_all_episodes(
    analysis: AnalyzedStory, cast: StoryCast, options: NarrationOptions, settings: MakeSettings
) -> tuple[Episode, ...]:
    """The episodes of all chapters, between spoken credits if the profile wants them."""
    episodes = plan_episodes(analysis.script, cast.cast, options)
    if not episodes or not settings.product.profile.credits:
        return episodes
    opening, closing = build_credits(analysis.book.metadata, cast.cast.narrator, options, episodes[-1].tracks)
    return (opening, *episodes, closing)


def _select_chapters(episodes: tuple[Episode, ...], book: Book, settings: MakeSettings) -> tuple[Episode, ...]:
    """The episodes of the chapters that were asked for; without credits, unless that is all of them."""
    all_numbers = tuple(chapter.number for chapter in book.chapters)
    numbers = parse_chapter_numbers(settings.chapters, all_numbers)
    if numbers == all_numbers:
        return episodes
    return tuple(episode for episode in episodes if episode.number in frozenset(numbers))


def choose_folder(plan: Plan, claimed_folders: ClaimedFolders = NO_CLAIMED_FOLDERS) -> Plan:
    """The plan for the album's folder as it is now, with its formats and the takes of the chapters there.

    Called twice in a run: another run may have changed the folder before this one has locked it. Raises InputError
    where the album has formats that the profile doesn't make.
    """
    book, output = plan.analysis.book, plan.context.settings.output
    identity, sentences = plan.analysis.identity, plan.analysis.sentence_digests
    location = locate_album(output, book.metadata, identity, sentences, claimed_folders)
    if not location.manifest.chapters:
        former = find_story_album(output, identity, sentences, own_title(plan.context.story, book.metadata))
        if former and output / former.folder != location.path:
            location = replace(location, former_folder=output / former.folder)
    kept = kept_formats(output, location.path, location.manifest)
    settings = _merge_kept_formats(plan.context.settings, kept)
    editions = tuple(_find_edition(output, location, index, product) for index, product in enumerate(settings.products))
    takes = _choose_takes_manifest(output, location, editions)
    return replace(
        plan,
        context=replace(plan.context, settings=settings),
        album=replace(
            plan.album,
            folder=location.path,
            episodes=continue_takes(plan.album.episodes, takes, settings.again),
            story=identity,
        ),
        all_episodes=continue_takes(plan.all_episodes, takes, False),
        location=location,
        kept_formats=kept,
        editions=editions,
    )


def _merge_kept_formats(settings: MakeSettings, kept: tuple[str, ...]) -> MakeSettings:
    """The settings with the formats that the album has as well as those that were asked for."""
    formats = merge_formats(kept, settings.formats, settings.prune)
    check_kept_formats(settings.profile, kept, formats)
    return replace(settings, formats=formats or (settings.product.format.name,))


def _find_edition(output: Path, location: AlbumLocation, index: int, product: Product) -> Edition:
    if product.is_single_file:
        folder = parts_folder(output, location.path)
    elif index == 0:
        return Edition(product, location.path, location.manifest)
    else:
        folder = edition_folder(location.path, product.format.name)
    return Edition(product, folder, read_manifest(folder))


def _choose_takes_manifest(output: Path, location: AlbumLocation, editions: tuple[Edition, ...]) -> Manifest:
    """The manifest with the takes that the album has: where its primary format is new, that of another one."""
    manifests = (*(edition.manifest for edition in editions), location.manifest)
    found = next((manifest for manifest in manifests if without_book(manifest).chapters), None)
    if found is None and location.manifest.chapters:
        found = read_manifest(parts_folder(output, location.path))
    return found or editions[0].manifest

"""The stages in order: read this first.

    reading -> chapters -> dialogue -> casting -> narration -> publishing

Each stage is a function from one frozen value to the next; this module is the only one that knows them all. What comes
of a plan, and how little of it has to be done again, is in `making`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from audiobook.album.location import UNKNOWN_AUTHOR, AlbumLocation, ClaimedFolders, locate_album
from audiobook.album.manifest import read_manifest
from audiobook.album.story_identity import digest_sentences, identify_story
from audiobook.attribution.corrections import attribute_quotes
from audiobook.casting.cast import CastingOverrides, cast_voices
from audiobook.casting.language import find_language_mismatch
from audiobook.casting.narrator import read_story_cast
from audiobook.chapters.bbcode import split_without_bbcode
from audiobook.chapters.layout import SplitOptions
from audiobook.errors import InputError
from audiobook.files.workspace import WORK_FOLDER, parts_folder
from audiobook.model import Album, Book, Cast, Chapter, Metadata
from audiobook.narration.credits import build_credits
from audiobook.narration.normalization import normalize_script
from audiobook.narration.plan import NarrationOptions, plan_episodes
from audiobook.production.changes import continue_takes
from audiobook.production.fingerprint import compute_fingerprint
from audiobook.production.plan import AnalyzedStory, Plan
from audiobook.publishing.covers.art import choose_cover
from audiobook.quotations.script import build_script
from audiobook.reading.covers import read_cover
from audiobook.reading.story import read_story_from_paths
from audiobook.settings.lexicons import known_pronunciations
from audiobook.settings.parsing import parse_chapter_numbers
from audiobook.settings.settings import DEFAULT_OUTPUT, LLM, AttributorSettings, MakeSettings, StorySettings
from audiobook.settings.story_file import merge_story_file
from audiobook.text.languages.story_language import choose_language
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon

if TYPE_CHECKING:
    from audiobook.attribution.llm.relabel import LlmProgress

NO_CLAIMED_FOLDERS: ClaimedFolders = MappingProxyType({})


def plan_album(
    story: StorySettings,
    settings: MakeSettings,
    progress_handler: Callable[[LlmProgress], None] | None = None,
    claimed_folders: ClaimedFolders = NO_CLAIMED_FOLDERS,
) -> Plan:
    """Reads a story and plans its album; nothing is spoken or written.

    `claimed_folders` are the folders that other stories of the same run have.
    """
    fingerprint = compute_fingerprint(story, settings)
    cast_file = read_story_cast(story)
    overrides = CastingOverrides(settings.engine, settings.voice, settings.speed, settings.single_voice)
    analysis = analyze_story(story, settings.output, progress_handler)
    cast = cast_voices(analysis.attribution, cast_file, story.cast_path, overrides)
    analysis = replace(analysis, script=normalize_script(analysis.script, cast.cast))
    speak_notes = cast_file.speak_notes if settings.speak_notes is None else settings.speak_notes
    speak_names = merge_story_file(story).speak_names
    narration_options = NarrationOptions(
        bool(speak_notes), settings.flat, cast_file.pauses, analysis.lexicon, speak_names is None
    )
    all_numbers = tuple(chapter.number for chapter in analysis.book.chapters)
    numbers = parse_chapter_numbers(settings.chapters, all_numbers)
    all_episodes = plan_episodes(analysis.script, cast.cast, narration_options)
    if all_episodes and settings.product.profile.credits:
        opening, closing = build_credits(
            analysis.book.metadata, cast.cast.narrator, narration_options, all_episodes[-1].tracks
        )
        all_episodes = (opening, *all_episodes, closing)
    chosen_numbers = frozenset(numbers)
    episodes = (
        all_episodes
        if numbers == all_numbers
        else tuple(episode for episode in all_episodes if episode.number in chosen_numbers)
    )
    if not episodes:
        raise InputError(
            f"{story.paths[0]}: there is nothing to read aloud; `audiobook inspect` shows what was left out"
        )
    metadata = analysis.book.metadata
    cover, cover_warning = choose_cover(analysis.book, chosen=merge_story_file(story).cover is not None)
    album = Album(settings.output, metadata, _format_narrator(cast.cast), episodes, cover)
    mismatch = find_language_mismatch(metadata.language, cast.cast.narrator)
    location, sentences = AlbumLocation(settings.output), digest_sentences(analysis.book)
    plan = Plan(
        analysis,
        album,
        all_episodes,
        cast,
        narration_options,
        fingerprint,
        location,
        sentences,
        cover_warning,
        mismatch,
    )
    return plan_for_folder(plan, story, settings, claimed_folders)


def plan_for_folder(
    plan: Plan, story: StorySettings, settings: MakeSettings, claimed_folders: ClaimedFolders = NO_CLAIMED_FOLDERS
) -> Plan:
    """The plan for the album's folder as it is now: another run may have made it since, or another story's album."""
    output, book = settings.output, plan.story.book
    identity = identify_story(book, story.paths[0], output, plan.sentence_digests)
    location = locate_album(output, book.metadata, identity, plan.sentence_digests, claimed_folders)
    manifest = read_manifest(parts_folder(output, location.path) if settings.product.is_single_file else location.path)
    episodes = continue_takes(plan.album.episodes, manifest, settings.again)
    album = replace(plan.album, folder=location.path, episodes=episodes, story=identity)
    return replace(
        plan, album=album, all_episodes=continue_takes(plan.all_episodes, manifest, False), location=location
    )


def analyze_story(
    story: StorySettings,
    output: Path = DEFAULT_OUTPUT,
    progress_handler: Callable[[LlmProgress], None] | None = None,
) -> AnalyzedStory:
    """A story and who speaks in it.

    A language model's answers are kept in the work folder under `output`; `progress_handler` is told how far the asking
    is.
    """
    cast_file = read_story_cast(story)
    book = analyze_chapters(story)
    script = build_script(book, bool(merge_story_file(story).speak_names))
    attribution, unmatched = attribute_quotes(script, cast_file)
    lexicon = build_story_lexicon(book.text, (*cast_file.pronounce, *known_pronunciations()))
    analysis = AnalyzedStory(
        book, attribution.script, attribution.characters, story.cast_path, unmatched, lexicon=lexicon
    )
    if story.attributor.kind == LLM:
        return _refine_with_llm(analysis, story.attributor, output / WORK_FOLDER / "llm", progress_handler)
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


def analyze_chapters(story: StorySettings) -> Book:
    """A story split into chapters, with what the person said of it put over what its file says."""
    settings = merge_story_file(story)
    manuscript = read_story_from_paths(settings.paths)
    book = split_without_bbcode(manuscript, SplitOptions(settings.split_at, settings.single))
    metadata = settings.metadata.with_defaults(book.metadata).without_control_characters()
    completed = replace(
        metadata,
        title=metadata.title or title_from_path(settings.named_path),
        author=metadata.author or UNKNOWN_AUTHOR,
        language=choose_language(
            settings.metadata.language,
            book.metadata.language,
            (block.span.of(book.text) for chapter in book.chapters for block in chapter.story_blocks),
        ),
    )
    cover = read_cover(settings.cover) if settings.cover else manuscript.cover
    return replace(book, metadata=completed, chapters=_title_single_chapter(book, completed), cover=cover)


def title_from_path(source: Path) -> str:
    """A title out of a file's name: "the-long_way.txt" is "the long way"."""
    return " ".join(source.stem.replace("_", " ").replace("-", " ").split()) or "Untitled"


def _title_single_chapter(book: Book, metadata: Metadata) -> tuple[Chapter, ...]:
    if len(book.chapters) == 1 and not (book.chapters[0].title or book.chapters[0].label):
        return (replace(book.chapters[0], title=metadata.title),)
    return book.chapters


def _format_narrator(cast: Cast) -> str:
    return f"{cast.narrator.name} ({cast.narrator.engine})"

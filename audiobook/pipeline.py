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

from audiobook.album.location import UNKNOWN_AUTHOR, AlbumFolder, Taken, find_album_folder
from audiobook.album.manifest import read_manifest
from audiobook.album.story_identity import identify_story, sentence_digests
from audiobook.attribution.corrections import with_speakers
from audiobook.casting.cast import Wanted, story_cast
from audiobook.casting.language import language_mismatch
from audiobook.casting.narrator import read_story_cast
from audiobook.chapters.bbcode import split_without_bbcode
from audiobook.chapters.layout import Wish
from audiobook.errors import InputError
from audiobook.files.workspace import WORK_FOLDER, parts_folder
from audiobook.model import (
    Album,
    Book,
    Cast,
    Chapter,
    Metadata,
)
from audiobook.narration.credits import credit_episodes
from audiobook.narration.normalization import normalize_script
from audiobook.narration.plan import Manner, planned_episodes
from audiobook.production.changes import continue_takes
from audiobook.production.fingerprint import inputs_of
from audiobook.production.plan import Plan, ToldStory
from audiobook.publishing.covers.art import choose_cover
from audiobook.quotations.script import build_script
from audiobook.reading.covers import read_cover
from audiobook.reading.story import read_stories
from audiobook.settings.lexicons import known_pronunciations
from audiobook.settings.parsing import chapter_numbers
from audiobook.settings.settings import (
    DEFAULT_OUTPUT,
    LLM,
    AttributorSettings,
    MakeSettings,
    StorySettings,
)
from audiobook.settings.story_file import with_story_file
from audiobook.text.languages.story_language import choose_language
from audiobook.text.pronunciation.story_lexicon import lexicon_for

if TYPE_CHECKING:
    from audiobook.attribution.llm.relabel import Progress

NOTHING_TAKEN: Taken = MappingProxyType({})


def planned(
    story: StorySettings,
    settings: MakeSettings,
    watch: Callable[[Progress], None] | None = None,
    taken: Taken = NOTHING_TAKEN,
) -> Plan:
    """Reads a story and plans its album; nothing is spoken or written.

    `taken` are the folders that other stories of the same run have.
    """
    inputs = inputs_of(story, settings)
    said = read_story_cast(story)
    wanted = Wanted(settings.engine, settings.voice, settings.speed, settings.single_voice)
    told = told_story(story, settings.output, watch)
    cast = story_cast(told.attribution, said, story.cast_path, wanted)
    told = replace(told, script=normalize_script(told.script, cast.cast))
    speak_notes = said.speak_notes if settings.speak_notes is None else settings.speak_notes
    names = with_story_file(story).speak_names
    manner = Manner(bool(speak_notes), settings.flat, said.pauses, told.lexicon, names is None)
    every = tuple(chapter.number for chapter in told.book.chapters)
    numbers = chapter_numbers(settings.chapters, every)
    whole = planned_episodes(told.script, cast.cast, manner)
    if whole and settings.product.profile.credits:
        opening, closing = credit_episodes(told.book.metadata, cast.cast.narrator, manner, whole[-1].tracks)
        whole = (opening, *whole, closing)
    asked = frozenset(numbers)
    episodes = whole if numbers == every else tuple(one for one in whole if one.number in asked)
    if not episodes:
        raise InputError(
            f"{story.paths[0]}: there is nothing to read aloud; `audiobook inspect` shows what was left out"
        )
    about = told.book.metadata
    cover, doubt = choose_cover(told.book, chosen=with_story_file(story).cover is not None)
    album = Album(settings.output, about, _narrator(cast.cast), episodes, cover)
    mismatch = language_mismatch(about.language, cast.cast.narrator)
    place, sentences = AlbumFolder(settings.output), sentence_digests(told.book)
    plan = Plan(told, album, whole, cast, manner, inputs, place, sentences, doubt, mismatch)
    return plan_for_folder(plan, story, settings, taken)


def plan_for_folder(plan: Plan, story: StorySettings, settings: MakeSettings, taken: Taken = NOTHING_TAKEN) -> Plan:
    """The plan for the album's folder as it is now: another run may have made it since, or another story's album."""
    output, book = settings.output, plan.story.book
    identity = identify_story(book, story.paths[0], output, plan.sentences)
    place = find_album_folder(output, book.metadata, identity, plan.sentences, taken)
    found = read_manifest(parts_folder(output, place.path) if settings.product.is_one_file else place.path)
    episodes = continue_takes(plan.album.episodes, found, settings.again)
    album = replace(plan.album, folder=place.path, episodes=episodes, story=identity)
    return replace(plan, album=album, whole=continue_takes(plan.whole, found, False), place=place)


def told_story(
    story: StorySettings,
    output: Path = DEFAULT_OUTPUT,
    watch: Callable[[Progress], None] | None = None,
) -> ToldStory:
    """A story and who speaks in it.

    A language model's answers are kept in the work folder under `output`; `watch` is told how far the asking is.
    """
    said = read_story_cast(story)
    book = understood(story)
    script = build_script(book, bool(with_story_file(story).speak_names))
    attribution, missing = with_speakers(script, said)
    lexicon = lexicon_for(book.text, (*said.pronounce, *known_pronunciations()))
    told = ToldStory(book, attribution.script, attribution.characters, story.cast_path, missing, lexicon=lexicon)
    if story.attributor.attributor == LLM:
        return _asked(told, story.attributor, output / WORK_FOLDER / "llm", watch)
    return told


def _asked(
    told: ToldStory, settings: AttributorSettings, keep: Path, watch: Callable[[Progress], None] | None
) -> ToldStory:
    from audiobook.attribution.llm.client import Server
    from audiobook.attribution.llm.relabel import relabelled

    server = Server(settings.address, settings.model, settings.key)
    attribution, report = relabelled(told.attribution, server, watch, keep)
    return replace(told, script=attribution.script, characters=attribution.characters, llm=report)


def understood(story: StorySettings) -> Book:
    """A story split into chapters, with what the person said of it put over what its file says."""
    said = with_story_file(story)
    manuscript = read_stories(said.paths)
    book = split_without_bbcode(manuscript, Wish(said.split_at, said.single))
    about = said.about.over(book.metadata).readable()
    named = replace(
        about,
        title=about.title or title_from(said.named_path),
        author=about.author or UNKNOWN_AUTHOR,
        language=choose_language(
            said.about.language,
            book.metadata.language,
            (block.span.of(book.text) for chapter in book.chapters for block in chapter.paragraphs),
        ),
    )
    cover = read_cover(said.cover) if said.cover else manuscript.cover
    return replace(book, metadata=named, chapters=_named_chapters(book, named), cover=cover)


def title_from(source: Path) -> str:
    """A title out of a file's name: "the-long_way.txt" is "the long way"."""
    return " ".join(source.stem.replace("_", " ").replace("-", " ").split()) or "Untitled"


def _named_chapters(book: Book, about: Metadata) -> tuple[Chapter, ...]:
    if len(book.chapters) == 1 and not (book.chapters[0].title or book.chapters[0].label):
        return (replace(book.chapters[0], title=about.title),)
    return book.chapters


def _narrator(cast: Cast) -> str:
    return f"{cast.narrator.name} ({cast.narrator.engine})"

"""The stages in order: read this first.

    reading -> chapters -> dialogue -> casting -> narration -> publishing

Each stage is a function from one frozen value to the next; this module is the only one that knows them all. What comes
of a plan, and how little of it has to be done again, is in `making`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from audiobook.album_folder import UNKNOWN_AUTHOR, AlbumFolder, Taken, find_album_folder
from audiobook.cast_file import CastEntry, CastFile, NamedLine, read_cast_file, written_cast
from audiobook.casting import DEFAULT_ENGINE, StoryCast, Wanted, narrator_voice, story_cast
from audiobook.chapters import Wish, split, with_markup
from audiobook.config import (
    DEFAULT_OUTPUT,
    LEXICON,
    LLM,
    VOICES_FOLDER,
    AttributorSettings,
    MakeSettings,
    StorySettings,
    chapter_numbers,
    own_lexicon,
    with_story_file,
)
from audiobook.dialogue import Missing, with_speakers, written_script
from audiobook.editing import Edit
from audiobook.engines import engine_named, needs_for, needs_of
from audiobook.errors import AudiobookError, InputError, OutputError
from audiobook.identity import Digests, identify_story, sentence_digests
from audiobook.inputs import Inputs, inputs_of
from audiobook.inspection import CastRow, Inspection, cast_table, inspected
from audiobook.languages import identify_language, language_tag, same_language
from audiobook.manifest import Manifest, read_manifest
from audiobook.model import (
    Album,
    Attribution,
    Book,
    Cast,
    Chapter,
    Character,
    Cover,
    Cue,
    Episode,
    Kind,
    Line,
    Manuscript,
    Metadata,
    Script,
    Span,
    Voice,
)
from audiobook.narration import Manner, as_said, credit_episodes, estimated_seconds, planned_episodes
from audiobook.pronunciation import (
    NO_LEXICON,
    Entry,
    Lexicon,
    Origin,
    built_in_entries,
    lexicon_for,
    read_lexicon,
)
from audiobook.prose import bbcode_tags, without_bbcode
from audiobook.publishing import take_of
from audiobook.publishing.covers.art import album_cover
from audiobook.publishing.covers.pictures import fitting_cover
from audiobook.reading import read_cover, read_stories
from audiobook.vocabulary import WordRow, word_rows
from audiobook.voice_language import LanguageMismatch, language_mismatch
from audiobook.workspace import WORK_FOLDER, parts_folder

if TYPE_CHECKING:
    from audiobook.dialogue.llm import LlmReport, Progress

# What stands around a quotation, and needs not be written in a cast file.
MARKS = "\"“”„‟«»‹›‘’'*_ "
SPOKEN = (Kind.SPEECH, Kind.THOUGHT)
NOTHING_TAKEN: Taken = MappingProxyType({})
# The voices that come with the program speak English.
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story as it was understood: the book, its script with speakers, its characters, those with most lines first.

    `missing` are the lines of the cast file at `cast_path` that the story does not have, each with the reason; `llm`
    tells what came of asking a language model, where one was asked; `lexicon` is how words of the story are said that
    the voices would misread.
    """

    book: Book
    script: Script
    characters: tuple[Character, ...]
    cast_path: Path
    missing: tuple[Missing, ...] = ()
    llm: LlmReport | None = None
    lexicon: Lexicon = NO_LEXICON

    @property
    def attribution(self) -> Attribution:
        """The script and its characters."""
        return Attribution(self.script, self.characters)


@dataclass(frozen=True, slots=True)
class Plan:
    """What `make` would do: the story as it was understood, and the album that would come of it.

    `whole` are the episodes of all chapters, where the album may have some only. `cover_doubt` says why the story's
    own cover is not used, "" where it is or there is none; `mismatch` says that the narrator does not speak the story's
    language. `inputs` is all that it depends on, as it was before
    anything was read. `place` is where the album lies, and whose it was, `sentences` are what the story is known by.
    """

    story: ToldStory
    album: Album
    whole: tuple[Episode, ...]
    cast: StoryCast
    manner: Manner
    inputs: Inputs
    place: AlbumFolder
    sentences: Digests
    cover_doubt: str = ""
    mismatch: LanguageMismatch | None = None


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
    said = _cast_file(story)
    wanted = Wanted(settings.engine, settings.voice, settings.speed, settings.single_voice)
    narrator = narrator_voice(said, story.cast_path, wanted)
    told = told_story(story, narrator, settings.output, watch)
    cast = story_cast(told.attribution, said, story.cast_path, wanted)
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
    cover, doubt = _cover(told.book, chosen=with_story_file(story).cover is not None)
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
    episodes = _in_their_takes(plan.album.episodes, found, settings.again)
    album = replace(plan.album, folder=place.path, episodes=episodes, story=identity)
    return replace(plan, album=album, whole=_in_their_takes(plan.whole, found, False), place=place)


def _cover(book: Book, chosen: bool) -> tuple[Cover, str]:
    """The album's cover, and why it is not the story's own where that cannot be used, "" for nothing.

    Raises InputError where the cover that a person has `chosen` cannot be used.
    """
    if not (chosen and book.cover):
        return album_cover(book.cover, book.metadata)
    try:
        return fitting_cover(book.cover), ""
    except OutputError as error:
        raise InputError(str(error)) from error


def _in_their_takes(episodes: tuple[Episode, ...], found: Manifest, again: bool) -> tuple[Episode, ...]:
    """The episodes in the take that the album has of each, or in the next one where that is asked for."""
    takes = (take_of(episode, found) + again for episode in episodes)
    return tuple(episode.in_take(take) for episode, take in zip(episodes, takes, strict=True))


def _cast_file(story: StorySettings) -> CastFile:
    if story.cast and not story.cast.is_file():
        raise InputError(f"--cast {story.cast}: there is no such file; `audiobook cast` writes one")
    return read_cast_file(story.cast_path)


def cast_of(told: ToldStory, story: StorySettings, engine: str | None = None) -> StoryCast:
    """The cast that a story would be made with, all of it of one engine where that is named."""
    return story_cast(told.attribution, _cast_file(story), story.cast_path, Wanted(engine))


def keep_cast(told: ToldStory, cast: StoryCast) -> Edit | None:
    """Writes the voices that were dealt into the story's cast file, for a person to change; None where none were."""
    rows = {row.name: row for row in cast_table(told.script, told.characters).rows}
    entries = [CastEntry(name, voice, _about(rows[name])) for name, voice in cast.names if name in rows]
    return written_cast(told.cast_path, entries) if entries else None


def _about(row: CastRow) -> str:
    lines = f"{row.lines:,} line{'s' if row.lines > 1 else ''}"
    return ", ".join(filter(None, (lines, f"{row.share:.0%}", row.gender)))


def told_story(
    story: StorySettings,
    narrator: Voice | None = None,
    output: Path = DEFAULT_OUTPUT,
    watch: Callable[[Progress], None] | None = None,
) -> ToldStory:
    """A story, who speaks in it, and its text for the ear as its narrator needs it, by default the program's own voice.

    A language model's answers are kept in the work folder under `output`; `watch` is told how far the asking is.
    """
    said = _cast_file(story)
    book = understood(story)
    needs = needs_for(narrator) if narrator else needs_of(engine_named(DEFAULT_ENGINE))
    script = written_script(book, needs, bool(with_story_file(story).speak_names))
    attribution, missing = with_speakers(script, said)
    lexicon = lexicon_for(book.text, (*said.pronounce, *known_pronunciations()))
    told = ToldStory(book, attribution.script, attribution.characters, story.cast_path, missing, lexicon=lexicon)
    if story.attributor.attributor == LLM:
        return _asked(told, story.attributor, output / WORK_FOLDER / "llm", watch)
    return told


def known_pronunciations() -> Iterator[Entry]:
    """What is known of words for all stories, that of voices/lexicon.toml first, the program's own last."""
    yield from read_lexicon(VOICES_FOLDER / LEXICON, Origin.LEXICON)
    yield from read_lexicon(own_lexicon(), Origin.OWN_LEXICON)
    yield from built_in_entries()


def _asked(
    told: ToldStory, settings: AttributorSettings, keep: Path, watch: Callable[[Progress], None] | None
) -> ToldStory:
    from audiobook.dialogue.llm import Server, relabelled

    server = Server(settings.address, settings.model, settings.key)
    attribution, report = relabelled(told.attribution, server, watch, keep)
    return replace(told, script=attribution.script, characters=attribution.characters, llm=report)


def story_words(story: StorySettings) -> tuple[ToldStory, tuple[WordRow, ...]]:
    """A story, and those of its words that the default voice has to guess or that are said by a lexicon."""
    from audiobook.engines.hibari import readings

    told = told_story(story)
    return told, word_rows(told.script, told.lexicon, readings)


# After a word, and after the sentence that it is heard in, in milliseconds.
WORD_PAUSE, SENTENCE_PAUSE = 500, 1100


def word_cues(rows: Iterable[WordRow], lexicon: Lexicon, voice: Voice) -> tuple[Cue, ...]:
    """What is said to hear how words are said: each by itself, then in a sentence of the story."""
    cues: list[Cue] = []
    for row in rows:
        cues.append(Cue(Line(f"{row.word}.", voice), WORD_PAUSE))
        cues += [Cue(Line(row.sentence, voice), SENTENCE_PAUSE)] if row.sentence else []
    return as_said(tuple(cues), lexicon)


def named_lines(story: StorySettings, places: tuple[tuple[tuple[int, int, int], str], ...]) -> tuple[NamedLine, ...]:
    """What is said at each place (chapter, paragraph, quotation in it, 0 for all), with the speaker named for it.

    Raises InputError where nothing is said there.
    """
    script = written_script(understood(story))
    found: list[NamedLine] = []
    for (chapter, paragraph, which), speaker in places:
        here = [one for one in script.of_chapter(chapter) if one.paragraph == paragraph and one.kind in SPOKEN]
        chosen = here[which - 1 : which] if which else here
        if not chosen:
            place = f"{chapter}:{paragraph}" + (f".{which}" if which else "")
            raise InputError(f"{place}: nobody says anything there; `audiobook script` shows the places")
        found += (NamedLine(" ".join(one.text.split()).strip(MARKS), speaker, chapter, paragraph) for one in chosen)
    return tuple(found)


def inspected_story(
    story: StorySettings, watch: Callable[[Progress], None] | None = None
) -> tuple[ToldStory, Inspection]:
    """A story, and what is worth knowing of it before anything is made."""
    told = told_story(story, watch=watch)
    # Lengths are told for the default voice at its own pace; nothing is loaded for that.
    episodes = planned_episodes(told.script, Cast(Voice("", "")), Manner(flat=True))
    minutes = {episode.number: estimated_seconds(episode) / 60 for episode in episodes}
    found = inspected(told.book, told.script, told.characters, minutes, needs_of(engine_named(DEFAULT_ENGINE)))
    voice = narrator_here(story)
    mismatch = language_mismatch(told.book.metadata.language, voice) if voice else None
    return told, found.with_warning(mismatch.text) if mismatch else found


def narrator_of(story: StorySettings) -> Voice:
    """The voice that `make` would read a story in; raises an AudiobookError where it cannot be had."""
    return narrator_voice(_cast_file(story), story.cast_path, Wanted())


def narrator_here(story: StorySettings) -> Voice | None:
    """The voice that `make` would read a story in, None where it cannot be had: that is for `make` to report."""
    try:
        return narrator_of(story)
    except AudiobookError:
        return None


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
        language=_language(said.about.language, book),
    )
    cover = read_cover(said.cover) if said.cover else manuscript.cover
    return replace(book, metadata=named, chapters=_named_chapters(book, named), cover=cover)


def split_without_bbcode(manuscript: Manuscript, wish: Wish) -> Book:
    """The chapters of a manuscript as they are without the tags of a forum, which go between its blocks as markup."""
    tags = bbcode_tags(manuscript.text)
    if not tags:
        return split(manuscript, wish)
    book = split(replace(manuscript, text=without_bbcode(manuscript.text)), wish)
    spans = tuple(Span(tag.start, tag.end) for tag in tags)
    return with_markup(replace(book, text=manuscript.text), spans)


def _language(said: str, book: Book) -> str:
    """The language of a story as a tag: what a person said; else what its text shows, over what its file says."""
    if said:
        return language_tag(said) or said
    stated = book.metadata.language
    found = identify_language([one.span.of(book.text) for chapter in book.chapters for one in chapter.paragraphs])
    if found and not same_language(found, stated):
        return found
    return language_tag(stated) or stated or DEFAULT_LANGUAGE


def title_from(source: Path) -> str:
    """A title out of a file's name: "the-long_way.txt" is "the long way"."""
    return " ".join(source.stem.replace("_", " ").replace("-", " ").split()) or "Untitled"


def _named_chapters(book: Book, about: Metadata) -> tuple[Chapter, ...]:
    if len(book.chapters) == 1 and not (book.chapters[0].title or book.chapters[0].label):
        return (replace(book.chapters[0], title=about.title),)
    return book.chapters


def _narrator(cast: Cast) -> str:
    return f"{cast.narrator.name} ({cast.narrator.engine})"

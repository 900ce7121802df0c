"""`audiobook words`: the names and words that a voice has to guess, and how it pronounces them."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import recall_story
from audiobook.cli.follow_up import format_follow_up
from audiobook.cli.paths import PATH
from audiobook.cli.several_stories import (
    StoryPaths,
    print_stories_json,
    refuse_for_several,
    run_stories,
    split_stories,
    stories_argument,
)
from audiobook.cli.story_addresses import StoryInputs
from audiobook.cli.story_options import (
    albums_option,
    refuse_story_as_target,
    refuse_undecodable,
    story_options,
)
from audiobook.cli.terminal import echo, print_notice
from audiobook.errors import InputError
from audiobook.text.formatting import format_count

if TYPE_CHECKING:
    from audiobook.cast_file.rows import RowChange
    from audiobook.commands.words import VocabularyEntry
    from audiobook.production.plan import AnalyzedStory
    from audiobook.settings.settings import StorySettings

# How many words are listed and spoken without --all: a long story has hundreds that occur once.
MAX_LISTED_WORDS = 30
# How many guesses are shown as lines for the cast file, and how often a word must occur for that.
MAX_SUGGESTED_LINES = 5
MIN_OCCURRENCES = 2


@click.command()
@stories_argument
@click.option("--say", "said", metavar="WORD SPELLING", type=(str, str), multiple=True,
              help='Say a word like this from now on: --say Siobhan shi-VAWN, or "/ʃɪˈvɔːn/" in IPA.')  # fmt: skip
@click.option("--forget", "forgotten", metavar="WORD", multiple=True, help="Forget how a word was to be said.")
@click.option("--everywhere", is_flag=True, help="Say or forget it in all stories, not only in this one.")
@click.option("--audition", metavar="FILE", type=PATH,
              help="Save the words as sound, each also in a sentence, to this .mp3 or .wav file.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="List all words, however rare.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for other programs.")
@click.option("--engine", metavar="NAME", help="The TTS engine for the audition.  [default: hibari]")
@click.option("--voice", metavar="NAME", help="The voice for the audition; `audiobook voices` lists them.")
@albums_option("-o", "--output", "--albums")
@story_options
def words(
    inputs: StoryInputs, join: bool | None, said: tuple[tuple[str, str], ...], forgotten: tuple[str, ...],
    everywhere: bool, audition: Path | None, every: bool, as_json: bool, engine: str | None, voice: str | None,
    albums: Path, **story: Any,
) -> int:  # fmt: skip
    """List the words whose pronunciation is a guess.

    These are the names and words of a story that the voice does not know. --say corrects one: with a respelling
    ("shih-VAWN", stressed syllable in capitals), or in IPA between slashes ("/ʃɪˈvɔːn/"). It is saved under
    [pronounce] in the story's cast file, or with --everywhere in voices/lexicon.toml, which holds for all stories.
    """
    from audiobook.commands.words import list_story_words

    stories = split_stories(inputs, join)
    one_story_options = {"--audition": audition, "--title": story["title"], "--cover": story["cover"]}
    refuse_for_several(stories, one_story_options | {"--say": said, "--forget": forgotten})
    refuse_story_as_target(audition, inputs)
    refuse_undecodable(*(text for pair in said for text in pair), *forgotten)
    if everywhere and not (said or forgotten):
        raise InputError("--everywhere is about --say or --forget; give one of them, too")
    if (said or forgotten) and not as_json and not audition:
        return run_stories(
            stories,
            lambda paths: _edit_words(recall_story(paths, albums, story).settings, albums, said, forgotten, everywhere),
        )

    def list_words(paths: StoryPaths) -> tuple[AnalyzedStory, tuple[VocabularyEntry, ...]]:
        settings = recall_story(paths, albums, story).settings
        if said or forgotten:
            _save_words(settings, albums, said, forgotten, everywhere)
        analysis, rows = list_story_words(settings, albums)
        if audition:
            _speak_words(analysis, rows if every else rows[:MAX_LISTED_WORDS], audition, engine, voice)
        return analysis, rows

    def show(paths: StoryPaths) -> None:
        analysis, rows = list_words(paths)
        if rows:
            _show_words(analysis, rows if every else rows[:MAX_LISTED_WORDS], len(rows))
        else:
            echo("the voice knows every word of this story")

    if as_json:
        return print_stories_json(stories, lambda paths: [*map(_row_to_json, list_words(paths)[1])], list_name="words")
    return run_stories(stories, show, with_headings=True)


def _save_words(
    settings: StorySettings, albums: Path, said: tuple[tuple[str, str], ...], forgotten: tuple[str, ...],
    everywhere: bool,
) -> tuple[AnalyzedStory, tuple[RowChange, ...], Path]:  # fmt: skip
    """Saves how words are said; the story as it was, what has changed, and the file in which."""
    from audiobook.commands.table_edits import set_lexicon_entries, set_pronunciations
    from audiobook.pipeline import analyze_story
    from audiobook.settings.lexicons import lexicon_path

    analysis = analyze_story(replace(settings, may_create_cast=True), albums)
    if everywhere:
        path = lexicon_path(albums)
        return analysis, set_lexicon_entries(path, said, forgotten), path
    return analysis, set_pronunciations(analysis, said, forgotten), analysis.cast_path


def _edit_words(
    settings: StorySettings, albums: Path, said: tuple[tuple[str, str], ...], forgotten: tuple[str, ...],
    everywhere: bool,
) -> None:  # fmt: skip
    """Saves how words are said, and tells what that changes."""
    from audiobook.commands.cast_changes import describe_chapters, describe_value
    from audiobook.commands.table_edits import find_lines_with

    analysis, changes, path = _save_words(settings, albums, said, forgotten, everywhere)
    for change in changes:
        echo(describe_value(change))
    for word in forgotten:
        if not any(change.name.casefold() == word.casefold() for change in changes):
            print_notice(
                f"{word} is not in {path}{'' if everywhere else '; --everywhere looks in voices/lexicon.toml'}"
            )
    if not changes:
        echo("nothing has changed")
        return
    lines = find_lines_with(analysis, [change.name for change in changes])
    if lines:
        where, verb = describe_chapters(lines, len(analysis.script.chapters)), "is" if len(lines) == 1 else "are"
        echo(f"{format_count(len(lines), 'passage')} {where} {verb} affected; `audiobook make` speaks what changes")
    undo = (
        _format_opposite(settings.paths, changes) if everywhere else format_follow_up("cast", settings.paths, "--undo")
    )
    echo(f"saved in {path}; to take it back:")
    echo(f"  {undo}")


def _format_opposite(paths: tuple[Path, ...], changes: tuple[RowChange, ...]) -> str:
    """The command that gives words of the lexicon for all stories their former pronunciation."""
    words = [
        word
        for change in changes
        for word in (("--forget", change.name) if change.before is None else ("--say", change.name, str(change.before)))
    ]
    return format_follow_up("words", paths, *words, "--everywhere")


def _row_to_json(row: VocabularyEntry) -> dict[str, object]:
    from audiobook.text.pronunciation.alphabet import phonemes_to_ipa
    from audiobook.text.pronunciation.respelling import phonemes_to_respelling

    pronunciation = {"ipa": phonemes_to_ipa(row.phonemes), "respelling": phonemes_to_respelling(row.phonemes)}
    return {"word": row.word, "count": row.count, **pronunciation, "from": row.origin, "sentence": row.sentence}


def _speak_words(
    analysis: AnalyzedStory, rows: tuple[VocabularyEntry, ...], target: Path, engine: str | None, voice: str | None
) -> None:
    from audiobook.casting.voice_lookup import find_voice
    from audiobook.commands.audition import write_audition
    from audiobook.commands.words import build_word_cues

    cues = build_word_cues(rows, analysis.lexicon, find_voice(engine, voice))
    for text in write_audition(cues, target).failed_texts:
        print_notice(f"couldn't be spoken: “{text}”")
    print_notice(f"{format_count(len(rows), 'word')} saved as {target}")


def _show_words(analysis: AnalyzedStory, rows: tuple[VocabularyEntry, ...], total: int) -> None:
    from rich.table import Table

    from audiobook.cli.console import SafeConsole
    from audiobook.cli.tables import print_table
    from audiobook.text.pronunciation.alphabet import phonemes_to_ipa
    from audiobook.text.pronunciation.respelling import phonemes_to_respelling

    table = Table("word", "count", "respelling", "IPA", "source", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for row in rows:
        table.add_row(
            row.word,
            str(row.count),
            phonemes_to_respelling(row.phonemes),
            f"/{phonemes_to_ipa(row.phonemes)}/",
            row.origin,
        )
    print_table(SafeConsole(highlight=False, markup=False), table)
    if len(rows) < total:
        echo(f"… and {format_count(total - len(rows), 'word')} more (--all lists them)")
    _show_suggestions(analysis, rows)


def _show_suggestions(analysis: AnalyzedStory, rows: tuple[VocabularyEntry, ...]) -> None:
    from audiobook.commands.words import GUESS_ORIGIN
    from audiobook.text.pronunciation.respelling import phonemes_to_respelling

    guessed_rows = [row for row in rows if row.origin == GUESS_ORIGIN and row.count >= MIN_OCCURRENCES][
        :MAX_SUGGESTED_LINES
    ]
    if not guessed_rows:
        return
    echo("\nIs one of them wrong? Give this command again, with --say and the word as it should sound. As it is now:\n")
    for row in guessed_rows:
        echo(f"    --say {shlex.quote(row.word)} {shlex.quote(phonemes_to_respelling(row.phonemes))}")
    echo(f"\nIt is saved in {analysis.cast_path} under [pronounce], where you can edit it, too.")

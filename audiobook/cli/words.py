"""`audiobook words`: the names and words that a voice has to guess, and how it pronounces them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.album_options import recall_story
from audiobook.cli.formatting import format_count
from audiobook.cli.paths import PATH
from audiobook.cli.several_stories import (
    StoryPaths,
    print_stories_json,
    refuse_for_several,
    run_stories,
    split_stories,
    stories_argument,
)
from audiobook.cli.story_options import albums_option, refuse_story_as_target, story_options
from audiobook.cli.terminal import echo, print_notice

if TYPE_CHECKING:
    from audiobook.commands.words import VocabularyEntry
    from audiobook.production.plan import AnalyzedStory

# How many words are listed and spoken without --all: a long story has hundreds that occur once.
MAX_LISTED_WORDS = 30
# How many guesses are shown as lines for the cast file, and how often a word must occur for that.
MAX_SUGGESTED_LINES = 5
MIN_OCCURRENCES = 2


@click.command()
@stories_argument
@click.option("--audition", metavar="FILE", type=PATH,
              help="Save the words as sound, each also in a sentence, to this .mp3 or .wav file.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="List all words, however rare.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, for other programs.")
@click.option("--engine", metavar="NAME", help="The TTS engine for the audition.  [default: hibari]")
@click.option("--voice", metavar="NAME", help="The voice for the audition; `audiobook voices` lists them.")
@albums_option("-o", "--output", "--albums")
@story_options
def words(
    inputs: StoryPaths, join: bool, audition: Path | None, every: bool, as_json: bool, engine: str | None,
    voice: str | None, albums: Path, **story: Any,
) -> int:  # fmt: skip
    """List the words whose pronunciation is a guess.

    These are the names and words of a story that the voice does not know. To correct one, add it under [pronounce] in
    the story's cast file, or for all stories in voices/lexicon.toml: as a respelling ("shih-VAWN", stressed syllable
    in capitals), or in IPA between slashes ("/ʃɪˈvɔːn/").
    """
    from audiobook.commands.words import list_story_words

    stories = split_stories(inputs, join)
    refuse_for_several(stories, {"--audition": audition, "--title": story["title"], "--cover": story["cover"]})
    refuse_story_as_target(audition, inputs)

    def list_words(paths: StoryPaths) -> tuple[AnalyzedStory, tuple[VocabularyEntry, ...]]:
        analysis, rows = list_story_words(recall_story(paths, albums, story).settings, albums)
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
    echo(f"\nIs one of them wrong? Correct it in {analysis.cast_path} with lines like these:\n")
    echo("[pronounce]")
    for row in guessed_rows:
        echo(f'"{row.word}" = "{phonemes_to_respelling(row.phonemes)}"')

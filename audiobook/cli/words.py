"""`audiobook words`: which names and words a voice has to guess, and how they will be said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audiobook.cli.story_options import refuse_the_story, story_options, story_settings
from audiobook.cli.terminal import echo, echo_json, notice
from audiobook.cli.wording import counted

if TYPE_CHECKING:
    from audiobook.commands.words import WordRow
    from audiobook.production.plan import ToldStory

# So many words are listed and auditioned unless all are asked for; a long story has hundreds that stand in it once.
SHOWN = 30
# Of the guesses, so many are shown as lines to paste.
TO_PASTE = 5
# Names oftener than this are worth a line in the cast file.
OFTEN = 2


@click.command()
@click.argument("inputs", metavar="STORY...", nargs=-1, type=click.Path(path_type=Path), required=True)
@click.option("--audition", metavar="FILE", type=click.Path(path_type=Path),
              help="Speak the words, each also in a sentence, into this .mp3 or .wav file.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="All of them, however rare.")
@click.option("--json", "as_json", is_flag=True, help="For programs: all of it as JSON.")
@click.option("--engine", metavar="NAME", help="What speaks the audition.  [default: hibari]")
@click.option("--voice", metavar="NAME", help="The audition's voice; `audiobook voices` lists them.")
@story_options
def words(
    inputs: tuple[Path, ...], audition: Path | None, every: bool, as_json: bool, engine: str | None,
    voice: str | None, **story: Any,
) -> None:  # fmt: skip
    """List the names and words of a story that the voice does not know, and how each will be said.

    What is said wrongly can be set right under [pronounce] in the story's cast file, or for all stories in
    voices/lexicon.toml: in letters that sound like it ("shih-VAWN", the loud syllable in capitals), or in phonetic
    signs between slashes ("/ʃɪˈvɔːn/").
    """
    from audiobook.commands.words import story_words

    refuse_the_story(audition, inputs)
    told, rows = story_words(story_settings(inputs, **story))
    shown = rows if every else rows[:SHOWN]
    if audition:
        _speak(told, shown, audition, engine, voice)
    if as_json:
        echo_json([_as_object(row) for row in rows], indent=2)
    elif not rows:
        echo("the voice knows every word of this story")
    else:
        _show(told, shown, len(rows))


def _as_object(row: WordRow) -> dict[str, object]:
    from audiobook.text.pronunciation.alphabet import ipa_of
    from audiobook.text.pronunciation.respelling import respelling_of

    said = {"ipa": ipa_of(row.phonemes), "respelling": respelling_of(row.phonemes)}
    return {"word": row.word, "count": row.count, **said, "from": row.origin, "sentence": row.sentence}


def _speak(told: ToldStory, rows: tuple[WordRow, ...], target: Path, engine: str | None, voice: str | None) -> None:
    from audiobook.casting.voice_lookup import voice_named
    from audiobook.commands.audition import auditioned
    from audiobook.commands.words import word_cues

    cues = word_cues(rows, told.lexicon, voice_named(engine, voice))
    for failed in auditioned(cues, target).failed:
        notice(f"not spoken: “{failed}”")
    notice(f"{counted(len(rows), 'word')} spoken into {target}")


def _show(told: ToldStory, rows: tuple[WordRow, ...], count: int) -> None:
    from rich.table import Table

    from audiobook.cli.screen import Screen
    from audiobook.text.pronunciation.alphabet import ipa_of
    from audiobook.text.pronunciation.respelling import respelling_of

    table = Table("word", "times", "said", "in phonetic signs", "from", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for row in rows:
        table.add_row(row.word, str(row.count), respelling_of(row.phonemes), f"/{ipa_of(row.phonemes)}/", row.origin)
    Screen(highlight=False, markup=False).print(table)
    if len(rows) < count:
        echo(f"… and {counted(count - len(rows), 'word')} more (--all lists them)")
    _show_lines_to_paste(told, rows)


def _show_lines_to_paste(told: ToldStory, rows: tuple[WordRow, ...]) -> None:
    from audiobook.commands.words import GUESS
    from audiobook.text.pronunciation.respelling import respelling_of

    guessed = [row for row in rows if row.origin == GUESS and row.count >= OFTEN][:TO_PASTE]
    if not guessed:
        return
    echo(f"\nSomething wrong? Put lines like these into {told.cast_path}, changed to what is right:\n")
    echo("[pronounce]")
    for row in guessed:
        echo(f'"{row.word}" = "{respelling_of(row.phonemes)}"')

"""Updates a cast file, and leaves everything else as the user wrote it, comments included."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.cast_file.edits import SetSpeaker, get_or_add_table, resolve_name
from audiobook.cast_file.reading import decode_cast_file, parse_cast_file
from audiobook.cast_file.rows import RowKey
from audiobook.cast_file.shortening import ShortenedText, shorten_text
from audiobook.cast_file.values import GENDER_WORDS, GENERATED_COMMENT, CastEntry, CastFile, LineCorrection, StoryRecord
from audiobook.files.editing import FileEdit, RecordEdit, edit_file, record_nothing
from audiobook.model.deliveries import DELIVERY_WORDS
from audiobook.model.pauses import Pauses

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

PAUSE_NAMES, DELIVERY_NAMES = ", ".join(Pauses.__slots__), ", ".join(DELIVERY_WORDS)
Pairs = Iterable[tuple[str, str]]
LINE_END = "\n"
NEW_FILE_TEMPLATE = """\
# The cast of a story. Change what you like: the next `audiobook make` only speaks again what the changes affect.
#
# To correct who says a line, add the line at the end of this file. Its text is enough to find it; if it is said more
# than once, add chapter and paragraph:
#
#     [[line]]
#     text = "I never said that."
#     speaker = "Tilly"
#     chapter = 3
#     paragraph = 14
#
# To set right how a line sounds, add it like this, with any of the settings below it. The text may also be from
# the narration; every sentence that it touches is meant:
#
#     [[take]]
#     text = "I never said that."
#     take = 2                 # another recording of it; 0 is the first
#     delivery = "whisper"     # {deliveries}
#     pause_before = 800       # milliseconds
#     pause_after = 1500
#     say = { said = "sed" }   # how a word sounds, in this line only

# To say what is read and where chapters begin, add the paragraph at the end, with its first words. It can be story,
# note, heading, break (between two scenes) or skipped. Add chapter and paragraph if others begin with the same words.
# For several paragraphs in a row, add the first words of the last one, like this: last = "See you".
#
#     [[block]]
#     text = "Hope you all had a great weekend"
#     kind = "note"
#
#     [[block]]
#     text = "Day Twelve"
#     begins_chapter = true    # false: no chapter begins here, the one before goes on
#     title = "The Storm"      # only if you want another name

[narrator]
# The voice that tells the story, and its pace:
#     voice = "heart"
#     pace = 0.95

[notes]
# Author's notes are skipped, unless you write spoken = true:

[cast]
# The voice of each character; `audiobook voices` lists the voices. You can change a voice for one character:
#     Tilly = { voice = "wren", pitch = 1.05, pace = 1.1 }

[aliases]
# Another name of the same character (alias = main name), or a name that is a character of its own:
#     "the Admiral" = "Tilly"
#     Jo = "Jo"

[gender]
# male, female or unknown:
#     Tilly = "female"

[pauses]
# The lengths of pauses, in milliseconds. You can set:
#     {pauses}
# For example:
#     scene = 2500

[pronounce]
# The pronunciation of names and words in this story, respelled or in phonetic characters between slashes:
#     Siobhan = "shi-VAWN"
#     Niamh = "/niːv/"

[story]
# How audiobook recognizes the story of this file, even under another name. Leave it as it is.

"""


def add_corrections(
    path: Path,
    aliases: Pairs = (),
    genders: Pairs = (),
    lines: Iterable[LineCorrection] = (),
    story: StoryRecord | None = None,
) -> None:
    """Adds corrections to the cast file at `path`, in place of older ones for the same names and lines.

    Creates the file if there is none, and records its `story`, if given. Raises InputError, and changes nothing, if the
    file is wrong or would be.
    """
    alias_pairs, genders, lines = tuple(aliases), tuple(genders), tuple(lines)

    def add(document: TOMLDocument) -> None:
        _set_values(document, "aliases", alias_pairs)
        _set_values(document, "gender", ((name, GENDER_WORDS.get(gender, gender)) for name, gender in genders))
        for line in lines:
            SetSpeaker(line).apply(document)

    edit_document(path, add, story)


def write_cast(
    path: Path,
    entries: Iterable[CastEntry],
    story: StoryRecord | None = None,
    former_names: frozenset[str] = frozenset(),
    always: bool = False,
    recast: frozenset[str] = frozenset(),
) -> FileEdit:
    """Adds characters that the cast file doesn't have yet, and updates its comments and the record of its `story`.

    `former_names` are those whose voices were in the file when the cast was chosen: what was removed since stays away,
    and so do names that have become aliases. A voice in the file is never changed, except those that the program chose
    for the characters in `recast`. A file without anything to update is left alone, unless `always` is set.
    """
    new_entries = tuple(entries)

    def add(document: TOMLDocument) -> bool | None:
        add_entries(document, new_entries, former_names, recast)
        return True if always else None

    return edit_document(path, add, story)


def add_entries(
    document: TOMLDocument,
    entries: Iterable[CastEntry],
    former_names: frozenset[str] = frozenset(),
    recast: frozenset[str] = frozenset(),
) -> None:
    """Adds the characters that a document doesn't have yet, as `write_cast` does."""
    import tomlkit

    cast_table = get_or_add_table(document, "cast")
    for entry in entries:
        if entry.name in cast_table:
            if GENERATED_COMMENT.match(cast_table[entry.name].trivia.comment):
                if entry.name in recast:
                    cast_table[entry.name] = tomlkit.string(entry.voice)
                cast_table[entry.name].comment(entry.comment)
        elif entry.name not in former_names and resolve_name(document, entry.name) == entry.name:
            cast_table[entry.name] = tomlkit.string(entry.voice)
            cast_table[entry.name].comment(entry.comment)


def append_nothing(text: str, cast_file: CastFile) -> str | None:
    """Leaves every change to a document."""
    del text, cast_file
    return None


def touch_any_line() -> None:
    """Says of an edit that it may change any line."""


def edit_document(
    path: Path,
    add: Callable[[TOMLDocument], bool | None],
    story: StoryRecord | None,
    record: RecordEdit = record_nothing,
    append: Callable[[str, CastFile], str | None] = append_nothing,
    list_touched: Callable[[], Collection[RowKey] | None] = touch_any_line,
) -> FileEdit:
    """Lets `add` change the cast file, or a new one, and records its `story`, if given.

    `add` returns whether the file is to be written, None for writing it if its text has changed; it is written within
    `record`. `append` may give the new text of a file without `add`, which is slow for a long one;
    it must be one that has been parsed. `list_touched` gives the keys of the lines that `add` looks at, None for any;
    the document has only some of the others. Raises InputError if the file is wrong, or would be.
    """
    import tomlkit

    def change(data: bytes | None) -> bytes | None:
        text = _write_template() if data is None else decode_cast_file(path, data)
        cast_file = parse_cast_file(path, text)
        recorded = cast_file.story
        if data is not None and story in (None, recorded):
            appended = append(text, cast_file)
            if appended is not None:
                return appended.encode("utf-8")
        for shortened in (shorten_text(text, cast_file, list_touched()), ShortenedText(text)):
            # tomlkit would write a new entry on the last line if that has no end.
            document = tomlkit.parse(f"{shortened.text.removesuffix(LINE_END)}{LINE_END}")
            is_wanted = add(document)
            if story and story != recorded and is_wanted is not False:
                _record_story(document, story)
            new_text = shortened.restore(tomlkit.dumps(document))
            if new_text is not None:
                break
        assert new_text is not None  # of a text that is whole, nothing can be missing
        if is_wanted is False or (is_wanted is None and data is not None and new_text in (text, f"{text}{LINE_END}")):
            return None
        parse_cast_file(path, new_text)
        return new_text.encode("utf-8")

    return edit_file(path, change, record=record)


def _write_template() -> str:
    return NEW_FILE_TEMPLATE.replace("{pauses}", PAUSE_NAMES).replace("{deliveries}", DELIVERY_NAMES)


def _record_story(document: TOMLDocument, story: StoryRecord) -> None:
    import tomlkit

    table = get_or_add_table(document, "story")
    identity = story.identity
    texts = {"title": story.title, "author": story.author, "file": identity.file, "place": identity.place}
    for key, text in (texts | {"address": identity.address}).items():
        if text:
            table[key] = text
        else:
            table.pop(key, None)
    sentences = tomlkit.array()
    sentences.extend(identity.sentences)
    table["sentences"] = sentences


def _set_values(document: TOMLDocument, table: str, pairs: Pairs) -> None:
    for name, value in pairs:
        get_or_add_table(document, table)[name] = value

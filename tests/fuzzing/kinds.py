"""All kinds of input by name, and cases of them by number."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from tests.fuzzing import albums, books, documents, settings, stories
from tests.fuzzing.case import Case, Generator

KINDS: Mapping[str, Generator] = {
    "text": stories.text_case,
    "markdown": stories.markdown_case,
    "html": stories.html_case,
    "folder": stories.folder_case,
    "epub": books.epub_case,
    "docx": books.docx_case,
    "odt": documents.odt_case,
    "rtf": documents.rtf_case,
    "fb2": documents.fb2_case,
    "pdf": documents.pdf_case,
    "kindle": documents.kindle_case,
    "cast": settings.cast_file_case,
    "story": settings.story_file_case,
    "lexicon": settings.lexicon_case,
    "catalogue": settings.catalogue_case,
    "commands": settings.commands_case,
    "settings": documents.settings_file_case,
    "options": settings.options_case,
    "album": albums.manifest_case,
    "clips": albums.store_case,
    "sound": albums.sound_case,
    "answers": albums.answers_case,
}


def case_of(kind: str, seed: int, number: int) -> Case:
    """The case of a kind that a seed has at a number, always the same."""
    return KINDS[kind](Random(f"{kind} {seed} {number}"))

"""Plans the beginning of a story before the whole of it is analyzed, so that it can be spoken meanwhile."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from audiobook.casting.cast import cast_voices, choose_overrides
from audiobook.errors import InputError
from audiobook.pipeline import attribute_story, plan_chapter, split_chapters
from audiobook.production.context import BuildContext
from audiobook.production.jobs import plan_jobs
from audiobook.production.plan import AnalyzedStory
from audiobook.production.render_chapter import EpisodeJob
from audiobook.settings.lexicons import known_pronunciations
from audiobook.settings.settings import AttributorSettings
from audiobook.synthesis.clip_store import clip_folder
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon


def plan_opening(context: BuildContext, read: AnalyzedStory, number: int) -> EpisodeJob | None:
    """The narrator's lines up to the first words of a character in a chapter, None if there are none.

    They depend on nobody's voice but the narrator's. `read` is the story as `read_chapters` gives it. Raises what is
    wrong with the narrator's voice.
    """
    split = _split_chapter(context, read, number)
    opening = tuple(takewhile(lambda segment: not segment.kind.is_speech, split.script.segments))
    entries = (*split.cast_file.pronounce, *known_pronunciations(context.settings.output))
    lexicon = build_story_lexicon(split.book.text, entries)
    return _plan_job(context, replace(split, script=replace(split.script, segments=opening), lexicon=lexicon), number)


def plan_chapter_alone(context: BuildContext, read: AnalyzedStory, number: int) -> EpisodeJob | None:
    """A chapter by what is in it alone, None if nothing in it is read aloud; its speakers may still turn out others."""
    split = _split_chapter(context, read, number)
    # A language model is asked about the whole story only.
    story = replace(context.story, attributor=AttributorSettings())
    return _plan_job(context, attribute_story(split, story, context.settings.output), number)


def _split_chapter(context: BuildContext, read: AnalyzedStory, number: int) -> AnalyzedStory:
    chapters = tuple(chapter for chapter in read.book.chapters if chapter.number == number)
    # Places are counted from the start of the text, so only what comes after the chapter can be left out.
    end = max(block.span.end for chapter in chapters for block in chapter.blocks)
    book = replace(read.book, chapters=chapters, text=read.book.text[:end])
    return split_chapters(replace(read, book=book), context.story)


def _plan_job(context: BuildContext, analysis: AnalyzedStory, number: int) -> EpisodeJob | None:
    overrides, settings = choose_overrides(context.settings), context.settings
    if not analysis.characters:
        overrides = replace(overrides, single_voice=True)
    cast = cast_voices(analysis.attribution, analysis.cast_file, analysis.cast_path, overrides, analysis.series)
    try:
        plan = plan_chapter(context, analysis, cast, number)
    except InputError:
        return None
    jobs = plan_jobs(plan.album_in(plan.chapter_folder), clip_folder(settings.output), settings.product)
    return jobs[0]

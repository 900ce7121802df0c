"""The spoken credits that audiobook shops ask for, before and after the book: title, author and narrator."""

from __future__ import annotations

from audiobook.engines.spoken_language import voice_normalization
from audiobook.model import Cue, Episode, Metadata, TextRun, Utterance, Voice
from audiobook.narration.plan import NarrationOptions
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.text.normalization.normalize import normalize

OPENING_TITLE, CLOSING_TITLE = "Opening Credits", "Closing Credits"
# One sentence each; {title} and {author} are the story's.
OPENING_TEMPLATES = ("{title}.", "Written by {author}.", "Read by a synthetic voice.")
CLOSING_TEMPLATES = ("This was {title}.", "Written by {author}.", "Read by a synthetic voice.", "The end.")


def build_credits(
    metadata: Metadata, narrator: Voice, options: NarrationOptions, tracks: int
) -> tuple[Episode, Episode]:
    """The opening and closing credits of a book with `tracks` chapters, spoken by its narrator.

    The opening credits have the number 0, the closing credits one more than the last chapter.
    """
    return (
        _build_episode(0, OPENING_TITLE, OPENING_TEMPLATES, metadata, narrator, options, tracks),
        _build_episode(tracks + 1, CLOSING_TITLE, CLOSING_TEMPLATES, metadata, narrator, options, tracks),
    )


def is_credits(number: int, title: str) -> bool:
    """Whether this number and title are those of credits, not of a chapter of the story.

    >>> is_credits(0, "Opening Credits"), is_credits(7, "Closing Credits"), is_credits(1, "Opening Credits")
    (True, True, False)
    """
    return (number, title) == (0, OPENING_TITLE) or (number > 0 and title == CLOSING_TITLE)


def _build_episode(
    number: int,
    title: str,
    templates: tuple[str, ...],
    metadata: Metadata,
    narrator: Voice,
    options: NarrationOptions,
    tracks: int,
) -> Episode:
    sentences = tuple(
        template.format(title=metadata.title.rstrip("."), author=metadata.author.rstrip(".")) for template in templates
    )
    pauses = [options.pauses.speaker] * (len(sentences) - 1) + [options.pauses.tail]
    cues = tuple(_build_cue(text, pause, narrator) for text, pause in zip(sentences, pauses, strict=True))
    pronounced_cues = apply_pronunciations(cues, options.lexicon)
    return Episode(number, number, tracks, title, pronounced_cues, "\n\n".join(sentences), lead_ms=options.pauses.head)


def _build_cue(text: str, pause: int, narrator: Voice) -> Cue:
    spoken = normalize(text, voice_normalization(narrator))
    return Cue(Utterance(spoken, narrator), pause, (TextRun(text),), paragraph=1)

"""What shops want to hear before and after a book: its title, its author, and who reads, in files of their own."""

from __future__ import annotations

from audiobook.engines.spoken_language import needs_for
from audiobook.model import Cue, Episode, Line, Metadata, Run, Voice
from audiobook.narration.plan import Manner
from audiobook.narration.pronunciations import as_said
from audiobook.text.normalization.normalize import speakable

OPENING, CLOSING = "Opening Credits", "Closing Credits"
# What is said, a row a sentence; {title} and {author} are the story's.
OPENING_WORDS = ("{title}.", "Written by {author}.", "Read by a synthetic voice.")
CLOSING_WORDS = ("This was {title}.", "Written by {author}.", "Read by a synthetic voice.", "The end.")


def credit_episodes(about: Metadata, narrator: Voice, manner: Manner, tracks: int) -> tuple[Episode, Episode]:
    """The opening and the closing credits of a book with so many chapters, spoken by its narrator.

    The opening stands before the first chapter, as number 0, the closing after the last.
    """
    return (
        _episode(0, OPENING, OPENING_WORDS, about, narrator, manner, tracks),
        _episode(tracks + 1, CLOSING, CLOSING_WORDS, about, narrator, manner, tracks),
    )


def is_credits(number: int, title: str) -> bool:
    """Whether a chapter of that number and title is none of the story's, but its credits.

    >>> is_credits(0, "Opening Credits"), is_credits(7, "Closing Credits"), is_credits(1, "Opening Credits")
    (True, True, False)
    """
    return (number, title) == (0, OPENING) or (number > 0 and title == CLOSING)


def _episode(
    number: int, title: str, words: tuple[str, ...], about: Metadata, narrator: Voice, manner: Manner, tracks: int
) -> Episode:
    told = tuple(row.format(title=about.title.rstrip("."), author=about.author.rstrip(".")) for row in words)
    pauses = [manner.pauses.speaker] * (len(told) - 1) + [manner.pauses.tail]
    cues = tuple(_cue(text, pause, narrator) for text, pause in zip(told, pauses, strict=True))
    said = as_said(cues, manner.lexicon)
    return Episode(number, number, tracks, title, said, "\n\n".join(told), lead=manner.pauses.head)


def _cue(text: str, pause: int, narrator: Voice) -> Cue:
    spoken = speakable(text, needs_for(narrator))
    return Cue(Line(spoken, narrator), pause, (Run(text),), paragraph=1)

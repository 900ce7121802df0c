"""Notes that no label tells from the story: only whose voice it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.chapters.split import split_chapters
from audiobook.commands.inspect import find_notes_at_edges
from audiobook.model import Book, Kind, Manuscript, Metadata, NotePosition
from audiobook.reading.story import read_story

STORY = """The mill had stood still since the spring, and Nia walked round it twice before she tried the door.
It was not locked. Inside it smelled of flour and of mice, and the big wheel hung in the dark like a moon.
"Is anybody here?" she called.
Nobody was. She climbed the ladder to the loft, where the sacks lay in rows, and counted them as Bo had asked her to.
Thirty-one. There had been forty in the autumn, and nobody had sold any.
She sat down on the last one and looked out of the hatch. The road was white and empty as far as the bridge.
Then she heard the wheel turn.
It turned once, slowly, with a groan that went through the floor, and stopped.
"Bo?" she said, not very loudly.
The water was too low to move it. She had seen the stream herself that morning, a string of puddles between stones.
Nia went down the ladder much faster than she had come up, and did not look at the wheel until she stood in the sun.
Behind her the door closed by itself."""
DIARY = """I came to the mill on the ninth of May, and I write this by the light of one candle, for there is no other.
You will ask why I did not turn back. I asked myself the same when I had climbed the ladder to the loft.
There were thirty-one sacks in it. I counted them twice, because my hands shook and I wanted something to do.
I had told my sister that I would be home by noon. I was not, and I am sorry for it.
The road was empty. I could see it through the hatch, as far as the bridge and a little beyond.
Then I heard the wheel turn, though the stream was a string of puddles.
I went down faster than I had come up. I did not look at it until I stood in the sun.
My hat I left behind me, and I have not gone back for it.
What I heard in there I will set down tomorrow, if my hand is steadier.
For now I have barred my door, and I mean to sit up.
The candle is half gone.
It is not the dark that I mind."""

HEADS = (
    "This is my first try at a mystery, so please be kind! Updates will be slow, I have exams until June.",
    "Thank you all so much for the comments on the last chapter, you are the best readers anyone could ask for.",
    "So, this story is set two years before canon and ignores the whole prequel. I hope that's okay with you guys.",
)
TAILS = (
    "Next chapter will be up on Friday, I hope. Let me know what you think of Bo, I'm not sure about him yet lol",
    "If you want to read more of my stuff you can find me on tumblr. Thanks for reading!",
    "previous working titles: Thirty-One Sacks, The Wheel (Turns)",
)
# What stories say themselves, however much it sounds like somebody who speaks to readers.
NO_NOTES = (
    "The last chapter of the book was missing, and the author had been dead for a hundred years.",
    "You think you know a mill. You hear it before you see it, and you hear it long after it has stopped.",
    "“Thank you for reading this,” said the letter on the door. “Please leave a comment below.”",
    "Chapter and verse, that was what Bo wanted, and Nia had neither.",
    "Please, she thought. Please let there be somebody here.",
    "I am sorry that this chapter is late, readers, she wrote, and I hope you like it.",
    "I have to finish this chapter, she thought. The readers want it, and my editor, too.",
    "A variation of the old game was played in the loft, with sacks for stones.",
    "The working titles of the mill lay with the notary.",
)


def read(text: str) -> Book:
    return split_chapters(Manuscript(Path("mill.txt"), text, Metadata(title="The Mill")))


def notes_of(book: Book) -> list[tuple[NotePosition | None, str]]:
    """The place of each note and its text."""
    blocks = [block for chapter in book.chapters for block in chapter.blocks]
    return [(block.position, block.span.of(book.text)) for block in blocks if block.kind is Kind.NOTE]


@pytest.mark.parametrize("story", [STORY, DIARY], ids=["he and she", "I"])
@pytest.mark.parametrize("note", HEADS)
def test_a_note_at_the_head_is_told_by_its_voice(story: str, note: str) -> None:
    book = read(f"Chapter 1\n\n{note}\n\n" + story.replace("\n", "\n\n"))
    assert notes_of(book) == [(NotePosition.HEAD, note)]
    assert "reads like an author's note" in next(block.warning for block in book.chapters[0].blocks if block.warning)


def test_what_a_story_was_made_from_is_no_part_of_it() -> None:
    note = "Variation of Chapter 4 of Ann Lee's The Low Weir. Because, really, Bo is smarter than that."
    assert notes_of(read("Chapter 1\n\n" + f"{note}\n{STORY}".replace("\n", "\n\n"))) == [(NotePosition.HEAD, note)]


@pytest.mark.parametrize("note", TAILS)
def test_a_note_at_the_tail_is_told_by_its_voice(note: str) -> None:
    book = read("Chapter 1\n\n" + STORY.replace("\n", "\n\n") + f"\n\n{note}")
    assert notes_of(book) == [(NotePosition.TAIL, note)]


@pytest.mark.parametrize("story", [STORY, DIARY], ids=["he and she", "I"])
@pytest.mark.parametrize("text", NO_NOTES)
def test_what_the_story_says_itself_is_no_note(story: str, text: str) -> None:
    for whole in (f"{text}\n{story}", f"{story}\n{text}"):
        assert not notes_of(read("Chapter 1\n\n" + whole.replace("\n", "\n\n")))


def test_a_labelled_note_goes_on_in_the_same_voice() -> None:
    more = "Also this fic has a beta now, so all typos that are left in this chapter are really mine."
    book = read(f"Chapter 1\n\nA/N: Hi!\n\n{more}\n\n" + STORY.replace("\n", "\n\n"))
    assert [text for _, text in notes_of(book)] == ["A/N: Hi!", more]


@pytest.mark.parametrize(
    "more", ["@fern: thanks!\n\n@moss: no, Bo is fine.", "P.S. The eels are real.\n\nPPS: so is Bo."]
)
def test_replies_and_postscripts_go_on_in_a_note(more: str) -> None:
    book = read("Chapter 1\n\n" + STORY.replace("\n", "\n\n") + f"\n\nA/N: Thanks for reading!\n\n{more}")
    assert [text for _, text in notes_of(book)] == ["A/N: Thanks for reading!", *more.split("\n\n")]


def test_a_letters_postscript_is_story() -> None:
    letter = "Dear Nia,\n\nThe eels are well.\n\nP.S. Feed them."
    assert not notes_of(read("Chapter 1\n\n" + STORY.replace("\n", "\n\n") + f"\n\n{letter}"))


def test_chapters_that_begin_or_end_with_a_note_are_listed() -> None:
    story = STORY.replace("\n", "\n\n")
    parts = (f"A/N: Hi!\n\n{story}", f"{story}\n\nA/N: Bye!", f"A/N: Hi!\n\n{story}", f"A/N: Hi!\n\n{story}", story)
    book = read("\n\n".join(f"Chapter {number}\n\n{part}" for number, part in enumerate(parts, 1)))
    edges = find_notes_at_edges(book)
    assert (edges.first, edges.last) == ((1, 3, 4), (2,))
    assert str(edges) == "the start of chapters 1, 3-4 and the end of chapter 2"


SURE = "Thank you all so much for the comments on the last chapter of this fic, I really enjoy them!"
# What its voice alone does not tell from a story.
UNSURE = "The old mill of Harrow had two wheels, and one of them had stopped."


def paragraphs(*parts: str) -> str:
    return "\n\n".join(("Chapter 1", *parts)) + "\n"


@pytest.mark.parametrize("place", [NotePosition.HEAD, NotePosition.TAIL])
def test_a_note_goes_on_to_its_next_sure_paragraph(place: NotePosition) -> None:
    note, story = (SURE, UNSURE, UNSURE, SURE), 2 * STORY.split("\n")
    parts = (*note, *story) if place is NotePosition.HEAD else (*story, *note)
    assert notes_of(read(paragraphs(*parts))) == [(place, text) for text in note]


@pytest.mark.parametrize(
    "between",
    [
        pytest.param((UNSURE,) * 4, id="more words than the sure ones hold"),
        pytest.param(("The wheel had stopped. “Bo,” she said.",), id="speech"),
        pytest.param(("* * *", UNSURE), id="another scene"),
    ],
)
def test_a_note_does_not_go_on_over_story(between: tuple[str, ...]) -> None:
    book = read(paragraphs(SURE, *between, SURE, *STORY.split("\n")))
    told = [block.span.of(book.text) for block in book.chapters[0].story_blocks]
    assert all(text in told for text in between if text != "* * *")


def read_again(tmp_path: Path, *parts: str) -> Book:
    """A chapter whose file has its heading, and whose author writes it again above the story."""
    path = tmp_path / "mill.md"
    path.write_text("# " + paragraphs(*parts, "**Chapter 1**", *STORY.split("\n")), "utf-8")
    return split_chapters(read_story(path))


@pytest.mark.parametrize("first", [SURE, "A/N: Hi!"])
def test_a_note_goes_on_to_the_heading_that_is_said_again(tmp_path: Path, first: str) -> None:
    book = read_again(tmp_path, first, UNSURE, UNSURE)
    assert notes_of(book) == [(NotePosition.HEAD, text) for text in (first, UNSURE, UNSURE)]


@pytest.mark.parametrize("between", ["“Bo,” she said.", "THE MILL", "Please let there be somebody, she thought."])
def test_what_is_no_note_above_a_heading_that_is_said_again_is_read(tmp_path: Path, between: str) -> None:
    assert notes_of(read_again(tmp_path, SURE, UNSURE, between)) == [(NotePosition.HEAD, SURE)]


def test_story_above_a_heading_that_is_said_again_is_read(tmp_path: Path) -> None:
    assert not notes_of(read_again(tmp_path, UNSURE, UNSURE))

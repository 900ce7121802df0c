"""Speech and thought told from narration: cases as data, and what must hold for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audiobook.model import Kind
from audiobook.quotations.classify import SPEECH_CLUES, ContextWindow, SpeechClue, build_quotation_context
from audiobook.quotations.detect import QuoteStyle, detect_quote_style, split_paragraphs
from audiobook.quotations.quote_marks import MARK_CHARACTERS, MarkFamily
from tests.conftest import examples

# What it is about, and paragraphs as they must be told apart: S: speech, T: thought, N: narration.
CASES = {
    "a tag splits a speech": ["S:“I,”|N:he said,|S:“am.”"],
    "straight marks": ['S:"Come in,"|N:said Bea.|S:"Sit."'],
    "single marks": ["S:‘Come in,’|N:said Bea.|S:‘It’s “late”.’"],
    "straight single marks": ["S:'Come in,'|N:said Bea.|S:'It's late.'"],
    "guillemets": ["S:«Come in»,|N:said Bea.|S:«Sit.»"],
    "guillemets with room": ["S:« Oui »,|N:dit-elle.|S:« Non ! »"],
    "guillemets inward": ["S:»Nein«,|N:sagte er.|S:»Doch.«", "S:»Gut.«"],
    "guillemets one way": ["S:»Hej»,|N:sa hon.|S:»Ja.»"],
    "low and high": ["S:„Ja“,|N:sagte sie.|S:„Komm!“"],
    "corners": ["S:「行こう」|N:と彼は言った。|S:「『はい』と」"],
    "grave accents": ["S:``Come in,''|N:she said.|S:``Sit.''"],
    "two apostrophes": ["S:''Come in,''|N:she said.|S:''Sit.''"],
    "a dash opens speech": ["S:—Come in,|N:said Bea.|S:Sit down.", "S:—No.", "S:—Why?|N:he asked.", "N:He sat."],
    "dashes around the tag": ["S:—Hola|N:—dijo Ana—.|S:Pasa.", "S:—Bueno.", "S:—No|N:—respondió él."],
    "a spaced hyphen closes": [
        "S:- Two eggs?|N:- Bea asked, looking up.", "S:- Three,|N:- Tom said. -|S:Or four.", "S:- Well - Bea said so.",
        "S:- One.|N:- Bea nodded.",
    ],
    "closed with an opening mark": ["S:“Come in,“|N:she said.|S:“Sit.”"],
    "opened with a closing mark": ["S:”Come in,”|N:she said.|S:“Sit.”"],
    "opened straight": ['S:"Come in,”|N:she said.|S:“Sit.”'],
    "never closed": ["S:“I can’t do it", "N:He left.", "S:“Why?”|N:she asked."],
    "never closed before a tag": ["S:“Come in,|N:he said and sat down.", "N:He left."],
    "never closed before another": ["S:“Come in,|N:he said.|S:“Sit down.”"],
    "never opened": ["S:Come in,”|N:he said. He sat.", "S:“So be it.”"],
    "over three paragraphs": ["S:“I went in.", "S:“then I went out.", "S:“I left.”", "N:He sighed."],
    "over two paragraphs with one mark missing": ["S:“I went in.", "S:Then I left.”", "N:He sighed."],
    "verse": ["S:“O rose,\n“O red rose of mine,”|N:she said."],
    "nested": ["S:“He told me ‘no’ and ‘never’,”|N:she said."],
    "nested in the same marks": ["S:“He told me “no” and “never” today,”|N:she said."],
    "single in single": ["S:‘He said “no”.’|N:She wept.|S:‘Oh!’"],
    "doubted": ["N:His “friends” laughed at him.", "N:He was “tired” again."],
    "named": ["N:They called it “The Rose of Kent” and hummed.", "N:The word “no” hurt.", "N:A so-called “plan”."],
    "short speech": ["S:“No,”|N:he said.", "S:“Kakashi?”", "S:“Yes.”|N:She left.", "N:He nodded.|S:“Fine.”"],
    "cut off": ["S:“What do you—”|N:he began.|S:“—want?”", "S:“So…”"],
    "two in a row": ["S:“Yes.”|S:“No.”"],
    "a stop behind the mark": ["S:“No”,|N:he said."],
    "in brackets": ["S:(“No,”|N:he said.)"],
    "clipped words": ["S:‘’Tis singin’ an’ the dogs’ bone,’|N:he said,|S:‘that they gave ’em.’"],
    "clipped words, straight": [
        "S:''Tis the dogs' bone,'|N:he said,|S:'an' they gave it 'em.'",
        "S:'Cause I say so,'|N:he said.", "S:'So!'",
    ],
    "years": ["S:‘Rock ’n’ roll in the ’90s,’|N:said O’Brien.", "S:'Back in '45,'|N:he said,|S:'no.'"],
    "the many": ["N:The Smiths’ house was the boys’ dream.|S:‘Yes,’|N:she said."],
    "nothing but apostrophes": ["N:The dogs' dinner was Bea's; she'd given 'em all.", 'S:"Yes."'],
    "a word goes on behind the mark": ["S:'Yes'|N:-- briefly.", "S:'No.'"],
    "feet and inches": ["N:He was 5'11\" tall.|S:\"I am 6'2\" tall,\"|N:she said."],
    "inches": ['N:The board was 12" long.|S:"Cut it."'],
    "ditto": ['N:apples " 3', 'S:"Yes," |N:he said.'],
    "thought in single marks": ["N:She sighed.|T:‘I must go.’|N:She left.", "S:“Bye.”"],
    "no thought": ["N:His ‘friends’ had an ‘idea’.", "S:“Bye.”"],
    "thought by its tag": ["T:“I must go,”|N:thought Bea.", "T:“No,”|N:he thought,|T:“not today.”"],
    "thought in italics": ["T:*What is he doing?*|N:She ran.", "N:She ran.|T:_I must not be late._"],
    "italics with a tag": ["T:*Never again,*|N:he thought. It was late."],
    "italics behind a phone's buzz": ["N:Her phone buzzed.|S:*Here.*", "N:She put it down.", "N:It lit up: no."],
    "italics in the paragraph behind a phone's buzz": ["N:His phone chimed twice.", "S:*out of milk*", "N:He sighed."],
    "italics typed": ["N:She sat up and typed back:|S:*milk and sugar*", "S:*On my way*,|N:Tom texted."],
    "italics of a message": ["N:The text from Tom read:|S:*Look up.*", "N:She got a message from Bea.|S:*Look down.*"],
    "italics of an exchange": ["N:Her phone buzzed.|S:*Here?*", "S:*No.*", "S:*At home*", "N:She left.", "N:*So.*"],
    "italics of an answer after an action": ["S:*No,*|N:Tom texted.", "N:She grinned.|S:*Are you at home?*"],
    "a thought about a message": ["S:*No,*|N:Tom texted.", "N:She grinned.|T:*He is at home.*"],
    "italics of an answer": ["N:The answer came at once.|S:*Liar.*", "N:A text from Bea lit up the screen.|S:*Liar.*"],
    "italics of one who is named": ["N:Her phone buzzed on the table. It was Tom.|S:*Milk.*"],
    "italics said": ["S:*So it was.*|N:she said.", "N:Tom said,|S:*So it was.*", "S:*So?*|N:asked a voice in him."],
    "italics thought at somebody": ["S:*So,*|N:Bea thought at him.", "S:*Why?*", "S:*No,*|N:he thought back."],
    "italics thought of long ago": ["T:*So,*|N:she thought back to him.", "N:*No.*"],
    "other marks from mind to mind": ["S:~So,~|N:Bea sent.", "S:<I see,>|N:I said.", "S:<No.>", "S::So?:|N:I asked."],
    "other marks without a tag": ["N:~It was late.~ She left.", "N:At 10:30: a bus. 11:30: no.", "N:See //x//, a<b>."],
    "italics from mind to mind": ["S:*He knew,*|N:Bea sent.", "S:*Never.*|N:came the dragon's answer."],
    "italics that go on behind a tag": ["S:*Wait,*|N:Bea typed.|S:*The tram left.*|N:She left, *too*. Tom sat."],
    "italics that resume": ["S:*Wait,*|N:said a voice,|S:*for the tram.*", "T:*So,*|N:I thought,|T:*no.*"],
    "italics told to oneself": ["T:*Nobody saw,*|N:Bea told herself."],
    "italics for anybody": ["N:The sign on the gate said: *No Entry.*", "N:His letter read: *The tram left.*"],
    "italics before another sentence": ["N:*The tram had left.* She said nothing.", "N:*It had left.* Tom asked why."],
    "stress before a verb of saying": ["N:It was *very* late, he said.", "N:That, *this* he said, was it."],
    "stress is no thought": ["N:It was *very* late. _The Rose of Kent_ was *his* book.", "N:*He had gone home.*"],
    "hard wrapped": ["S:“Come in,\nplease,”|N:said\nBea."],
    "other marks than the book's own": ["S:“Yes.”", "S:“No.”", "S:«Come in, you!»|N:said the parrot."],
    "an apostrophe inside a word": ["S:‘At two o’clock,’|N:he said."],
    "nested where a speech could begin": ["S:“He said, “No,” and then, “Never,” today.”|N:She left."],
    "run over, then told": ["S:“I went in.", "S:Then I left.”|N:So he did."],
    "run over in small pieces": ["S:“We saw the", "S:“dogs", "S:“and cats.”"],
    "run over with a tag inside": [
        "S:“I went in, he said, and it was dark as it always is in there; so I lit a lamp and I looked around me "
        "for an hour until the lamp went out as well.",
        "S:“And I left.”",
    ],
    "thoughts between speeches": ["S:“Yes.”|T:‘I must go.’|S:“No.”|T:‘I must stay.’|S:“Yes.”"],
    "a single mark that never closes": ["N:She left. ‘I am going. She was gone.", "S:“Yes.”"],
    "thought behind an apostrophe": ["S:“It’s.”|T:‘I must go.’|S:“No.”"],
    "doubted before a dialogue": ["N:His ‘friends’ laughed.", "S:‘Yes,’|N:he said."],
    "interlaced": ["S:“Yes.”", "S:«I came ‘here.»|N:You see?’"],
    "italics inside a sentence": ["N:They had a saying that *You are what you eat.* was part of."],
    "low and high with room": ["S:„Ja “|N:sagte er.", "S:„Nein.“"],
    "feet and inches in speech": ["S:“I am 5’11” tall,”|N:she said."],
    "inches in speech": ['S:"The board is 12" long,"|N:she said.'],
    "doubted in single marks": ["N:His ‘friends’ laughed at the dogs’ dinner.|S:‘Yes,’|N:he said."],
    "empty": ["", "   ", "S:“”…|S:“Yes.”"],
}  # fmt: skip
LETTERS = {Kind.SPEECH: "S", Kind.THOUGHT: "T", Kind.NARRATION: "N"}
PIECES = st.sampled_from(
    [*MARK_CHARACTERS, "'", '"', "”", "“", " ", "\n", "a", "A", "no", "said Bea", ". ", ", ", "—", "*", "_", "5", "s"]
)
PARAGRAPHS = st.lists(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=20), max_size=6)
STYLES = st.none() | st.builds(
    QuoteStyle, st.sampled_from(list(MarkFamily)), st.booleans(), st.booleans(), st.booleans()
)


def told(paragraphs: list[str], style: QuoteStyle | None = None) -> list[list[str]]:
    found = split_paragraphs(paragraphs, style)
    return [[f"{LETTERS[one.kind]}:{text[one.start : one.end]}" for one in stretches]
            for text, stretches in zip(paragraphs, found, strict=True)]  # fmt: skip


def plain(case: str) -> str:
    """The paragraph that a case writes as "S:…|N:…"."""
    return " ".join(piece[2:] for piece in case.split("|"))


@pytest.mark.parametrize("cases", CASES.values(), ids=CASES.keys())
def test_split_paragraphs_finds_speech(cases: list[str]) -> None:
    expected = [[piece.strip() for piece in case.split("|")] if case.strip() else [] for case in cases]
    assert told([plain(case) if case.strip() else case for case in cases]) == expected


@given(PARAGRAPHS, STYLES)
@example(['`". "\''], QuoteStyle(MarkFamily.GUILLEMETS))
@settings(max_examples=examples(400))
def test_split_paragraphs_covers_any_paragraph(paragraphs: list[str], style: QuoteStyle | None) -> None:
    found = split_paragraphs(paragraphs, style)
    assert len(found) == len(paragraphs)
    for text, stretches in zip(paragraphs, found, strict=True):
        at = 0
        for one in stretches:
            assert at <= one.start < one.end
            assert not text[at : one.start].strip()
            at = one.end
        assert not text[at:].strip()


@pytest.mark.parametrize(
    ("paragraphs", "family"),
    [
        (["“Yes.”", "She read ‘No’."], MarkFamily.DOUBLE),
        (["‘Yes.’", "‘He said “no”.’"], MarkFamily.SINGLE),
        (["'Yes.'", "The dogs' bone"], MarkFamily.SINGLE),
        (["« Oui. »"], MarkFamily.GUILLEMETS),
        (["「うん」"], MarkFamily.CORNERS),
        (["No marks at all, 'cept one"], MarkFamily.DOUBLE),
    ],
)
def test_detect_quote_style(paragraphs: list[str], family: MarkFamily) -> None:
    assert detect_quote_style(paragraphs).speech_family is family


def test_detect_quote_style_finds_dashes() -> None:
    assert detect_quote_style(["—Yes.", "—No.", "—So?", "He left."]).dashes
    assert not detect_quote_style(["“Yes.”", "“No.”", "“So?”", "— A dash."]).dashes


@pytest.mark.parametrize("clue", SPEECH_CLUES, ids=lambda clue: clue.name)
def test_speech_clues_match_their_examples(clue: SpeechClue) -> None:
    assert clue.matches
    assert clue.rejects
    assert [text for text in clue.matches if not clue.pattern.search(text)] == []
    assert [text for text in clue.rejects if clue.pattern.search(text)] == []


def test_quotation_context_shows_the_neighbours() -> None:
    text = "“I,” he said, “am.” “So.”"
    view = build_quotation_context(text, 14, 19, 4, 20)
    assert view.before == "” he said, ⟦am."
    assert view.inside == "am."
    assert view.after == "am.⟧ “"
    assert {clue.window for clue in SPEECH_CLUES} == set(ContextWindow)


@pytest.mark.parametrize(
    "piece", ['"', "'", "“", "”", "a' ", '"a ', "“a, ", "'tis ", "— a ", "*a ", '-"', "“a” called "]
)
@pytest.mark.slow
def test_time_grows_with_the_text_only(piece: str) -> None:
    def seconds(count: int) -> float:
        begun = time.process_time()
        split_paragraphs([piece * count])
        return time.process_time() - begun

    # Ten times the text: ten times as long, a hundred times if a look at a mark costs a look at the text.
    assert min(seconds(20_000) for _ in range(3)) < max(0.5, 40 * min(seconds(2_000) for _ in range(3)))

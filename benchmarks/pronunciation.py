"""How many sentences of a list of cases are said right, kind by kind, by the phonemes that the voice is given.

    python benchmarks/pronunciation.py FILE [--failing]

FILE holds a JSON object a line: `id`, `kind`, `text`, and either `want`, the same text as a person would say it,
spelled out, or `word` and `want_phonemes`, how that word sounds in it. Both sides are compared by sound: without
stress, breaks and marks, reduced vowels taken for one. `--failing` shows each case that is wrong, with what is said.
`tests/cases/pronunciation/cases.jsonl` is such a file.
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiobook.chapters.bbcode import split_without_bbcode
from audiobook.chapters.layout import SplitOptions
from audiobook.engines.spoken_language import voice_normalization
from audiobook.model import Manuscript, Script, Voice
from audiobook.narration.normalization import normalize_for
from audiobook.narration.transcription import transcribe
from audiobook.quotations.script import build_script
from audiobook.text.pronunciation.lexicon_files import load_built_in_entries
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon

VOICE = Voice("hibari", "heart")
# What no listener would call another word: stress, breaks, marks; which of the reduced vowels is heard, a flapped t.
UNHEARD = dict.fromkeys(map(ord, 'ˈˌ |.,:;!?…—“”"()'))
ALIKE = str.maketrans("ɐᵊᵻɪT", "ə" * 4 + "t")
HEAD = "Cases\nby Nobody\n\n"
# Between two cases, so that neither looks like the other's heading or like a row of a list.
BETWEEN = "This is the end of case number {} of the whole list.\n\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and how it or a word in it should be said: `want` is spelled out, `phonemes` are a word's."""

    name: str
    kind: str
    text: str
    want: str = ""
    phonemes: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a text: the text for the ear, and its phonemes."""

    spoken: str
    phonemes: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A case, what is said of it, and whether that is right."""

    case: Case
    said: Said
    right: bool


def read_cases(path: Path) -> list[Case]:
    """The cases of a file."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [
        Case(row["id"], row["kind"], row["text"], row.get("want", ""), row.get("want_phonemes", "")) for row in rows
    ]


def judge(cases: Sequence[Case]) -> Iterator[Verdict]:
    """The verdict on each case."""
    said = say([case.text for case in cases])
    wanted = say([case.want or case.text for case in cases])
    for case, got, want in zip(cases, said, wanted, strict=True):
        if case.phonemes:
            right = sound_of(case.phonemes) in sound_of(got.phonemes)
        else:
            right = sound_of(got.phonemes) == sound_of(want.phonemes)
        yield Verdict(case, got, right)


def sound_of(phonemes: str) -> str:
    """What is heard of phonemes."""
    return phonemes.translate(UNHEARD).translate(ALIKE)


def say(texts: Iterable[str]) -> list[Said]:
    """What the default voice is given for each text, as a paragraph of one story."""
    parts = [(f"{text}\n\n", BETWEEN.format(number)) for number, text in enumerate(texts, 1)]
    begins = [len(HEAD)]
    for text, between in parts:
        begins += [begins[-1] + len(text), begins[-1] + len(text) + len(between)]
    story = HEAD + "".join(text + between for text, between in parts)
    script = _script_of(story)
    lexicon = build_story_lexicon(story, load_built_in_entries())
    given = transcribe(script.segments, VOICE, lexicon, lambda error: print(error, file=sys.stderr))
    found: list[list[tuple[str, str]]] = [[] for _ in begins]
    for utterance, phonemes in zip(script.segments, given, strict=True):
        place = bisect_right(begins, utterance.span.start) - 1
        if place >= 0 and utterance.spoken and not utterance.skipped:
            found[place].append((utterance.spoken, phonemes or ""))
    # Every second stretch is the sentence between two cases.
    return [Said(*(" ".join(said) for said in zip(*stretch, strict=True))) if stretch else Said("", "")
            for stretch in found[: 2 * len(parts) : 2]]  # fmt: skip


def _script_of(story: str) -> Script:
    book = split_without_bbcode(Manuscript(Path("cases.txt"), story), SplitOptions(single_chapter=True))
    return normalize_for(build_script(book), voice_normalization(VOICE))


def main() -> None:
    """Prints a row for each kind, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--failing", action="store_true", help="show each case that is wrong")
    options = parser.parse_args()
    verdicts = list(judge(read_cases(options.file)))
    for one in verdicts if options.failing else ():
        if not one.right:
            case = one.case
            wanted = case.want or f"/{case.phonemes}/"
            print(f"{case.name} {case.kind} | {case.text} | {wanted} | {one.said.spoken} | {one.said.phonemes}")
    total, right = Counter(one.case.kind for one in verdicts), Counter(one.case.kind for one in verdicts if one.right)
    for kind in total:
        print(f"{right[kind]:4} of {total[kind]:4}  {kind}")
    print(f"{right.total():4} of {total.total():4}  all")


if __name__ == "__main__":
    main()

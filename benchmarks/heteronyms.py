"""How many words that are said in two ways are said right, word by word: by the program, and by hibari alone.

    python benchmarks/heteronyms.py [FILE] [--missed]

FILE has lines "phonemes | sentence with the [word] in brackets"; by default it is tests/cases/heteronyms.txt. --missed
prints the sentences whose word is said wrongly.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from audiobook.engines.hibari import phonemize
from audiobook.engines.hibari_text import prepare_text
from audiobook.text.pronunciation.values import HeteronymOverrides

CASES = Path(__file__).parents[1] / "tests" / "cases" / "heteronyms.txt"
# Stress is left aside, and so are differences that no word depends on.
ALIKE = str.maketrans({"ˈ": None, "ˌ": None, "ᵻ": "ɪ", "ɐ": "ə", "T": "t"})


def cases_in(path: Path) -> Iterator[tuple[str, str, str]]:
    """The phonemes, the word and the sentence of each line."""
    for line in path.read_text("utf-8").splitlines():
        phonemes, _, marked = line.partition(" | ")
        word = re.search(r"\[(.*?)\]", marked)
        if word and not line.startswith("#"):
            yield phonemes.translate(ALIKE), word[1].lower(), re.sub(r"[\[\]]", "", marked)


def is_right(model: SimpleNamespace, phonemes: str, sentence: str, heteronyms: HeteronymOverrides | None) -> bool:
    """Whether some word of a sentence is said with these phonemes."""
    said = phonemize(model, prepare_text(sentence), (), heteronyms).translate(ALIKE)
    return any(word.strip(".,;:!?…—").endswith(phonemes) for word in said.split())


def main() -> None:
    from hibari.g2p import G2P

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=CASES)
    parser.add_argument("--missed", action="store_true")
    arguments = parser.parse_args()
    model = SimpleNamespace(g2p=G2P())
    total, right, alone = Counter[str](), Counter[str](), Counter[str]()
    for phonemes, word, sentence in cases_in(arguments.file):
        total[word] += 1
        alone[word] += is_right(model, phonemes, sentence, ())
        found = is_right(model, phonemes, sentence, None)
        right[word] += found
        if arguments.missed and not found:
            print(f"missed: {word} /{phonemes}/ in “{sentence}”")
    for word in sorted(total):
        print(f"{word:14} {right[word]:3} of {total[word]:3}, hibari alone {alone[word]:3}")
    print(f"{'all':14} {right.total():3} of {total.total():3}, hibari alone {alone.total():3}")


if __name__ == "__main__":
    main()

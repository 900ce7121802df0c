"""Edits cast files from two processes at the same moment, pair after pair: is any edit lost?

    python -m benchmarks.abuse concurrent-edits [--pairs 200]

Each pair is two of these, begun together by a barrier: a command that corrects (a voice, a gender, a name, a line, a
pause, a pronunciation), the save of a `make` whose plan is older than the correction, an editor that saves the whole
file with a row added by hand, an undo, and the lexicon for all stories. Afterwards both edits have to be in the file
(an undo takes back the other command's edit where that came first).
Prints how many pairs lost nothing; exit code 1 if any did.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from audiobook.cast_file.applying import apply_edits, undo_last_edit
from audiobook.cast_file.edits import CastEdit, JoinNames, SetGender, SetSpeaker, SetValue, SetVoice
from audiobook.cast_file.take_edits import SetTake
from audiobook.cast_file.values import CastEntry, LineCorrection, VoiceChoice
from audiobook.cast_file.writing import write_cast
from audiobook.commands.table_edits import set_lexicon_entries

START = '# Mine.\n[cast]\nTilly = "wren" # my own words\n\n[aliases]\n\n[gender]\n\n[pauses]\n\n[pronounce]\n'
Change = Callable[[Path, int], None]
Check = Callable[[dict[str, Any], int], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of edit: what makes it, and whether the file then says so; both get the number of the side, 1 or 2."""

    name: str
    make: Change
    is_kept: Check


def command(build: Callable[[int], CastEdit]) -> Change:
    """An edit as a command makes it."""
    return lambda path, side: void(apply_edits(path, [build(side)], [CastEntry("Tilly", "pip", "9 lines, 5 %")]))


def void(_: object) -> None:
    """Forgets a result."""


def save_by_hand(path: Path, side: int) -> None:
    """Saves the whole file as an editor does, with a row added: read, changed and written back in one go."""
    text = path.read_text("utf-8")
    part = path.with_name(f"{path.name}.{side}~")
    part.write_text(text.replace("[gender]\n", f'[gender]\nHand{side} = "male" # by hand\n'), "utf-8")
    part.replace(path)


KINDS = (
    Kind("voice", command(lambda side: SetVoice(f"V{side}", VoiceChoice("reed"))),
         lambda file, side: file["cast"].get(f"V{side}") == "reed"),
    Kind("gender", command(lambda side: SetGender(f"G{side}", "male")),
         lambda file, side: file["gender"].get(f"G{side}") == "male"),
    Kind("same", command(lambda side: JoinNames((f"A{side}",), "Tilly")),
         lambda file, side: file["aliases"].get(f"A{side}") == "Tilly"),
    Kind("line", command(lambda side: SetSpeaker(LineCorrection(f"Line {side}.", "Tilly", 1, side))),
         lambda file, side: any(entry["text"] == f"Line {side}." for entry in file.get("line", ()))),
    Kind("take", command(lambda side: SetTake(f"Line {side}.", (("take", side),), 1, side)),
         lambda file, side: any(entry["text"] == f"Line {side}." for entry in file.get("take", ()))),
    Kind("pause", command(lambda side: SetValue("pauses", ("scene", "tail")[side - 1], 100 + side)),
         lambda file, side: file["pauses"].get(("scene", "tail")[side - 1]) == 100 + side),
    Kind("word", command(lambda side: SetValue("pronounce", f"Word{side}", "WURD")),
         lambda file, side: f"Word{side}" in file["pronounce"]),
    Kind("make", lambda path, side: void(write_cast(path, [CastEntry(f"M{side}", "ash", "3 lines, 2 %")])),
         lambda file, side: file["cast"].get(f"M{side}") == "ash"),
    Kind("lexicon",
         lambda path, side: void(set_lexicon_entries(path.with_name("lexicon.toml"), [(f"L{side}", "EL")], [])),
         lambda file, side: f"L{side}" in file["lexicon"]),
)  # fmt: skip
EDITOR = Kind("editor", save_by_hand, lambda file, side: f"Hand{side}" in file["gender"])
UNDO = Kind("undo", lambda path, _: void(undo_last_edit(path)), lambda file, _: "Former" not in file["cast"])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=200)
    wanted = parser.parse_args()
    pairs = list_pairs()
    began, lost = time.monotonic(), []
    with tempfile.TemporaryDirectory() as place:
        barrier = multiprocessing.Barrier(2)
        chosen = [pairs[number % len(pairs)] for number in range(wanted.pairs)]
        sides = [multiprocessing.Process(target=run_side, args=(Path(place), chosen, side, barrier)) for side in (1, 2)]
        for process in sides:
            process.start()
        for process in sides:
            process.join()
        lost = [
            f"{number}: {names}"
            for number, pair in enumerate(chosen)
            if (names := find_lost(Path(place), number, pair))
        ]
    print(f"{wanted.pairs - len(lost)} of {wanted.pairs} pairs of edits kept both, in {time.monotonic() - began:.1f} s")
    for line in lost:
        print(f"lost in pair {line}")
    return 1 if lost else 0


def list_pairs() -> list[tuple[Kind, Kind]]:
    """Every kind with every other, and with itself; the editor and the undo against commands only."""
    others = [(kind, extra) for extra in (EDITOR, UNDO) for kind in KINDS if kind.name != "lexicon"]
    return [*combinations_with_replacement(KINDS, 2), *others]


def cast_path(place: Path, number: int) -> Path:
    """The cast file of one pair."""
    return place / f"pair{number}" / "cast.toml"


def run_side(place: Path, pairs: list[tuple[Kind, Kind]], side: int, barrier: Barrier) -> None:
    """Makes the edits of one side, each as soon as the other side is ready, too."""
    for number, pair in enumerate(pairs):
        path = cast_path(place, number)
        if side == 1:
            path.parent.mkdir()
            path.write_text(START, "utf-8")
            if UNDO in pair:
                apply_edits(path, [SetVoice("Former", VoiceChoice("reed"))])
        barrier.wait()
        pair[side - 1].make(path, side)
        barrier.wait()


def find_lost(place: Path, number: int, pair: tuple[Kind, Kind]) -> str:
    """The kinds whose edit is not in the file afterwards, "" if both are and nothing else is lost or left behind."""
    path = cast_path(place, number)
    text = path.read_text("utf-8")
    lexicon = path.with_name("lexicon.toml")
    file = {**tomllib.loads(text), "lexicon": tomllib.loads(lexicon.read_text("utf-8")) if lexicon.exists() else {}}
    lost = [kind.name for side, kind in enumerate(pair, 1) if not kind.is_kept(file, side)]
    if UNDO in pair and len(lost) == len(pair):
        lost = []  # the command came first, so it was its edit that was taken back
    if not text.startswith("# Mine.\n") or 'Tilly = "wren" # my own words' not in text:
        lost.append("comments")
    left = [entry.name for entry in path.parent.iterdir() if entry.name.endswith((".lock", ".part", "~"))]
    return ", ".join((*lost, *left))


if __name__ == "__main__":
    raise SystemExit(main())

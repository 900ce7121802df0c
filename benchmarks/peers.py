"""Runs audiobook generators on the same story, one after another, and measures what each made of it.

    python -m benchmarks.peers --environments FOLDER [--kokoro FOLDER] [--piper FOLDER] [--only NAME…] [--story GOLD]
                               [--chapters N] [--core N] [--keep FOLDER [--listen-again]] [--write]

FOLDER holds a virtual environment for each program, called like it (peer_programs.py says what to install there;
programs that are not there are left out with a line). --kokoro is the folder with kokoro-v1.0.int8.onnx and
voices-v1.0.bin, --piper the one with the files of the voice joe. GOLD is a file like peer_story_gold.toml. ffmpeg and
ffprobe must be on the PATH for the programs that need them. Each program gets a new home folder, so that no settings
and caches of yours count. With --write the figures go into comparison.json, from which
`python -m benchmarks.comparison` makes the tables of docs/comparison.md.

    pip install -e '.[kokoro,piper,listen]' psutil num2words
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import peer_figures as figures
from benchmarks.comparison import FIGURES
from benchmarks.judges import Judges
from benchmarks.peer_programs import PEERS, Peer
from benchmarks.peer_runs import Places, find_missing, find_version, run_peer
from benchmarks.peer_texts import GoldText, read_gold, write_epub, write_text

STORY = Path(__file__).with_name("peer_story_gold.toml")


def main() -> None:
    """Run the programs that are here, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environments", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--kokoro", type=Path, default=Path(), metavar="FOLDER")
    parser.add_argument("--piper", type=Path, default=Path(), metavar="FOLDER")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--story", type=Path, default=STORY, metavar="GOLD")
    parser.add_argument("--chapters", type=int, default=0, metavar="N", help="cut the story after so many chapters")
    parser.add_argument("--core", type=int, metavar="N", help="run everything on this core alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what the programs made")
    parser.add_argument("--listen-again", action="store_true", help="measure only what is kept, in comparison.json")
    parser.add_argument("--write", action="store_true", help="write the figures into comparison.json")
    options = parser.parse_args()
    gold = read_gold(options.story, options.chapters)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.keep or Path(scratch)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        places = place_story(gold, folder, options)
        for peer in PEERS:
            work = folder / peer.name.replace(", ", "-")
            if options.only and peer.name not in options.only:
                continue
            if options.listen_again:
                if work.is_dir() and (row := read_row(gold, peer.name)):
                    write_row(gold, {**row, **measure_sound(peer, gold, work)})
                continue
            if missing := find_missing(peer, places):
                print(f"{peer.name}: left out; {missing}")
                continue
            row = measure_peer(peer, gold, places, work, options.core)
            print(json.dumps(row, ensure_ascii=False), flush=True)
            if options.write:
                write_row(gold, row)


def place_story(gold: GoldText, folder: Path, options: argparse.Namespace) -> Places:
    """Write the story, and say where everything is."""
    places = Places(
        folder / "story.txt",
        folder / "story.epub",
        options.environments.absolute(),
        options.kokoro.absolute(),
        options.piper.absolute(),
    )
    write_text(gold, places.text)
    write_epub(gold, places.epub)
    return places


def measure_peer(peer: Peer, gold: GoldText, places: Places, work: Path, core: int | None) -> dict[str, Any]:
    """Run a program and measure its sound."""
    load = os.getloadavg()[0]
    run = run_peer(peer, places, work, core)
    row = {
        "name": peer.name,
        "version": find_version(peer, places),
        "engine": peer.engine,
        "source": peer.source,
        "wall": round(run.wall, 1),
        "processor": round(run.processor, 1),
        "memory": round(run.memory),
        "load": round(load, 1),
        "cores": os.cpu_count() if core is None else 1,
        "date": date.today().isoformat(),
        "machine": f"{platform.machine()}, {platform.system()}",
    }
    return {**row, **({"failure": run.failure} if run.failure else {}), **measure_sound(peer, gold, work)}


def measure_sound(peer: Peer, gold: GoldText, work: Path) -> dict[str, Any]:
    """The figures of what a program left; its speakers are counted even if there is no sound."""
    speakers = measure_speakers(peer, gold, work)
    files = figures.find_sound(work / "out", peer.sound)
    if not files:
        return {"failure": "it left no sound", **speakers}
    try:
        return {**figures.describe_sound(files, gold, Judges()), **speakers}
    except subprocess.CalledProcessError:
        return {"failure": f"{files[0].name} can't be opened", **speakers}


def measure_speakers(peer: Peer, gold: GoldText, work: Path) -> dict[str, Any]:
    """How many lines of dialogue the program gave to who says them, by its own account."""
    lines = {"quotations": len(gold.quotations)}
    if not peer.speakers:
        return lines
    if peer.speakers == "script":
        said = figures.read_script((work / "afterwards-0.txt").read_text("utf-8"))
    else:
        said = figures.read_review(next(work.rglob("*_review.txt")).read_text("utf-8"))
    return {
        **lines,
        "speakers_right": figures.count_speakers(gold, said),
        "voices": len({name for _, name in said if name}),
    }


def read_row(gold: GoldText, name: str) -> dict[str, Any]:
    """What the file of figures has about a program and this story, nothing if it has none."""
    rows = json.loads(FIGURES.read_text("utf-8"))[gold.title]["rows"]
    return next(({**row} for row in rows if row["name"] == name), {})


def write_row(gold: GoldText, row: dict[str, Any]) -> None:
    """Put a row into the file of figures, in place of an older one."""
    data = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    story = data.setdefault(gold.title, {"words": len(gold.story_words), "chapters": len(gold.chapters), "rows": []})
    order = [peer.name for peer in PEERS]
    rows = [one for one in story["rows"] if one["name"] != row["name"]] + [row]
    story["rows"] = sorted(rows, key=lambda one: order.index(one["name"]))
    FIGURES.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

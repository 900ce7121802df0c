"""Measures what a listener hears of finished albums: quality, words, voices, joins, pauses, questions.

    audiobook make STORY -o FOLDER
    python benchmarks/listen.py ALBUM [ALBUM…] [--every 5] [--json]

ALBUM is the folder with `album.json`; all that is measured comes from the files in it, so albums of any version can be
compared. Half an hour of sound takes about six minutes on one core; with --every 5, quality and words are judged of
each fifth line only. judges.py says which packages it needs. What the figures mean:

  mos        DistillMOS, 1 to 5, by the duration of the lines; p5: the 5 % worst lines, without those under 0.7 s
  wer        the share of words that Whisper hears wrong, without names; names are mostly heard but spelled otherwise
  wpm        words a minute: in the table of chapters with pauses, in that of voices without
  range      of the pitch, from 5 to 95 % of all voiced moments, in semitones
  8k-500     the third octave at 8 kHz against that at 500 Hz, in dB
  sibilants  how much louder sibilants are than vowels, in dB (hiss.py)
  alike      the cosine of resemblyzer's embeddings: over 0.85, two voices may be taken for one
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import listening_figures as figures
from album_lines import ReadAlbum, read_album
from judges import Judges
from listening_figures import Figures
from sound import SOUND, STEP_DBFS, measured


def main() -> None:
    """Measure albums, and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("albums", nargs="+", type=Path, metavar="ALBUM")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="judge quality and words of each Nth line")
    parser.add_argument("--whisper", type=Path, metavar="FOLDER", help="another Whisper model than tiny.en")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    judges = Judges(whisper=options.whisper)
    found = {str(folder): measure_album(read_album(folder), judges, options.every) for folder in options.albums}
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for folder, album in found.items():
        print(f"\n{folder}")
        print_album(album)


def measure_album(album: ReadAlbum, judges: Judges, every: int) -> Figures:
    """All figures of an album."""
    rate = album.chapters[0].sound.rate
    heard = figures.hear_lines(album, judges, every)
    names = figures.find_names(" ".join(line.text for line in album.lines), album.speakers)
    counts = [figures.count_words(chapter, judges, names, every) for chapter in album.chapters]
    groups = figures.group_by_speaker(heard)
    voices = [
        {"voice": album.voices.get(name, ""), **figures.describe_voice(name, lines, rate)}
        for name, lines in groups.items()
        if sum(one.line.seconds > figures.VOICE_SECONDS for one in lines) >= figures.FEWEST_LINES
    ]
    rows = [
        figures.describe_chapter(chapter, heard, count) for chapter, count in zip(album.chapters, counts, strict=True)
    ]
    return {
        "chapters": rows,
        "all": {
            **figures.describe_all(rows),
            **figures.measure_quality(heard),
            **figures.describe_words(figures.count_all(counts)),
        },
        "voices": voices,
        "speakers": figures.compare_speakers(groups, judges, rate),
        "joins": measure_joins(album),
        "levels": figures.measure_level_steps(heard),
        "pauses": figures.measure_pauses(album),
        "liveliness": figures.measure_liveliness(groups),
        "questions": figures.measure_questions(heard),
        "worst": figures.find_worst(heard, judges, rate),
    }


def measure_joins(album: ReadAlbum) -> Figures:
    """How clean the joins are: sound.py has more of it."""
    found = [measured(chapter.sound, False, SOUND) for chapter in album.chapters]
    steps = [step for one in found for step in one.steps]
    return {
        "pauses": len(steps),
        "largest": max(steps),
        "over": sum(step > STEP_DBFS for step in steps),
        "dc": max(one.offset for one in found),
    }


def print_album(album: Figures) -> None:
    """Print all tables of an album."""
    print_chapters(album)
    print_voices(album["voices"])
    print_speakers(album["speakers"])
    print_sequence(album)
    print("\nquestions (final move in semitones)")
    for kind, row in album["questions"].items():
        print(f"  {kind:7} {row['count']:3}, {row['rising']:4.0%} end higher, median move {row['move']:+.1f}")
    print("\nworst lines")
    for row in album["worst"]:
        print(f"  {row['mos']:.2f} {row['speaker']} (chapter {row['chapter']}): {row['text'][:90]}")


def print_chapters(album: Figures) -> None:
    """Print the table of chapters."""
    print("\nchapter     min  words   mos  median    p5    wer  names wrong   wpm")
    for row in [*album["chapters"], {"chapter": "all", **album["all"]}]:
        print(
            f"{row['chapter']!s:>7} {row['minutes']:7.1f} {row['words']:6} {row['mos']:5.2f} {row['median']:7.2f} "
            f"{row['p5']:5.2f} {row['wer']:6.2%} {row['names_wrong']:5.0%} of {row['names']:3} {row['wpm']:5.0f}"
        )


def print_voices(voices: list[Figures]) -> None:
    """Print the table of voices."""
    print("\nspeaker          voice      lines   mos    p5   wpm   f0  range  8k-500  sibilants")
    for row in voices:
        print(
            f"{row['speaker'][:16]:16} {row['voice'][:10]:10} {row['lines']:5} {row['mos']:5.2f} {row['p5']:5.2f} "
            f"{row['wpm']:5.0f} {row['f0']:4.0f} {row['range']:6.1f} {row['bright']:+7.1f} {row['sibilants']:+10.1f}"
        )


def print_speakers(speakers: Figures) -> None:
    """Print how alike the speakers are."""
    leading = speakers["leading"]
    alike = "; ".join(f"{one}-{two} {value:.2f}" for value, one, two in speakers["alike"]) or "none"
    narrator = "; ".join(f"{name} {value:.2f}" for value, name in speakers["narrator"])
    print(f"\nspeakers: {len(leading)} leading ones ({', '.join(leading)})")
    print(f"  median {speakers['median']:.3f}, largest set under {figures.ALIKE}: {speakers['apart']}")
    print(f"  over {figures.ALIKE}: {alike}")
    print(f"  nearest to the narrator: {narrator}")


def print_sequence(album: Figures) -> None:
    """Print what is heard from line to line: joins, levels, pauses, liveliness."""
    joins = album["joins"]
    print(f"\njoins: {joins['pauses']} pauses, largest step {joins['largest']:.1f} dBFS, {joins['over']} over "
          f"{STEP_DBFS:.0f}, DC {joins['dc']:.1f} dBFS")  # fmt: skip
    print("\nlevel steps, LU (median, 95 %, most)")
    for kind, (middle, high, most, count) in album["levels"].items():
        print(f"  {kind:14} {middle:5.2f} {high:5.2f} {most:5.2f}  of {count}")
    print("\npauses, s (5 %, median, 95 %)")
    for kind, (low, middle, high, count) in album["pauses"].items():
        print(f"  {kind:14} {low:5.2f} {middle:5.2f} {high:5.2f}  of {count}")
    print("\nfrom sentence to sentence (standard deviation)")
    for name, row in album["liveliness"].items():
        print(f"  {name[:16]:16} pitch {row['pitch']:.2f} st, level {row['level']:.2f} LU, {row['lines']} lines")


if __name__ == "__main__":
    main()

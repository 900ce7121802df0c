"""The figures of benchmarks/listen.py: what is measured of an album's lines, and what is made of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from album_lines import HEADING, NARRATOR, SPEECH, Line, ReadAlbum, ReadChapter
from hiss import measure_hiss
from judges import SPEAKER_SECONDS, WINDOW_SECONDS, Judges, Samples, plain, voiced_pitch
from numpy.typing import NDArray

from audiobook.audio.loudness import integrated_loudness

# Shorter lines say little about quality, and shorter ones than the second little about a voice (seconds).
JUDGED_SECONDS, VOICE_SECONDS = 0.7, 1.5
PITCH_STEP = 0.01
# A question's end is this much of its voiced sound (seconds).
ENDING_SECONDS = 0.3
# Moments so far from a line's median are octaves that the tracker took for another.
STRAY_SEMITONES = 9.0
# What a judge says of a line moves by 0.1 with the silence before it; the worst ones are heard with each of these.
PADDINGS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
LEADING, ALIKE = 9, 0.85
# A voice with fewer lines than this gets no row.
FEWEST_LINES = 3
WORST = 10
WH_QUESTION = re.compile(
    r"(?:(?:and|but|so|then|or|well|oh|for|to|at|in|of|with|from)\W+)*(?:who|what|when|where|why|how|which)\b",
    re.IGNORECASE,
)
Figures = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """A line and what was measured of it: DistillMOS (NaN where not judged), LUFS, and its pitch where voiced."""

    line: Line
    chapter: int
    mos: float
    level: float
    hertz: NDArray[np.float64]

    @property
    def pitch(self) -> float:
        """Its median pitch in semitones above 1 Hz, NaN without any voice."""
        return float(12 * np.log2(np.median(self.hertz))) if len(self.hertz) else float("nan")


def hear_lines(album: ReadAlbum, judges: Judges, every: int) -> list[Heard]:
    """Measures all lines; quality is judged of each `every`th that is long enough."""
    heard, judged = [], 0
    for chapter in album.chapters:
        for line in chapter.lines:
            mos, rate = float("nan"), chapter.sound.rate
            if line.seconds > JUDGED_SECONDS:
                mos = judges.quality(line.wave, rate) if judged % every == 0 else mos
                judged += 1
            level = integrated_loudness(line.wave, rate)
            heard.append(Heard(line, chapter.number, mos, level, voiced_pitch(line.wave, rate, PITCH_STEP)))
    return heard


def measure_quality(heard: Iterable[Heard], least: float = JUDGED_SECONDS) -> Figures:
    """DistillMOS of the lines that were judged: by their duration, the median, and the 5 % worst."""
    judged = [one for one in heard if not np.isnan(one.mos) and one.line.seconds > least]
    if not judged:
        return {"mos": float("nan"), "median": float("nan"), "p5": float("nan")}
    values = [one.mos for one in judged]
    by_duration = np.average(values, weights=[one.line.seconds for one in judged])
    return {"mos": float(by_duration), "median": float(np.median(values)), "p5": float(np.quantile(values, 0.05))}


# --- words ---


def find_names(texts: str, speakers: Iterable[str]) -> frozenset[str]:
    """The words that are names: those of speakers, and capitalised words that hibari's dictionary doesn't know."""
    from audiobook.engines.hibari import read_words

    small = {word for word in re.findall(r"\w+", texts) if word.islower()}
    capitalised = {word for word in re.findall(r"\b[A-Z]\w+", texts) if word.lower() not in small}
    unknown = {word for word, reading in read_words(sorted(capitalised)).items() if not reading.is_known}
    parts = {part for name in speakers for part in re.findall(r"\b[A-Z]\w+", name)}
    return frozenset(plain(word) for word in unknown | parts)


@dataclass
class WordCounts:
    """How many names and other words there are, and how many of them are heard wrong."""

    names: int = 0
    names_wrong: int = 0
    others: int = 0
    others_wrong: int = 0

    def add(self, said: str, heard: str, names: frozenset[str]) -> None:
        """Counts words of a stretch of text. A word too many counts with the wrong word next to it."""
        import jiwer

        found = jiwer.process_words(plain(said), plain(heard))
        words = found.references[0]
        is_name = [word.removesuffix("'s").removesuffix("'") in names for word in words]
        wrong = [False] * len(words)
        extra = 0
        for chunk in found.alignments[0]:
            if chunk.type in ("substitute", "delete"):
                wrong[chunk.ref_start_idx : chunk.ref_end_idx] = [True] * (chunk.ref_end_idx - chunk.ref_start_idx)
        for chunk in found.alignments[0]:
            around = slice(max(0, chunk.ref_start_idx - 1), chunk.ref_start_idx + 1)
            near_name = any(name and bad for name, bad in zip(is_name[around], wrong[around], strict=True))
            extra += chunk.hyp_end_idx - chunk.hyp_start_idx if chunk.type == "insert" and not near_name else 0
        self.names += sum(is_name)
        self.names_wrong += sum(name and bad for name, bad in zip(is_name, wrong, strict=True))
        self.others += len(words) - sum(is_name)
        self.others_wrong += extra + sum(bad and not name for name, bad in zip(is_name, wrong, strict=True))


def count_words(chapter: ReadChapter, judges: Judges, names: frozenset[str], every: int) -> WordCounts:
    """What Whisper hears of a chapter, in stretches of several lines; of each `every`th stretch."""
    counts, rate = WordCounts(), chapter.sound.rate
    for group in list(group_lines(chapter.lines))[::every]:
        wave = chapter.sound.wave[round(group[0].start * rate) : round(group[-1].end * rate)]
        counts.add(" ".join(line.text for line in group), judges.transcribe(wave, rate), names)
    return counts


def group_lines(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Stretches of lines, each as long as Whisper hears at once."""
    group: list[Line] = []
    for line in lines:
        if group and line.end - group[0].start > WINDOW_SECONDS:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


# --- chapters and voices ---


def describe_chapter(chapter: ReadChapter, heard: Iterable[Heard], counts: WordCounts) -> Figures:
    """A row of the table of chapters."""
    minutes, words = chapter.seconds / 60, sum(line.words for line in chapter.lines)
    quality = measure_quality(one for one in heard if one.chapter == chapter.number)
    return {"chapter": chapter.number, "minutes": minutes, "words": words, **quality, "wpm": words / minutes,
            **describe_words(counts)}  # fmt: skip


def describe_all(rows: Sequence[Figures]) -> Figures:
    """The lengths of all chapters together."""
    minutes, words = (sum(row[name] for row in rows) for name in ("minutes", "words"))
    return {"minutes": minutes, "words": words, "wpm": words / minutes}


def describe_words(counts: WordCounts) -> Figures:
    """The shares of words heard wrong."""
    return {"wer": counts.others_wrong / max(1, counts.others), "names": counts.names,
            "names_wrong": counts.names_wrong / max(1, counts.names)}  # fmt: skip


def describe_voice(name: str, heard: Sequence[Heard], rate: int) -> Figures:
    """A row of the table of voices; `lines` are those long enough to tell."""
    long = [one for one in heard if one.line.seconds > VOICE_SECONDS]
    waves = [one.line.wave for one in long]
    seconds = sum(one.line.seconds for one in long)
    hertz = np.concatenate([one.hertz for one in long])
    low, high = np.quantile(hertz, (0.05, 0.95)) if len(hertz) else (1.0, 1.0)
    return {
        "speaker": name,
        "lines": len(long),
        **measure_quality(long),
        "wpm": 60 * sum(one.line.words for one in long) / seconds,
        "f0": float(np.median(hertz)) if len(hertz) else 0.0,
        "range": float(12 * np.log2(high / low)),
        "bright": measure_brightness(waves, rate),
        "sibilants": measure_hiss(waves, rate),
    }


def measure_brightness(waves: Sequence[Samples], rate: int) -> float:
    """The third-octave band at 8 kHz over that at 500 Hz, in dB."""
    wave = np.concatenate(waves)
    spectrum, hertz = np.abs(np.fft.rfft(wave)) ** 2, np.fft.rfftfreq(len(wave), 1 / rate)

    def band(middle: float) -> float:
        return float(spectrum[(hertz > middle * 2 ** (-1 / 6)) & (hertz < middle * 2 ** (1 / 6))].sum())

    return float(10 * np.log10(band(8000) / band(500)))


def group_by_speaker(heard: Iterable[Heard]) -> dict[str, list[Heard]]:
    """The lines of each speaker, headings left out; whoever says most comes first."""
    groups: dict[str, list[Heard]] = defaultdict(list)
    for one in heard:
        if one.line.kind != HEADING:
            groups[one.line.speaker].append(one)
    return dict(sorted(groups.items(), key=lambda group: -sum(one.line.seconds for one in group[1])))


def compare_speakers(groups: dict[str, list[Heard]], judges: Judges, rate: int) -> Figures:
    """How alike the nine leading characters sound to each other, and everybody to the narrator (1: the same)."""
    embeddings = {}
    for name, heard in groups.items():
        waves = [one.line.wave for one in heard if one.line.seconds > VOICE_SECONDS]
        if waves:
            embeddings[name] = judges.speaker(np.concatenate(waves)[: SPEAKER_SECONDS * rate], rate)
    leading = [name for name in embeddings if name != NARRATOR][:LEADING]
    pairs = {(one, two): float(embeddings[one] @ embeddings[two]) for one, two in combinations(leading, 2)}
    narrator = (
        {name: float(embeddings[NARRATOR] @ embeddings[name]) for name in leading} if NARRATOR in embeddings else {}
    )
    return {
        "leading": leading, "median": float(np.median(list(pairs.values()))) if pairs else float("nan"),
        "alike": sorted(((value, *pair) for pair, value in pairs.items() if value > ALIKE), reverse=True),
        "apart": find_largest_set(leading, pairs),
        "narrator": sorted(((value, name) for name, value in narrator.items()), reverse=True)[:3],
    }  # fmt: skip


def find_largest_set(names: Sequence[str], pairs: dict[tuple[str, str], float]) -> int:
    """The largest number of speakers no two of whom are alike."""
    for count in range(len(names), 1, -1):
        if any(all(pairs[pair] <= ALIKE for pair in combinations(chosen, 2)) for chosen in combinations(names, count)):
            return count
    return min(1, len(names))


# --- from line to line ---


def measure_level_steps(heard: Sequence[Heard]) -> Figures:
    """The steps of loudness (LU) between neighbouring lines: of the same voice, and where it changes."""
    steps: dict[str, list[float]] = {"same voice": [], "voice change": []}
    for one, two in pairwise(heard):
        if one.chapter == two.chapter and np.isfinite(one.level) and np.isfinite(two.level):
            kind = "same voice" if one.line.speaker == two.line.speaker else "voice change"
            steps[kind].append(abs(one.level - two.level))
    return {kind: spread(values, (0.5, 0.95, 1.0)) for kind, values in steps.items() if values}


def measure_pauses(album: ReadAlbum) -> Figures:
    """The pauses (seconds) by what they are between: 5 %, median, 95 %."""
    pauses: dict[str, list[float]] = defaultdict(list)
    for chapter in album.chapters:
        for one, two in pairwise(chapter.lines):
            pauses[name_pause(one, two)].append(two.start - one.end)
    return {kind: spread(values, (0.05, 0.5, 0.95)) for kind, values in sorted(pauses.items())}


def name_pause(one: Line, two: Line) -> str:
    """What the pause between two lines is."""
    if HEADING in (one.kind, two.kind):
        return "heading"
    if two.opens_scene:
        return "scene"
    if one.paragraph == two.paragraph:
        return "sentence" if one.kind == two.kind else "quote and tag"
    return "speaker" if one.kind == two.kind == SPEECH and one.speaker != two.speaker else "paragraph"


def spread(values: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Quantiles, and how many values there are."""
    return [*(round(float(value), 3) for value in np.quantile(values, shares)), len(values)]


def measure_liveliness(groups: dict[str, list[Heard]]) -> Figures:
    """How much pitch (semitones) and level (LU) move from sentence to sentence within a voice, standard deviations."""
    rows = {}
    for name, heard in groups.items():
        long = [one for one in heard if one.line.seconds > VOICE_SECONDS and len(one.hertz)]
        if len(long) >= LEADING:
            pitch, level = ([getattr(one, field) for one in long] for field in ("pitch", "level"))
            rows[name] = {"pitch": float(np.std(pitch)), "level": float(np.std(level)), "lines": len(long)}
    return rows


def measure_questions(heard: Iterable[Heard]) -> Figures:
    """How the pitch moves at the end of questions: yes/no questions should rise, the others fall."""
    moves: dict[str, list[float]] = {"yes/no": [], "wh": []}
    for one in heard:
        move = measure_ending(one.hertz)
        if is_question(one.line.text) and move is not None:
            moves["wh" if is_wh_question(one.line.text) else "yes/no"].append(move)
    return {
        kind: {
            "count": len(values),
            "rising": sum(move > 0 for move in values) / len(values),
            "move": np.median(values),
        }
        for kind, values in moves.items()
        if values
    }


def is_question(text: str) -> bool:
    """Whether a line ends as a question."""
    return text.rstrip("”’\"') ").endswith("?")


def is_wh_question(text: str) -> bool:
    """Whether one of a question's last clauses begins with who, what, why and so on."""
    sentence = re.split(r"(?<=[.!?…])\s+", text.strip())[-1]
    return any(WH_QUESTION.match(clause.strip("“‘\"'—– ")) for clause in re.split(r"[,;:—–…]", sentence))


def measure_ending(hertz: NDArray[np.float64]) -> float | None:
    """How many semitones the pitch moves over the last 0.3 s of voice; None where there is not so much."""
    count = round(ENDING_SECONDS / PITCH_STEP)
    semitones = 12 * np.log2(hertz / np.median(hertz)) if len(hertz) else hertz
    tracked = semitones[np.abs(semitones) < STRAY_SEMITONES]
    if len(tracked) < count:
        return None
    first, _, last = np.array_split(tracked[-count:], 3)
    return float(np.median(last) - np.median(first))


def find_worst(heard: Sequence[Heard], judges: Judges, rate: int) -> list[Figures]:
    """The lines that sound worst, each judged with silence of several lengths before it."""
    judged = sorted((one for one in heard if not np.isnan(one.mos)), key=lambda one: one.mos)[: 3 * WORST]
    rows = []
    for one in judged:
        padded = [np.pad(one.line.wave, (round(seconds * rate), 0)) for seconds in PADDINGS]
        mos = float(np.mean([judges.quality(wave, rate) for wave in padded]))
        rows.append({"mos": mos, "speaker": one.line.speaker, "chapter": one.chapter, "text": one.line.text})
    return sorted(rows, key=lambda row: row["mos"])[:WORST]


def count_all(counts: Iterable[WordCounts]) -> WordCounts:
    """All counts together."""
    total = Counter[str]()
    for count in counts:
        total.update(vars(count))
    return WordCounts(**total)

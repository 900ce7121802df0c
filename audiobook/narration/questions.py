"""Tells questions that a voice ends high (for a yes or no, tags, echoes) from those that it ends low (who, what, or).

English only. The rules are those of any grammar of English, for instance Quirk et al. 1985, chapter 11.
"""

from __future__ import annotations

import re

# Tags and words that ask by themselves, after a comma or alone.
ASKING_WORDS = frozenset(
    "alright eh hm hmm hmmm huh mm okay ok pardon please really right sorry yeah yes no what".split()
)
AUXILIARIES = frozenset(
    "am are is was were do does did have has had can could will would shall should may might must need dare ain't "
    "aren't isn't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't cannot couldn't won't wouldn't "
    "shan't shouldn't mightn't mustn't needn't".split()
)
QUESTION_WORDS = frozenset(
    "who whom whose who's who'd who'll who're what what's what'd what'll what're when when's where where's where'd why "
    "why's why'd which how how's how'd how'll whatever whoever wherever".split()
)
# With a subject right behind them, these begin a clause that only says when or how, unless it is the last one.
CLAUSE_WORDS = frozenset("when where how what who whatever whoever wherever".split())
SUBJECTS = frozenset(
    "i you he she it we they i'm you're he's she's it's we're they're i'd you'd he'd she'd we'd they'd i'll you'll "
    "he'll she'll we'll they'll i've you've we've they've the a an this that these those my your his her our "
    "their".split()
)
# What may come before the word that says what kind of question it is.
OPENERS = frozenset(
    "ah ahem alright and anyway because but er exactly hey hm hmm honestly just like listen look no now oh ok okay or "
    "please say seriously so the then uh um until well wait yeah yes yet".split()
)
PREPOSITIONS = frozenset("about after at by for from in into of on since than till to under until with without".split())
CLAUSE_ENDS = re.compile(r"[,;:–—…]+|\.{3}|-{2,}")
# The marks at the end of a sentence, and what may stand between and after them.
END_MARKS = "?!‽.… \n\t\"”“’'»«)]*_"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
# A choice that names both sides ends low; "or something" and "or not" don't name one.
CHOICE = re.compile(r"\bor\b(?!\s+(?:not|something|anything|what|whatever|someone|somebody|so|else|two|three)\b)", re.I)
# “…, is it?” asks back: an auxiliary and a pronoun, or three words with “not”.
MAX_TAG_WORDS = 3
PRONOUNS = frozenset("i you he she it we they there that this one".split())
# Alone before a comma, these only show surprise: “What, now?”
SURPRISED_WORDS = frozenset("what who where when".split())


def ends_high(sentence: str) -> bool:
    """Whether a voice ends this sentence high.

    >>> ends_high("“You came back?”"), ends_high("“Who came back?”"), ends_high("He came back.")
    (True, False, False)
    """
    if "?" not in find_end_marks(sentence):
        return False
    clauses = [words for part in CLAUSE_ENDS.split(sentence) if (words := _split_words(part))]
    if not clauses:
        return False
    if _is_tag(clauses[-1]):
        return True
    main = _find_main_clause(clauses)
    if _asks_for_more(main):
        return False
    return not CHOICE.search(sentence)


def find_end_marks(sentence: str) -> str:
    """The marks at the end of a sentence: those that say how it ends, with the quotation marks around them.

    >>> find_end_marks("“Are you mad?!”")
    '?!”'
    """
    return sentence[len(sentence.rstrip(END_MARKS)) :]


def _split_words(text: str) -> list[str]:
    return [word.replace("’", "'").lower() for word in WORD.findall(text)]


def _is_tag(words: list[str]) -> bool:
    """Whether a last clause asks by itself: "right", "isn't it", "did he not"."""
    if words[-1] in ASKING_WORDS and len(words) == 1:
        return True
    return len(words) <= MAX_TAG_WORDS and words[0] in AUXILIARIES and words[-1] in {*PRONOUNS, "not"}


def _find_main_clause(clauses: list[list[str]]) -> list[str]:
    """The clause that asks: the last one that begins as a question; else the last one.

    The name of whoever is asked, or an addition, may follow it.
    """
    for position, words in reversed(list(enumerate(clauses))):
        opening = _skip_openers(words)
        if opening and len(opening) == 1 and opening[0] in SURPRISED_WORDS and words is not clauses[-1]:
            continue
        if opening and (opening[0] in AUXILIARIES or _begins_with_question_word(opening, position == len(clauses) - 1)):
            return words
    return clauses[-1]


def _skip_openers(words: list[str]) -> list[str]:
    index = next((index for index, word in enumerate(words) if word not in OPENERS), len(words))
    return words[index:]


def _begins_with_question_word(words: list[str], is_last: bool) -> bool:
    rest = words[1:] if words[0] in PREPOSITIONS and len(words) > 1 else words
    if rest[0] not in QUESTION_WORDS:
        return False
    is_subordinate = rest[0] in CLAUSE_WORDS and len(rest) > 1 and rest[1] in SUBJECTS
    return is_last or not is_subordinate


def _asks_for_more(words: list[str]) -> bool:
    """Whether a clause asks who, what, where and so on; not if it only repeats what was said: "He said what"."""
    opening = _skip_openers(words)
    return bool(opening) and _begins_with_question_word(opening, is_last=True)

"""Finds every regular expression of the program: those made while its modules load, and those made only when it runs.

The `re` module is watched while all modules are loaded, so a pattern counts wherever it is kept. What its calls say in
the sources is then compared with that: a pattern that is written out inside a function is taken from there, and a
pattern that a function puts together must have been made by one of `EXERCISES`, or be a person's own.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2] / "audiobook"
CALLS = ("compile", "match", "search", "fullmatch", "split", "sub", "subn", "findall", "finditer")
# Uses that try a pattern at one place only, or not at all: what is made of its text is a pattern of its own.
ANCHORED = {"match", "fullmatch", "pattern"}
# Functions that take a pattern which a person typed.
TYPED = {("settings/parsing.py", "compile_heading_pattern")}
# Makes the patterns of all rules about lines.
LINE_RULES = "chapters/line_rules.py"

Key = tuple[str | bytes, int]


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A line of the program; its file counts from the package's folder."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Written:
    """A call of `re` in the sources: where, in which function, and the pattern where it is written out."""

    first: Site
    last: int
    function: str
    pattern: str | bytes | None

    def holds(self, site: Site) -> bool:
        """Whether a line is one of the call's."""
        return site.file == self.first.file and self.first.line <= site.line <= self.last


@dataclass(slots=True)
class Watch:
    """What `re` was asked to make, and by which lines of the program."""

    made: dict[Key, set[Site]] = field(default_factory=lambda: defaultdict(set))

    def start(self) -> None:
        """Watches `re` from now on, in this process."""
        for name in CALLS:
            setattr(re, name, self._watched(getattr(re, name), name))

    def _watched(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def watched(pattern: Any, *arguments: Any, **options: Any) -> Any:
            file = Path(sys._getframe(1).f_code.co_filename)
            if file.is_relative_to(PACKAGE):
                flags = options.get("flags", arguments[0] if name == "compile" and arguments else 0)
                found = pattern if isinstance(pattern, re.Pattern) else compiled(pattern, flags)
                site = Site(file.relative_to(PACKAGE).as_posix(), sys._getframe(1).f_lineno)
                self.made[found.pattern, found.flags].add(site)
            return call(pattern, *arguments, **options)

        return watched


compiled = re.compile


def load_everything() -> None:
    """Loads every module of the program."""
    import audiobook

    for module in pkgutil.walk_packages(audiobook.__path__, "audiobook."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def exercise() -> None:
    """Calls what makes its patterns only when it is called."""
    from audiobook.attribution.llm.prompt import contains_name
    from audiobook.engines.hibari_text import add_inline_phonemes
    from audiobook.narration.stress import WordOccurrences
    from audiobook.text.normalization.expressive import is_whole_word
    from audiobook.text.normalization.sound_words import SOUND_WORD_RULES
    from audiobook.text.numerals import parse_number
    from audiobook.text.pronunciation.heteronyms.occurrences import replace_heteronyms
    from audiobook.text.pronunciation.lexicon import build_lexicon, find_pronunciations
    from audiobook.text.pronunciation.said_words import find_said_word
    from audiobook.text.pronunciation.substitution import substitute_words
    from audiobook.text.pronunciation.values import LexiconEntry
    from audiobook.web.redaction import redact

    parse_number("xiv")
    find_said_word("She read it.", "read")
    contains_name("Ann O’Neill", "Ann came.")
    WordOccurrences("Really?").count_before("really", 7)
    is_whole_word("I", "I’m")
    SOUND_WORD_RULES[0]("Shh!")
    redact("the key is sk-12-ab", ["sk-12-ab cd", "short"])
    add_inline_phonemes("Shh!")
    name = LexiconEntry("Ann O'Neill", "/ˈæn/")
    find_pronunciations("Ann O’Neill came.", build_lexicon([name]))
    replace_heteronyms("She does like the does.", (("does", 1, "/dˈOz/"),), lambda word, _: word)
    substitute_words("Ann came.", ((name.word, name.pronunciation),), lambda word, _: word)


def written_calls() -> Iterator[Written]:
    """Every call of `re` in the program's sources; raises ValueError where another way is taken to a pattern."""
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        for function, node in _with_functions(ast.parse(path.read_text("utf-8")), ""):
            if _hides(node):
                raise ValueError(f"{file}:{node.lineno}: use `import re` and `re.…`, which the guard can watch")
            if isinstance(node, ast.Call) and _is_re(node.func):
                given = node.args[0] if node.args else None
                literal = given.value if isinstance(given, ast.Constant) else None
                yield Written(Site(file, node.lineno), node.end_lineno or node.lineno, function, literal)


def _with_functions(node: ast.AST, function: str) -> Iterator[tuple[str, Any]]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        yield inside, child
        yield from _with_functions(child, inside)


def _is_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in CALLS
    )


def _hides(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module in ("re", "regex", "sre_compile")
    return isinstance(node, ast.Import) and any(
        alias.name == "regex" or (alias.name == "re" and alias.asname) for alias in node.names
    )


@dataclass(frozen=True, slots=True)
class Module:
    """What the guard needs to know of one file: its named patterns and their lines, imports, what is done to names.

    `uses` has the methods called on each name, and "" for a name that is handed on.
    """

    file: str
    patterns: tuple[tuple[str, range], ...]
    imports: frozenset[tuple[str, str]]
    uses: dict[str, set[str]]
    uses_of_rules: frozenset[str]


def read_module(path: Path) -> Module:
    """Reads one file of the program."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = list(ast.walk(tree))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    uses: dict[str, set[str]] = defaultdict(set)
    for node in attributes:
        if isinstance(node.value, ast.Name):
            uses[node.value.id].add(node.attr)
    called = {id(node.value) for node in attributes}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called:
            uses[node.id].add("")
    rules = (node for node in attributes if isinstance(node.value, ast.Attribute) and node.value.attr == "pattern")
    imports = (
        (node.module or "", alias.name) for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    )
    file = path.relative_to(PACKAGE).as_posix()
    return Module(file, tuple(_named_patterns(tree)), frozenset(imports), uses, frozenset(n.attr for n in rules))


def _named_patterns(tree: ast.Module) -> Iterator[tuple[str, range]]:
    for node in tree.body:
        made = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_re(node.value.func)
        if made and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, range(node.lineno, (node.end_lineno or node.lineno) + 1)


def anchored_sites() -> set[Site]:
    """Where patterns are made that are only ever tried at one place of a text, by `match` or `fullmatch`."""
    modules = [read_module(path) for path in sorted(PACKAGE.rglob("*.py"))]
    sites = set()
    for module in modules:
        dotted = "audiobook." + module.file.removesuffix(".py").replace("/", ".")
        for name, lines in module.patterns:
            users = [other for other in modules if other is module or (dotted, name) in other.imports]
            if set().union(*(user.uses.get(name, set()) for user in users)) <= ANCHORED:
                sites |= {Site(module.file, line) for line in lines}
    folder = LINE_RULES.split("/", 1)[0]
    if set().union(*(module.uses_of_rules for module in modules if module.file.startswith(folder))) <= ANCHORED:
        sites |= {call.first for call in written_calls() if call.first.file == LINE_RULES}
    return sites

"""What somebody typed into the search field: words, "phrases", OR, -exclusion, prefix*, symbol and paragraph.

Parsed here, then turned by PostgreSQL into one `tsquery`: the stems of each language of its script,
or the unstemmed words. Where a language drops a word as too common, what is left is asked of texts in
that language alone (texts carry a mark of it), so that a common word of one is no wildcard in another.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from focal_points.arabic_words import beginning_of, forms_of, is_arabic_word
from focal_points.languages import BY_SCRIPT, CONFIGURATIONS, SIMPLE, parted, script_of

LONGEST = 400
MOST_TERMS = 24
TOKEN = re.compile(r'(?P<minus>-?)"(?P<phrase>[^"]*)"?|(?P<word>\S+)')
SYMBOL = re.compile(r"[A-Za-z][\w.\-]*(?:/[\w.\-]+)+/?\*?$")
NUMBER = re.compile(r"\d{1,4}(?:[.\-–]\d{1,4})*(?:\([a-z0-9]{1,5}\))*\.?$", re.IGNORECASE)
LETTER = re.compile(r"\(?[a-z0-9]{1,5}\)$", re.IGNORECASE)
DOTTED = re.compile(r"(?:\d{1,3}\.|\d{2,3}[-–])\d{1,4}$")
QUOTES = str.maketrans(dict.fromkeys("“”„«»‟", '"'))
CHINESE_PARAGRAPH = re.compile(r"第?(\d{1,4}(?:\.\d{1,4})?(?:\([a-z]\))?)段$")
# Their stemmers part some singulars from their plurals (foyer → foi, foyers → foyer): both are asked.
PLURAL_APART = {"fr", "es"}
_STEM = r"'(?:[^'|]|'')*'(?::\*)?"
ANY_STEM = re.compile(rf"{_STEM}(?: \| {_STEM})*")
SPOKEN = {"word", "phrase", "prefix"}
PARAGRAPH_WORDS = {
    *("para", "paras", "paragraph", "paragraphs", "§", "§§", "par", "paragraphe", "paragraphes"),
    *("párr", "párrs", "párrafo", "párrafos", "parr", "parrafo", "parrafos", "apartado"),
    *("п", "пп", "пункт", "пункта", "пункте", "пункты", "пунктов", "№"),
    *("الفقرة", "فقرة", "الفقرتان", "الفقرتين", "الفقرات", "段", "段落"),
}
# "§23", "para.23", "п.23": the word and its number are two.
GLUED = re.compile(r"(?<!\w)(§{1,2}|№|(?:paras?|párrs?|parr|par|пп?)\.)(?=\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """One thing asked for. `kind`: word, phrase, prefix, symbol or paragraph."""

    kind: str
    text: str


@dataclass
class Asked:
    """Everything asked for: each group is met by any of its terms; none of `without` may be met."""

    groups: list[list[Term]] = field(default_factory=list)
    without: list[Term] = field(default_factory=list)

    @property
    def terms(self) -> list[Term]:
        """All that are looked for."""
        return [term for group in self.groups for term in group]


@dataclass(frozen=True)
class Compiled:
    """One tsquery for the table; and what to mark in a text of each language (`""`: any other).

    `beginnings` finds where in a text a word may stand, for all that its endings vary.
    """

    query: str
    marks: dict[str, str]
    chinese: tuple[str, ...]
    beginnings: re.Pattern[str] | None = None


def parse(typed: str) -> Asked:
    """Read what was typed. Never fails: what makes no sense is read as words."""
    asked, tokens = Asked(), _tokens(typed)
    joins, position = False, 0
    while position < len(tokens) and len(asked.groups) + len(asked.without) < MOST_TERMS:
        minus, is_phrase, text = tokens[position]
        position += 1
        if text == "OR" and not is_phrase:
            joins = bool(asked.groups)
            continue
        term, used = _term(text, is_phrase, tokens[position:], after_symbol=_ends_with_symbol(asked))
        position += used
        if minus:
            asked.without.append(term)
        elif joins:
            asked.groups[-1].append(term)
        else:
            asked.groups.append([term])
        joins = False
    return asked


def _tokens(typed: str) -> list[tuple[bool, bool, str]]:
    """(excluded, phrase, text) of each token; digits of every script become our own."""
    cleaned = "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() and unicodedata.digit(letter, -1) >= 0 else letter
        for letter in unicodedata.normalize("NFKC", typed[:LONGEST])
        if letter.isprintable() or letter.isspace()
    )
    found = []
    for match in TOKEN.finditer(GLUED.sub(r"\1 ", cleaned.translate(QUOTES))):
        if match["word"] is None:
            found.append((bool(match["minus"]), True, match["phrase"].strip()))
        else:
            word = match["word"]
            minus = word.startswith("-") and len(word) > 1
            found.append((minus, False, word[1:] if minus else word))
    return [token for token in found if re.search(r"\w|§", token[2])]


def _ends_with_symbol(asked: Asked) -> bool:
    return bool(asked.groups) and asked.groups[-1][-1].kind == "symbol"


def _term(
    text: str, is_phrase: bool, following: list[tuple[bool, bool, str]], *, after_symbol: bool
) -> tuple[Term, int]:
    """The term that starts here, and how many of the following tokens belong to it."""
    bare = text.strip(",;:")
    chinese = CHINESE_PARAGRAPH.match(bare)
    if is_phrase:
        return Term("phrase", text), 0
    if chinese:
        return Term("paragraph", chinese[1]), 0
    if (
        bare.lower().strip(".") in PARAGRAPH_WORDS
        and following
        and NUMBER.match(following[0][2].strip(",;:"))
    ):
        letters = _letters(following[1:])
        return Term("paragraph", following[0][2].strip(",;:.") + "".join(letters)), 1 + len(letters)
    if (after_symbol or DOTTED.match(bare)) and NUMBER.match(bare):
        letters = _letters(following)
        return Term("paragraph", bare.strip(".") + "".join(letters)), len(letters)
    if SYMBOL.match(bare) and (bare.count("/") > 1 or bare.isupper() or re.search(r"\d", bare)):
        return Term("symbol", bare), 0
    if bare.endswith("*") and re.search(r"\w", bare):
        return Term("prefix", bare.rstrip("*")), 0
    return Term("word", bare or text), 0


def _letters(following: list[tuple[bool, bool, str]]) -> list[str]:
    """The letters in brackets that follow a paragraph's number: 27 (b) (ii)."""
    found = []
    for _minus, is_phrase, text in following:
        if is_phrase or not LETTER.match(text):
            break
        found.append(text if text.startswith("(") else f"({text}")
    return found


def compile_words(asked: Asked) -> Compiled | None:
    """Have PostgreSQL make the query; None when nothing but stop words was asked."""
    branches = _branches(asked.terms + asked.without)
    every = [*asked.groups, asked.without]
    made = _texts([_any_of(group, branch) for branch in branches for group in every])
    rows = [made[start : start + len(every)] for start in range(0, len(made), len(every))]
    wanted = {branch: row[:-1] for branch, row in zip(branches, rows, strict=True)}
    found, refused = _found(wanted), _any_stem(row[-1] for row in rows)
    query = " & ".join(filter(None, (f"({found})" if found else "", f"!({refused})" if refused else "")))
    chinese = tuple(t.text for t in asked.terms if t.kind != "symbol" and script_of(t.text) == "han")
    spoken = [term.text for term in asked.terms if term.kind in SPOKEN]
    marks = {branch: _all(groups) for branch, groups in wanted.items()} if spoken else {}
    return Compiled(query, marks, chinese, _beginnings(spoken)) if query else None


def _texts(queries: list[tuple[str, list[Any]]]) -> list[str]:
    """Each as PostgreSQL writes it; an empty one had nothing but stop words."""
    values = [value for _sql, given in queries for value in given]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'({sql})::text' for sql, _given in queries)}", values)
        return list(cursor.fetchone())


def _beginnings(texts: Iterable[str]) -> re.Pattern[str] | None:
    """The first letters of each word: what its stem keeps in nearly every language."""
    words = {word for text in texts for word in re.findall(r"[^\W\d_]{3,}", text)}
    if not words:
        return None
    return re.compile("|".join(_beginning(word) for word in words), re.IGNORECASE)


def _beginning(word: str) -> str:
    if is_arabic_word(word):
        return beginning_of(word)
    return rf"\b{re.escape(word[: max(3, len(word) - 4)])}"


def _branches(terms: Iterable[Term]) -> list[str]:
    """The languages to ask, by the scripts in use; "" (unstemmed) is always one of them."""
    scripts = {script_of(term.text) for term in terms if term.kind in SPOKEN}
    return [language for script in sorted(scripts) for language in BY_SCRIPT[script]] + [""]


def _found(wanted: dict[str, list[str]]) -> str:
    """Every group, each in any of the languages: a stem that several share is asked for once.

    Where a language dropped a stop word, what is left is asked of texts in that language alone; where it
    kept every word, the language need not be asked for: that would only cost time.
    """
    whole = [groups for groups in wanted.values() if groups and all(groups)]
    either = {_all(_any_stem(one) for one in zip(*whole, strict=True)): None} if whole else {}
    for language, groups in wanted.items():
        if language and not all(groups) and any(groups):
            either[f"'§l:{language}' & ({_all(groups)})"] = None
    return " | ".join(f"({query})" for query in either)


def _all(queries: Iterable[str]) -> str:
    return " & ".join(f"({query})" for query in queries if query)


def _any_stem(queries: Iterable[str]) -> str:
    """Any of these, each query once, and each stem of a single word once."""
    either: dict[str, None] = {}
    for query in queries:
        if ANY_STEM.fullmatch(query):
            either |= dict.fromkeys(query.split(" | "))
        elif query:
            either[f"({query})"] = None
    return " | ".join(either)


def _any_of(terms: list[Term], branch: str) -> tuple[str, list[Any]]:
    parts, values = [], []
    for term in terms:
        sql, given = _one(term, branch)
        parts.append(sql)
        values += given
    return " || ".join(parts) or "''::tsquery", values


def _one(term: Term, branch: str) -> tuple[str, list[Any]]:
    """One term in one language; a word in another script keeps to the language of its script."""
    if term.kind == "symbol":
        whole = term.text.rstrip("*/").lower()
        below = _lexeme(f"§s:{whole}") + ":*" if term.text.endswith("*") else _lexeme(f"§s:{whole}/") + ":*"
        return "%s::tsquery", [f"{_lexeme(f'§s:{whole}')} | {below}"]
    if term.kind == "paragraph":
        number = "§p:" + re.sub(r"(?<=\d)[-–](?=\d)", ".", term.text.lower())
        exact = " | ".join((_lexeme(number), _lexeme(number + "(") + ":*", _lexeme(number + ".") + ":*"))
        if DOTTED.match(term.text):
            return "%s::tsquery || plainto_tsquery(%s::regconfig, %s)", [exact, SIMPLE, term.text]
        return "%s::tsquery", [exact]
    script = script_of(term.text)
    text = parted(term.text) if script == "han" else term.text
    if branch and branch not in BY_SCRIPT[script]:
        branch = BY_SCRIPT[script][0]
    config = CONFIGURATIONS.get(branch, SIMPLE)
    if branch == "ar" and script == "arabic":
        return _arabic(text, config, is_prefix=term.kind == "prefix")
    if term.kind == "prefix":
        return "to_tsquery(%s::regconfig, %s)", [config, _lexeme(text) + ":*"]
    if term.kind == "phrase":
        return "phraseto_tsquery(%s::regconfig, %s)", [config, text]
    if branch in PLURAL_APART and len(text) > 3 and text.isalpha():
        other = text[:-1] if text.endswith("s") else text + "s"
        return (
            "(plainto_tsquery(%s::regconfig, %s) || plainto_tsquery(%s::regconfig, %s))",
            [config, text, config, other],
        )
    return "plainto_tsquery(%s::regconfig, %s)", [config, text]


def _arabic(text: str, config: str, *, is_prefix: bool) -> tuple[str, list[Any]]:
    """A word, its beginning or a phrase, each word with whatever may be written together with it."""
    ending = ":*" if is_prefix else ""
    parts = []
    for word in text.split():
        forms = forms_of(word) if is_arabic_word(word) else [word]
        parts.append(" | ".join(_lexeme(form) + ending for form in forms))
    followed = " <-> ".join(["to_tsquery(%s::regconfig, %s)"] * len(parts))
    return f"({followed})", [value for part in parts for value in (config, part)]


def _lexeme(text: str) -> str:
    """Quoted, so that a tsquery reads it letter by letter."""
    doubled = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"

"""What somebody typed, taken apart: what is wanted, what must not be there, and what a model will not understand.

Contrastive models mostly ignore "no" and "without", and "-x" is nothing to them: such words become negatives, which are
subtracted. They do not count and do not tell left from right: that cannot be helped, so it is said.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple


class Hint(StrEnum):
    """What the model is known not to understand.

    COUNTING: "three dogs". SIDES: "left of the tree". NEGATION: "nobody", "never". QUOTES: words in quotation marks,
    which are a description like any other until writing in photos is read. LEFT_OUT: something is left out, which
    moves such photos down and does not remove every one.
    """

    COUNTING = "counting"
    SIDES = "sides"
    NEGATION = "negation"
    QUOTES = "quotes"
    LEFT_OUT = "left_out"


class QueryParts(NamedTuple):
    """`text` is what is wanted, in the order typed; `without` what must not be there, each once."""

    text: str
    without: tuple[str, ...]
    hints: tuple[Hint, ...]


class _Word(NamedTuple):
    text: str
    is_quoted: bool = False
    is_minus: bool = False
    ends_phrase: bool = False
    """A comma follows."""

    @property
    def folded(self) -> str:
        return "" if self.is_quoted else self.text.casefold()


_TOKEN = re.compile(
    r'(?P<minus>[-−–](?=["“„\w]))?(?:["“„”](?P<quoted>[^"“„”]*)["“”]?|(?P<plain>[^\s,;]+))(?P<end>[,;]?)|[,;]'
)
_NEGATORS = frozenset(["without", "no", "ohne", "kein", "keine", "keinen", "keinem", "keiner"])
_GOES_ON = frozenset(["or", "nor", "and", "oder", "und"])
"""After a negative these begin another one: "without cars and people"."""
_ENDS = frozenset(
    [
        "but",
        "with",
        "at",
        "in",
        "on",
        "by",
        "near",
        "under",
        "over",
        "behind",
        "beside",
        "during",
        "while",
        "from",
        "aber",
        "mit",
        "auf",
        "bei",
        "an",
        "im",
        "am",
        "unter",
        "hinter",
    ]
)
_ARTICLES = frozenset(
    ["a", "an", "the", "any", "ein", "eine", "einen", "einem", "einer", "der", "die", "das", "den", "dem"]
)
_LEFT_BEHIND = frozenset(["but", "and", "or", "with", "aber", "und", "oder", "mit"])
"""Words that mean nothing where what they joined is gone."""
_COUNTS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
    ]
)
_NEGATIVE_WORDS = frozenset(
    ["not", "nobody", "nothing", "never", "none", "nowhere", "nicht", "niemand", "nichts", "nie"]
)
_SIDES = re.compile(
    r"\b(?:(?:left|right) of|(?:on|to|at|from) the (?:left|right)|(?:left|right)[- ]hand|above|below|next to|"
    r"links|rechts|oberhalb|unterhalb|neben)\b"
)
_LARGEST_COUNT = 99


def parse_query(typed: str) -> QueryParts:
    """Takes a query apart. Never fails; of a query without such words only the space and the quotation marks change."""
    words = list(_words(typed))
    wanted: list[_Word] = []
    without: list[str] = []
    at = 0
    while at < len(words):
        phrases, after = _negatives(words, at)
        if phrases:
            without += phrases
            while wanted and wanted[-1].folded in _LEFT_BEHIND:
                wanted.pop()
        else:
            wanted.append(words[at])
        at = after
    text = _joined(wanted)
    kept = tuple(dict.fromkeys(without))
    return QueryParts(text, kept, tuple(_hints(wanted, text, kept)))


def without_words(parts: Sequence[str]) -> str:
    """Negatives as they can be typed again: `-people -"parked cars"`."""
    return " ".join(f'-"{part}"' if " " in part else f"-{part}" for part in parts)


def _words(typed: str) -> Iterator[_Word]:
    for found in _TOKEN.finditer(typed):
        quoted, plain = found["quoted"], found["plain"]
        text = " ".join((quoted if quoted is not None else plain or "").split())
        if text:
            yield _Word(text, quoted is not None, found["minus"] is not None, bool(found["end"]))


def _negatives(words: Sequence[_Word], at: int) -> tuple[list[str], int]:
    """What must not be there, if the word at `at` begins that, and where the rest goes on. "No cars and people" is two
    things; they end with a comma, with "but", or with a place ("man without a hat on a horse")."""
    word = words[at]
    if word.is_minus:
        return [word.text], at + 1
    if word.folded not in _NEGATORS or word.ends_phrase:
        return [], at + 1
    phrases: list[str] = []
    after = at + 1
    while True:
        phrase, after = _phrase(words, after)
        phrases += [phrase] if phrase else []
        goes_on = after < len(words) - 1 and words[after].folded in _GOES_ON and not words[after - 1].ends_phrase
        if not phrase or not goes_on or words[after + 1].is_minus or words[after + 1].folded in _NEGATORS:
            return phrases, after if phrases else at + 1
        after += 1


def _phrase(words: Sequence[_Word], at: int) -> tuple[str, int]:
    phrase: list[str] = []
    while at < len(words):
        word = words[at]
        stops = word.is_minus or word.folded in _NEGATORS | _GOES_ON
        if stops or (phrase and word.folded in _ENDS):
            break
        if word.folded not in _ARTICLES:
            phrase.append(word.text)
        at += 1
        if word.ends_phrase:
            break
    return " ".join(phrase), at


def _joined(words: Sequence[_Word]) -> str:
    parts = [word.text + ("," if word.ends_phrase and n < len(words) - 1 else "") for n, word in enumerate(words)]
    return " ".join(parts)


def _hints(wanted: Sequence[_Word], text: str, without: Sequence[str]) -> Iterator[Hint]:
    folded = [word.folded for word in wanted]
    counts = [word in _COUNTS or (word.isdecimal() and 1 < int(word) <= _LARGEST_COUNT) for word in folded[:-1]]
    if any(counts):
        yield Hint.COUNTING
    if _SIDES.search(text.casefold()):
        yield Hint.SIDES
    if any(word in _NEGATIVE_WORDS for word in folded):
        yield Hint.NEGATION
    if any(word.is_quoted for word in wanted):
        yield Hint.QUOTES
    if without:
        yield Hint.LEFT_OUT

"""CLIP's tokenizer without torch: byte pairs, merged by rank (Sennrich, Haddow & Birch 2016; Radford et al. 2021).

open_clip has the same, and imports torch for it, which takes longer than the search that somebody waits for. The
vocabulary is open_clip's file.
"""

import functools
import gzip
import html
import importlib.util
import itertools
from pathlib import Path

import ftfy
import regex

VOCABULARY_FILE = "bpe_simple_vocab_16e6.txt.gz"
MERGES = 49_152 - 256 - 2
"""Of the file's lines after the first, so many count."""
_START, _END = "<start_of_text>", "<end_of_text>"
_WORD_END = "</w>"


class BytePairTokenizer:
    """Texts to token ids. What it has split once it remembers."""

    def __init__(self, vocabulary: Path) -> None:
        """Raises `OSError` for a file that cannot be read."""
        lines = gzip.decompress(vocabulary.read_bytes()).decode("utf-8").split("\n")
        merges = lines[1 : MERGES + 1]
        self._letters = _letters()
        single = list(self._letters.values())
        tokens = [*single, *(letter + _WORD_END for letter in single)]
        tokens += [merge.replace(" ", "", 1) for merge in merges]
        tokens += [_START, _END]
        self._ids = {token: number for number, token in enumerate(tokens)}
        self._ranks = {merge: rank for rank, merge in enumerate(merges)}
        self.start_id, self.end_id = self._ids[_START], self._ids[_END]
        self._words = regex.compile(
            rf"{_START}|{_END}|'s|'t|'re|'ve|'m|'ll|'d|\p{{L}}+|\p{{N}}|[^\s\p{{L}}\p{{N}}]+", regex.IGNORECASE
        )
        self._split_once = functools.lru_cache(maxsize=4096)(self._split)

    def tokens(self, text: str, *, context_length: int) -> list[int]:
        """Start, the text, end: at most `context_length` ids, of which the last is always the end."""
        found = [self.start_id, *self._of_words(text)][: context_length - 1]
        return [*found, self.end_id]

    def _of_words(self, text: str) -> list[int]:
        plain = " ".join(html.unescape(html.unescape(ftfy.fix_text(text))).split()).lower()
        return [number for word in self._words.findall(plain) for number in self._split_once(word)]

    def _split(self, word: str) -> tuple[int, ...]:
        """The pair that was learnt first is merged first, everywhere, until no two neighbours are a pair."""
        if word in (_START, _END):
            return (self._ids[word],)
        parts = [self._letters[byte] for byte in word.encode("utf-8")]
        parts[-1] += _WORD_END
        while len(parts) > 1:
            pairs = {f"{left} {right}" for left, right in itertools.pairwise(parts)}
            first = min(pairs, key=lambda pair: self._ranks.get(pair, MERGES))
            if first not in self._ranks:
                break
            parts = _merged(parts, first)
        return tuple(self._ids[part] for part in parts)


@functools.cache
def clip_tokenizer() -> BytePairTokenizer:
    """Raises `OSError` where open_clip is not installed as it should be."""
    spec = importlib.util.find_spec("open_clip")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("open_clip is not installed.")
    return BytePairTokenizer(Path(spec.origin).parent / VOCABULARY_FILE)


def _merged(parts: list[str], pair: str) -> list[str]:
    merged: list[str] = []
    at = 0
    while at < len(parts):
        if at + 1 < len(parts) and f"{parts[at]} {parts[at + 1]}" == pair:
            merged.append(parts[at] + parts[at + 1])
            at += 2
        else:
            merged.append(parts[at])
            at += 1
    return merged


def _letters() -> dict[int, str]:
    """A visible letter for each byte, in the vocabulary's order: visible ones stand for themselves, and come first."""
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in visible]
    return {byte: chr(byte) for byte in visible} | {byte: chr(256 + n) for n, byte in enumerate(others)}

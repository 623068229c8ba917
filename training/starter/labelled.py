"""Photos of ImageNet's classes, captioned with the names of their class."""

import json
from collections.abc import Iterator
from pathlib import Path

from training.config import TrainingError
from training.data import CaptionedPhoto

# Positions of the 1,000 ImageNet-1k classes that share an everyday word which most of their labels lack.
_KINDS = (
    ("fish", range(7)), ("bird", range(7, 25)), ("lizard", range(38, 49)), ("snake", range(52, 69)),
    ("spider", range(72, 78)), ("bird", range(80, 101)), ("bird", range(127, 147)), ("dog", range(151, 269)),
    ("cat", range(281, 286)), ("bear", range(294, 298)), ("insect", range(300, 320)), ("butterfly", range(321, 327)),
    ("monkey", range(365, 385)), ("fish", range(389, 398)),
)  # fmt: skip


def read_labelled(folder: Path, *, synonyms: Path | None = None) -> list[CaptionedPhoto]:
    """Photos of `folder/labels.json` (file, label), captioned with their label, its synonyms and its kind.

    Args:
        folder: holds `labels.json`, a list of `{"file", "label"}`.
        synonyms: a text file with one class a line, synonyms separated by commas, "background" first.
    """
    try:
        entries = json.loads((folder / "labels.json").read_text("utf-8"))
        lines = synonyms.read_text("utf-8").splitlines()[1:] if synonyms else []
        names = [(folder / entry["file"], str(entry["label"])) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"labels.json of {folder.name} cannot be read: {error}") from error
    by_name: dict[str, list[int]] = {}
    for position, line in enumerate(lines):
        by_name.setdefault(line.split(",")[0].strip().lower(), []).append(position)
    photos = []
    for path, label in names:
        words, kinds = [label], []
        if len(found := by_name.get(label.lower(), [])) == 1:  # "crane" is a bird and a machine: only its label
            words = [word.strip() for word in lines[found[0]].split(",")]
            kinds = [kind for kind, positions in _KINDS if found[0] in positions]
        photos.append(CaptionedPhoto(path, tuple(_label_captions(words, kinds)), group=f"label {label}"))
    return photos


def _label_captions(words: list[str], kinds: list[str]) -> Iterator[str]:
    for word in dict.fromkeys([*words, *kinds]):
        article = "an" if word[:1].lower() in "aeiou" else "a"
        yield from (word, f"{article} {word}", f"a photo of {article} {word}")
    if kinds:
        yield f"{words[0]}, a kind of {kinds[0]}"

"""The fine-tuning trial: does a model learn names that its owner made up, and does it still know the rest?

Files only, as the window does it: photos and a manifest, a run.json, `python -m training.train`, and the folder that it
leaves, measured as any program would use it. A third of the photos is seen by no part of the training: recall is
measured on those. What the model could do before is measured on the photos of `captioned-square`, split dev.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.training.known import ROOT, general_recall, recall_of
from benchmarks.training.line import Line, in_words
from benchmarks.training.words import render_photos
from training.config import TrainingError, write_atomically
from training.data import write_manifest
from training.figures.intervals import Interval

BAR = "R@10 beyond the interval of before; general R@10 ≥ 0.9 of before"
_GENERAL = 0.9
_COUNTS = {"train": 320, "dev": 80, "test": 200}  # dev ends the run early; test is measured on
_COMMON = {"batch_size": 64, "captions_per_photo": 2, "workers": 1}
_SETTINGS: dict[str, dict[str, Any]] = {
    "lora": {"learning_rate": 1e-3, "wise_ft": 0.5, "epochs": 12},
    "text": {"learning_rate": 5e-4, "wise_ft": 0.3, "epochs": 12},
}
FIGURES = {
    movable: f"fine-tuning trial, {name}: recall@10 of made-up words before → after, and the rest of what it knew"
    for movable, name in (("lora", "LoRA"), ("text", "LiT"))
}


@dataclass(frozen=True)
class Outcome:
    """One method's, before and after. General recall is None where its photos are not there."""

    before: Interval
    after: Interval
    general_before: Interval | None
    general_after: Interval | None
    run: dict[str, Any]

    @property
    def kept(self) -> float | None:
        """The share of general recall that is left."""
        if self.general_before is None or self.general_after is None:
            return None
        return self.general_after.value / self.general_before.value

    @property
    def holds(self) -> bool | None:
        """None where half of the bar was not measured, and the other half holds."""
        if self.after.low <= self.before.high:
            return False
        return None if self.kept is None else self.kept >= _GENERAL


def measure(start: Path, photos: Path | None, work: Path, *, seed: int = 1) -> Iterator[Line]:
    """A line a method.

    Args:
        start: the model to begin with.
        photos: the folder of `captioned-square`; None leaves out what the model knew before.
        work: an empty folder, for everything.

    Raises:
        TrainingError: a run failed, in its own words.
    """
    shown = render_photos(work / "photos", _COUNTS, seed=seed)
    write_manifest(shown, work / "photos" / "manifest.jsonl")
    unseen = [photo for photo in shown if photo.split == "test"]
    before = recall_of(start, unseen)
    general_before = general_recall(start, photos) if photos else None
    for movable in _SETTINGS:
        out = work / movable
        done = train(start, out, manifest=work / "photos" / "manifest.jsonl", movable=movable, seed=seed)
        model = out / "model"
        general_after = general_recall(model, photos) if photos else None
        yield line(movable, Outcome(before, recall_of(model, unseen), general_before, general_after, done))


def settings_of(start: Path, out: Path, *, manifest: Path, movable: str, seed: int) -> dict[str, Any]:
    """What its run.json says."""
    paths = {"manifest": str(manifest), "model": str(start.absolute()), "out": str(out)}
    return {**paths, "movable": movable, "seed": seed, **_COMMON, **_SETTINGS[movable]}


def train(start: Path, out: Path, *, manifest: Path, movable: str, seed: int) -> dict[str, Any]:
    """Runs the training program; what its last line says. Raises TrainingError with what it says on failing."""
    told = out.with_suffix(".json")
    settings = settings_of(start, out, manifest=manifest, movable=movable, seed=seed)
    write_atomically(told, json.dumps(settings, indent=2).encode())
    command = [sys.executable, "-m", "training.train", str(told)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise TrainingError(f"the run failed: {ended.stderr.strip()}")
    done: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return done


def line(movable: str, outcome: Outcome) -> Line:
    kept = "general recall not measured: no photos were given"
    if outcome.general_before and outcome.general_after:
        kept = (
            f"general {in_words(outcome.general_before)} → {in_words(outcome.general_after)}, {outcome.kept:.2f} of it"
        )
    return Line(
        FIGURES[movable],
        BAR,
        f"{in_words(outcome.before)} → {in_words(outcome.after)}; {kept}",
        holds=outcome.holds,
        details={"movable": movable, "photos": _COUNTS, "kept": outcome.kept, **vars(outcome), **_SETTINGS[movable]},
    )

"""The parts of the measurement: each gives the lines of one or a few rows, and none waits for another."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from benchmarks import training_gpu, training_step
from benchmarks.training import processes, trial
from benchmarks.training.known import ROOT, figures_of, found_by_text
from benchmarks.training.line import Line, in_words
from training.config import TrainingError, read_config
from training.figures.intervals import Interval
from training.image_models import load_image_model
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.figures import measure_copies

SHIPPED = ROOT / "resources" / "models"


@dataclass(frozen=True)
class Settings:
    """What is measured, and on which photos."""

    photos: Path | None = None  # the folder of captioned-square, captioned and neardup
    starter: Path = SHIPPED / "starter"
    starter_dino: Path = SHIPPED / "starter-dino"

    def folder(self, name: str) -> Path:
        """Raises TrainingError where the photos have no such folder."""
        if self.photos is None or not (self.photos / name).is_dir():
            raise TrainingError(f"not measured: give --photos with {name} in it")
        return self.photos


RECALL = "starter: text → image recall@10, split dev of captioned-square"
OBJECTS = "starter: mean average precision of object queries, COCO photos"
CONCEPTS = "starter: precision@10 of thirty one-concept queries, split dev"
COPIES = "starter-dino: pair recall at precision ≥ 0.99, copies"
STEP = "step of the loop ÷ bare forward and backward"
CARD = "ViT-B-32 in bfloat16 on a graphics card: images a second, share of its matrix rate"

BARS = {
    RECALL: "≥ 0.59; target 0.62 on 2 cores, 0.65 on an H200",
    OBJECTS: "≥ 0.38",
    CONCEPTS: "≥ 0.75",
    COPIES: "≥ 0.5, above pHash and the same net untrained",
    **dict.fromkeys(trial.FIGURES.values(), trial.BAR),
    STEP: "≤ 1.15",
    processes.FIGURE: processes.BAR_IN_WORDS,
    CARD: "none",
}
"""Every row, in the order of the table."""


def starter(settings: Settings) -> Iterator[Line]:
    photos = settings.folder("captioned-square")
    recall = found_by_text(figures_of(settings.starter, photos, ["retrieval"])["retrieval"])
    yield _line(RECALL, in_words(recall), holds=recall.value >= 0.59, recall=recall)
    photos = settings.folder("captioned")
    found = figures_of(settings.starter, photos, ["average_precision", "precision@10"])
    objects: dict[str, Any] = found["average_precision"]
    by_name: Interval = objects["name"]
    words = f"{in_words(by_name)} by the bare name, {objects['ensemble'].value:.3f} with templates"
    yield _line(OBJECTS, words, holds=by_name.value >= 0.38, **objects)
    concepts = found["precision@10"]["mean"]["held_out"]
    yield _line(CONCEPTS, f"{concepts:.3f}", holds=concepts >= 0.75, precision=concepts)


def starter_dino(settings: Settings) -> Iterator[Line]:
    copies = settings.folder("neardup/copies") / "neardup" / "copies"
    config = read_config(settings.starter_dino / "run.json", StarterDinoConfig)
    found = measure_copies(load_image_model(settings.starter_dino), config, copies)
    named = {"cosine": "model", "pHash": "phash", "untrained": "untrained", "random blocks": "random_blocks"}
    recalls = {words: found[name]["recall"] for words, name in named.items()}
    words = ", ".join(f"{name} {in_words(Interval(**recall))}" for name, recall in recalls.items())
    cosine, *others = (recall["value"] for recall in recalls.values())
    holds = cosine >= 0.5 and cosine > max(others)
    yield _line(COPIES, words, holds=holds, **found)


def fine_tuning(settings: Settings) -> Iterator[Line]:
    has_photos = settings.photos is not None and (settings.photos / "captioned-square").is_dir()
    with tempfile.TemporaryDirectory() as work:
        yield from trial.measure(settings.starter, settings.photos if has_photos else None, Path(work))


def step(settings: Settings) -> Iterator[Line]:
    found = training_step.measure("ViT-S-32", batch_size=32, steps=9)
    words = (
        f"{found['ratio']:.2f} by the clock ({found['loop_ms']:.0f} ms ÷ {found['bare_ms']:.0f} ms), "
        f"{found['ratio_processor']:.2f} in processor time; {found['ratio_photos']:.2f} with photos decoded "
        f"beside it; ViT-S-32, batch 32, {torch.get_num_threads()} threads"
    )
    yield _line(STEP, words, holds=found["within"], **found, threads=torch.get_num_threads())


def two_processes(settings: Settings) -> Iterator[Line]:
    yield processes.measure()


def graphics_card(settings: Settings) -> Iterator[Line]:
    if not torch.cuda.is_available():
        raise TrainingError("not measured: this machine has no graphics card that torch can use")
    found = training_gpu.measure("ViT-B-32", batch_size=1024, steps=20)
    words = f"{found['images_per_second']:.0f} images a second, {found['share_of_matrix_rate']:.0%} of the matrix rate"
    yield _line(CARD, words, holds=None, **found)


def _line(figure: str, measured: str, *, holds: bool | None, **details: Any) -> Line:
    return Line(figure, BARS[figure], measured, holds, details)


@dataclass(frozen=True)
class Part:
    """Some rows of the table."""

    figures: tuple[str, ...]
    measure: Callable[[Settings], Iterator[Line]]  # raises TrainingError where something is missing

    def lines(self, settings: Settings) -> Iterator[Line]:
        """A line for each figure; what cannot be measured says why."""
        told = set()
        reason = ""
        try:
            for line in self.measure(settings):
                told.add(line.figure)
                yield line
        except (TrainingError, OSError) as error:
            reason = str(error)
        yield from (_line(figure, reason, holds=None) for figure in self.figures if figure not in told)


PARTS = {
    "starter": Part((RECALL, OBJECTS, CONCEPTS), starter),
    "starter-dino": Part((COPIES,), starter_dino),
    "trial": Part(tuple(trial.FIGURES.values()), fine_tuning),
    "step": Part((STEP,), step),
    "processes": Part((processes.FIGURE,), two_processes),
    "card": Part((CARD,), graphics_card),
}

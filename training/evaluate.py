"""What a model can do, in one document: the command around `training.figures`.

python -m training.evaluate MODEL_DIR --photos DIR [--figures retrieval,copies] [--picture FILE.png]
"""

import argparse
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.config import TrainingError, write_atomically
from training.figures.encoder import Encoder, ImageEncoder, best_device
from training.figures.report import FIGURES, measure_recall, pair_matrix
from training.figures.similarity import picture
from training.figures.study import Progress, Study
from training.image_models import CONFIG_FILE, load_image_model
from training.model_config import preprocessing_of

__all__ = ["Encoder", "evaluate", "measure_recall", "open_model", "to_json"]

_PICTURED_PAIRS = 64  # as many as the eye can still tell apart


def open_model(folder: Path) -> ImageEncoder:
    """An open_clip folder as an `Encoder`; a folder with timm_config.json, which knows images only, without texts.

    Raises:
        TrainingError: it cannot be loaded.
    """
    if (folder / CONFIG_FILE).exists():
        model = load_image_model(folder).to(best_device())
        return ImageEncoder(model, preprocessing_of(model).transform(), device=best_device())
    return Encoder(folder)


def usual_figures(study: Study) -> list[str]:
    """What is measured without being asked for: whatever model and photos allow, for models of words but the costly."""
    reads = isinstance(study.encoder, Encoder)
    return [
        name
        for name, figure in FIGURES.items()
        if all(study.has(folder) for folder in figure.folders) and (not figure.costly if reads else not figure.words)
    ]


def evaluate(
    folder: Path,
    photos: Path,
    *,
    split: str = "dev",
    figures: Sequence[str] | None = None,
    drawing: Path | None = None,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """The figures of one model as one document for `to_json`.

    Args:
        folder: the model.
        photos: holds `captioned-square`, and what the figures need that are asked for.
        figures: names out of `FIGURES`; None for the usual ones.
        drawing: where the matrix of some pairs is drawn as PNG.
        progress: hears how far the encoding of each set of photos is.

    Raises:
        TrainingError: the model or the photos cannot be read, or a figure does not exist or does not fit the model.
    """
    study = Study(open_model(folder), photos, split=split, progress=progress)
    document = {"model": folder.name, "split": split, **measure(study, figures)}
    if drawing:
        content = io.BytesIO()
        picture(pair_matrix(study, pairs=_PICTURED_PAIRS)).save(content, format="PNG")
        write_atomically(drawing, content.getvalue())
    return document


def measure(study: Study, figures: Sequence[str] | None = None) -> dict[str, Any]:
    """The figures of a study, by name, and the photos that had to be skipped; arguments and errors as `evaluate`."""
    names = usual_figures(study) if figures is None else figures
    if unknown := sorted(set(names) - set(FIGURES)):
        raise TrainingError(f"there is no figure {', '.join(unknown)}: choose from {', '.join(FIGURES)}")
    if not any(FIGURES[name].folders for name in names) and figures is None:
        raise TrainingError("there is nothing to measure on: give the folder that holds captioned-square")
    document = {name: FIGURES[name].measure(study) for name in names}
    skipped = sorted({(item.path.name, item.reason) for item in study.skipped})
    return {**document, "skipped": [{"file": file, "reason": reason} for file, reason in skipped]}


def to_json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, default=vars, allow_nan=False)


def _show(stage: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r{stage}: {done} of {total} photos" + ("\n" if done == total else ""))
    sys.stderr.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description="Measures a model on photos.")
    parser.add_argument("model", type=Path, help="a folder with open_clip_config.json or timm_config.json, and weights")
    parser.add_argument("--photos", type=Path, required=True, help="the folder of captioned-square and captioned")
    parser.add_argument("--split", default="dev", help="of captioned-square, to measure on (%(default)s)")
    parser.add_argument("--figures", type=lambda names: names.split(","), help=f"some of {','.join(FIGURES)}")
    parser.add_argument("--picture", type=Path, help="where to draw the matrix of 64 pairs as PNG")
    given = parser.parse_args()
    try:
        document = evaluate(
            given.model,
            given.photos,
            split=given.split,
            figures=given.figures,
            drawing=given.picture,
            progress=_show if sys.stderr.isatty() else lambda *_: None,
        )
        print(to_json(document))
    except (TrainingError, OSError) as error:
        parser.exit(1, f"{error}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

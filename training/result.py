"""What a run leaves: a folder with an ordinary model, what it was told, and figures."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from training.adapters import merge_lora
from training.config import TrainConfig, write_atomically, write_config
from training.models import export
from training.movable import interpolate
from training.progress import json_text


def finish(model: Any, exported: nn.Module, *, start: Mapping[str, Tensor], wise_ft: float) -> nn.Module:
    """The model as it is to be kept: adapters merged, mixed with what it was before.

    Args:
        model: what the run started from; of open_clip with an image tower, or an image tower alone.
        exported: what the method keeps, all of that or the image tower.
        start: the weights before the run; none where nothing is mixed.
    """
    if isinstance(getattr(exported, "visual", None), nn.Module) or not hasattr(model, "visual"):
        model = exported
    else:
        model.visual = exported
    merge_lora(model)
    if start:
        model.load_state_dict(interpolate(start, model.state_dict(), wise_ft))
    finished: nn.Module = model.eval()
    return finished


def write_result(out: Path, config: TrainConfig, model: nn.Module, figures: dict[str, Any]) -> None:
    """The model comes last, by one rename; an error before leaves none.

    Raises:
        TrainingError: a weight is no number.
    """
    unfinished = out / "model.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        export(model, unfinished, half=config.half)
        write_atomically(out / "figures.json", json_text(figures).encode())
        write_config(config, out / "run.json")
        unfinished.replace(out / "model")
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)

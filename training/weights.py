"""Weights in files: read without ever running code that lies in them, written whole or not at all."""

import pickle
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from training.config import TrainingError, write_atomically

FAILURES = (
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    AssertionError,
    IndexError,
    OSError,
    EOFError,
    ImportError,
    StopIteration,
    pickle.UnpicklingError,
    SafetensorError,
)
"""What torch, open_clip, timm and safetensors raise for files and configurations that are damaged or foreign."""


def read_weights(path: Path) -> dict[str, Tensor]:
    """Tensors by name, from safetensors or a torch checkpoint; of a training checkpoint its `state_dict`.

    Raises:
        TrainingError: the file is missing, cut short, holds code, or no weights.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's, on what kind of archive it found
            if path.suffix == ".safetensors":
                content: Any = load_file(path)
            else:
                content = torch.load(path, map_location="cpu", weights_only=True)
    except FAILURES as error:
        raise unreadable(path, error) from error
    if isinstance(content, dict):
        content = content.get("state_dict", content)
    if not isinstance(content, dict) or not content or not all(isinstance(v, Tensor) for v in content.values()):
        raise TrainingError(f"{path.name} holds something else than weights: give the file of a model's weights")
    return {str(name).removeprefix("module."): value for name, value in content.items()}


def write_weights(path: Path, model: nn.Module, *, half: bool) -> None:
    """All parameters and buffers of a model as safetensors.

    Args:
        half: floating-point tensors in float16, except those whose numbers are too large for it.

    Raises:
        TrainingError: some weight is no number; nothing is written.
    """
    state = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    for name, value in state.items():
        if value.is_floating_point():
            if not torch.isfinite(value).all():
                raise TrainingError(f"{name} is not made of numbers any more: train again at a lower learning rate")
            fits = half and torch.isfinite(value.half()).all()
            state[name] = value.half() if fits else value.float()
    write_atomically(path, save(state, metadata={"format": "pt"}))


def unreadable(path: Path, error: BaseException) -> TrainingError:
    """Why a file of weights cannot be read, in words."""
    if isinstance(error, FileNotFoundError):
        return TrainingError(f"there is no file {path}")
    if isinstance(error, pickle.UnpicklingError):
        return TrainingError(
            f"{path.name} holds code or is no checkpoint, and was not opened: give safetensors instead"
        )
    if "TorchScript" in str(error):
        return TrainingError(f"{path.name} is a TorchScript program: give a file of weights alone instead")
    return TrainingError(f"{path.name} is damaged or not all there ({first_line(error)}): get it again")


def misfit(source: str, model: nn.Module, error: BaseException) -> TrainingError:
    """Weights and architecture are not of each other, in words."""
    *_, detail = (line.strip() for line in str(error).splitlines()[:2] or [type(error).__name__])
    return TrainingError(f"{source} is of another architecture than this {type(model).__name__}: {_short(detail)}")


def first_line(error: BaseException) -> str:
    return _short(str(error).strip().split("\n", maxsplit=1)[0] or type(error).__name__)


def _short(text: str, limit: int = 160) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"

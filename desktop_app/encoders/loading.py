"""What open_clip's models and timm's have in common when they are loaded."""

import pickle
from typing import NamedTuple

from safetensors import SafetensorError

LOADING_FAILURES = (
    RuntimeError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    StopIteration,
    ArithmeticError,
    MemoryError,
    OSError,
    EOFError,
    ImportError,
    pickle.UnpicklingError,
    SafetensorError,
)
"""What torch, timm, safetensors and transformers raise for weights or configurations that are damaged or foreign."""


class Facts(NamedTuple):
    """What a model says about itself."""

    dim: int
    image_size_px: int
    context_length: int
    image_parameters: int
    text_parameters: int


def first_line(error: BaseException) -> str:
    """The beginning of what a library says of a failure."""
    return str(error).strip().split("\n", maxsplit=1)[0] or type(error).__name__

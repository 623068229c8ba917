"""An image model on disk: the layout in which training exports one. No torch here.

timm_config.json     architecture, its arguments, preprocessing
model.safetensors    the weights
"""

import re
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from desktop_app.errors import ModelDamagedError

TIMM_CONFIG_FILE = "timm_config.json"
TIMM_WEIGHTS_FILE = "model.safetensors"
LARGEST_ARGUMENT = 65_536

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]*")
"""timm fetches, or reads from the disk, what has a colon or a slash in its name."""
_NOT_OF_THE_ARCHITECTURE = re.compile(
    "pretrained.*|checkpoint_path|cache_dir|scriptable|exportable|no_jit|features_only|num_classes|global_pool|device|dtype"
)
"""What would make timm fetch or read files, give something else than features, or choose the device."""

Plain = bool | int | float | str
Edge = Annotated[int, msgspec.Meta(ge=1, le=4096)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Spread = Annotated[float, msgspec.Meta(gt=0, le=1)]


class Preprocessing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a picture becomes what the model takes; `mean` and `std` by channel, of values between 0 and 1."""

    image_size_px: Edge
    mean: tuple[Share, Share, Share]
    std: tuple[Spread, Spread, Spread]
    interpolation: Literal["bicubic", "bilinear"] = "bicubic"
    resize_mode: Literal["shortest", "longest", "squash"] = "shortest"
    """To a square: cut, filled up, or squeezed."""


class TimmConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of timm_config.json."""

    architecture: str
    preprocess: Preprocessing
    model_args: dict[str, Plain | list[Plain]] = {}
    pooling: str | None = None
    """timm's `global_pool`; None for the architecture's own."""


def read_timm_config(folder: Path) -> TimmConfig:
    """The configuration in `folder`, checked: it may name nothing that is fetched, read or run.

    Whether timm knows the architecture and its arguments turns out when the model is built.

    Raises:
        ModelDamagedError: it cannot be read, or says something that is not allowed.
    """
    try:
        config = msgspec.json.decode((folder / TIMM_CONFIG_FILE).read_bytes(), type=TimmConfig)
    except OSError as error:
        raise ModelDamagedError(f"The model's {TIMM_CONFIG_FILE} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelDamagedError(f"The model's {TIMM_CONFIG_FILE} does not describe an image model: {error}.") from error
    if refused := [name for name in (config.architecture, config.pooling or "") if not _PLAIN_NAME.fullmatch(name)]:
        raise ModelDamagedError(f"The model's {TIMM_CONFIG_FILE} names a part that is not allowed: {refused[0]!r}.")
    for name, value in config.model_args.items():
        if _NOT_OF_THE_ARCHITECTURE.fullmatch(name) or not all(map(_is_harmless, _as_list(value))):
            raise ModelDamagedError(f"The model's {TIMM_CONFIG_FILE} has an argument that is not allowed: {name!r}.")
    return config


def _as_list(value: Plain | list[Plain]) -> list[Plain]:
    return value if isinstance(value, list) else [value]


def _is_harmless(value: Plain) -> bool:
    if isinstance(value, str):
        return _PLAIN_NAME.fullmatch(value) is not None
    return abs(value) <= LARGEST_ARGUMENT

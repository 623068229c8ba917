"""An image model on disk: the layout in which training exports one. No torch here.

timm_config.json     architecture, its arguments, preprocessing
model.safetensors    the weights
"""

import re
from pathlib import Path
from typing import Annotated, Literal, TypeVar

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

_Document = TypeVar("_Document")


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


class _Published(msgspec.Struct, frozen=True):
    """Of timm's config.json on the hub: what it says of the weights. Its crop is left out: the whole square is seen."""

    input_size: tuple[int, int, int]
    mean: tuple[Share, Share, Share]
    std: tuple[Spread, Spread, Spread]
    interpolation: Literal["bicubic", "bilinear"]
    fixed_input_size: bool = False


class _HubConfig(msgspec.Struct, frozen=True):
    """The content of timm's config.json on the hub, as far as it matters here."""

    architecture: str
    pretrained_cfg: _Published
    model_args: dict[str, Plain | list[Plain]] = {}
    global_pool: str | None = None


def read_hub_config(path: Path, *, image_size_px: int) -> TimmConfig:
    """What timm's own config.json says, for pictures of `image_size_px` instead of the size it was published for.

    Raises:
        ModelDamagedError: it is no such file, or says something that is not allowed.
    """
    hub = _decode(path, _HubConfig)
    published = hub.pretrained_cfg
    fixed = {"img_size": published.input_size[-1]} if published.fixed_input_size else {}
    preprocess = Preprocessing(image_size_px, published.mean, published.std, published.interpolation)
    return _checked(TimmConfig(hub.architecture, preprocess, {**fixed, **hub.model_args}, hub.global_pool), path.name)


def write_timm_config(folder: Path, config: TimmConfig) -> None:
    """Raises `OSError`."""
    (folder / TIMM_CONFIG_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(config), indent=2))


def read_timm_config(folder: Path) -> TimmConfig:
    """The configuration in `folder`, checked: it may name nothing that is fetched, read or run.

    Whether timm knows the architecture and its arguments turns out when the model is built.

    Raises:
        ModelDamagedError: it cannot be read, or says something that is not allowed.
    """
    return _checked(_decode(folder / TIMM_CONFIG_FILE, TimmConfig), TIMM_CONFIG_FILE)


def _checked(config: TimmConfig, file: str) -> TimmConfig:
    if refused := [name for name in (config.architecture, config.pooling or "") if not _PLAIN_NAME.fullmatch(name)]:
        raise ModelDamagedError(f"The model's {file} names a part that is not allowed: {refused[0]!r}.")
    for name, value in config.model_args.items():
        if _NOT_OF_THE_ARCHITECTURE.fullmatch(name) or not all(map(_is_harmless, _as_list(value))):
            raise ModelDamagedError(f"The model's {file} has an argument that is not allowed: {name!r}.")
    return config


def _decode(path: Path, kind: type[_Document]) -> _Document:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise ModelDamagedError(f"The model's {path.name} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelDamagedError(f"The model's {path.name} does not describe an image model: {error}.") from error


def _as_list(value: Plain | list[Plain]) -> list[Plain]:
    return value if isinstance(value, list) else [value]


def _is_harmless(value: Plain) -> bool:
    if isinstance(value, str):
        return _PLAIN_NAME.fullmatch(value) is not None
    return abs(value) <= LARGEST_ARGUMENT

"""The models that the app offers, as `resources/models/catalog.toml` lists them."""

import tomllib
from pathlib import Path

import msgspec

from desktop_app.errors import ModelDamagedError
from desktop_app.records import Figure, ModelKind, ModelSpec
from resources import RESOURCES_DIR

SHIPPED_MODELS = RESOURCES_DIR / "models"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One model in catalog.toml: a `ModelSpec` before it is on this machine."""

    id: str
    title: str
    kind: ModelKind = ModelKind.IMAGE_TEXT
    architecture: str
    licence: str
    dim: int
    image_size_px: int
    context_length: int
    image_parameters: int
    text_parameters: int
    source: str
    revision: str | None = None
    """Commit of the hub's repository; without one, the newest at the download, which the manifest then records."""
    sha256: str | None = None
    """Of the weights. Given for what is shipped, and checked by `verify`; for the rest where the commit is pinned."""
    figures: tuple[Figure, ...] = ()
    summary: str = ""
    download_bytes: int = 0
    recommended: bool = False
    requires: tuple[str, ...] = ()

    def spec(self) -> ModelSpec:
        fields = {name: getattr(self, name) for name in self.__struct_fields__ if name != "sha256"}
        return ModelSpec(**fields)


class Catalogue(msgspec.Struct, frozen=True):
    """The file as a whole."""

    model: tuple[Entry, ...]


def read_catalogue(path: Path = SHIPPED_MODELS / "catalog.toml") -> tuple[Entry, ...]:
    """Raises `ModelDamagedError` where the file is not what it should be: the installation is broken."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Catalogue).model
    except (OSError, ValueError) as error:
        raise ModelDamagedError(f"The model catalogue cannot be read ({error}). Install the app again.") from error

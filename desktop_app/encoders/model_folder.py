"""A model on disk: open_clip's own layout (or `timm_config`'s), with a manifest that pins the weights. No torch here.

open_clip_config.json           architecture, preprocessing, tokenizer
open_clip_model.safetensors     or open_clip_pytorch_model.bin
model.json                      our manifest: SHA-256 and source of the weights
tokenizer.json …                only where the model brings its own tokenizer
"""

import hashlib
import importlib.util
import json
import re
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec

from desktop_app.encoders.timm_config import TIMM_CONFIG_FILE, TIMM_WEIGHTS_FILE
from desktop_app.errors import ModelDamagedError, ModelError
from desktop_app.records import ModelKey, ModelSpec

CONFIG_FILE = "open_clip_config.json"
WEIGHTS_FILES = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin")
"""In the order in which open_clip prefers them."""
MANIFEST_FILE = "model.json"
TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer.model",
    "vocab.json",
    "vocab.txt",
    "merges.txt",
)
_HASH_CHUNK_BYTES = 4 * 1024 * 1024
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]+")
_TOKENIZER_OPTIONS = {"clean", "reduction_mask", "additional_special_tokens", "strip_sep_token", "language"}


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`size_bytes` and `mtime_ns` notice that the weights were exchanged without reading them each time."""

    weights: str
    sha256: str
    size_bytes: int
    mtime_ns: int
    revision: str | None = None
    spec: ModelSpec | None = None
    """Of a model that the user added; None for those of the catalogue."""


def model_key(model_id: str, sha256: str) -> ModelKey:
    return ModelKey(f"{model_id}@{sha256[:12]}")


def hash_file(path: Path) -> Iterator[int | str]:
    """Yields the bytes read so far, and at last the SHA-256 in hex."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_HASH_CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            yield done
    yield digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Raises `OSError`."""
    *_, digest = hash_file(path)
    return str(digest)


def find_weights(folder: Path) -> Path | None:
    """The file that is loaded."""
    names = (TIMM_WEIGHTS_FILE,) if holds_image_model(folder) else WEIGHTS_FILES
    return next((folder / name for name in names if (folder / name).is_file()), None)


def holds_image_model(folder: Path) -> bool:
    """Whether the folder's model is one of photos alone."""
    return (folder / TIMM_CONFIG_FILE).is_file()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replaces in one step. Raises `OSError`."""
    temporary = folder / f"{MANIFEST_FILE}.tmp"
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    temporary.replace(folder / MANIFEST_FILE)


def manifest_of(weights: Path, sha256: str, *, revision: str | None = None, spec: ModelSpec | None = None) -> Manifest:
    """A manifest for weights as they lie there now. Raises `OSError`."""
    stat = weights.stat()
    return Manifest(
        weights=weights.name,
        sha256=sha256,
        size_bytes=stat.st_size,
        mtime_ns=stat.st_mtime_ns,
        revision=revision,
        spec=spec,
    )


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a complete model; None where there is none.

    Weights that were moved or copied are hashed once and believed if they are the same.

    Raises:
        ModelDamagedError: the manifest or the weights are not what was installed.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST_FILE).read_bytes(), type=Manifest)
        weights = folder / Path(manifest.weights).name
        stat = weights.stat()
        if (stat.st_size, stat.st_mtime_ns) == (manifest.size_bytes, manifest.mtime_ns):
            return manifest
        if stat.st_size != manifest.size_bytes or sha256_of(weights) != manifest.sha256:
            raise ModelDamagedError(f"The weights in {folder} are not those that were installed. Remove the model.")
    except FileNotFoundError:
        if (folder / MANIFEST_FILE).exists():
            raise ModelDamagedError(f"The weights in {folder} are gone. Remove the model and get it again.") from None
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise ModelDamagedError(f"The model in {folder} cannot be read: {error}.") from error
    moved = msgspec.structs.replace(manifest, mtime_ns=stat.st_mtime_ns)
    try:
        write_manifest(folder, moved)
    except OSError:
        return moved  # a read-only place: hashed again the next time
    return moved


def sweep(folder: Path, *, keep: Collection[str] = ()) -> None:
    """Deletes all files but those named: what an attempt at another version left."""
    for path in folder.iterdir():
        if path.name not in keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def read_model_config(folder: Path) -> dict[str, Any]:
    """The `model_cfg` of the folder, checked: it may name nothing that is fetched or run.

    Raises:
        ModelDamagedError: it is no configuration of open_clip.
        ModelError: the model needs something that this app does not do.
    """
    try:
        config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelDamagedError(f"The model's {CONFIG_FILE} cannot be read: {error}.") from error
    model = config.get("model_cfg") if isinstance(config, dict) else None
    if not isinstance(model, dict) or not all(isinstance(model.get(key), dict) for key in ("vision_cfg", "text_cfg")):
        raise ModelDamagedError(f"The model's {CONFIG_FILE} does not describe an open_clip model.")
    if not isinstance(model.get("embed_dim"), int) or not 1 <= model["embed_dim"] <= 65_536:
        raise ModelDamagedError(f"The model's {CONFIG_FILE} gives no sensible embed_dim.")
    _refuse_foreign_parts(model["vision_cfg"], model["text_cfg"])
    return model


def needs_own_tokenizer(model_cfg: dict[str, Any]) -> bool:
    return bool(model_cfg["text_cfg"].get("hf_tokenizer_name"))


def require_packages(model_cfg: dict[str, Any]) -> None:
    """Raises `ModelError` where the tokenizer needs a package that is not installed."""
    if needs_own_tokenizer(model_cfg) and importlib.util.find_spec("transformers") is None:
        raise ModelError(
            "This model's tokenizer needs the Python package transformers, which is not installed. "
            "Install it (pip install transformers) or choose another model."
        )


def _refuse_foreign_parts(vision: dict[str, Any], text: dict[str, Any]) -> None:
    if text.get("hf_model_name"):
        raise ModelError("This model's text part comes from another library (transformers) and cannot be used here.")
    for name in (vision.get("timm_model_name"), text.get("hf_tokenizer_name")):
        if name and not (isinstance(name, str) and all(map(_PLAIN_NAME.fullmatch, name.split("/")))):
            raise ModelDamagedError(f"The model's {CONFIG_FILE} names a part that is not allowed: {name!r}.")
    if "/" in str(vision.get("timm_model_name") or ""):
        raise ModelDamagedError(f"The model's {CONFIG_FILE} names an image part outside timm.")
    options = text.get("tokenizer_kwargs") or {}
    if not isinstance(options, dict) or not set(options) <= _TOKENIZER_OPTIONS:
        raise ModelDamagedError(f"The model's {CONFIG_FILE} has tokenizer options that are not allowed.")

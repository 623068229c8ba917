"""Takes a model of the user's own into the models folder: copied, tried out, described."""

import hashlib
import json
import time
from pathlib import Path

from desktop_app.encoders.loading import Facts
from desktop_app.encoders.model_folder import (
    CONFIG_FILE,
    TOKENIZER_FILES,
    Manifest,
    find_weights,
    holds_image_model,
    manifest_of,
    read_model_config,
)
from desktop_app.encoders.timm_config import TIMM_CONFIG_FILE, TIMM_WEIGHTS_FILE, read_timm_config
from desktop_app.errors import ModelDamagedError, ModelError
from desktop_app.jobs import Job, Progress
from desktop_app.records import ModelKind, ModelSpec

_CHUNK_BYTES = 4 * 1024 * 1024
_SAFE, _TORCH = "open_clip_model.safetensors", "open_clip_pytorch_model.bin"


def copy_model(source: Path, staging: Path, *, model_id: str, architecture: str | None) -> Job[Manifest]:
    """Copies `source` into the empty folder `staging`, loads it once, and returns what to write into its manifest.

    Raises:
        ModelError, ModelDamagedError: as `ModelCatalog.add`.
    """
    try:
        weights = source if source.is_file() else find_weights(source)
        if weights is None or not weights.is_file():
            raise ModelError(f"There are no open_clip weights in {source}.")
        _copy_config(source, staging, architecture)
        name = _name_of(weights, staging)
        sha256 = yield from _copy_and_hash(weights, staging / name)
    except OSError as error:
        raise ModelError(f"The model could not be copied from {source}: {error.strerror}.") from error
    yield Progress("check", unit="files", detail=model_id)
    if holds_image_model(staging):
        spec = _try_out_image_model(staging, model_id, source)
    else:
        read_model_config(staging)
        spec = _try_out(staging, model_id, source, architecture)
    return manifest_of(staging / name, sha256, spec=spec)


def _name_of(weights: Path, staging: Path) -> str:
    if holds_image_model(staging):
        return TIMM_WEIGHTS_FILE
    return _SAFE if weights.suffix == ".safetensors" else _TORCH


def _copy_config(source: Path, staging: Path, architecture: str | None) -> None:
    if source.is_file():
        if architecture is None:
            raise ModelError(
                "A checkpoint file alone does not say what it is: name its architecture, such as ViT-B-32."
            )
        from desktop_app.encoders.open_clip_models import config_of_architecture

        (staging / CONFIG_FILE).write_text(json.dumps(config_of_architecture(architecture)), encoding="utf-8")
        return
    for name in (TIMM_CONFIG_FILE,) if holds_image_model(source) else (CONFIG_FILE, *TOKENIZER_FILES):
        if (source / name).is_file():
            (staging / name).write_bytes((source / name).read_bytes())
    if not (staging / CONFIG_FILE).is_file() and not holds_image_model(staging):
        raise ModelError(
            f"There is no {CONFIG_FILE} in {source}. Add the checkpoint file itself, with its architecture."
        )


def _copy_and_hash(source: Path, target: Path) -> Job[str]:
    digest, total, done, started = hashlib.sha256(), source.stat().st_size, 0, time.monotonic()
    with source.open("rb") as weights, target.open("wb") as copy:
        while chunk := weights.read(_CHUNK_BYTES):
            copy.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            rate = done / max(time.monotonic() - started, 1e-6)
            yield Progress("copy", done, total, "bytes", source.name, rate, (total - done) / rate)
    if done == 0:
        raise ModelDamagedError(f"{source} is empty.")
    return digest.hexdigest()


def _try_out(folder: Path, model_id: str, source: Path, architecture: str | None) -> ModelSpec:
    from desktop_app.encoders.open_clip_models import describe, load_model

    facts = describe(load_model(folder))
    return _spec(ModelKind.IMAGE_TEXT, facts, model_id, source, architecture or "open_clip")


def _try_out_image_model(folder: Path, model_id: str, source: Path) -> ModelSpec:
    from desktop_app.encoders.image_models import describe_image_model, load_image_model

    facts = describe_image_model(load_image_model(folder))
    return _spec(ModelKind.IMAGE, facts, model_id, source, read_timm_config(folder).architecture)


def _spec(kind: ModelKind, facts: Facts, model_id: str, source: Path, architecture: str) -> ModelSpec:
    return ModelSpec(
        id=model_id,
        title=model_id,
        kind=kind,
        architecture=architecture,
        licence="your own",
        source=f"local:{source.name}",
        summary=f"Added from {source.name}.",
        **facts._asdict(),
    )

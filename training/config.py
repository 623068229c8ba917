"""What a training run was told: written beside its results as run.json, read back to repeat it."""

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec


class TrainingError(Exception):
    """Training cannot go on, and the message says why in words for the person who started it."""


@dataclass(frozen=True)
class TrainConfig:
    """One run of `training.starter`. Sizes in pixels, rates a step, shares between 0 and 1."""

    seed: int = 1
    # The model
    image_size_px: int = 225  # 32 k + 1: then symmetric padding equals the SAME padding that the backbone learnt with
    embed_dim: int = 512
    text_width: int = 256
    text_layers: int = 2
    text_heads: int = 4
    context_length: int = 32
    # What is shown
    crops_per_photo: int = 3  # random views beside the whole photo and its mirror image
    crops_per_label: int = 6
    crops_per_scene: int = 1
    label_repeats: int = 2  # a labelled photo comes this often in an epoch
    scenes: int = 2000  # rendered scenes with true colours
    caption_tokens: int = 24  # longer captions are cut in training; the model itself takes context_length
    # Both stages
    batch_size: int = 256
    bfloat16: bool = True  # for matrix products and convolutions; slow where the processor has no such instructions
    weight_decay: float = 0.2
    warmup_share: float = 0.05
    text_dropout: float = 0.2
    token_dropout: float = 0.1
    image_dropout: float = 0.2
    initial_scale: float = 14.0
    max_scale: float = 50.0
    # First stage: projection and text tower on cached features of the locked backbone
    head_epochs: int = 14
    head_captions: int = 5  # of each photo in a batch
    head_learning_rate: float = 1e-3
    # Second stage: the last blocks of the backbone learn too
    block_epochs: int = 7
    block_captions: int = 2
    block_learning_rate: float = 4e-4
    block_backbone_share: float = 0.4  # of that rate, for the backbone


def write_config(config: TrainConfig, path: Path) -> None:
    write_atomically(path, (json.dumps(dataclasses.asdict(config), indent=2) + "\n").encode())


def read_config(path: Path) -> TrainConfig:
    """Raises TrainingError for a missing file, an unknown key or a value of the wrong kind."""
    try:
        given: dict[str, Any] = json.loads(path.read_text("utf-8"))
        known = {field.name for field in dataclasses.fields(TrainConfig)}
        if unknown := sorted(set(given) - known):
            raise TrainingError(f"{path.name} names settings that do not exist: {', '.join(unknown)}")
        return msgspec.convert(given, TrainConfig)
    except (OSError, ValueError, TypeError, msgspec.ValidationError) as error:
        raise TrainingError(f"{path.name} cannot be read: {error}") from error


def write_atomically(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, also after a power cut in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)

"""What a training run was told: written beside its results as run.json, read back to repeat it."""

import contextlib
import dataclasses
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, TypeVar, cast

import msgspec

Config = TypeVar("Config")

AtLeast0 = Annotated[int, msgspec.Meta(ge=0)]
AtLeast1 = Annotated[int, msgspec.Meta(ge=1)]
Amount = Annotated[float, msgspec.Meta(ge=0)]
Positive = Annotated[float, msgspec.Meta(gt=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
BelowOne = Annotated[float, msgspec.Meta(ge=0, lt=1)]
Text = Annotated[str, msgspec.Meta(min_length=1)]


class TrainingError(Exception):
    """Training cannot go on, and the message says why in words for the person who started it."""


@dataclass(frozen=True)
class TrainConfig:
    """One run of `training.train`. Sizes in pixels, shares between 0 and 1; paths start from the folder of run.json."""

    # What is learnt from, what learns, and where the result goes
    manifest: Text  # JSONL, CSV or captions.json, or the folder of a captions.json
    model: Text  # an open_clip folder, the name of an architecture ("ViT-B-32": random weights), or a checkpoint file
    out: Text  # gets model/, figures.json, run.json, and checkpoint.pt while unfinished
    method: Literal["clip", "siglip", "slip", "simclr", "dino"] = "clip"
    architecture: str = ""  # of a checkpoint file, which does not name its own
    photos: str = ""  # the folder that relative paths of the manifest start from; "" is the manifest's own
    absolute_paths: bool = False  # lets the manifest name photos anywhere on this computer
    # What may move
    movable: Literal["all", "text", "last_blocks", "lora"] = "lora"  # "text" is LiT: the image tower is locked
    last_blocks: AtLeast1 = 2  # of each tower, with final norms and projections
    r: AtLeast1 = 8  # rank of the adapters
    lora_alpha: Positive = 16.0  # adapters are scaled by lora_alpha / r
    lora_dropout: BelowOne = 0.0
    wise_ft: Share = 1.0  # the result's share in start + share · (result − start); 1 keeps the result as it is
    # How long, how much at once, how fast
    epochs: AtLeast1 = 10
    batch_size: AtLeast1 = 64  # photos a process and step
    chunk_size: AtLeast0 = 0  # photos whose activations are in memory at once (GradCache); 0 is the whole batch
    captions_per_photo: AtLeast1 = 1  # in a batch, drawn anew each time
    learning_rate: Positive = 2e-4
    backbone_rate_share: Share = 1.0  # of the learning rate, for pretrained weights
    warmup_share: Share = 0.1  # of all steps
    weight_decay: Amount = 0.1
    decay_pretrained: bool = False  # decay pulls weights towards zero, and pretrained ones away from what they know
    beta2: BelowOne = 0.0  # of AdamW; 0 is the method's own: 0.95 for SigLIP, else 0.98
    clip_norm: Amount = 1.0  # gradients are scaled down to this norm; 0 leaves them
    ema_decay: BelowOne = 0.0  # the result is the moving average of the weights; 0 is the last weights
    precision: Literal["auto", "bf16", "fp16", "fp32"] = "auto"  # of matrix products and convolutions
    # When held-out photos are looked at, and when that is enough
    evaluate_every: AtLeast1 = 1  # epochs
    patience: AtLeast0 = 3  # evaluations without a gain before the run stops; 0 never stops it
    # Of single methods
    temperature: Positive = 0.2  # NT-Xent (SimCLR, SLIP)
    projection_dim: AtLeast1 = 128  # of the head that serves NT-Xent
    image_loss_share: Amount = 1.0  # SLIP: how much the loss between views counts beside that of captions
    out_dim: AtLeast1 = 4096  # DINO: prototypes
    teacher_momentum: Share = 0.996  # DINO: rises to 1 over the run
    teacher_temperature: Positive = 0.04  # DINO
    local_crops: AtLeast0 = 4  # DINO: beside two global ones
    local_size_px: AtLeast1 = 96  # DINO
    koleo_share: Amount = 0.0  # DINO: how much the loss counts that spreads features out
    # Views and captions
    dropout: BelowOne = 0.0  # of new heads
    token_dropout: BelowOne = 0.0  # the share of a caption's tokens that is left out
    flip: Literal["swap", "never where sides are named"] = "swap"  # "swap": the mirror image's caption is mirrored too
    # The machine
    device: str = "auto"  # or "cpu", "cuda", "cuda:1"
    workers: AtLeast0 = 2  # processes that decode photos; 0 decodes between steps
    cache_bytes: AtLeast0 = 2**30  # of memory for decoded photos, where all fit; 0 decodes them anew in each epoch
    threads: AtLeast0 = 0  # of the processor; 0 leaves that to torch
    checkpoint_every: AtLeast1 = 200  # steps; epochs end with one anyway
    seed: int = 1
    half: bool = True  # the exported weights are float16

    def __post_init__(self) -> None:
        """Raises TrainingError where settings contradict each other."""
        if self.method in ("simclr", "dino") and self.movable == "text":
            raise TrainingError(f"{self.method} learns from images alone, so movable cannot be “text”: take “all”")

    @property
    def betas(self) -> tuple[float, float]:
        """AdamW's. A small second one forgets soon how large gradients were, which keeps SigLIP steady."""
        return 0.9, self.beta2 or (0.95 if self.method == "siglip" else 0.98)


def read_run(path: Path) -> TrainConfig:
    """The training run of that file, with its paths made absolute. Raises TrainingError as `read_config`."""
    config = read_config(path, TrainConfig)

    def absolute(name: str) -> str:
        return str(path.parent.absolute() / Path(name).expanduser())

    return dataclasses.replace(
        config,
        manifest=absolute(config.manifest),
        out=absolute(config.out),
        photos=config.photos and absolute(config.photos),
        model=absolute(config.model) if Path(absolute(config.model)).exists() else config.model,
    )


def write_config(config: Any, path: Path) -> None:
    write_atomically(path, (json.dumps(dataclasses.asdict(config), indent=2) + "\n").encode())


def read_config(path: Path, kind: type[Config]) -> Config:
    """The configuration of that kind, a frozen dataclass.

    Raises:
        TrainingError: a missing file, an unknown key or a value of the wrong kind.
    """
    try:
        given: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if not isinstance(given, dict):
            raise TypeError("it holds no settings")
        known = {field.name for field in dataclasses.fields(cast("Any", kind))}
        if unknown := sorted(set(given) - known):
            raise TrainingError(f"{path.name} names settings that do not exist: {', '.join(unknown)}")
        return msgspec.convert(given, kind)
    except (OSError, ValueError, TypeError, msgspec.ValidationError) as error:
        raise TrainingError(f"{path.name} cannot be read: {error}") from error


def write_atomically(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, also after a power cut in between."""
    with atomic(path) as file:
        file.write(content)


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its place when all of it is on the disk; what an error leaves is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

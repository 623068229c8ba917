"""Puts a run together: photos, model, method, loop, figures, and the folder that is its result."""

import dataclasses
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training import distributed
from training.cached_photos import CachedPhotos
from training.checkpoint import Checkpoint
from training.config import TrainConfig, TrainingError, atomic
from training.data import Skipped
from training.figures.similarity import picture
from training.held_out import HeldOut
from training.loading import PhotoLoader
from training.methods import build
from training.models import load_start, preprocessing_of, tokenizer_of
from training.movable import choose
from training.optimisation import Rate, Schedule
from training.precision import choose_device, choose_precision
from training.result import finish, write_result
from training.splits import read_splits
from training.train import Recipe, fit
from training.views import MultiCrop, Views, views_for

Report = dict[str, Any]

_FREE_TO_CHANGE = (
    *("manifest", "photos", "model", "architecture", "out"),  # what is in them is compared, not where they are
    *("device", "workers", "threads", "checkpoint_every", "half", "wise_ft"),
    *("learning_rate", "clip_norm", "precision"),  # what is tried where a loss broke
)
_MATRIX_PHOTOS = 200  # in the picture


def run(config: TrainConfig, *, stopping: Callable[[], bool] = lambda: False) -> Iterator[Report]:
    """Trains as the configuration says and reports all along; every process of a run does the same.

    The result is `out/model`, with run.json, figures.json and pictures of the matrix before and after. As long as there
    is none, `out/checkpoint.pt` is where the next call goes on.

    Raises:
        TrainingError: the photos, the model or the settings are no good, or the loss is no number any more.
        Stopped: it was told to. What was learnt is saved.
    """
    started = time.monotonic()
    this = _Run(config, stopping)
    yield this.introduction()
    yield from this.skips(this.held_out.skipped if this.held_out else [])
    before = this.measure(this.model, "before")
    if before:
        yield {"stage": "before", "figures": before}
    with this.loader:
        yield from this.learn()
    if distributed.is_first():
        figures = this.finish(before, minutes=lambda: (time.monotonic() - started) / 60)
        yield {"stage": "done", "model": str(this.out / "model"), "figures": figures}


class _Run:
    """What a run is made of."""

    def __init__(self, config: TrainConfig, stopping: Callable[[], bool]) -> None:
        self.config, self.stopping, self.out = config, stopping, Path(config.out)
        if (self.out / "model").exists():
            raise TrainingError(f"{self.out} holds a finished model: remove it, or let out be another folder")
        if config.threads:
            torch.set_num_threads(config.threads)
        self.device = choose_device(config.device, local_rank=distributed.local_rank())
        self.precision = choose_precision(config.precision, self.device)
        self.skipped: list[Skipped] = []
        self.steps_done = 0
        self.photos = read_splits(config)
        _seed(config.seed)
        model = load_start(config.model, method=config.method, architecture=config.architecture)
        self.model: Any = model.to(self.device)
        self.start = _copy(model.state_dict()) if config.wise_ft < 1 else {}
        self.tokenizer = tokenizer_of(model) if self.photos.captioned else None
        self.held_out = self._read_held_out()
        self.loader = self._loader()
        self._make_method()
        _seed(config.seed * 1000 + distributed.rank())  # what drops out differs between processes

    def _read_held_out(self) -> HeldOut | None:
        if not (distributed.is_first() and self.photos.measurable):
            return None
        return HeldOut(
            self.photos.held_out,
            self.model,
            tokenizer=self.tokenizer,
            precision=self.precision,
            stopping=self.stopping,
        )

    def _loader(self) -> PhotoLoader:
        config, views, photos = self.config, self._views(), self.photos.train
        fitting = config.cache_bytes and photos
        loader = PhotoLoader(
            photos,
            views,
            batch_size=config.batch_size,
            tokenizer=self.tokenizer,
            captions_per_photo=config.captions_per_photo,
            token_dropout=config.token_dropout,
            flip=config.flip,
            seed=config.seed,
            workers=config.workers,
            rank=distributed.rank(),
            world_size=distributed.world_size(),
            cache=CachedPhotos.fitting(len(photos), views, limit_bytes=config.cache_bytes) if fitting else None,
            pin_memory=self.device.type == "cuda",
        )
        if loader.batch_size < config.batch_size:
            self.photos.notes.append(f"a batch is {loader.batch_size} photos a process: there are no more")
        return loader

    def _views(self) -> Views:
        views = views_for(self.config, preprocessing_of(self.model))
        if isinstance(views, MultiCrop) and hasattr(self.model, "visual"):  # open_clip's towers take one size only
            return dataclasses.replace(views, local_size_px=views.size_px)
        return views

    def _make_method(self) -> None:
        config = self.config
        self.tower: nn.Module = self.model if self.photos.captioned else getattr(self.model, "visual", self.model)
        choose(
            self.tower,
            movable=config.movable,
            last_blocks=config.last_blocks,
            r=config.r,
            lora_alpha=config.lora_alpha,
            lora_dropout=config.lora_dropout,
        )
        self.method = build(config, self.tower).to(self.device)
        self.convolves = sum(isinstance(part, nn.Conv2d) for part in self.method.modules()) > 2  # a ViT has one
        if self.convolves:
            towers: Any = self.method  # torch's annotations know of no layouts
            towers.to(memory_format=torch.channels_last)
        distributed.broadcast(self.method)

    def introduction(self) -> Report:
        moving = sum(p.numel() for p in self.method.parameters() if p.requires_grad)
        return {
            "stage": "start",
            "method": self.config.method,
            "movable": self.config.movable,
            "device": str(self.device),
            "precision": self.precision.bits,
            "processes": distributed.world_size(),
            "batch_size": self.loader.batch_size * distributed.world_size(),
            "steps": self.loader.steps_per_epoch * self.config.epochs,
            "held_out": len(self.held_out) if self.held_out else 0,
            "early_stopping": self.photos.stops_early and self.config.patience > 0,
            "parameters_moving": moving,
            "parameters": sum(p.numel() for p in self.method.parameters()),
            "resumes": (self.out / "checkpoint.pt").exists(),
            "notes": self.photos.notes,
        }

    def measure(self, model: nn.Module, name: str) -> Report | None:
        """The figures of the model as it stands, and its picture as `out/NAME.png`."""
        if not self.held_out:
            return None
        figures, matrix = self.held_out.measure(model.eval())
        with atomic(self.out / f"{name}.png") as file:
            picture(matrix[:_MATRIX_PHOTOS, :_MATRIX_PHOTOS]).save(file, format="PNG")
        return figures

    def learn(self) -> Iterator[Report]:
        schedule = Schedule(
            self.config.epochs, self.loader.steps_per_epoch, self.config.warmup_share, self.config.weight_decay
        )
        self.checkpoint = Checkpoint(self.out / "checkpoint.pt", settings=self._settings())
        steps = fit(
            self.method,
            self.loader,
            rates=self._rates(),
            schedule=schedule,
            recipe=self._recipe(),
            checkpoint=self.checkpoint,
            evaluate=self._recall if self.photos.stops_early else None,
            stopping=self.stopping,
        )
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                self.steps_done = end.value
                return
            yield {"stage": "step", **dataclasses.asdict(step)}
            yield from self.skips(self._newly_skipped(epoch_ends=step.step % schedule.steps_per_epoch == 0))

    def _recall(self) -> float:
        assert self.held_out
        return self.held_out.mean_recall(self.model)

    def _rates(self) -> list[Rate]:
        rate = Rate([self.method], self.config.learning_rate)
        if self.config.movable == "lora" or not Path(self.config.model).exists():
            return [rate]
        share = self.config.backbone_rate_share
        return [Rate([self.tower], rate.learning_rate * share, decays=self.config.decay_pretrained), rate]

    def _recipe(self) -> Recipe:
        config = self.config
        return Recipe(
            betas=config.betas,
            clip_norm=config.clip_norm,
            chunk_size=config.chunk_size,
            ema_decay=config.ema_decay,
            precision=self.precision,
            channels_last=self.convolves,
            evaluate_every=config.evaluate_every,
            patience=config.patience,
            checkpoint_every=config.checkpoint_every,
        )

    def _settings(self) -> dict[str, object]:
        """What a checkpoint must have been made with to go on from it."""
        settings = {k: v for k, v in dataclasses.asdict(self.config).items() if k not in _FREE_TO_CHANGE}
        return settings | {"photos": self.photos.checksum, "processes": distributed.world_size()}

    def skips(self, skipped: list[Skipped]) -> Iterator[Report]:
        for item in skipped:
            self.skipped.append(item)
            yield {"stage": "skipped", "photo": str(item.path), "reason": item.reason}

    def _newly_skipped(self, *, epoch_ends: bool) -> list[Skipped]:
        """Of this process, or, where there are several, of all at the end of an epoch."""
        found = self.loader.skipped
        if distributed.world_size() > 1:
            found = _of_all_processes(found) if epoch_ends else []
        known = {item.path for item in self.skipped}
        return list({item.path: item for item in found if item.path not in known}.values())

    def finish(self, before: Report | None, *, minutes: Callable[[], float]) -> Report:
        """Writes the result, and only then forgets the checkpoint."""
        model = finish(self.model, self.method.exported(), start=self.start, wise_ft=self.config.wise_ft)
        figures = {
            "method": self.config.method,
            "movable": self.config.movable,
            "steps": self.steps_done,
            "stopped_early": self.steps_done < self.loader.steps_per_epoch * self.config.epochs,
            "before": before,
            "after": self.measure(model, "after"),
            "minutes": round(minutes(), 2),
            "notes": self.photos.notes,
            "skipped": [{"photo": str(item.path), "reason": item.reason} for item in self.skipped],
        }
        write_result(self.out, self.config, model, figures)
        self.checkpoint.remove()
        return figures


def _seed(seed: int) -> None:
    torch.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)


def _copy(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach().cpu().clone() for name, value in state.items()}


def _of_all_processes(skipped: list[Skipped]) -> list[Skipped]:
    gathered: list[Any] = [None] * distributed.world_size()
    torch.distributed.all_gather_object(gathered, skipped)
    return [item for part in gathered for item in part]

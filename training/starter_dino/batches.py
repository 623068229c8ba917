"""Batches of crops from photos in memory; an epoch's batches follow from the seed and its number alone."""

import dataclasses
from collections.abc import Iterator

import torch
from torch import Generator, Tensor

from training.methods import Batch
from training.starter_dino.backbone import Backbone
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.crops import cut, distort, normalise, random_frames

GLOBAL_CROPS = 2


class MultiCrops:
    """DINO's views: two global crops, then the local ones."""

    def __init__(self, config: StarterDinoConfig, pixels: Tensor) -> None:
        """`pixels`: (photos, 3, side, side) uint8."""
        self.config = config
        self.pixels = pixels
        self.batch_size = min(config.batch_size, len(pixels))
        self.steps_per_epoch = len(pixels) // self.batch_size

    def __call__(self, epoch: int, *, first_step: int = 0) -> Iterator[Batch]:
        """Views (n, 3, s, s). A photo's group is its number.

        Args:
            first_step: of the epoch; what comes before it is drawn all the same, so that the rest stays what it was.
        """
        generator = torch.Generator().manual_seed(self.config.seed * 1_000_003 + epoch)
        order = torch.randperm(len(self.pixels), generator=generator)
        for step in range(self.steps_per_epoch):
            chosen = order[step * self.batch_size : (step + 1) * self.batch_size]
            batch = Batch(tuple(self._views(chosen, generator)), None, chosen)
            if step >= first_step:
                yield batch

    def _views(self, chosen: Tensor, generator: Generator) -> Iterator[Tensor]:
        config, photos = self.config, self.pixels[chosen]
        global_area, local_area = (config.least_global_area, 1.0), (config.least_local_area, config.least_global_area)
        for area, size_px in [(global_area, config.global_size_px)] * GLOBAL_CROPS + (
            [(local_area, config.local_size_px)] * config.local_crops
        ):
            frames = random_frames(len(chosen), area=area, turned=config.turned, generator=generator)
            yield normalise(distort(cut(photos, frames, size_px=size_px), generator))


class SeenCrops:
    """The same crops as the locked network sees them: once for student and teacher. Last comes the saliency of the
    global ones, which sums to 1."""

    def __init__(self, crops: MultiCrops, backbone: Backbone) -> None:
        self.crops = crops
        self.backbone = backbone
        self.steps_per_epoch = crops.steps_per_epoch

    def __call__(self, epoch: int, *, first_step: int = 0) -> Iterator[Batch]:
        """Views (n, channels, s / 16, s / 16), saliency (n, s / 16, s / 16)."""
        for batch in self.crops(epoch, first_step=first_step):
            tokens = [self.backbone.tokens(view) for view in batch.views]
            saliency = [self._share(self.backbone.saliency(view)) for view in tokens[:GLOBAL_CROPS]]
            yield dataclasses.replace(batch, views=(*tokens, *saliency))

    def _share(self, maps: Tensor) -> Tensor:
        sharp = maps * self.crops.config.saliency_sharpness
        return sharp.flatten(1).softmax(dim=1).view_as(maps)

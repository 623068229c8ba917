"""Batches of crops from photos in memory; an epoch's batches follow from the seed and its number alone."""

from collections.abc import Iterator

import torch
from torch import Generator, Tensor

from training.methods import Batch
from training.starter_dino.config import StarterDinoConfig
from training.starter_dino.crops import cut, cut_maps, distort, normalise, random_frames


class MultiCrops:
    """DINO's views: two global crops, then the local ones; last, where it is known, the saliency of the global ones."""

    def __init__(self, config: StarterDinoConfig, pixels: Tensor, saliency: Tensor | None = None) -> None:
        """Args:
        pixels: (photos, 3, side, side) uint8.
        saliency: (photos, h, h) of the same photos, mean 0 and deviation 1; its outermost cells are centred on edges.
        """
        self.config = config
        self.pixels = pixels
        self.saliency = saliency
        self.batch_size = min(config.batch_size, len(pixels))
        self.steps_per_epoch = len(pixels) // self.batch_size

    def __call__(self, epoch: int, *, first_step: int = 0) -> Iterator[Batch]:
        """Views (n, 3, s, s); saliency (n, patches, patches), which sums to 1. A photo's group is its number.

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
        saliency = []
        for area, size_px in [(global_area, config.global_size_px)] * 2 + (
            [(local_area, config.local_size_px)] * config.local_crops
        ):
            frames = random_frames(len(chosen), area=area, turned=config.turned, generator=generator)
            yield normalise(distort(cut(photos, frames, size_px=size_px), generator))
            if self.saliency is not None and area == global_area:
                patches = size_px // config.patch_px
                maps = cut_maps(self.saliency[chosen], frames, cells=patches) * config.saliency_sharpness
                saliency.append(maps.flatten(1).softmax(dim=1).view_as(maps))
        yield from saliency

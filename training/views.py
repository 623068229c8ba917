"""What a method sees of a photo: one view or several, each a square of pixels. No torch here, as in `crops`."""

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.crops import BYOL, SIMCLR, Crop, Distortion

if TYPE_CHECKING:  # models need torch, which processes that only decode do without
    from training.config import TrainConfig
    from training.model_config import Preprocessing

Pixels: TypeAlias = NDArray[np.uint8]
"""(height, width, 3), red first."""

_QUARTERS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


@dataclass(frozen=True, kw_only=True)
class Views(ABC):
    """Turns a photo into views, the same for the same photo and chance. It is sent to other processes with pickle."""

    size_px: int  # edge of a view
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)  # what the model wants subtracted, between 0 and 1
    std: tuple[float, float, float] = (0.5, 0.5, 0.5)  # and what it wants to be divided by then
    squash: bool = False  # the model squeezes photos into a square, instead of cutting one out
    mirror_share: float = 0.5

    @property
    def decode_px(self) -> int:
        """No edge of a photo needs to be decoded larger: crops then have at least about the size of a view."""
        return 2 * self.size_px

    @abstractmethod
    def __call__(self, image: Image.Image, chance: random.Random) -> tuple[tuple[Pixels, ...], bool]:
        """The views, and whether the first is mirrored, which its captions must know."""

    def unmirrored(self) -> Self:
        """The same, but what captions are told of is never mirrored."""
        return replace(self, mirror_share=0.0)

    def _crop(self, area: tuple[float, float], *, size_px: int | None = None) -> Crop:
        return Crop(size_px or self.size_px, area=area, squash=self.squash)


@dataclass(frozen=True, kw_only=True)
class CaptionViews(Views):
    """One view that captions are still true of: a large part, lighter or darker, vivid or pale, never of other hues."""

    least_area: float = 0.45
    light: float = 0.25  # strength of brightness, contrast and saturation

    def __call__(self, image: Image.Image, chance: random.Random) -> tuple[tuple[Pixels, ...], bool]:
        light = Distortion(
            self.light, self.light, self.light, hue=0.0, jitter_share=1.0, grey_share=0.0, blur_share=0.0
        )
        view = light(self._crop((self.least_area, 1.0))(image, chance), chance)
        view, mirrored = _mirror(view, chance, self.mirror_share)
        return (np.asarray(view),), mirrored


@dataclass(frozen=True, kw_only=True)
class SimCLRViews(Views):
    """Two views that have hardly more in common than what they show (https://arxiv.org/abs/2002.05709)."""

    area: tuple[float, float] = (0.08, 1.0)
    distortion: Distortion = SIMCLR

    def __call__(self, image: Image.Image, chance: random.Random) -> tuple[tuple[Pixels, ...], bool]:
        (first, mirrored), (second, _) = (self._view(image, chance) for _ in range(2))
        return (first, second), mirrored

    def _view(self, image: Image.Image, chance: random.Random) -> tuple[Pixels, bool]:
        view, mirrored = _mirror(self._crop(self.area)(image, chance), chance, self.mirror_share)
        return np.asarray(self.distortion(view, chance)), mirrored


@dataclass(frozen=True, kw_only=True)
class SLIPViews(CaptionViews):
    """The view of the captions, then SimCLR's two (https://arxiv.org/abs/2112.12750)."""

    area: tuple[float, float] = (0.08, 1.0)
    distortion: Distortion = SIMCLR

    def __call__(self, image: Image.Image, chance: random.Random) -> tuple[tuple[Pixels, ...], bool]:
        captioned, mirrored = super().__call__(image, chance)
        pair = SimCLRViews(size_px=self.size_px, squash=self.squash, area=self.area, distortion=self.distortion)
        return captioned + pair(image, chance)[0], mirrored


@dataclass(frozen=True, kw_only=True)
class MultiCrop(Views):
    """DINO's two global crops, then its local ones (https://arxiv.org/abs/2104.14294).

    The first global crop is always blurred; of the second, a tenth is blurred and a fifth solarized.
    """

    local_crops: int = 8
    local_size_px: int = 96
    global_area: tuple[float, float] = (0.4, 1.0)
    local_area: tuple[float, float] = (0.05, 0.4)
    distortion: Distortion = BYOL
    turned_share: float = 0.0  # of crops that are turned by a quarter or a half: copies of photos come so too

    def __call__(self, image: Image.Image, chance: random.Random) -> tuple[tuple[Pixels, ...], bool]:
        kinds = [
            (self._crop(self.global_area), replace(self.distortion, blur_share=1.0)),
            (self._crop(self.global_area), replace(self.distortion, blur_share=0.1, solarize_share=0.2)),
            *[(self._crop(self.local_area, size_px=self.local_size_px), self.distortion)] * self.local_crops,
        ]
        views = [self._view(crop(image, chance), distortion, chance) for crop, distortion in kinds]
        return tuple(view for view, _ in views), views[0][1]

    def _view(self, view: Image.Image, distortion: Distortion, chance: random.Random) -> tuple[Pixels, bool]:
        view, mirrored = _mirror(view, chance, self.mirror_share)
        if chance.random() < self.turned_share:
            view = view.transpose(chance.choice(_QUARTERS))
        return np.asarray(distortion(view, chance)), mirrored


def _mirror(view: Image.Image, chance: random.Random, share: float) -> tuple[Image.Image, bool]:
    if chance.random() < share:
        return view.transpose(Image.Transpose.FLIP_LEFT_RIGHT), True
    return view, False


def views_for(config: "TrainConfig", preprocessing: "Preprocessing") -> Views:
    """What the run's method sees, sized and normalised as its model wants it."""
    kinds: dict[str, type[Views]] = {"simclr": SimCLRViews, "slip": SLIPViews, "dino": MultiCrop}
    views = kinds.get(config.method, CaptionViews)(
        size_px=preprocessing.image_size_px,
        mean=preprocessing.mean,
        std=preprocessing.std,
        squash=preprocessing.resize_mode == "squash",
    )
    if isinstance(views, MultiCrop):
        return replace(views, local_crops=config.local_crops, local_size_px=config.local_size_px)
    return views

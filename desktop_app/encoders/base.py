"""What an encoder is to the rest of the app. No torch here."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop_app.errors import ModelError
from desktop_app.records import ModelKind, ModelSpec

MAP_EDGE_PX = 224
"""14 × 14 patches of 16 px, or 16 × 16 of 14."""


class ImageEncoder(Protocol):
    """Photos as vectors of one space. All methods may be called from any thread, also at once."""

    @property
    def spec(self) -> ModelSpec: ...

    @property
    def dim(self) -> int:
        """Numbers in an embedding."""

    @property
    def image_size_px(self) -> int:
        """Edge of the square that the model sees."""

    @property
    def device(self) -> str:
        """cpu, cuda, mps or xpu."""

    @property
    def device_note(self) -> str:
        """A sentence for people where a GPU, or the chosen device, is not used; else empty."""

    @property
    def batch_size(self) -> int:
        """Photos at once that are fastest here, as far as that is known yet."""

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        """An upright picture to float32 [3, H, W], by the model's own transform."""

    def encode_image(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """[N, 3, H, W] to image_features, float32 [N, dim], L2-normalised.

        Raises:
            ModelError: the inputs have another shape, or memory is not enough for a single photo.
        """


class TextEncoder(Protocol):
    """Texts as vectors of one space. May be used from several threads."""

    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """N texts to text_features, float32 [N, dim], L2-normalised; each is cut to the model's context length.

        Raises:
            ModelError: memory is not enough for a single text.
        """


class ImageTextEncoder(ImageEncoder, TextEncoder, Protocol):
    """Photos and texts as vectors of one space."""


class AttentiveEncoder(ImageEncoder, Protocol):
    """An encoder that can show where it looks."""

    def attention_maps(self, image: Image.Image, *, edge_px: int = MAP_EDGE_PX) -> NDArray[np.float32]:
        """Where in an upright picture each head looks: float32 [heads, h, w], none negative, over the whole picture.

        Args:
            edge_px: edge of a square as large as the picture is made for it; twice the edge gives twice the detail.

        Raises:
            ModelError: the model is of a kind that has no such maps, or memory is not enough.
        """


def require_words(spec: ModelSpec) -> None:
    """Raises `ModelError` for a model that cannot answer searches."""
    if spec.kind is not ModelKind.IMAGE_TEXT:
        raise ModelError(f"{spec.title} understands photos but no words: choose another model for searches.")

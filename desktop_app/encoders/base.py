"""What an encoder is to the rest of the app. No torch here."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop_app.records import ModelSpec


class ImageTextEncoder(Protocol):
    """Photos and texts as vectors of one space. All methods may be called from any thread, also at once."""

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

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        """An upright picture to float32 [3, H, W], by the model's own transform."""

    def encode_image(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """[N, 3, H, W] to image_features, float32 [N, dim], L2-normalised.

        Raises:
            ModelError: the inputs have another shape, or memory is not enough for a single photo.
        """

    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """N texts to text_features, float32 [N, dim], L2-normalised; each is cut to the model's context length.

        Raises:
            ModelError: memory is not enough for a single text.
        """

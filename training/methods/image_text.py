"""Methods that learn from photos and their captions."""

import math
from abc import abstractmethod
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from training.config import TrainingError
from training.losses import InfoNCE
from training.losses import SigLIP as SigLIPLoss
from training.methods.batch import Batch
from training.methods.method import Features, Method
from training.methods.multi_positive import MultiPositiveInfoNCE
from training.methods.views import normalised


def embedding_dim(model: Any) -> int:
    """How many numbers an open_clip model's embeddings have."""
    text = getattr(model, "text", model)  # the towers of newer architectures are apart
    if isinstance(size := getattr(text, "output_dim", None), int):
        return size
    projection = text.text_projection
    return int(projection.out_features if isinstance(projection, nn.Linear) else projection.shape[1])


class ImageText(Method):
    """Two towers into one space, and the mean of a loss over the captions of a photo."""

    def __init__(
        self,
        model: nn.Module,
        *,
        image_tower: nn.Module | None,
        text_tower: Callable[[Tensor], Tensor] | None,
        max_scale: float,
    ) -> None:
        super().__init__()
        self.model: Any = model  # encode_image and encode_text are open_clip's, which has no annotations
        self.image_tower = image_tower
        self.text_tower = text_tower
        self.max_scale = max_scale

    @abstractmethod
    def pair_loss(self, image_features: Tensor, text_features: Tensor, batch: Batch) -> Tensor:
        """The loss of n images (n, d) and one caption of each (n, d), rows of length 1; a scalar."""

    def embed(self, batch: Batch) -> Features:
        """`image_features` (n, d) of the first view and `text_features` (n, k, d), of length 1."""
        return {"image_features": self.embed_images(batch.views[0]), "text_features": self.embed_texts(batch)}

    def embed_images(self, images: Tensor) -> Tensor:
        """(n, …) what the image tower takes to (n, d) features of length 1."""
        return normalised((self.image_tower or self.model.encode_image)(images))

    def embed_texts(self, batch: Batch) -> Tensor:
        """(n, k, d) features of length 1.

        Raises:
            TrainingError: the photos have no captions.
        """
        if batch.tokens is None:
            raise TrainingError("this method learns from captions, and the photos have none: give some or take SimCLR")
        n, k, length = batch.tokens.shape
        text_features = (self.text_tower or self.model.encode_text)(batch.tokens.reshape(n * k, length))
        return normalised(text_features).reshape(n, k, -1)

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        texts = features["text_features"].unbind(dim=1)
        return {"loss": torch.stack([self.pair_loss(features["image_features"], text, batch) for text in texts]).mean()}

    def scale(self) -> Tensor:
        """What cosines are multiplied by, a scalar."""
        scale: Tensor = self.model.logit_scale.exp()
        return scale

    @torch.no_grad()
    def after_step(self, progress: float) -> None:
        self.model.logit_scale.clamp_(max=math.log(self.max_scale))

    def figures(self) -> dict[str, float]:
        return {"logit_scale": self.scale().item()}

    def exported(self) -> nn.Module:
        model: nn.Module = self.model
        return model


class CLIP(ImageText):
    """Symmetric InfoNCE over the batch (https://arxiv.org/abs/2103.00020)."""

    def __init__(
        self,
        model: nn.Module,
        *,
        image_tower: nn.Module | None = None,
        text_tower: Callable[[Tensor], Tensor] | None = None,
        max_scale: float = 100.0,
        captions_together: bool = False,
    ) -> None:
        """Takes over the model's `logit_scale`, which in a new open_clip model is ln(1/0.07).

        Args:
            model: an open_clip model.
            image_tower: maps views to image features, where the model's own does not; may share modules with it.
            text_tower: maps (n, length) token ids to (n, d) text features, likewise.
            max_scale: `exp(logit_scale)` is kept at or below it.
            captions_together: a photo meets the captions of all others at once and has several that fit. Otherwise the
                loss is the mean over k batches of one caption a photo.
        """
        super().__init__(model, image_tower=image_tower, text_tower=text_tower, max_scale=max_scale)
        self.loss = InfoNCE()
        self.loss_of_all = MultiPositiveInfoNCE() if captions_together else None

    def pair_loss(self, image_features: Tensor, text_features: Tensor, batch: Batch) -> Tensor:
        loss: Tensor = self.loss(
            image_features, text_features, self.scale(), groups=batch.groups, weights=batch.weights
        )
        return loss

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        if self.loss_of_all is None:
            return super().compare(features, batch)
        image_features, text_features = features["image_features"], features["text_features"]
        loss = self.loss_of_all(image_features, text_features, self.scale(), groups=batch.groups, weights=batch.weights)
        return {"loss": loss}


class SigLIP(ImageText):
    """A sigmoid for each pair (https://arxiv.org/abs/2303.15343). Every caption of a photo is a positive of it."""

    def __init__(
        self,
        model: nn.Module,
        *,
        image_tower: nn.Module | None = None,
        text_tower: Callable[[Tensor], Tensor] | None = None,
        max_scale: float = 100.0,
    ) -> None:
        """A model without `logit_bias` gets one of −10, and a `logit_scale` of ln 10; a model with one keeps both.

        The bias is then part of the model: its configuration needs an `init_logit_bias` to be loaded again.
        Arguments as CLIP's.
        """
        super().__init__(model, image_tower=image_tower, text_tower=text_tower, max_scale=max_scale)
        self.loss = SigLIPLoss()
        if self.model.logit_bias is None:
            with torch.no_grad():
                self.model.logit_scale.fill_(math.log(10.0))
            self.model.logit_bias = nn.Parameter(torch.full_like(self.model.logit_scale, -10.0))

    def pair_loss(self, image_features: Tensor, text_features: Tensor, batch: Batch) -> Tensor:
        loss: Tensor = self.loss(
            image_features,
            text_features,
            self.scale(),
            self.model.logit_bias,
            groups=batch.groups,
            weights=batch.weights,
        )
        return loss

    def figures(self) -> dict[str, float]:
        return {**super().figures(), "logit_bias": self.model.logit_bias.item()}

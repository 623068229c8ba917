"""Captions and views together, where there are too few captions to learn from them alone."""

from collections.abc import Callable

from torch import Tensor, nn

from training.heads import ProjectionHead
from training.losses import NTXent
from training.methods.batch import Batch
from training.methods.image_text import CLIP, embedding_dim
from training.methods.method import Features
from training.methods.views import embed_views, normalised


class SLIP(CLIP):
    """CLIP on the first view plus SimCLR on two further ones (https://arxiv.org/abs/2112.12750).

    The paper's projection head sits before the image tower's linear projection, this one behind it: so it fits every
    tower, and the space that is searched learns from both.
    """

    def __init__(
        self,
        model: nn.Module,
        *,
        image_tower: nn.Module | None = None,
        text_tower: Callable[[Tensor], Tensor] | None = None,
        max_scale: float = 100.0,
        captions_together: bool = False,
        clip_weight: float = 1.0,
        simclr_weight: float = 1.0,
        temperature: float = 0.1,
        out_dim: int = 128,
        hidden_dim: int | None = None,
        dropout: float = 0.0,
    ) -> None:
        """As CLIP; further:

        Args:
            clip_weight: of CLIP's loss in the sum.
            simclr_weight: of SimCLR's.
            temperature: SimCLR's.
            out_dim: of the projections that SimCLR compares.
            hidden_dim: of the projection head; as many as the embedding has where nothing else is said.
            dropout: of the features that the head gets.
        """
        super().__init__(
            model,
            image_tower=image_tower,
            text_tower=text_tower,
            max_scale=max_scale,
            captions_together=captions_together,
        )
        self.head = ProjectionHead(embedding_dim(model), out_dim=out_dim, hidden_dim=hidden_dim, dropout=dropout)
        self.view_loss = NTXent(temperature)
        self.clip_weight = clip_weight
        self.simclr_weight = simclr_weight

    def embed(self, batch: Batch) -> Features:
        """CLIP's features, and `projections` (n, 2, p), of length 1; three views run through the image tower once."""
        features = embed_views(self.image_tower or self.model.encode_image, batch.views)  # (n, 3, d)
        return {
            "image_features": normalised(features[:, 0]),
            "text_features": self.embed_texts(batch),
            "projections": normalised(self.head(features[:, 1:])),
        }

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        clip = super().compare(features, batch)["loss"]
        first, second = features["projections"].unbind(dim=1)
        simclr = self.view_loss(first, second)
        return {"loss": self.clip_weight * clip + self.simclr_weight * simclr, "clip": clip, "simclr": simclr}

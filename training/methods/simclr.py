"""Learning from photos alone: two views of one photo are alike, views of two photos are not."""

from torch import Tensor, nn

from training.heads import ProjectionHead, features_dim
from training.losses import NTXent
from training.methods.batch import Batch
from training.methods.method import Features, Method
from training.methods.views import embed_views, normalised


class SimCLR(Method):
    """NT-Xent on projections of two views (https://arxiv.org/abs/2002.05709)."""

    def __init__(
        self,
        model: nn.Module,
        *,
        temperature: float = 0.5,
        out_dim: int = 128,
        hidden_dim: int | None = None,
        dropout: float = 0.0,
    ) -> None:
        """Puts a projection head behind the model.

        Args:
            model: takes (n, 3, h, w) images to (n, d) features, as timm's models without classes do.
            temperature: 0.1 for large batches and long runs, up to 0.5 for small ones.
            out_dim: of the projections.
            hidden_dim: of the projection head; d where nothing else is said.
            dropout: of the features that the head gets.

        Raises:
            TrainingError: the model does not tell how many features it has.
        """
        super().__init__()
        self.model = model
        self.head = ProjectionHead(features_dim(model), out_dim=out_dim, hidden_dim=hidden_dim, dropout=dropout)
        self.loss = NTXent(temperature)

    def embed(self, batch: Batch) -> Features:
        """`projections` (n, 2, p), of length 1."""
        return {"projections": normalised(self.head(embed_views(self.model, batch.views)))}

    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        first, second = features["projections"].unbind(dim=1)
        return {"loss": self.loss(first, second)}

    def exported(self) -> nn.Module:
        """The model without the projection head, whose output forgets what augmentation changes."""
        return self.model

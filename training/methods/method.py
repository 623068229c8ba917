"""What the training loop knows of a method."""

from abc import ABC, abstractmethod

from torch import Tensor, nn

from training.methods.batch import Batch

Features = dict[str, Tensor]
"""What a method's towers return, by name; the first dimension of each is the photos of the batch."""


class Method(nn.Module, ABC):
    """A model and a loss. Its `state_dict` holds all that a resumed run needs, also teachers and centers.

    `embed` and `compare` are apart so that a large batch can be embedded in parts: the features of a part are those
    rows of the whole batch's features, and the losses are of all features together. (With batch normalisation that
    learns its statistics, parts are normalised each by itself.)
    """

    @abstractmethod
    def embed(self, batch: Batch) -> Features:
        """The towers alone, on a batch or a part of one."""

    @abstractmethod
    def compare(self, features: Features, batch: Batch) -> dict[str, Tensor]:
        """Named losses, each a scalar, of all features of this process; "loss" is the one to be made smaller."""

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """The named losses of one batch."""
        return self.compare(self.embed(batch), batch)

    def after_step(self, progress: float) -> None:
        """Called after each step of the optimiser; `progress` is the share of the run that is done, 0 to 1."""

    def figures(self) -> dict[str, float]:
        """What else is worth reporting about the method as it stands."""
        return {}

    @abstractmethod
    def exported(self) -> nn.Module:
        """The model that is kept, without what served the loss alone."""

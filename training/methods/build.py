"""From a run's settings to its method."""

from torch import nn

from training.config import TrainConfig
from training.methods.dino import DINO
from training.methods.image_text import CLIP, SigLIP
from training.methods.method import Method
from training.methods.simclr import SimCLR
from training.methods.slip import SLIP

_LONGEST_FREEZE = 0.1


def build(config: TrainConfig, model: nn.Module) -> Method:
    """The method that the settings name, around `model`, which it changes by training.

    Args:
        model: of open_clip for CLIP, SigLIP and SLIP; for SimCLR and DINO any that gives (n, d) features of images.

    Raises:
        TrainingError: SimCLR and DINO cannot tell how many features the model has.
    """
    match config.method:
        case "clip":
            return CLIP(model)
        case "siglip":
            return SigLIP(model)
        case "slip":
            return SLIP(
                model,
                simclr_weight=config.image_loss_share,
                temperature=config.temperature,
                out_dim=config.projection_dim,
                dropout=config.dropout,
            )
        case "simclr":
            return SimCLR(model, temperature=config.temperature, out_dim=config.projection_dim, dropout=config.dropout)
        case "dino":
            return DINO(
                model,
                out_dim=config.out_dim,
                teacher_temperature=config.teacher_temperature,
                teacher_momentum=config.teacher_momentum,
                frozen_share=min(1 / config.epochs, _LONGEST_FREEZE),  # the first epoch
                koleo_weight=config.koleo_share,
            )

"""What the recipe of starter-dino is told: kept beside the model as run.json, read back to repeat it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StarterDinoConfig:
    """One run of `training.starter_dino`. Sizes in pixels, rates a step, shares and chances between 0 and 1."""

    seed: int = 1
    # The model: timm's VisionTransformer
    architecture: str = "vit_tiny_patch16_224"
    image_size_px: int = 112  # as exported; position embeddings are kept for it, for other sizes interpolated
    patch_px: int = 16
    width: int = 192
    depth: int = 4
    heads: int = 3
    # What is shown
    photo_size_px: int = 176  # photos are held in memory at this size
    global_size_px: int = 96
    local_size_px: int = 48
    local_crops: int = 2
    least_global_area: float = 0.5
    least_local_area: float = 0.15
    turned: float = 0.3  # so many crops are turned by quarters
    batch_size: int = 32
    # What a convolutional network finds telling, where one is given
    backbone_size_px: int = 225  # 32 k + 1: then symmetric padding equals the SAME padding it learnt with
    saliency_sharpness: float = 2.0
    saliency_weight: float = 0.5
    # Warm start: SimCLR
    warm_epochs: int = 2
    warm_learning_rate: float = 1e-3
    warm_temperature: float = 0.2
    # DINO
    epochs: int = 1
    learning_rate: float = 2e-4
    weight_decay: float = 0.05
    warmup_share: float = 0.05
    clip_norm: float = 3.0
    out_dim: int = 1024
    hidden_dim: int = 512
    bottleneck_dim: int = 128
    teacher_momentum: float = 0.99
    teacher_temperature: float = 0.04
    koleo_weight: float = 0.3

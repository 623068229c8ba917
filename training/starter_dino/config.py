"""What the recipe of starter-dino is told: kept beside the model as run.json, read back to repeat it."""

from dataclasses import dataclass

from resources.hybrid_vit import NAME


@dataclass(frozen=True)
class StarterDinoConfig:
    """One run of `training.starter_dino`. Sizes in pixels, rates a step, shares and chances between 0 and 1."""

    seed: int = 1
    # The model: timm's VisionTransformer behind MobileNetV2, one token for each 16 × 16 pixels
    architecture: str = NAME
    image_size_px: int = 144  # as exported; position embeddings are kept for it, for other sizes interpolated
    width: int = 256
    depth: int = 3
    heads: int = 4
    # What is shown
    photo_size_px: int = 176  # photos are held in memory at this size
    global_size_px: int = 112
    local_size_px: int = 48
    local_crops: int = 2
    least_global_area: float = 0.5
    least_local_area: float = 0.15
    turned: float = 0.5  # so many crops are turned by quarters
    batch_size: int = 32
    # DINO, what else the class token learns beside it, and how fast
    epochs: int = 1
    learning_rate: float = 2e-4
    weight_decay: float = 0.05
    warmup_share: float = 0.05
    clip_norm: float = 3.0
    out_dim: int = 1024
    hidden_dim: int = 512
    bottleneck_dim: int = 128
    teacher_momentum: float = 0.98
    teacher_temperature: float = 0.04
    koleo_weight: float = 2.0
    copy_weight: float = 10.0
    copy_temperature: float = 0.07
    saliency_sharpness: float = 2.0
    saliency_weight: float = 2.0

"""What the starter's recipe is told: kept beside the model as run.json, read back to repeat it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StarterConfig:
    """One run of `training.starter`. Sizes in pixels, rates a step, shares between 0 and 1."""

    seed: int = 1
    # The model
    image_size_px: int = 224
    embed_dim: int = 512
    text_width: int = 256
    text_layers: int = 2
    text_heads: int = 4
    context_length: int = 32
    # What is shown
    crops_per_photo: int = 2  # random views beside the whole photo and its mirror image
    crops_per_label: int = 3
    crops_per_scene: int = 0
    label_repeats: int = 2  # a labelled photo comes this often in an epoch
    scenes: int = 1500  # rendered scenes with true colours
    caption_tokens: int = 24  # longer captions are cut in training; the model itself takes context_length
    # Both stages
    batch_size: int = 256
    weight_decay: float = 0.3
    warmup_share: float = 0.05
    text_dropout: float = 0.3
    token_dropout: float = 0.25
    image_dropout: float = 0.4
    hidden_dropout: float = 0.2  # between the projection's two layers
    initial_scale: float = 14.0
    max_scale: float = 50.0
    # First stage: projection and text tower on cached features of the locked backbone
    head_epochs: int = 25
    head_captions: int = 2  # of each photo in a batch
    head_learning_rate: float = 1e-3
    teachers: int = 4  # towers that learn so, each from a seed of its own; the first goes on, and the mean teaches it
    # Second stage: the last blocks of the backbone learn too
    block_epochs: int = 6
    block_captions: int = 2
    block_learning_rate: float = 3e-4
    block_backbone_share: float = 0.7  # of that rate, for the backbone
    teachers_share: float = 0.6  # of the loss; the rest is the captions'
    block_ema_decay: float = 0.98  # the result is the moving average of the weights

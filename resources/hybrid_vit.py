"""A vision transformer whose patches are seen by a small convolutional network first, as an entry of timm's.

The hybrid of https://arxiv.org/abs/2010.11929 (section 3.1) with MobileNetV2 (https://arxiv.org/abs/1801.04381) before
the transformer: its tokens mean something before the transformer has learnt anything. Importing this module makes
`timm.create_model("vit_hybrid_mobilenetv2", …)` work.

This lies in `resources` because both `desktop_app.encoders` and `training` need it and may not import each other.
"""

from functools import partial
from itertools import pairwise
from typing import Any

import torch
from torch import nn

from resources.torchvision_ops import import_torchvision

import_torchvision()
import timm  # noqa: E402  (torchvision comes first)

NAME = "vit_hybrid_mobilenetv2"
STRIDE_PX = 16

_layers: Any = timm.layers  # without annotations
_models: Any = timm.models

default_cfgs = _models.generate_default_cfgs(
    {NAME: {"input_size": (3, 224, 224), "mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5), "classifier": "head"}}
)  # timm looks for that name


def build_stem() -> Any:
    """timm's MobileNetV2 without head and classes, random weights: (n, 3, 16 h, 16 w) to [(n, 320, h, w)].

    Its last two stages are dilated instead of strided. Padded as TensorFlow pads where it halves, but for the last
    time: so place (i, j) of the map is centred on pixel (16 i + 7, 16 j + 7) and not half a place further.
    """
    net: Any = timm.create_model(
        "mobilenetv2_100", features_only=True, out_indices=(4,), output_stride=STRIDE_PX, pad_type="same"
    )
    strided = net.blocks[3][0].conv_dw
    channels = strided.in_channels
    net.blocks[3][0].conv_dw = nn.Conv2d(channels, channels, 3, stride=2, padding=1, groups=channels, bias=False)
    return net


def fold_batch_norm(net: nn.Module) -> None:
    """Puts what batch normalisation does in evaluation mode into the convolution before it: half the time."""
    children: list[tuple[str, Any]] = [*net.named_children(), ("", None)]
    for (name, child), (after, norm) in pairwise(children):
        if isinstance(child, nn.Conv2d) and isinstance(norm, _layers.BatchNormAct2d):
            setattr(net, name, nn.utils.fuse_conv_bn_eval(child.eval(), norm.eval()))
            setattr(net, after, norm.act)
        else:
            fold_batch_norm(child)


@_models.register_model  # type: ignore[untyped-decorator]
def vit_hybrid_mobilenetv2(pretrained: bool = False, **options: Any) -> nn.Module:
    """timm's VisionTransformer behind that stem; `options` are timm's, such as `img_size`, `embed_dim`, `depth`.

    Raises:
        ValueError: pretrained weights are asked for; nothing is fetched here.
    """
    if pretrained:
        raise ValueError(f"there are no weights of {NAME} to fetch")
    stem = build_stem()
    fold_batch_norm(stem)
    embed = partial(_layers.HybridEmbed, backbone=stem.to(memory_format=torch.channels_last))
    model: nn.Module = _models.build_model_with_cfg(
        timm.models.vision_transformer.VisionTransformer,
        NAME,
        pretrained=False,
        embed_layer=embed,
        **{"patch_size": 1, "class_token": True, "num_heads": 4, **options},
    )
    return model

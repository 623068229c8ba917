"""Names that timm does not know of itself, for models whose configuration asks for them.

open_clip hands timm a name and no options. The starter's backbone was trained with TensorFlow's padding ("SAME": more
on the right and at the bottom), which timm has as an option; so that option gets a name. Before open_clip or timm can
build a model that wants it, `register_timm_entries` must have been called.

This lies in `resources` because both `desktop_app.encoders` and `training` need it and may not import each other.
"""

from typing import Any

from resources.torchvision_ops import import_torchvision

MOBILENET_V2_SAME = "mobilenetv2_100_same"
"""timm's `mobilenetv2_100` with `pad_type="same"`."""


def register_timm_entries() -> None:
    """Makes the names known to timm; torchvision is imported on the way. Called again, it does nothing."""
    import_torchvision()
    import timm

    if not timm.is_model(MOBILENET_V2_SAME):
        timm.models.register_model(mobilenetv2_100_same)


def mobilenetv2_100_same(*, pretrained: bool = False, **options: Any) -> Any:
    """timm's entry: MobileNetV2 that pads as TensorFlow does.

    Raises:
        ValueError: pretrained weights are wanted; there are none of that name.
    """
    import timm

    if pretrained:
        raise ValueError(f"{MOBILENET_V2_SAME} has no pretrained weights")
    return timm.create_model("mobilenetv2_100", **{"pad_type": "same", **options})

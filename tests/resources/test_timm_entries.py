import pytest
import torch
from torch.nn import functional

from resources.timm_entries import MOBILENET_V2_SAME, register_timm_entries

register_timm_entries()
import timm  # noqa: E402  (torchvision comes first)


def test_what_is_registered_pads_on_the_right_and_at_the_bottom() -> None:
    model = timm.create_model(MOBILENET_V2_SAME, num_classes=0).eval()
    stem = model.get_submodule("conv_stem")
    images = torch.randn(1, 3, 32, 32)
    with torch.no_grad():
        expected = functional.conv2d(functional.pad(images, (0, 1, 0, 1)), stem.get_parameter("weight"), stride=2)
        torch.testing.assert_close(stem(images), expected)
        assert model(images).shape == (1, 1280)


def test_weights_fit_the_ordinary_network() -> None:
    plain, same = timm.create_model("mobilenetv2_100"), timm.create_model(MOBILENET_V2_SAME)
    found = same.load_state_dict(plain.state_dict())
    assert (found.missing_keys, found.unexpected_keys) == ([], [])
    assert all(torch.equal(value, same.state_dict()[name]) for name, value in plain.state_dict().items())


def test_registering_twice_is_quiet_and_changes_nothing() -> None:
    before = timm.list_models()
    register_timm_entries()  # warnings are errors here
    assert timm.list_models() == before
    assert MOBILENET_V2_SAME in before


def test_there_are_no_pretrained_weights() -> None:
    with pytest.raises(ValueError, match="no pretrained weights"):
        timm.create_model(MOBILENET_V2_SAME, pretrained=True)

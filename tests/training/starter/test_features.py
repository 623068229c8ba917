import copy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from training.data import read_manifest
from training.starter.config import StarterConfig
from training.starter.features import LOCKED_BLOCKS, LowerTrunk, UpperTrunk, cache_views, fuse, read_views, unfuse
from training.starter.heads import StandardisedHead
from training.starter.model import build_model


def _unlike_identity(module: nn.Module) -> None:
    """Batch statistics as after training, so that folding them has something to do."""
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            assert part.running_mean is not None
            assert part.running_var is not None
            nn.init.normal_(part.running_mean, std=0.1)
            nn.init.uniform_(part.running_var, 0.5, 2.0)


def _trunk(config: StarterConfig) -> Any:
    model: Any = build_model(config)
    _unlike_identity(model)
    return model.eval().visual.trunk


def test_lower_and_upper_make_the_whole_and_folding_changes_nothing(tiny_config: StarterConfig) -> None:
    trunk = _trunk(tiny_config)
    images = torch.randn(2, 3, 65, 65)
    with torch.no_grad():
        whole = trunk(images)
        upper, lower = UpperTrunk(trunk).eval(), LowerTrunk(trunk).eval()
        torch.testing.assert_close(upper(lower(images)), whole)
        torch.testing.assert_close(upper(fuse(lower)(images)), whole, rtol=1e-3, atol=1e-4)


def test_what_a_fused_copy_learnt_is_written_back(tiny_config: StarterConfig) -> None:
    trunk = _trunk(tiny_config)
    upper = UpperTrunk(trunk).eval()
    fused = fuse(copy.deepcopy(upper))
    maps = torch.randn(2, 96, 5, 5)
    with torch.no_grad():
        for parameter in fused.parameters():
            parameter.mul_(1.05)
        expected = fused(maps)
        assert not torch.allclose(upper(maps), expected, rtol=1e-3)
        unfuse(fused, upper)
        torch.testing.assert_close(upper(maps), expected, rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(
            upper(maps), trunk.global_pool(trunk.bn2(trunk.conv_head(trunk.blocks[LOCKED_BLOCKS:](maps))))
        )


def test_views_are_computed_once_and_broken_photos_named(
    tiny_config: StarterConfig, tmp_path: Path, colour_photos: Path
) -> None:
    photos = read_manifest(colour_photos, split="train")
    lower = LowerTrunk(_trunk(tiny_config)).eval()
    assert list(cache_views(photos, lower, tmp_path / "cache", crops=2, size_px=65, seed=1)) == [(4, 4)]
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}
    assert list(cache_views(photos, nn.Identity(), tmp_path / "cache", crops=2, size_px=65, seed=1)) == [(4, 4)]
    assert stamps == {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").iterdir()}

    views = read_views(photos, tmp_path / "cache", crops=2, size_px=65, seed=1)
    assert [photo.path.name for photo in views.photos] == ["red.png", "green.png", "blue.png"]
    assert [item.path.name for item in views.skipped] == ["broken.jpg"]
    assert [maps.shape for maps in views.maps] == [(4, 96, 5, 5)] * 3
    assert views.mirrored[0].tolist() == [False, True, False, True]
    assert not np.array_equal(views.maps[0], views.maps[1])


def test_folding_the_standardisation_changes_no_feature(tiny_config: StarterConfig) -> None:
    model: Any = build_model(tiny_config)
    head = StandardisedHead(model.visual.head, torch.rand(1280), 0.5 + torch.rand(1280), dropout=0.5).eval()
    pooled = torch.rand(3, 1280)
    with torch.no_grad():
        expected = head(pooled)
        head.fold()
        torch.testing.assert_close(model.visual.head(pooled), expected, rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(head(pooled), expected, rtol=1e-3, atol=1e-4)

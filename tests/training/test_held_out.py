import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import held_out
from training.data import CaptionedPhoto, open_photo, read_manifest
from training.held_out import HeldOut
from training.models import load_start, preprocessing_of, tokenizer_of
from training.progress import Stopped


@pytest.fixture(scope="module")
def model(tiny_start: Path) -> Any:
    return load_start(tiny_start)


@pytest.fixture
def photos(scene_manifest: Path) -> list[CaptionedPhoto]:
    return list(read_manifest(scene_manifest))[:14]


def test_recall_is_that_of_the_figures(model: Any, photos: list[CaptionedPhoto]) -> None:
    shown = HeldOut(photos, model, tokenizer=tokenizer_of(model))
    figures, matrix = shown.measure(model)
    values = [interval.value for way in figures["recall"].values() for interval in way.values()]
    assert list(figures["recall"]) == ["text_to_image", "image_to_text"]
    assert shown.mean_recall(model) == pytest.approx(np.mean(values))
    assert (figures["photos"], figures["counterparts"]) == (14, sum(len(photo.captions) for photo in photos))
    assert matrix.shape == (14, 14)
    own = model.encode_text(tokenizer_of(model)([photo.captions[0] for photo in photos]), normalize=True)
    transform = preprocessing_of(model).transform()
    pixels = torch.stack([transform(open_photo(photo.path)) for photo in photos])
    expected = own @ model.encode_image(pixels, normalize=True).T
    torch.testing.assert_close(torch.from_numpy(matrix), expected.detach(), atol=5e-3, rtol=0)


def test_without_captions_photos_are_found_by_their_parts(model: Any, photos: list[CaptionedPhoto]) -> None:
    silent = [dataclasses.replace(photo, captions=()) for photo in photos]
    first, second = (HeldOut(silent, model, tokenizer=None).measure(model) for _ in range(2))
    assert list(first[0]["recall"]) == ["part_to_photo", "photo_to_part"]
    assert first[0]["matrix"].diagonal > first[0]["matrix"].rest
    assert np.array_equal(first[1], second[1])  # the same parts each time


def test_what_cannot_be_looked_at_is_named(model: Any, photos: list[CaptionedPhoto], tmp_path: Path) -> None:
    bad = [CaptionedPhoto(tmp_path / "gone.jpg", ("a cat",)), dataclasses.replace(photos[0], captions=())]
    shown = HeldOut([*bad, *photos[1:]], model, tokenizer=tokenizer_of(model))
    assert len(shown) == 13
    assert [item.path.name for item in shown.skipped] == ["gone.jpg", photos[0].path.name]


def test_of_many_photos_the_same_ones_are_looked_at_each_time(
    model: Any, photos: list[CaptionedPhoto], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_out, "MOST_PHOTOS", 5)
    first, second = (HeldOut(photos, model, tokenizer=tokenizer_of(model)).measure(model) for _ in range(2))
    assert first[0]["photos"] == 5
    assert np.array_equal(first[1], second[1])


def test_it_stops_while_it_reads_and_while_it_looks(model: Any, photos: list[CaptionedPhoto]) -> None:
    told = False
    tokenizer = tokenizer_of(model)
    shown = HeldOut(photos, model, tokenizer=tokenizer, stopping=lambda: told)
    told = True
    with pytest.raises(Stopped):
        shown.measure(model)
    with pytest.raises(Stopped):
        HeldOut(photos, model, tokenizer=tokenizer, stopping=lambda: told)

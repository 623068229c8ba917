"""Batches: what is in them, and on what they do not depend."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import Tensor

from training.cached_photos import CachedPhotos
from training.config import TrainingError
from training.data import CaptionedPhoto
from training.loading import PhotoLoader
from training.methods import Batch
from training.views import CaptionViews, MultiCrop, SLIPViews

WORDS: dict[str, int] = {}
VIEWS = CaptionViews(size_px=8)
LIGHTS = range(0, 240, 20)


def tokenize(texts: list[str]) -> Tensor:
    """(n, 8): start, a number a word, end, zeros."""
    rows = [[998, *(WORDS.setdefault(word, 1 + len(WORDS)) for word in text.split()), 999] for text in texts]
    return torch.tensor([(row + [0] * 8)[:8] for row in rows])


@pytest.fixture
def photos(tmp_path: Path) -> list[CaptionedPhoto]:
    """Twelve photos, red on the left and blue on the right, each of its own light; the fourth is broken."""
    made = []
    for number, light in enumerate(LIGHTS):
        image = Image.new("RGB", (30, 20), (255, light, 0))
        image.paste((0, light, 255), (15, 0, 30, 20))
        path = tmp_path / f"{number}.png"
        image.save(path)
        made.append(
            CaptionedPhoto(path, (f"number {number}", f"red left of {number}", "blue right"), weight=1 + number)
        )
    made[3].path.write_bytes(b"\x89PNG\r\n\x1a\n no photo")
    return made


def loader(photos: Iterable[CaptionedPhoto], **options: Any) -> PhotoLoader:
    given: dict[str, Any] = {"views": VIEWS, "tokenizer": tokenize, "batch_size": 4, "captions_per_photo": 2} | options
    return PhotoLoader(list(photos), given.pop("views"), **given)


def tensors(batches: Iterable[Batch]) -> Iterator[tuple[Tensor, ...]]:
    return (tuple(t for t in (*b.views, b.tokens, b.groups, b.weights) if t is not None) for b in batches)


def are_equal(some: Iterable[Batch], others: Iterable[Batch]) -> bool:
    pairs = list(itertools.zip_longest(tensors(some), tensors(others), fillvalue=()))
    return all(len(a) == len(b) and all(map(torch.equal, a, b)) for a, b in pairs)


def two_epochs(load: PhotoLoader) -> list[Batch]:
    with load:
        return [batch for epoch in range(2) for batch in load(epoch)]


@pytest.mark.parametrize(
    ("workers", "options"),
    [
        (1, {"token_dropout": 0.3}),
        (2, {"token_dropout": 0.3}),
        (2, {"views": MultiCrop(size_px=8, local_size_px=4, local_crops=1), "tokenizer": None}),
        (2, {"views": SLIPViews(size_px=8), "cache": CachedPhotos(edge_px=16, limit_bytes=2000)}),
    ],
    ids=["one", "two", "two with many views", "two with a cache"],
)
def test_batches_are_the_same_however_many_processes_decode(
    photos: list[CaptionedPhoto], workers: int, options: Any
) -> None:
    alone, shared = loader(photos, **options), loader(photos, workers=workers, **options)
    wanted = two_epochs(alone)
    assert len(wanted) == 6
    assert are_equal(two_epochs(shared), wanted)
    assert [item.path.name for item in alone.skipped] == ["3.png"]
    assert shared.skipped == alone.skipped


def test_batches_follow_from_seed_and_epoch(photos: list[CaptionedPhoto]) -> None:
    load = loader(photos)
    first = list(load(0))
    assert are_equal(loader(photos)(0), first)
    assert not are_equal(load(1), first)
    assert not are_equal(loader(photos, seed=2)(0), first)


def test_ranks_together_give_the_batches_of_one(photos: list[CaptionedPhoto]) -> None:
    together = zip(*(loader(photos, batch_size=2, rank=rank, world_size=2)(1) for rank in range(2)), strict=True)
    alone = list(loader(photos, batch_size=4)(1))
    assert are_equal((joined(*ranks) for ranks in together), alone)
    assert loader(photos, batch_size=2, rank=1, world_size=2).steps_per_epoch == len(alone) == 3


def joined(first: Batch, second: Batch) -> Batch:
    assert first.tokens is not None
    assert second.tokens is not None
    return Batch(
        tuple(map(torch.cat, zip(first.views, second.views, strict=True))),
        torch.cat([first.tokens, second.tokens]),
        torch.cat([first.groups, second.groups]),
        torch.cat([first.weights, second.weights]),
    )


def test_an_epoch_can_be_entered_anywhere(photos: list[CaptionedPhoto]) -> None:
    with loader(photos, workers=1) as load:
        whole = list(load(5))
        assert are_equal(load(5, first_step=2), whole[2:])
        for one, two in zip(load(5), load(6), strict=True):  # taking turns
            assert are_equal([one], [whole[0]])
            assert not are_equal([one], [two])
            break
        assert are_equal(load(5), whole)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_broken_photo_is_named_once_and_another_takes_its_place(photos: list[CaptionedPhoto], workers: int) -> None:
    load = loader(photos, views=replace(VIEWS, light=0.0), workers=workers)
    with load:
        epochs = [list(load(epoch)) for epoch in range(6)]
    for batches in epochs:
        assert [len(batch) for batch in batches] == [4, 4, 4]
        lights = {round((light.item() * 0.5 + 0.5) * 255) for batch in batches for light in batch.views[0][:, 1, 0, 0]}
        assert lights <= set(LIGHTS) - {LIGHTS[3]}
    assert [item.path.name for item in load.skipped] == ["3.png"]
    assert load.skipped[0].reason


def test_views_weights_and_captions_are_of_the_same_photo(photos: list[CaptionedPhoto]) -> None:
    load = loader(photos, views=CaptionViews(size_px=8, light=0.0), captions_per_photo=3)
    for batch in load(0):
        assert batch.tokens is not None
        for light, weight, tokens in zip(batch.views[0][:, 1, 0, 0], batch.weights, batch.tokens, strict=True):
            number = int(weight) - 1
            assert round((light.item() * 0.5 + 0.5) * 255) == LIGHTS[number]
            assert WORDS[str(number)] in tokens


def test_pixels_are_normalised_as_the_model_wants_them(photos: list[CaptionedPhoto]) -> None:
    views = CaptionViews(size_px=8, light=0.0, mean=(0.1, 0.2, 0.3), std=(0.5, 0.6, 0.7), mirror_share=0.0)
    batch = next(loader(photos, views=views)(0))
    reds, weights = batch.views[0][:, 0, 0, 0], batch.weights
    torch.testing.assert_close(reds, torch.full((4,), (1 - 0.1) / 0.5))
    greens = torch.tensor([(LIGHTS[int(weight) - 1] / 255 - 0.2) / 0.6 for weight in weights])
    torch.testing.assert_close(batch.views[0][:, 1, 0, 0], greens)
    torch.testing.assert_close(batch.views[0][:, 2, 0, 0], torch.full((4,), -0.3 / 0.7))
    assert batch.views[0].is_contiguous()


def test_captions_of_mirrored_photos_are_mirrored(photos: list[CaptionedPhoto]) -> None:
    mirrored = 0
    for batch in loader(photos, captions_per_photo=3)(0):
        assert batch.tokens is not None
        for pixels, tokens in zip(batch.views[0], batch.tokens, strict=True):
            is_mirrored = pixels[2, 0, 0] > pixels[0, 0, 0]
            left, right = ("right", "left") if is_mirrored else ("left", "right")
            assert tokenize([f"blue {right}"])[0].tolist() in tokens.tolist()
            assert tokenize([f"blue {left}"])[0].tolist() not in tokens.tolist()
            mirrored += int(is_mirrored)
    assert 0 < mirrored < 12


def test_photos_whose_captions_name_a_side_are_not_mirrored_if_so_wished(photos: list[CaptionedPhoto]) -> None:
    silent = [replace(photo, captions=photo.captions[:1]) for photo in photos[:6]]
    batches = [
        batch for epoch in range(4) for batch in loader(silent + photos[6:], flip="never where sides are named")(epoch)
    ]
    is_mirrored = torch.cat([batch.views[0][:, 2, 0, 0] > batch.views[0][:, 0, 0, 0] for batch in batches])
    is_silent = torch.cat([batch.weights for batch in batches]) <= 6
    assert is_mirrored[is_silent].any()
    assert not is_mirrored[~is_silent].any()
    (batch,) = loader(photos[6:], tokenizer=None, batch_size=6, flip="never where sides are named")(0)
    assert (batch.views[0][:, 2, 0, 0] > batch.views[0][:, 0, 0, 0]).any()  # nobody reads its captions


def test_each_caption_comes_once_before_any_comes_again(photos: list[CaptionedPhoto]) -> None:
    batch = next(loader(photos, captions_per_photo=4, views=replace(VIEWS, mirror_share=0.0))(0))
    assert batch.tokens is not None
    for tokens in batch.tokens.tolist():
        assert len({tuple(row) for row in tokens[:3]}) == 3
        assert tokens[3] == tokens[0]


def test_dropped_words_are_others_each_time(photos: list[CaptionedPhoto]) -> None:
    whole, dropped = (
        [b.tokens for e in range(3) for b in loader(photos, token_dropout=share)(e)] for share in (0, 0.5)
    )
    lengths = [[int((tokens != 0).sum()) for tokens in found if tokens is not None] for found in (whole, dropped)]
    assert sum(lengths[1]) < 0.95 * sum(lengths[0])


def test_photos_that_say_the_same_are_of_one_group(photos: list[CaptionedPhoto]) -> None:
    alike = [replace(photo, captions=("The sea", "waves")[:: 1 - 2 * (n % 2)]) for n, photo in enumerate(photos[4:7])]
    named = [replace(photo, group="a") for photo in photos[7:9]]
    load = loader([*photos[:3], *alike, *named], batch_size=8)
    batch = next(load(0))
    of_weight = {int(weight) - 1: int(group) for weight, group in zip(batch.weights, batch.groups, strict=True)}
    assert len({of_weight[n] for n in (0, 1, 2, 4, 7)}) == 5
    assert of_weight[4] == of_weight[5] == of_weight[6]
    assert of_weight[7] == of_weight[8]
    without = next(loader([replace(photo, captions=()) for photo in photos[:3]], tokenizer=None)(0))
    assert without.tokens is None
    assert len(set(without.groups.tolist())) == len(without)


def test_small_sets_make_one_batch_of_all(photos: list[CaptionedPhoto]) -> None:
    load = loader(photos[:3], batch_size=64)
    assert (load.steps_per_epoch, load.batch_size) == (1, 3)
    assert sorted(next(load(0)).weights.tolist()) == [1, 2, 3]


@pytest.mark.parametrize(
    ("chosen", "options", "told"),
    [
        (slice(0), {}, "there are no photos to learn from: give at least two"),
        (slice(1), {}, "there is only one photo to learn from: give at least two"),
        (slice(3), {"world_size": 4}, "there are 3 photos for 4 processes"),
    ],
)
def test_too_few_photos_are_said_to_be_too_few(
    photos: list[CaptionedPhoto], chosen: slice, options: Any, told: str
) -> None:
    with pytest.raises(TrainingError, match=told):
        loader(photos[chosen], **options)


def test_photos_without_captions_are_skipped_and_named(photos: list[CaptionedPhoto]) -> None:
    silent = replace(photos[0], captions=())
    assert [item.path for item in loader([silent, *photos[4:]]).skipped] == [silent.path]
    with pytest.raises(TrainingError, match=r"only one photo to learn from \(1 more have no captions\)"):
        loader([silent, photos[1]])


@pytest.mark.parametrize("workers", [0, 1])
def test_photos_of_which_none_or_one_can_be_read_are_an_error(photos: list[CaptionedPhoto], workers: int) -> None:
    gone = [replace(photo, path=photo.path.with_suffix(".gone")) for photo in photos]
    with pytest.raises(
        TrainingError, match=r"none of the photos can be read, \d+.gone for this reason: .*No such file"
    ):
        next(loader(gone, workers=workers)(0))
    with pytest.raises(TrainingError, match=r"only 5.png can be read of all photos: give at least two"):
        next(loader([photos[5], *gone[6:]], workers=workers)(0))

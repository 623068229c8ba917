"""Thumbnails: whole or not there, small, and never more than their limit for long."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop_app.errors import LibraryUnwritableError
from desktop_app.imaging import thumbnails
from desktop_app.imaging.thumbnails import ThumbnailCache, mark_seen, thumbnail_path
from tests.imaging.pictures import looks_upright, quarters, scene


def name(number: int) -> str:
    return f"{number:040x}"[::-1]


def cache(root: Path, *, limit_bytes: int = 10**9, size_px: int = 64) -> ThumbnailCache:
    return ThumbnailCache(root, size_px=size_px, limit_bytes=limit_bytes)


def sizes(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in root.rglob("*") if path.is_file()}


def test_a_thumbnail_lies_where_the_window_looks(tmp_path: Path) -> None:
    made = cache(tmp_path)
    assert not made.has(name(7))
    path = made.write(name(7), quarters(600, 400))
    assert path == made.path_of(name(7)) == thumbnail_path(tmp_path, name(7))
    assert path.parent.parent == tmp_path
    assert path.parent.name == name(7)[:2]
    assert made.has(name(7))
    with Image.open(path) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 43))
        assert looks_upright(image)


@pytest.mark.parametrize(
    ("size", "expected"), [((30, 20), (30, 20)), ((5000, 2), (64, 1)), ((2, 5000), (1, 64)), ((64, 64), (64, 64))]
)
def test_the_longest_edge_is_bounded_and_nothing_is_enlarged(
    tmp_path: Path, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    with Image.open(cache(tmp_path).write(name(1), Image.new("RGB", size))) as image:
        assert image.size == expected


def test_writing_leaves_the_image_as_it_was(tmp_path: Path) -> None:
    image = scene(300, 200)
    before = np.asarray(image).copy()
    cache(tmp_path).write(name(1), image)
    assert image.size == (300, 200)
    assert np.array_equal(np.asarray(image), before)


def test_writing_again_replaces(tmp_path: Path) -> None:
    made = cache(tmp_path)
    made.write(name(1), Image.new("RGB", (64, 64), "red"))
    with Image.open(made.write(name(1), Image.new("RGB", (64, 64), "blue"))) as image:
        assert image.getpixel((9, 9)) == pytest.approx((0, 0, 254), abs=3)
    assert len(sizes(tmp_path)) == 1


def test_the_cache_may_be_deleted_at_any_time(tmp_path: Path) -> None:
    root = tmp_path / "cache"
    made = cache(root)
    made.write(name(1), quarters())
    shutil.rmtree(root)
    assert not made.has(name(1))
    made.write(name(1), quarters())
    assert made.has(name(1))
    shutil.rmtree(root)
    assert made.trim() == 0


def test_a_folder_that_vanishes_during_the_write_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = cache(tmp_path)
    real = tempfile.mkstemp
    removed: list[bool] = []

    def vanish_once(**options: object) -> tuple[int, str]:
        if not removed:
            removed.append(True)
            shutil.rmtree(str(options["dir"]))
        return real(suffix=str(options["suffix"]), dir=str(options["dir"]))

    monkeypatch.setattr(tempfile, "mkstemp", vanish_once)
    assert made.write(name(1), quarters()).is_file()
    assert removed


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = cache(tmp_path)
    made.write(name(1), Image.new("RGB", (64, 64), "red"))
    before = made.path_of(name(1)).read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(LibraryUnwritableError, match="No space left"):
        made.write(name(1), Image.new("RGB", (64, 64), "blue"))
    assert made.path_of(name(1)).read_bytes() == before
    assert list(sizes(tmp_path)) == [made.path_of(name(1))]


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryUnwritableError, match="could not be saved"):
        cache(tmp_path / "file").write(name(1), quarters())


def filled(root: Path, number: int, *, limit_bytes: int) -> tuple[ThumbnailCache, list[Path]]:
    """A cache of `number` thumbnails, seen one second after the other, all long ago."""
    made = cache(root, limit_bytes=10**9)
    paths = [made.write(name(index), scene(64, 48, seed=index)) for index in range(number)]
    for index, path in enumerate(paths):
        os.utime(path, (1_000_000 + index, 1_000_000 + index))
    return cache(root, limit_bytes=limit_bytes), paths


def test_those_seen_longest_ago_go_first(tmp_path: Path) -> None:
    _, paths = filled(tmp_path, 20, limit_bytes=0)
    total = sum(sizes(tmp_path).values())
    made, _ = cache(tmp_path, limit_bytes=total * 2 // 3), paths
    mark_seen(paths[0])
    deleted = made.trim()
    left = [path for path in paths if path.exists()]
    assert deleted == 20 - len(left) > 5
    assert sum(sizes(tmp_path).values()) <= total * 2 / 3 * 0.9
    assert left == [paths[0], *paths[len(paths) - len(left) + 1 :]]


def test_a_cache_below_its_limit_loses_nothing(tmp_path: Path) -> None:
    made, paths = filled(tmp_path, 5, limit_bytes=10**9)
    assert made.trim() == 0
    assert all(path.exists() for path in paths)


def test_writing_trims_by_itself_and_walks_seldom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = cache(tmp_path / "one").write(name(1), scene(64, 48)).stat().st_size
    limit = one * 40
    made = cache(tmp_path / "many", limit_bytes=limit)
    walks: list[Path] = []
    walk = thumbnails._thumbnails

    def note(root: Path) -> Iterator[tuple[float, int, str]]:
        walks.append(root)
        return walk(root)

    monkeypatch.setattr(thumbnails, "_thumbnails", note)
    for index in range(200):
        made.write(name(index), scene(64, 48, seed=index))
        assert sum(sizes(tmp_path / "many").values()) <= limit * 1.05
    assert 3 <= len(walks) < 200 / 3


def test_leftovers_of_a_crash_are_removed_and_fresh_ones_are_not(tmp_path: Path) -> None:
    made = cache(tmp_path)
    folder = made.write(name(1), quarters()).parent
    old, fresh = folder / "old.tmp", folder / "fresh.tmp"
    old.write_bytes(b"x")
    fresh.write_bytes(b"x")
    os.utime(old, (1_000_000, 1_000_000))
    made.trim()
    assert (old.exists(), fresh.exists()) == (False, True)


def test_seeing_what_is_gone_does_not_bring_it_back(tmp_path: Path) -> None:
    mark_seen(tmp_path / "gone.jpg")
    assert not list(tmp_path.iterdir())


def test_many_writers_of_the_same_thumbnails(tmp_path: Path) -> None:
    caches = [cache(tmp_path, limit_bytes=60_000) for _ in range(4)]
    images = [scene(64, 48, seed=seed) for seed in range(8)]
    barrier = threading.Barrier(4)

    def work(made: ThumbnailCache) -> None:
        barrier.wait(timeout=60)
        for turn in range(40):
            path = made.write(name(turn % 8), images[turn % 8])
            try:
                with Image.open(path) as image:
                    image.load()
            except FileNotFoundError:  # another writer has trimmed
                continue

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(work, made) for made in caches]:
            future.result(timeout=60)
    assert not list(tmp_path.rglob("*.tmp"))

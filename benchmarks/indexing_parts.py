"""What the benchmarks of indexing share: encoders, libraries in temporary folders, ways of measuring."""

import itertools
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop_app.config import LibraryPaths, Settings
from desktop_app.encoders.base import ImageTextEncoder
from desktop_app.imaging.thumbnails import ThumbnailCache
from desktop_app.indexing.lazy_encoder import LazyEncoder
from desktop_app.indexing.pipeline import Indexer
from desktop_app.jobs import run
from desktop_app.library import Library
from desktop_app.records import IndexReport, ModelKey, ModelSpec

EDGE_PX = 224
SEED = 11


class Cost(NamedTuple):
    """Of one photo: seconds by the clock, and of the processors."""

    wall_s: float
    cpu_s: float


def spec_of(name: str, *, dim: int, image_size_px: int) -> ModelSpec:
    """A model as the catalogue would have it."""
    return ModelSpec(
        id=name,
        title=name,
        architecture=name,
        licence="",
        dim=dim,
        image_size_px=image_size_px,
        context_length=77,
        image_parameters=0,
        text_parameters=0,
        source="local:",
        installed=True,
        key=ModelKey(f"{name}@000000000000"),
    )


def random_encoder(architecture: str = "ViT-B-32", *, full_precision: bool, device: str = "cpu") -> ImageTextEncoder:
    """An open_clip model with random weights, as the app runs it; what was measured of it before is not used."""
    from resources.torchvision_ops import import_torchvision

    import_torchvision()
    import open_clip
    import torch

    from desktop_app.encoders.clip import ClipEncoder
    from desktop_app.encoders.device import choose_device
    from desktop_app.encoders.open_clip_models import LoadedModel
    from desktop_app.workspace.shared_encoder import SharedEncoder

    torch.manual_seed(SEED)
    model, _, preprocess = open_clip.create_model_and_transforms(architecture)
    model.eval().requires_grad_(requires_grad=False)
    tokenizer = open_clip.get_tokenizer(architecture)
    size = model.visual.image_size
    spec = spec_of(architecture, dim=model.visual.output_dim, image_size_px=size if isinstance(size, int) else size[0])
    loaded = LoadedModel(model, preprocess, lambda texts: tokenizer(list(texts)))
    encoder = ClipEncoder(spec, loaded, choose_device(device), full_precision=full_precision)
    return SharedEncoder(encoder)


class FreeEncoder:
    """Costs nothing, but for its pixels: those are made as a ViT-B-32 takes them."""

    dim = 512
    image_size_px = EDGE_PX
    device = "cpu"
    device_note = ""
    batch_size = 32

    def __init__(self, *, sees: bool = True) -> None:
        """`sees`: whether pixels are made."""
        from desktop_app.encoders.pixels import Pixels

        self.spec = spec_of("free", dim=self.dim, image_size_px=EDGE_PX)
        self._pixels = (
            Pixels(EDGE_PX, (0.5,) * 3, (0.25,) * 3, interpolation="bicubic", shortest=True) if sees else None
        )
        self._nothing = np.zeros((3, EDGE_PX, EDGE_PX), np.float32)

    def preprocess(self, image: Image.Image) -> NDArray[np.float32]:
        return self._nothing if self._pixels is None else self._pixels(image)

    def encode_image(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        rows = np.ones((len(inputs), self.dim), np.float32)
        rows[:, 0] += np.arange(len(inputs))
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def encode_text(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(texts), self.dim), self.dim**-0.5, np.float32)


@contextmanager
def library_of(photos: Path, encoder: Any, *, second: Any = None) -> Iterator[Indexer]:
    """A new library that watches `photos`; `second` is an image encoder that rides in the same pass."""
    with (
        TemporaryDirectory(prefix="benchmark-") as folder,
        Library.open(LibraryPaths(Path(folder) / "library")) as library,
    ):
        library.folders.add(photos)
        settings = Settings()
        yield Indexer(
            library,
            ThumbnailCache(
                library.paths.thumbnails,
                size_px=settings.thumbnail_size_px,
                limit_bytes=settings.thumbnail_cache_bytes,
            ),
            settings,
            encoder=lambda: encoder,
            model_key=lambda: encoder.spec.key,
            second=None if second is None else LazyEncoder(lambda: second, lambda: second.spec.key),
        )


def index_once(photos: Path, encoder: Any, *, second: Any = None) -> tuple[IndexReport, Cost]:
    """Indexes `photos` into a new library."""
    with library_of(photos, encoder, second=second) as indexer:
        began_wall, began_cpu = time.perf_counter(), time.process_time()
        report = run(indexer.index())
        wall_s, cpu_s = time.perf_counter() - began_wall, time.process_time() - began_cpu
    assert not report.failed, report.failed
    return report, Cost(wall_s / report.indexed, cpu_s / report.indexed)


def measured(work: Callable[[], object], count: int) -> Cost:
    """What `work` on `count` photos costs, for each."""
    began_wall, began_cpu = time.perf_counter(), time.process_time()
    work()
    return Cost((time.perf_counter() - began_wall) / count, (time.process_time() - began_cpu) / count)


def decode_alone(paths: Iterable[Path], *, threads: int | None = None) -> None:
    """The plainest scaled decoding: Pillow reads the file itself, at no less than twice the size that a model sees."""

    def decode(path: Path) -> None:
        with Image.open(path) as image:
            image.draft("RGB", (2 * EDGE_PX * image.width // image.height, 2 * EDGE_PX))
            image.load()

    with ThreadPoolExecutor(threads or cores()) as pool:
        list(pool.map(decode, paths))


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def middle(costs: Iterable[Cost]) -> Cost:
    """Medians: one round that somebody disturbed does not count."""
    walls, cpus = zip(*costs, strict=True)
    return Cost(statistics.median(walls), statistics.median(cpus))


def rounds_of(parts: Sequence[Callable[[], Cost]], rounds: int) -> list[Cost]:
    """Runs the parts by turns, so that all see the same machine, each round in the other direction."""
    found: list[list[Cost]] = [[] for _ in parts]
    for number in range(rounds):
        order = list(enumerate(parts))
        for place, part in order if number % 2 == 0 else reversed(order):
            found[place].append(part())
    return [middle(costs) for costs in found]


def in_batches(inputs: NDArray[np.float32], size: int, count: int) -> Iterator[NDArray[np.float32]]:
    """`count` ready pictures by turns, `size` at a time."""
    numbers = itertools.islice(itertools.cycle(range(len(inputs))), count)
    while part := list(itertools.islice(numbers, size)):
        yield inputs[part]

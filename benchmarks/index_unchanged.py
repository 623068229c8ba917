"""How long `index` takes when nothing has changed, and whether it opens any photo. Prints one JSON line.

    python -m benchmarks.index_unchanged [--photos 100000]

The files are real and tiny, in folders of 500; the library knows them all, with embeddings. Every `open` and every
listing of a folder is counted by an audit hook (https://docs.python.org/3/library/audit_events.html).
"""

import argparse
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.indexing_parts import FreeEncoder, library_of
from benchmarks.report import report
from desktop_app.indexing.pipeline import Indexer
from desktop_app.jobs import run
from desktop_app.records import Content, ContentId, ImageMetadata

_A_FOLDER = 500
_AT_ONCE = 5_000
SECONDS = "nothing changed, {:,} files, s"
OPENED = "photo files opened"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=100_000)
    arguments = parser.parse_args()
    figures = measure(arguments.photos)
    report("index_unchanged", figures, {SECONDS.format(arguments.photos): "<= 10", OPENED: "<= 0"})


def measure(count: int) -> dict[str, Any]:
    """The figures, by their names."""
    with TemporaryDirectory(prefix="unchanged-") as folder:
        photos = Path(folder).resolve() / "photos"
        paths = write_files(photos, count)
        with library_of(photos, FreeEncoder(sees=False)) as indexer:
            know(indexer, paths)
            os.sync()  # what was written so far is written: it is no part of this
            opened, listed = Counted("open", photos), Counted("os.scandir", photos)
            began_wall, began_cpu = time.perf_counter(), time.process_time()
            found = run(indexer.index())
            wall_s, cpu_s = time.perf_counter() - began_wall, time.process_time() - began_cpu
            opened.stop()
            listed.stop()
    assert (found.unchanged, found.indexed) == (count, 0), found
    return {
        SECONDS.format(count): wall_s,
        "the same, processor s": cpu_s,
        OPENED: opened.count,
        "folders listed": listed.count,
    }


class Counted:
    """Events below a folder. An audit hook cannot be taken away, only made to do nothing."""

    def __init__(self, event: str, folder: Path) -> None:
        self.count = 0
        self._is_on = True
        self._event, self._folder = event, os.fsencode(folder) + os.sep.encode()
        sys.addaudithook(self._hear)

    def stop(self) -> None:
        """Counts no more."""
        self._is_on = False

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._is_on and event == self._event and isinstance(arguments[0], str | bytes | os.PathLike):
            self.count += os.fsencode(arguments[0]).startswith(self._folder)


def write_files(folder: Path, count: int) -> list[Path]:
    """Files as short as can be told apart; nobody opens them."""
    paths = []
    for number in range(count):
        path = folder / f"{number // _A_FOLDER:04}" / f"IMG_{number:06}.jpg"
        if number % _A_FOLDER == 0:
            path.parent.mkdir(parents=True)
        path.write_bytes(b"\xff\xd8\xff" + number.to_bytes(4, "big"))
        paths.append(path)
    return paths


def know(indexer: Indexer, paths: list[Path]) -> None:
    """Takes all of them into the library, as if they had been indexed, with an embedding each."""
    library, key = indexer.library, indexer.model_key()
    vector = np.ones(FreeEncoder.dim, np.float32)
    for start in range(0, len(paths), _AT_ONCE):
        with library.transaction():
            ids = []
            for number, path in enumerate(paths[start : start + _AT_ONCE], start):
                status = path.stat()
                content = Content(
                    content_hash=f"{number:040x}",
                    format="JPEG",
                    width_px=1,
                    height_px=1,
                    mean_colour=0,
                    perceptual_hash=number,
                    metadata=ImageMetadata(),
                )
                library.photos.insert(path, content, size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)
                ids.append(library.photos.find_content(content.content_hash))
            library.embeddings.add(key, [(ContentId(each), vector) for each in ids if each is not None])


if __name__ == "__main__":
    main()

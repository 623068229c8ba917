"""Whatever is done to a folder, after a run the library equals it."""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop_app.imaging.decode import hash_content
from desktop_app.records import PhotoId
from tests.indexing.home import Home
from tests.stand_ins import make_photo

NAMES = st.sampled_from(["a.jpg", "A.jpg", "b.jpg", "c", "sub/a.jpg", "sub/b.jpg", "sub/deep/a.jpg", "other/b.jpg"])
FOLDERS = st.sampled_from(["sub", "sub/deep", "other", "third"])
SEEDS = st.integers(0, 5)


class FolderAndLibrary(RuleBasedStateMachine):
    """File operations in any order, with runs in between: full ones, or of the places where something happened."""

    @initialize()
    def begin(self) -> None:
        self.parent = Path(tempfile.mkdtemp())
        self.home = Home.make(self.parent)
        self.root = self.home.photos
        self.touched: set[Path] = set()
        self.tick = 10**18
        self.is_indexed = True
        self.renamed_only = True
        self.identities: dict[str, list[PhotoId]] = {}

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.home.library.close()
            shutil.rmtree(self.parent)

    def _happened(self, *paths: Path, is_rename: bool = False) -> None:
        self.touched.update(paths)
        self.is_indexed = False
        self.renamed_only = self.renamed_only and is_rename

    def _settle(self, path: Path) -> None:
        """A time of its own, long ago: tests are faster than clocks tick."""
        self.tick += 10**9
        os.utime(path, ns=(self.tick, self.tick))

    @rule(name=NAMES, seed=SEEDS)
    def write(self, name: str, seed: int) -> None:
        path = self.root / name
        shutil.copyfile(make_photo(self.parent / "new.jpg", "red", seed=seed), self._made(path))
        self._settle(path)
        self._happened(path)

    @rule(name=NAMES)
    def damage(self, name: str) -> None:
        path = self.root / name
        if path.is_file():
            path.write_bytes(path.read_bytes()[:100])
            self._settle(path)
            self._happened(path)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        path = self.root / name
        if path.is_file():
            path.unlink()
            self._happened(path)

    @rule(source=NAMES, destination=NAMES)
    def rename(self, source: str, destination: str) -> None:
        old, new = self.root / source, self.root / destination
        if old.is_file() and old != new:
            is_over = new.exists()
            old.rename(self._made(new))
            self._happened(old, new, is_rename=not is_over)

    @rule(source=NAMES, destination=NAMES)
    def copy(self, source: str, destination: str) -> None:
        old, new = self.root / source, self.root / destination
        if old.is_file() and old != new:
            shutil.copyfile(old, self._made(new))
            self._settle(new)
            self._happened(new)

    @rule(source=FOLDERS, destination=FOLDERS)
    def rename_folder(self, source: str, destination: str) -> None:
        old, new = self.root / source, self.root / destination
        if old.is_dir() and not new.exists() and old not in new.parents:
            old.rename(self._made(new))
            self._happened(old, new, is_rename=True)

    @rule(name=FOLDERS)
    def delete_folder(self, name: str) -> None:
        if (self.root / name).is_dir():
            shutil.rmtree(self.root / name)
            self._happened(self.root / name)

    @rule(is_full=st.booleans())
    def index(self, *, is_full: bool) -> None:
        self.home.index(None if is_full else sorted(self.touched))
        self.touched.clear()
        self.is_indexed = True

    @invariant()
    def library_equals_folder(self) -> None:
        if not hasattr(self, "home") or not self.is_indexed:
            return
        files = {path: hash_content(path.read_bytes()) for path in self.root.rglob("*") if path.is_file()}
        damaged = {path for path in files if path.stat().st_size <= 100}
        shown = self.home.shown()
        assert {path: photo.content_hash for path, photo in shown.items()} == {
            path: content_hash for path, content_hash in files.items() if path not in damaged
        }
        assert {problem.path for problem in self.home.library.problems.all()} == damaged
        key = self.home.indexer.model_key()
        embedded = set(self.home.library.embeddings.content_ids(key).tolist())
        assert {photo.content_id for photo in shown.values()} <= embedded
        self._identities_are_kept()

    def _identities_are_kept(self) -> None:
        """By content: renaming alone, of whatever and however often, changes no photo's identity."""
        found: dict[str, list[PhotoId]] = {}
        for photo in self.home.shown().values():
            found.setdefault(photo.content_hash, []).append(photo.id)
        found = {content_hash: sorted(ids) for content_hash, ids in found.items()}
        if self.renamed_only and self.identities:
            assert found == self.identities
        self.identities = found
        self.renamed_only = True

    def _made(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


TestFolderAndLibrary = FolderAndLibrary.TestCase
TestFolderAndLibrary.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)

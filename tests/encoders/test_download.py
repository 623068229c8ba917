from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.encoders import hub
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.errors import ModelDownloadError, ModelMissingError
from desktop_app.jobs import Progress, run
from tests.encoders.hub_server import COMMIT, NEWER, FakeHub, serving
from tests.encoders.tiny_models import sha256, write_model, write_shipped

WEIGHTS = "open_clip_model.safetensors"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the repository holds."""
    folder = tmp_path_factory.mktemp("published")
    write_model(folder)
    (folder / "README.md").write_text("A model.")
    return folder


@pytest.fixture
def fake_hub(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.setattr(hub, "RETRY_S", 0.0)
    monkeypatch.setattr(hub, "CHUNK_BYTES", 100_000)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(FakeHub.of_folder(published)) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


def visible(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "models").iterdir() if not path.name.startswith(".")]


@pytest.mark.usefixtures("fake_hub")
def test_a_downloaded_model_is_installed_with_its_key_and_commit(
    catalog: ModelCatalog, published: Path, tmp_path: Path
) -> None:
    before = catalog.get("tiny")
    assert (before.installed, before.key) == (False, None)
    with pytest.raises(ModelMissingError, match="Download it first"):
        catalog.weights_dir("tiny")
    heard: list[Progress] = []
    spec = run(catalog.download("tiny"), on_progress=heard.append)
    assert spec.installed
    assert spec.key == f"tiny@{sha256(published / WEIGHTS)[:12]}"
    assert spec.revision == COMMIT
    assert catalog.get("tiny") == spec
    folder = catalog.weights_dir("tiny")
    assert (folder / WEIGHTS).read_bytes() == (published / WEIGHTS).read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == ["model.json", "open_clip_config.json", WEIGHTS]
    assert visible(tmp_path) == ["tiny"]
    last = heard[-1]
    assert (last.activity, last.unit, last.done) == ("download", "bytes", (published / WEIGHTS).stat().st_size)
    assert last.done == last.total
    assert last.rate is not None
    assert last.seconds_left == 0


def test_downloading_again_asks_nobody(catalog: ModelCatalog, fake_hub: FakeHub) -> None:
    spec = run(catalog.download("tiny"))
    fake_hub.requests.clear()
    assert run(catalog.download("tiny")) == spec
    assert fake_hub.requests == []


def test_a_cut_connection_is_resumed_within_the_download(
    catalog: ModelCatalog, fake_hub: FakeHub, published: Path
) -> None:
    fake_hub.cut_after = [500_000, 0, 300_000]
    spec = run(catalog.download("tiny"))
    assert spec.installed
    assert fake_hub.ranges() == ["", "bytes=500000-", "bytes=500000-", "bytes=800000-"]
    assert (catalog.weights_dir("tiny") / WEIGHTS).read_bytes() == (published / WEIGHTS).read_bytes()


def test_a_connection_that_keeps_breaking_ends_the_download_and_keeps_what_arrived(
    catalog: ModelCatalog, fake_hub: FakeHub, tmp_path: Path
) -> None:
    fake_hub.cut_after = [500_000, *[0] * 10]
    with pytest.raises(ModelDownloadError, match="cannot be reached"):
        run(catalog.download("tiny"))
    assert not catalog.get("tiny").installed
    assert visible(tmp_path) == []
    fake_hub.cut_after = []
    fake_hub.requests.clear()
    assert run(catalog.download("tiny")).installed
    assert fake_hub.ranges() == ["bytes=500000-"]


def test_a_cancelled_download_goes_on_later(catalog: ModelCatalog, fake_hub: FakeHub, tmp_path: Path) -> None:
    job = catalog.download("tiny")
    for progress in job:
        if progress.done >= 400_000:
            break
    job.close()
    assert visible(tmp_path) == []
    fake_hub.requests.clear()
    heard: list[Progress] = []
    assert run(catalog.download("tiny"), on_progress=heard.append).installed
    (wanted,) = fake_hub.ranges()
    start = int(wanted.removeprefix("bytes=").rstrip("-"))
    assert start >= 400_000
    assert min(progress.done for progress in heard if progress.total) > start


def test_weights_that_arrived_are_not_fetched_again(
    catalog: ModelCatalog, fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ModelDownloadError("the machine went to sleep")

    with monkeypatch.context() as patch:
        patch.setattr("desktop_app.encoders.catalog.write_manifest", fail)
        with pytest.raises(ModelDownloadError, match="sleep"):
            run(catalog.download("tiny"))
    fake_hub.requests.clear()
    assert run(catalog.download("tiny")).installed
    assert fake_hub.ranges() == []


def test_a_server_without_ranges_sends_all_again(catalog: ModelCatalog, fake_hub: FakeHub, published: Path) -> None:
    fake_hub.cut_after, fake_hub.ignore_ranges = [700_000], True
    assert run(catalog.download("tiny")).installed
    assert (catalog.weights_dir("tiny") / WEIGHTS).read_bytes() == (published / WEIGHTS).read_bytes()


def test_damaged_weights_are_thrown_away(catalog: ModelCatalog, fake_hub: FakeHub, tmp_path: Path) -> None:
    fake_hub.corrupt = True
    with pytest.raises(ModelDownloadError, match="checksum"):
        run(catalog.download("tiny"))
    assert visible(tmp_path) == []
    assert not list((tmp_path / "models").rglob("*.part"))
    fake_hub.corrupt = False
    assert run(catalog.download("tiny")).installed


def test_a_pinned_version_is_fetched_though_there_is_a_newer_one(
    fake_hub: FakeHub, published: Path, tmp_path: Path
) -> None:
    newer = dict(fake_hub.commits[COMMIT])
    newer[WEIGHTS] = write_model(tmp_path / "newer", seed=8).read_bytes()
    fake_hub.commits[NEWER] = newer
    pinned = ModelCatalog(tmp_path / "a", shipped=write_shipped(tmp_path / "shipped", f'revision = "{COMMIT}"'))
    spec = run(pinned.download("tiny"))
    assert spec.revision == COMMIT
    assert spec.key == f"tiny@{sha256(published / WEIGHTS)[:12]}"
    newest = ModelCatalog(tmp_path / "b", shipped=write_shipped(tmp_path / "shipped"))
    assert run(newest.download("tiny")).revision == NEWER


def test_what_an_older_version_left_is_not_mixed_in(catalog: ModelCatalog, fake_hub: FakeHub, tmp_path: Path) -> None:
    fake_hub.cut_after = [500_000, *[0] * 10]
    with pytest.raises(ModelDownloadError):
        run(catalog.download("tiny"))
    weights = write_model(tmp_path / "newer", seed=8)
    fake_hub.commits[NEWER] = {path.name: path.read_bytes() for path in weights.parent.iterdir()}
    fake_hub.cut_after = []
    fake_hub.requests.clear()
    assert run(catalog.download("tiny")).revision == NEWER
    assert fake_hub.ranges() == [""]
    assert (catalog.weights_dir("tiny") / WEIGHTS).read_bytes() == weights.read_bytes()
    assert not list((tmp_path / "models").rglob("*.part"))


def test_weights_other_than_the_catalogue_promises_are_refused(fake_hub: FakeHub, tmp_path: Path) -> None:
    shipped = write_shipped(tmp_path / "shipped", f'sha256 = "{"0" * 64}"')
    with pytest.raises(ModelDownloadError, match="other weights"):
        run(ModelCatalog(tmp_path / "models", shipped=shipped).download("tiny"))
    assert fake_hub.ranges() == []


def test_pickled_weights_are_taken_where_there_are_no_others(
    catalog: ModelCatalog, fake_hub: FakeHub, tmp_path: Path
) -> None:
    weights = write_model(tmp_path / "pickled", pickled=True)
    fake_hub.commits = {COMMIT: {path.name: path.read_bytes() for path in weights.parent.iterdir()}}
    assert run(catalog.download("tiny")).key == f"tiny@{sha256(weights)[:12]}"


def _offline(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


def _gone(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    server.repo = "someone/else"


def _refused(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    server.refuse_with = 503


def _no_listing(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(FakeHub, "listing", lambda *_: {"id": "x", "sha": COMMIT})


def _not_open_clip(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    server.commits[COMMIT].pop("open_clip_config.json")


def _no_checksum(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    server.large_bytes = 10**9


def _full_disk(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())


def _disk_fills_up(server: FakeHub, patch: pytest.MonkeyPatch) -> None:
    def fsync(_: int) -> None:
        raise OSError(28, "No space left on device")

    patch.setattr("desktop_app.encoders.hub.os.fsync", fsync)


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (_offline, "cannot be reached"),
        (_gone, "no model called"),
        (_refused, "error 503"),
        (_no_listing, "does not say what"),
        (_not_open_clip, "does not hold a model of open_clip"),
        (_no_checksum, "no checksum"),
        (_full_disk, "are free in"),
        (_disk_fills_up, "the disk is full"),
    ],
)
def test_a_failure_is_one_plain_sentence_and_leaves_no_model(
    catalog: ModelCatalog,
    fake_hub: FakeHub,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    trouble: Callable[[FakeHub, pytest.MonkeyPatch], None],
    sentence: str,
) -> None:
    trouble(fake_hub, monkeypatch)
    with pytest.raises(ModelDownloadError, match=sentence):
        run(catalog.download("tiny"))
    assert not catalog.get("tiny").installed
    assert visible(tmp_path) == []


def test_a_lost_version_says_so(fake_hub: FakeHub, tmp_path: Path) -> None:
    shipped = write_shipped(tmp_path / "shipped", f'revision = "{"3" * 40}"')
    with pytest.raises(ModelDownloadError, match="no longer has this version"):
        run(ModelCatalog(tmp_path / "models", shipped=shipped).download("tiny"))
    assert fake_hub.requests


def test_two_downloads_of_one_model_do_not_meet(catalog: ModelCatalog, fake_hub: FakeHub) -> None:
    first = catalog.download("tiny")
    next(first)
    with pytest.raises(Exception, match="another process"):
        run(catalog.download("tiny"))
    first.close()
    assert run(catalog.download("tiny")).installed
    assert fake_hub.requests


def test_a_shipped_model_that_is_gone_cannot_be_downloaded(catalog: ModelCatalog, tmp_path: Path) -> None:
    (tmp_path / "shipped" / "shipped" / WEIGHTS).unlink()
    with pytest.raises(ModelDownloadError, match="Install the app again"):
        run(catalog.download("shipped"))

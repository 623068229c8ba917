"""Whether the worker's weights leave its memory after their idle time, and come back without an error.

python -m benchmarks.worker_memory [--architecture ViT-B-32]
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import msgspec

from benchmarks.make_library import make_library
from benchmarks.real_worker import connected, end_worker, resident_mb
from benchmarks.report import report
from desktop_app.config import LibraryPaths, Settings, save_settings
from desktop_app.encoders.catalog import ModelCatalog
from desktop_app.jobs import run
from desktop_app.records import ModelSpec, SearchRequest
from desktop_app.worker.client import WorkerClient
from desktop_app.worker.protocol import Search

_IDLE_S = 2.0
_PATIENCE_S = 120.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", default="ViT-B-32", help="open_clip's name")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RED_BICYCLE_MODELS"] = str(Path(folder) / "models")
        spec, weights_mb = add_random_model(Path(folder), given.architecture)
        assert spec.key is not None
        paths = LibraryPaths(Path(folder) / "library")
        make_library(paths, 1000, dim=spec.dim, seed=1, model_key=spec.key)
        save_settings(paths, Settings(model_id=spec.id, model_idle_s=_IDLE_S))
        with connected(paths) as client:
            figures = measure(client, weights_mb)
        end_worker(paths)
    report("worker_memory", figures, {"share of the weights' memory given back when idle": ">= 0.95"})
    return 0


def measure(client: WorkerClient, weights_mb: float) -> dict[str, float]:
    """MB unless the name says otherwise."""
    assert client.worker_pid is not None
    search(client)
    loaded = resident_mb(client.worker_pid)
    deadline = time.monotonic() + _PATIENCE_S
    time.sleep(_IDLE_S)
    while (idle := resident_mb(client.worker_pid)) > loaded - 0.95 * weights_mb and time.monotonic() < deadline:
        time.sleep(0.2)  # another process's memory: there is nothing to wait on
    began = time.perf_counter()
    search(client)
    return {
        "weights, MB": weights_mb,
        "worker with weights, MB": loaded,
        "worker when idle, MB": idle,
        "share of the weights' memory given back when idle": (loaded - idle) / weights_mb,
        "the search that brings them back, s": time.perf_counter() - began,
    }


def search(client: WorkerClient) -> None:
    found = client.submit(Search(SearchRequest(text="a red bicycle"))).result(_PATIENCE_S)
    assert found.hits, "a search without hits"


def add_random_model(folder: Path, architecture: str) -> tuple[ModelSpec, float]:
    """A model of that architecture with random weights, as a user adds one; and how much memory they take, in MB."""
    from desktop_app.encoders.open_clip_models import config_of_architecture  # isort: skip  # before open_clip
    import open_clip  # isort: skip
    from safetensors.torch import save_file

    model = open_clip.create_model(architecture, device="cpu")
    source = folder / "random"
    source.mkdir()
    (source / "open_clip_config.json").write_bytes(msgspec.json.encode(config_of_architecture(architecture)))
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, source / "open_clip_model.safetensors")
    catalog = ModelCatalog(Path(os.environ["RED_BICYCLE_MODELS"]))
    spec = run(catalog.add(source, id="random"))
    return spec, sum(tensor.numel() * tensor.element_size() for tensor in weights.values()) / 1e6


if __name__ == "__main__":
    raise SystemExit(main())

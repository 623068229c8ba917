"""Brings one model of the catalogue into a staging folder, complete and checked. No torch here."""

import time
from pathlib import Path
from typing import NamedTuple

from desktop_app.encoders import hub
from desktop_app.encoders.entries import Entry
from desktop_app.encoders.model_folder import (
    CONFIG_FILE,
    TOKENIZER_FILES,
    WEIGHTS_FILES,
    Manifest,
    manifest_of,
    needs_own_tokenizer,
    read_model_config,
    sweep,
)
from desktop_app.encoders.timm_config import TIMM_CONFIG_FILE, TIMM_WEIGHTS_FILE, read_hub_config, write_timm_config
from desktop_app.errors import ModelDownloadError
from desktop_app.jobs import Job, Progress
from desktop_app.records import ModelKind


class _Layout(NamedTuple):
    """What a repository of the hub holds, by the library that it is made for."""

    library: str
    config: str
    weights: tuple[str, ...]


_LAYOUTS = {
    ModelKind.IMAGE_TEXT: _Layout("open_clip", CONFIG_FILE, WEIGHTS_FILES),
    ModelKind.IMAGE: _Layout("timm", "config.json", (TIMM_WEIGHTS_FILE,)),
}


def fetch_model(entry: Entry, staging: Path) -> Job[Manifest]:
    """Fetches what is missing in `staging` and returns what to write into its manifest; closing it keeps what arrived.

    Raises:
        ModelDownloadError, ModelDamagedError: as `ModelCatalog.download`.
    """
    repo = entry.source.removeprefix("hub:")
    yield Progress("download", unit="bytes", detail=entry.title)
    listing = hub.list_files(repo, revision=entry.revision)
    name, sha256 = yield from _fetch_all(repo, listing, staging, entry)
    sweep(staging, keep={CONFIG_FILE, TIMM_CONFIG_FILE, name, *TOKENIZER_FILES})
    return manifest_of(staging / name, sha256, revision=listing.commit)


def _fetch_all(repo: str, listing: hub.HubListing, staging: Path, entry: Entry) -> Job[tuple[str, str]]:
    """Returns name and SHA-256 of the weights."""
    config, weights = _config_and_weights(repo, listing, entry)
    sweep(staging, keep={hub.partial_path(weights, staging).name, weights.name})
    hub.require_space(staging, weights)
    for _ in hub.fetch(repo, listing.commit, config, staging):
        pass
    if entry.kind is ModelKind.IMAGE:
        write_timm_config(staging, read_hub_config(staging / config.name, image_size_px=entry.image_size_px))
    for name in _tokenizer_files(listing, staging) if entry.kind is ModelKind.IMAGE_TEXT else ():
        for _ in hub.fetch(repo, listing.commit, listing.files[name], staging):
            pass
    started, first = time.monotonic(), None
    for done in hub.fetch(repo, listing.commit, weights, staging):
        first = done if first is None else first
        yield _progress(done, weights.size_bytes, done - first, time.monotonic() - started, entry.title)
    assert weights.sha256 is not None
    return weights.name, weights.sha256


def _tokenizer_files(listing: hub.HubListing, staging: Path) -> list[str]:
    if not needs_own_tokenizer(read_model_config(staging)):
        return []
    return [name for name in TOKENIZER_FILES if name in listing.files]


def _config_and_weights(repo: str, listing: hub.HubListing, entry: Entry) -> tuple[hub.HubFile, hub.HubFile]:
    layout = _LAYOUTS[entry.kind]
    config = listing.files.get(layout.config)
    weights = next((listing.files[name] for name in layout.weights if name in listing.files), None)
    if config is None or weights is None or config.size_bytes > 1024 * 1024:
        raise ModelDownloadError(f"{repo} on the hub does not hold a model of {layout.library}.")
    if weights.sha256 is None:
        raise ModelDownloadError(f"The hub gives no checksum for the weights of {repo}.")
    if entry.sha256 is not None and entry.sha256 != weights.sha256:
        raise ModelDownloadError(f"The hub offers other weights of {repo} than those this app was made for.")
    return config, weights


def _progress(done: int, total: int, arrived: int, seconds: float, title: str) -> Progress:
    rate = arrived / seconds if arrived > 0 and seconds > 0 else None
    left = (total - done) / rate if rate else None
    return Progress("download", done=done, total=total, unit="bytes", detail=title, rate=rate, seconds_left=left)

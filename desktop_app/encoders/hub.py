"""Fetches files of a model from the hub: pinned, checked, resumable. No torch here.

`hf_hub_download` throws a partial file away when it is interrupted (seen in huggingface_hub 2.4), so the bytes are
streamed here; listing, addresses, sessions, proxies and tokens remain the library's.
"""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import msgspec
from huggingface_hub import HfApi, constants, get_session, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

from desktop_app.errors import ModelDownloadError

CHUNK_BYTES = 1024 * 1024
TIMEOUT_S = 30.0
ATTEMPTS = 5
"""Broken connections in a row, without a byte in between, before the download is given up."""
RETRY_S = 1.0
_SPARE_BYTES = 64 * 1024 * 1024


class HubFile(msgspec.Struct, frozen=True):
    """A file of the repository; large ones have a SHA-256, small ones git's SHA-1."""

    name: str
    size_bytes: int
    sha256: str | None
    git_sha1: str | None


class HubListing(msgspec.Struct, frozen=True):
    """All files at one commit."""

    commit: str
    files: dict[str, HubFile]


def endpoint() -> str:
    """`HF_ENDPOINT` as it is now, not as it was when the library was imported."""
    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def list_files(repo: str, *, revision: str | None) -> HubListing:
    """What `repo` ("owner/name") holds at `revision`, or now. Raises `ModelDownloadError`."""
    with _plain_errors(repo):
        found = HfApi(endpoint=endpoint(), library_name="red-bicycle").model_info(
            repo, revision=revision, files_metadata=True, timeout=TIMEOUT_S
        )
    if not found.sha or not found.siblings:
        raise ModelDownloadError(f"The hub does not say what is in {repo}.")
    files = {
        sibling.rfilename: HubFile(
            sibling.rfilename,
            sibling.size or 0,
            sibling.lfs.sha256 if sibling.lfs is not None else None,
            sibling.blob_id,
        )
        for sibling in found.siblings
    }
    return HubListing(found.sha, files)


def require_space(folder: Path, file: HubFile) -> None:
    """Raises `ModelDownloadError` where the disk cannot take what is missing of `file`."""
    here = [path.stat().st_size for path in (partial_path(file, folder), folder / file.name) if path.is_file()]
    needed_bytes = max(file.size_bytes - sum(here), 0)
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + _SPARE_BYTES:
        raise ModelDownloadError(
            f"The download needs {needed_bytes / 1e9:.1f} GB, but only {free / 1e9:.1f} GB are free in {folder}."
        )


def partial_path(file: HubFile, folder: Path) -> Path:
    """Named by content, so that what is there is always a beginning of what is wanted."""
    return folder / f"{file.sha256 or file.git_sha1}.part"


def fetch(repo: str, commit: str, file: HubFile, folder: Path) -> Iterator[int]:
    """Brings `file` into `folder`, going on from a partial file; yields the bytes that are there.

    Closing it, or any failure, leaves the partial file.

    Raises:
        ModelDownloadError: unreachable, refused, disk full, or other bytes than the hub promised.
    """
    if not (file.sha256 or file.git_sha1):
        raise ModelDownloadError(f"The hub gives no checksum for {file.name} of {repo}.")
    partial, complete = partial_path(file, folder), folder / file.name
    with _plain_errors(repo):
        if complete.is_file() and _is_as_promised(complete, file):
            yield file.size_bytes
            return
        with partial.open("ab") as out:
            yield from _stream_with_retries(_url(repo, commit, file), out, file.size_bytes)
            out.flush()
            os.fsync(out.fileno())
        if not _is_as_promised(partial, file):
            partial.unlink()
            raise ModelDownloadError(
                f"{file.name} of {repo} arrived damaged: its checksum is not the hub's. Try again."
            )
        partial.replace(complete)


def _url(repo: str, commit: str, file: HubFile) -> str:
    return str(hf_hub_url(repo, file.name, revision=commit, endpoint=endpoint()))


def _stream_with_retries(url: str, out: Any, size_bytes: int) -> Iterator[int]:
    failures = 0
    while out.tell() < size_bytes:
        before = out.tell()
        try:
            yield from _stream(url, out)
            if out.tell() == before:
                raise httpx2.RemoteProtocolError("nothing arrived")
        except httpx2.TransportError:
            failures = 1 if out.tell() > before else failures + 1
            if failures >= ATTEMPTS:
                raise
            time.sleep(RETRY_S * (failures - 1))
    if out.tell() > size_bytes:
        out.seek(0)
        out.truncate()
        raise ModelDownloadError("The hub sent more than it promised. Try again.")


def _stream(url: str, out: Any) -> Iterator[int]:
    headers = build_hf_headers(library_name="red-bicycle") | {"Accept-Encoding": "identity"}
    if out.tell() > 0:
        headers["Range"] = f"bytes={out.tell()}-"
    with get_session().stream("GET", url, headers=headers, timeout=TIMEOUT_S) as response:
        hf_raise_for_status(response)
        if response.status_code != httpx2.codes.PARTIAL_CONTENT:
            out.seek(0)  # the whole file comes again
            out.truncate()
        for chunk in response.iter_bytes(CHUNK_BYTES):
            out.write(chunk)
            yield out.tell()


def _is_as_promised(path: Path, file: HubFile) -> bool:
    if file.sha256 is not None:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(usedforsecurity=False)  # how git names a file
        digest.update(b"blob %d\0" % path.stat().st_size)
    with path.open("rb") as content:
        while chunk := content.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest() == (file.sha256 or file.git_sha1)


@contextmanager
def _plain_errors(repo: str) -> Iterator[None]:
    """Turns the library's failures into sentences."""
    try:
        yield
    except GatedRepoError as error:
        raise ModelDownloadError(
            f"The hub gives {repo} only to people who accepted its licence there; sign in to it first."
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelDownloadError(f"The hub has no model called {repo}.") from error
    except RevisionNotFoundError as error:
        raise ModelDownloadError(f"The hub no longer has this version of {repo}.") from error
    except HfHubHTTPError as error:
        raise ModelDownloadError(
            f"The hub refused the download of {repo} with error {error.response.status_code}. Try again later."
        ) from error
    except (httpx2.RequestError, OfflineModeIsEnabled) as error:
        raise ModelDownloadError(
            "The model hub cannot be reached. Check the connection and try again; what has arrived is kept."
        ) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        reason = "the disk is full" if full else (error.strerror or str(error))
        raise ModelDownloadError(f"The model could not be saved: {reason}.") from error
    except ValueError as error:
        raise ModelDownloadError(f"The hub's answer about {repo} cannot be understood: {error}.") from error

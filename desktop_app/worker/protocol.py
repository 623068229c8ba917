"""What window, command line and worker say to each other: typed messages, validated on arrival, never pickled.

A connection opens with `Hello`, answered by `Welcome` or `Refused`. After that the client sends `Ask` and `Cancel`;
the worker answers each `Ask` with any number of `Reported` and then exactly one `Done`, `Failed` or `Dropped`, and
tells everybody `Happened`. A request's type argument is the type of its answer.
"""

import os
from pathlib import Path
from typing import Any, TypeAlias, get_args

import msgspec

from desktop_app.errors import ProtocolError
from desktop_app.jobs import Progress
from desktop_app.worker.events import (
    AnyEvent,
    Event,
    JobProgress,
    JobsPaused,
    LibraryChanged,
    PhotoChanged,
    WorkerChanged,
)
from desktop_app.worker.requests import (
    AddFolders,
    AddModel,
    AddSamples,
    AnyRequest,
    CancelJobs,
    ChangeSettings,
    ClearThumbnails,
    DownloadModel,
    FollowChanges,
    ForgetSearches,
    GetHistory,
    GetOldCopy,
    GetSettings,
    GetStatus,
    GetThumbnailUse,
    IndexFolder,
    IndexLibrary,
    LeaveOutFolder,
    ListFolders,
    ListModels,
    ListProblems,
    LookAt,
    MakeThumbnails,
    MoveLibrary,
    Pause,
    R,
    RebuildThumbnails,
    Redo,
    RememberSearch,
    RemoveFolder,
    RemoveModel,
    RemoveOldCopy,
    Request,
    RestorePhotos,
    Resume,
    RetryFiles,
    RotatePhotos,
    RunDoctor,
    Search,
    SetCaption,
    SetFavourite,
    SetRating,
    Shutdown,
    TakeInFolder,
    TrashPhotos,
    Undo,
    UseModel,
    timeout_of,
)

__all__ = [
    "PROTOCOL_VERSION",
    "WINDOW",
    "AddFolders",
    "AddModel",
    "AddSamples",
    "AnyEvent",
    "AnyRequest",
    "Ask",
    "Cancel",
    "CancelJobs",
    "ChangeSettings",
    "ClearThumbnails",
    "Done",
    "DownloadModel",
    "Dropped",
    "Event",
    "Failed",
    "FollowChanges",
    "ForgetSearches",
    "FromClient",
    "FromWorker",
    "GetHistory",
    "GetOldCopy",
    "GetSettings",
    "GetStatus",
    "GetThumbnailUse",
    "Happened",
    "Hello",
    "IndexFolder",
    "IndexLibrary",
    "JobProgress",
    "JobsPaused",
    "LeaveOutFolder",
    "LibraryChanged",
    "ListFolders",
    "ListModels",
    "ListProblems",
    "LookAt",
    "MakeThumbnails",
    "MoveLibrary",
    "Pause",
    "PhotoChanged",
    "RebuildThumbnails",
    "Redo",
    "Refused",
    "RememberSearch",
    "RemoveFolder",
    "RemoveModel",
    "RemoveOldCopy",
    "Reported",
    "Request",
    "RestorePhotos",
    "Resume",
    "RetryFiles",
    "RotatePhotos",
    "RunDoctor",
    "Search",
    "SetCaption",
    "SetFavourite",
    "SetRating",
    "Shutdown",
    "TakeInFolder",
    "TrashPhotos",
    "Undo",
    "UseModel",
    "Welcome",
    "WorkerChanged",
    "answer_type",
    "decode",
    "encode",
    "timeout_of",
]

PROTOCOL_VERSION = 7
WINDOW = "window"
"""What a window calls itself."""


class Hello(msgspec.Struct, frozen=True, tag=True):
    """First message of a client."""

    protocol: int
    app_version: str
    client: str = ""
    """`WINDOW`, "command line"."""


class Ask(msgspec.Struct, frozen=True, tag=True):
    """`timeout_s`: nobody waits for the answer any longer than that."""

    call_id: int
    request: AnyRequest
    timeout_s: float | None = None


class Cancel(msgspec.Struct, frozen=True, tag=True):
    call_id: int


FromClient: TypeAlias = Hello | Ask | Cancel


class Welcome(msgspec.Struct, frozen=True, tag=True):
    protocol: int
    app_version: str
    pid: int


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The worker speaks another version: `protocol`. Like `Hello`, it must be understood by all versions."""

    reason: str
    protocol: int = 0


class Reported(msgspec.Struct, frozen=True, tag=True):
    call_id: int
    progress: Progress


class Done(msgspec.Struct, frozen=True, tag=True):
    """`result` is encoded as the answer type of the request."""

    call_id: int
    result: msgspec.Raw


class Failed(msgspec.Struct, frozen=True, tag=True):
    """`kind` names a class of `desktop_app.errors`."""

    call_id: int
    kind: str
    message: str


class Dropped(msgspec.Struct, frozen=True, tag=True):
    """Ended by `Cancel` or by a newer search."""

    call_id: int


class Happened(msgspec.Struct, frozen=True, tag=True):
    event: AnyEvent


FromWorker: TypeAlias = Welcome | Refused | Reported | Done | Failed | Dropped | Happened


def answer_type(request: type[Request[R]]) -> Any:
    """What a request is answered with, as a type that msgspec decodes to."""
    return get_args(request.__orig_bases__[0])[0]  # type: ignore[attr-defined]


def encode(message: object) -> bytes:
    """MessagePack. Paths travel as bytes, since not every file name is UTF-8."""
    try:
        return _ENCODER.encode(message)
    except UnicodeEncodeError:
        return _ENCODER.encode(_printable(msgspec.to_builtins(message, builtin_types=_BINARY, enc_hook=_to_wire)))


def decode(data: bytes | msgspec.Raw, *, expected: Any) -> Any:
    """The message in `data`. Raises `ProtocolError` when it is not an `expected`."""
    try:
        return _decoder(expected).decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProtocolError(f"The message was not understood: {error}.") from error


def _to_wire(value: object) -> object:
    if isinstance(value, Path):
        return os.fsencode(value)
    raise TypeError(f"{type(value).__name__} is no part of the protocol")


def _from_wire(wanted: type, value: object) -> object:
    if wanted is Path and isinstance(value, bytes) and b"\0" not in value:
        return Path(os.fsdecode(value))
    raise ValueError(f"Expected {wanted.__name__}")


def _printable(value: object) -> object:
    """Half characters of undecodable file names, quoted in a message for people, become question marks."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value


_BINARY = (bytes,)
_ENCODER = msgspec.msgpack.Encoder(enc_hook=_to_wire)
_decoders: dict[Any, msgspec.msgpack.Decoder[Any]] = {}


def _decoder(expected: Any) -> msgspec.msgpack.Decoder[Any]:
    """Building a decoder costs more than decoding: one is kept for each type."""
    found = _decoders.get(expected)
    if found is None:
        found = _decoders[expected] = msgspec.msgpack.Decoder(expected, dec_hook=_from_wire)
    return found

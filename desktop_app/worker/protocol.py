"""What window, command line and worker say to each other: typed messages, validated on arrival, never pickled.

A connection opens with `Hello`, answered by `Welcome` or `Refused`. After that the client sends `Ask` and `Cancel`;
the worker answers each `Ask` with any number of `Reported` and then exactly one `Done`, `Failed` or `Dropped`, and
tells everybody `Happened`. A request's type argument is the type of its answer.
"""

import os
from pathlib import Path
from typing import Any, Generic, Literal, TypeAlias, TypeVar, get_args

import msgspec

from desktop_app.errors import ProtocolError
from desktop_app.jobs import Progress
from desktop_app.records import (
    Change,
    DoctorReport,
    Folder,
    FolderId,
    IndexReport,
    ModelSpec,
    Problem,
    SearchRequest,
    SearchResult,
    WorkspaceStatus,
)

PROTOCOL_VERSION = 1
R = TypeVar("R")
M = TypeVar("M")


class Request(msgspec.Struct, Generic[R], frozen=True, tag=True):
    """A wish of a client; `R` is what it gets back."""


class AddFolders(Request[IndexReport], frozen=True):
    """Watch these folders and index what is in them."""

    folders: tuple[Path, ...]


class RemoveFolder(Request[None], frozen=True):
    """Watch it no longer; the files stay where they are."""

    folder_id: FolderId


class AddSamples(Request[IndexReport], frozen=True):
    """Write the sample photos beside the library and watch them."""


class IndexLibrary(Request[IndexReport], frozen=True):
    """Bring every folder up to date."""


class FollowChanges(Request[None], frozen=True):
    """Hear a `PhotoChanged` for all that is taken over, until cancelled."""


class Search(Request[SearchResult], frozen=True):
    """Find photos. A newer `Search` of the same client ends this one."""

    request: SearchRequest


class ListModels(Request[tuple[ModelSpec, ...]], frozen=True):
    """The catalogue and what the user added."""


class DownloadModel(Request[ModelSpec], frozen=True):
    """Fetch the weights of a model of the catalogue."""

    model_id: str


class AddModel(Request[ModelSpec], frozen=True):
    """Take over weights from a folder or file; `architecture` is open_clip's name, when the folder does not say."""

    path: Path
    model_id: str
    architecture: str | None = None


class UseModel(Request[IndexReport], frozen=True):
    """Understand all photos with this model, then let it answer."""

    model_id: str


class RemoveModel(Request[None], frozen=True):
    """Forget a model, its weights and its embeddings."""

    model_id: str


class RunDoctor(Request[DoctorReport], frozen=True):
    """Check library, index, caches and files against each other; `repair` rebuilds what can be."""

    repair: bool = False


class GetStatus(Request[WorkspaceStatus], frozen=True):
    """Counts, folders, model and device."""


class ListFolders(Request[tuple[Folder, ...]], frozen=True):
    """The watched folders."""


class ListProblems(Request[tuple[Problem, ...]], frozen=True):
    """Files that could not be taken in, and why."""


class Pause(Request[None], frozen=True):
    """Hold background work (not searches) until `Resume`."""


class Resume(Request[None], frozen=True):
    """Go on with background work."""


class Shutdown(Request[None], frozen=True):
    """End the worker, cleanly, for all clients."""


AnyRequest: TypeAlias = (
    AddFolders
    | RemoveFolder
    | AddSamples
    | IndexLibrary
    | FollowChanges
    | Search
    | ListModels
    | DownloadModel
    | AddModel
    | UseModel
    | RemoveModel
    | RunDoctor
    | GetStatus
    | ListFolders
    | ListProblems
    | Pause
    | Resume
    | Shutdown
)


class Event(msgspec.Struct, frozen=True, tag=True):
    """Something a client hears without having asked."""


class LibraryChanged(Event, frozen=True):
    """What views may want to read again."""

    photos: bool = False
    folders: bool = False
    problems: bool = False


class JobProgress(Event, frozen=True):
    """Work that the worker does by itself; None when it rests, with the sentence to show if it had to give up."""

    progress: Progress | None = None
    failure: str = ""


class PhotoChanged(Event, frozen=True):
    """For clients that `FollowChanges`."""

    change: Change


class WorkerChanged(Event, frozen=True):
    """Told by the client itself: the process starts, answers, or went away."""

    state: Literal["starting", "ready", "lost"]
    message: str = ""


AnyEvent: TypeAlias = LibraryChanged | JobProgress | PhotoChanged | WorkerChanged


class Hello(msgspec.Struct, frozen=True, tag=True):
    """First message of a client."""

    protocol: int
    app_version: str
    client: str = ""
    """"window", "command line": for the log."""


class Ask(msgspec.Struct, frozen=True, tag=True):
    call_id: int
    request: AnyRequest


class Cancel(msgspec.Struct, frozen=True, tag=True):
    call_id: int


FromClient: TypeAlias = Hello | Ask | Cancel


class Welcome(msgspec.Struct, frozen=True, tag=True):
    protocol: int
    app_version: str
    pid: int


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The worker speaks another version."""

    reason: str


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

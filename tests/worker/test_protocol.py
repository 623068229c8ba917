"""Messages survive the way, and nothing else gets through."""

import os
import random
from datetime import datetime
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from desktop_app.errors import ProtocolError
from desktop_app.records import (
    Folder,
    FolderId,
    FolderState,
    IndexReport,
    PhotoId,
    Problem,
    SearchHit,
    SearchRequest,
    SearchResult,
)
from desktop_app.worker import protocol
from desktop_app.worker.requests import Request


def there_and_back(message: object, expected: object) -> object:
    return protocol.decode(protocol.encode(message), expected=expected)


@pytest.mark.parametrize("name", ["plain.jpg", "caf\udce9.jpg", "写真 🚲.jpg", "line\nbreak"])
def test_a_path_arrives_as_it_was_whatever_its_bytes(name: str) -> None:
    ask = protocol.Ask(1, protocol.AddFolders((Path("/photos") / name,)))

    assert there_and_back(ask, protocol.FromClient) == ask


@pytest.mark.parametrize("request_type", get_args(protocol.AnyRequest))
def test_every_request_has_an_answer_and_something_else_is_refused_for_it(request_type: type[Request[object]]) -> None:
    answer = protocol.answer_type(request_type)
    assert there_and_back(None, answer | None) is None
    with pytest.raises(ProtocolError):
        protocol.decode(protocol.encode(0.5), expected=answer)


def test_an_answer_is_decoded_as_what_the_request_promises() -> None:
    result = SearchResult(
        hits=(SearchHit(photo_id=PhotoId(3), place=os.fsencode("/a/\udcff.jpg"), similarity=0.25),),
        searched=1,
        seconds=0.1,
    )
    done = protocol.Done(7, msgspec.Raw(protocol.encode(result)))

    arrived = there_and_back(done, protocol.FromWorker)

    assert isinstance(arrived, protocol.Done)
    assert protocol.decode(arrived.result, expected=protocol.answer_type(protocol.Search)) == result


def test_records_with_dates_and_enums_survive() -> None:
    folders = (Folder(id=FolderId(1), path=Path("/a"), state=FolderState.OFFLINE, photo_count=2),)
    assert there_and_back(folders, tuple[Folder, ...]) == folders
    wall_time = datetime.fromisoformat("2026-01-02T03:04:05")
    assert there_and_back(wall_time, datetime) == wall_time


def test_half_characters_in_words_for_people_do_not_break_a_message() -> None:
    report = IndexReport(
        found=1,
        indexed=0,
        unchanged=0,
        moved=0,
        removed=0,
        seconds=1.0,
        photos_per_second=0.0,
        failed=(Problem(path=Path("/\udcff.jpg"), reason="cannot read \udcff.jpg"),),
    )

    arrived = there_and_back(report, IndexReport)

    assert isinstance(arrived, IndexReport)
    assert arrived.failed[0].path == Path("/\udcff.jpg")
    assert arrived.failed[0].reason == "cannot read ?.jpg"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        random.Random(1).randbytes(64),
        b"\x91" * 100_000,
        msgspec.msgpack.encode({"type": "Ask", "call_id": 1, "request": {"type": "AddFolders", "folders": [1]}}),
        msgspec.msgpack.encode({"type": "Ask", "call_id": 1, "request": {"type": "AddFolders", "folders": [b"a\0b"]}}),
        msgspec.msgpack.encode({"type": "Ask", "call_id": "one", "request": {"type": "GetStatus"}}),
        msgspec.msgpack.encode({"type": "Ask", "call_id": 1, "request": {"type": "Format", "disk": "C"}}),
        protocol.encode(protocol.Welcome(1, "0.1", 5)),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        protocol.decode(data, expected=protocol.FromClient)


def test_what_is_no_part_of_the_protocol_is_not_sent() -> None:
    with pytest.raises(TypeError):
        protocol.encode(protocol.Ask(1, protocol.Search(SearchRequest(image=object()))))  # type: ignore[arg-type]

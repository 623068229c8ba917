"""Manifests as people and programs write them."""

import codecs
import json
from pathlib import Path

import pytest

from training.config import TrainingError
from training.data import Manifest, read_manifest

LINES = '{"path": "sea.jpg", "captions": ["the café by the sea", "waves"]}\n{"path": "dune.jpg", "caption": "a dune"}\n'
TABLE = "path,caption\nsea.jpg,the café by the sea\nsea.jpg,waves\ndune.jpg,a dune\n"


def read(tmp_path: Path, content: str | bytes, name: str = "photos.csv") -> Manifest:
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_manifest(tmp_path / name)


def said(manifest: Manifest) -> dict[str, tuple[str, ...]]:
    return {photo.path.name: photo.captions for photo in manifest}


TOLD = {"sea.jpg": ("the café by the sea", "waves"), "dune.jpg": ("a dune",)}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photos.jsonl", LINES),
        ("photos.jsonl", LINES.replace("\n", "\r\n")),
        ("photos.jsonl", "\n" + LINES.replace("\n", "\n\n{}\n")),
        ("photos.json", LINES),
        ("photos.json", f"[{LINES.strip().replace(chr(10), ', ')}]"),
        ("photos", LINES),
        ("photos.csv", TABLE),
        ("photos.txt", TABLE),
        ("photos.csv", TABLE.replace(",", ";").replace("\n", "\r\n")),
        ("photos.tsv", TABLE.replace(",", "\t")),
        ("photos.csv", TABLE.replace("path", " File ").replace("caption", "Caption")),
        ("photos.csv", 'path,captions\nsea.jpg,"[""the café by the sea"", ""waves""]"\ndune.jpg,a dune\n'),
        ("photos.csv", 'path, caption_1, caption_2\nsea.jpg, "the café by\nthe sea", waves\n\n,,\ndune.jpg, a dune\n'),
        ("photos.csv", "caption,path,caption\nthe café by the sea,sea.jpg,waves\na dune,dune.jpg\n"),
    ],
)
def test_every_way_to_write_it_says_the_same(tmp_path: Path, name: str, content: str) -> None:
    assert said(read(tmp_path, content, name)) == TOLD


@pytest.mark.parametrize("name", ["photos.csv", "photos.jsonl"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_unicode_is_known_by_its_mark(tmp_path: Path, name: str, mark: bytes, encoding: str) -> None:
    manifest = read(tmp_path, mark + (TABLE if name.endswith("csv") else LINES).encode(encoding), name)
    assert said(manifest) == TOLD
    assert manifest.notes == ()


def test_other_text_is_taken_for_windows_and_a_note_says_so(tmp_path: Path) -> None:
    manifest = read(tmp_path, TABLE.encode("cp1252"))
    assert said(manifest) == TOLD
    assert len(manifest.notes) == 1
    assert "photos.csv is not in UTF-8" in manifest.notes[0]


def test_weights_splits_objects_and_groups_are_read_from_tables_too(tmp_path: Path) -> None:
    (photo,) = read(tmp_path, 'path;caption;weight;split;objects;group\na.jpg;a;0,5; Validation;"[""boat""]";7\n')
    assert (photo.weight, photo.split, photo.objects, photo.group) == (0.5, "dev", ("boat",), "7")


def test_captions_may_hold_any_sign_of_unicode(tmp_path: Path) -> None:
    captions = ["[sic] a \u2028 line \x85 end", "nul \0 byte", "🚲"]
    (photo,) = read(tmp_path, json.dumps({"path": "a.jpg", "captions": captions}, ensure_ascii=False), "photos.jsonl")
    assert photo.captions == ("[sic] a line end", "nul byte", "🚲")
    (photo,) = read(tmp_path, "path,captions\na.jpg,[sic] a dog\n")
    assert photo.captions == ("[sic] a dog",)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("photos.jsonl", "", "photos.jsonl is empty: give it a row for each photo"),
        ("photos.json", " [] ", "photos.json is empty"),
        ("photos.jsonl", "{}\n\n{}", "photos.jsonl is empty"),
        ("photos.csv", "\n", "photos.csv is empty"),
        ("photos.csv", "path,caption\n", "photos.csv is empty"),
        ("photos.csv", "path,caption\n,\n", "photos.csv is empty"),
        ("photos.csv", "photo,caption\na.jpg,a\n", "photos.csv has no column “path” or “file”"),
        ("photos.csv", "path,title\na.jpg,a\n", "photos.csv has no captions: add a column “caption”"),
        ("photos.csv", "path,caption\na.jpg,a dog, running\n", "photos.csv, line 2 has more cells .* quotes"),
        ("photos.csv", 'path,caption\na.jpg,"a dog\n', "photos.csv, line 2 cannot be read as a table"),
        ("photos.csv", "path,caption\n,a dog\n", "photos.csv, line 2 has no “path”"),
        ("photos.jsonl", '{"path": "a.jpg", "caption": "a"}\n{"path": ', "line 2 cannot be read as JSON"),
        ("photos.jsonl", "[" * 100_000, "photos.jsonl cannot be read as JSON"),
        ("photos.jsonl", '"a.jpg"', "line 1 is no JSON object"),
        ("photos.json", '["a.jpg"]', "entry 1 is no JSON object"),
        ("photos.json", '[{"path": "", "captions": ["a"]}]', "entry 1 has no “path”"),
        ("photos.jsonl", '{"path": 3, "captions": ["a"]}', "line 1 has no “path”"),
        ("photos.jsonl", '{"path": "a\\u0000.jpg", "captions": ["a"]}', "line 1 has no “path”"),
        ("photos.jsonl", '{"path": "a.jpg", "captions": [3]}', "line 1 has “captions” that are not texts"),
        ("photos.jsonl", '{"path": "a.jpg", "captions": {"en": "a"}}', "line 1 has “captions” that are not texts"),
        ("photos.jsonl", '{"path": "a.jpg", "caption": "a", "split": "trian"}', "line 1 has the split “trian”: take"),
        ("photos.jsonl", '{"path": "a.jpg", "caption": "a", "weight": -1}', "line 1 has the weight “-1”: take"),
        ("photos.jsonl", '{"path": "a.jpg", "caption": "a", "weight": NaN}', "has the weight “nan”"),
        ("photos.jsonl", '{"path": "a.jpg", "caption": "a", "weight": true}', "has the weight “True”"),
        ("photos.csv", "path,caption,weight\na.jpg,a,heavy\n", "line 2 has the weight “heavy”"),
    ],
)  # fmt: skip
def test_whatever_is_wrong_is_said_in_one_sentence(tmp_path: Path, name: str, content: str, told: str) -> None:
    with pytest.raises(TrainingError, match=told) as error:
        read(tmp_path, content, name)
    assert name in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "photos.csv is no text, for it holds NUL bytes: save it as UTF-8"),
        (TABLE.encode("utf-16-le"), "NUL bytes"),
        (codecs.BOM_UTF8 + b"path,caption\na.jpg,\xe9", "in no encoding that is known"),
        (codecs.BOM_UTF16_LE + TABLE.replace("dune", "d\0ne").encode("utf-16-le"), "NUL bytes"),
        (b"path,caption\na.jpg,\x81\xe9\n", "in no encoding that is known here: save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_said_to_be_none(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(TrainingError, match=told):
        read(tmp_path, content)


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"captions.json of .* cannot be read: No such file"):
        read_manifest(tmp_path)
    with pytest.raises(TrainingError, match=r"photos.csv of .* cannot be read: No such file"):
        read_manifest(tmp_path / "photos.csv")

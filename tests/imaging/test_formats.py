"""The content says what a file is; the name only says where it is."""

import struct
from pathlib import Path

import pytest

from desktop_app.errors import DamagedPhotoError, NotAPhotoError, PhotoError, UnsupportedFormatError
from desktop_app.imaging.decode import is_candidate
from tests.imaging.pictures import NOWHERE, decode, encode, looks_upright, quarters

ENCODED = {
    "JPEG": encode(quarters(), "JPEG", quality=95),
    "PNG": encode(quarters(), "PNG"),
    "WEBP": encode(quarters(), "WEBP", lossless=True),
    "TIFF": encode(quarters(), "TIFF"),
    "GIF": encode(quarters(), "GIF"),
    "BMP": encode(quarters(), "BMP"),
    "AVIF": encode(quarters(), "AVIF", quality=95),
    "HEIF": encode(quarters(), "HEIF", quality=95),
    "PPM": encode(quarters(), "PPM"),
    "JPEG2000": encode(quarters(), "JPEG2000"),
    "DDS": encode(quarters(), "DDS"),
    "PCX": encode(quarters(), "PCX"),
    "SGI": encode(quarters(), "SGI"),
    "MPO": encode(quarters(), "MPO", save_all=True, append_images=[quarters()], quality=95),
    "QOI": encode(quarters(), "QOI"),
}


@pytest.mark.parametrize("format_name", ENCODED)
def test_a_format_decodes_under_any_name(format_name: str) -> None:
    for name in ("photo", "photo.txt", "photo.png", "photo.jpg", "photo.cr2"):
        decoded = decode(ENCODED[format_name], NOWHERE.with_name(name))
        assert decoded.content.format == format_name
        assert (decoded.content.width_px, decoded.content.height_px) == decoded.image.size == (96, 64)
        assert looks_upright(decoded.image)


def test_targa_has_no_first_bytes_so_its_name_or_its_footer_must_say_it() -> None:
    with_footer = encode(quarters(), "TGA")
    without_footer = with_footer[: -len(b"\0" * 8 + b"TRUEVISION-XFILE.\0")]
    assert looks_upright(decode(with_footer, NOWHERE.with_name("photo")).image)
    assert looks_upright(decode(without_footer, NOWHERE.with_name("photo.tga")).image)
    with pytest.raises(PhotoError):
        decode(without_footer, NOWHERE.with_name("photo"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Dear diary,\nnothing happened.\n", "text"),
        ("Schöne Grüße aus Köln\n".encode() * 200, "text"),
        (b"%PDF-1.7\n\x00\x01", "PDF"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + bytes(64), "video"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  " + bytes(64), "video"),
        (b"RIFF\x10\x00\x00\x00AVI LIST" + bytes(64), "video"),
        (b"\x1aE\xdf\xa3" + bytes(64), "video"),
        (b"ID3\x03" + bytes(64), "sound"),
        (b"PK\x03\x04" + bytes(64), "archive"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\x00\x01\x00\x00\x00\x0f" + bytes(64), "font"),
        (b"\xde\xad\xbe\xef" * 16, "not a photo"),
    ],
)
def test_what_is_no_photo_is_named(data: bytes, words: str) -> None:
    with pytest.raises(NotAPhotoError, match=words):
        decode(data, NOWHERE.with_name("file.bin"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        (b"\xff\x0a" + bytes(64), "JPEG XL"),
        (b"\x76\x2f\x31\x01" + bytes(64), "OpenEXR"),
    ],
)
def test_an_image_that_cannot_be_opened_here_says_which(data: bytes, words: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=words):
        decode(data)


@pytest.mark.parametrize("data", [b"", bytes(5000), b"\xde\xad\xbe\xef" * 16])
def test_a_photo_name_without_a_photo_in_it_is_damage(data: bytes) -> None:
    with pytest.raises(DamagedPhotoError):
        decode(data, NOWHERE.with_name("photo.jpg"))


def test_a_movie_brand_beside_a_photo_brand_is_a_photo() -> None:
    heic = ENCODED["HEIF"]
    (length,) = struct.unpack(">I", heic[:4])
    generic_first = heic[:8] + b"mif1" + heic[12:length] + heic[length:]
    assert looks_upright(decode(generic_first).image)


@pytest.mark.parametrize(
    "name", ["a.jpg", "a", "a.bin", "UPPER.JPEG", ".hidden.jpg", " .png", "a.mp4", "новое фото.heic"]
)
def test_a_name_that_may_hold_a_photo_is_a_candidate(name: str) -> None:
    assert is_candidate(Path("folder") / name)


@pytest.mark.parametrize(
    "name",
    [
        "a.xmp",
        "a.jpg.xmp",
        "A.AAE",
        "Thumbs.db",
        ".DS_Store",
        "desktop.ini",
        "._IMG_1.jpg",
        "a.jpg.part",
        "a.crdownload",
        "a.TMP",
    ],
)
def test_sidecars_and_leftovers_are_no_candidates(name: str) -> None:
    assert not is_candidate(Path("folder") / name)

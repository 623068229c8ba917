"""What a photo says about itself, from wherever it says it, and nothing of what only its camera says."""

import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from desktop_app.imaging.exif import tags_of_raw
from desktop_app.imaging.text import clean, clean_caption, clean_keywords, decode_comment
from desktop_app.records import ImageMetadata
from tests.imaging.pictures import NOWHERE, decode, dng, encode, exif, quarters


def read(tags: Image.Exif | None = None, path: Path = NOWHERE, **options: Any) -> ImageMetadata:
    if tags is not None:
        options["exif"] = tags
    return decode(encode(quarters(), "JPEG", **options), path).content.metadata


def iptc(*fields: tuple[int, int, bytes]) -> bytes:
    """An IPTC block as Photoshop puts it into a JPEG: APP13."""
    block = b"".join(struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in fields)
    resource = b"8BIM" + struct.pack(">HxxI", 0x0404, len(block)) + block + bytes(len(block) % 2)
    content = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def with_segment(segment: bytes, **options: Any) -> bytes:
    data = encode(quarters(), "JPEG", **options)
    return data[:2] + segment + data[2:]


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmp:Rating="{rating}">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{caption}</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag><rdf:li>{keyword}</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"photo_DateTimeOriginal": "2019:06:09 18:21:03", "DateTime": "2022:01:01 00:00:00"}, "2019-06-09 18:21:03"),
        (
            {"photo_DateTimeOriginal": "0000:00:00 00:00:00", "photo_DateTimeDigitized": "2019:06:09 18:21:04"},
            "2019-06-09 18:21:04",
        ),
        ({"photo_DateTimeOriginal": "    :  :     :  :  ", "DateTime": "2019:06:09 18:21:05"}, "2019-06-09 18:21:05"),
        ({"photo_DateTimeOriginal": "2019-06-09T18:21:06+02:00"}, "2019-06-09 18:21:06"),
        ({"photo_DateTimeOriginal": "2019:06:09 18:21"}, "2019-06-09 18:21:00"),
        ({"photo_DateTimeOriginal": "2019:06:09 18:21:03", "photo_SubsecTimeOriginal": "5"}, "2019-06-09 18:21:03.5"),
        ({"photo_DateTimeOriginal": "2019:02:31 18:21:03"}, None),
        ({"photo_DateTimeOriginal": "0019:06:09 18:21:03"}, None),
        ({"photo_DateTimeOriginal": "soon"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_time_is_the_first_that_is_a_date(tags: dict[str, Any], expected: str | None) -> None:
    taken_at = read(exif(**tags)).taken_at
    assert (None if taken_at is None else str(taken_at).removesuffix("00000")) == expected


@pytest.mark.parametrize(
    ("make", "model", "expected"),
    [
        ("Canon", "Canon EOS 80D", "Canon EOS 80D"),
        ("NIKON CORPORATION", "NIKON D850", "NIKON D850"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        ("EASTMAN KODAK COMPANY", "KODAK DC240 ZOOM", "KODAK DC240 ZOOM"),
        ("OLYMPUS IMAGING CORP.", "E-M1", "OLYMPUS E-M1"),
        ("SONY\0\0\0", "ILCE-7M3   ", "SONY ILCE-7M3"),
        ("", "Scanner", "Scanner"),
        ("Maker", "", "Maker"),
        ("", "", ""),
    ],
)
def test_the_camera_does_not_repeat_its_make(make: str, model: str, expected: str) -> None:
    assert read(exif(Make=make, Model=model)).camera == expected


def test_the_lens() -> None:
    assert read(exif(photo_LensModel="EF24-105mm f/4L IS USM")).lens == "EF24-105mm f/4L IS USM"
    assert read(exif(photo_LensModel="----")).lens == ""


def gps(latitude: Any, longitude: Any, *, refs: str = "NE", **more: Any) -> ImageMetadata:
    return read(
        exif(
            gps_GPSLatitudeRef=refs[0],
            gps_GPSLatitude=latitude,
            gps_GPSLongitudeRef=refs[1],
            gps_GPSLongitude=longitude,
            **more,
        )
    )


def place(found: ImageMetadata) -> list[float | None]:
    return [found.latitude, found.longitude, found.altitude_m]


def test_the_place_has_signs_and_height() -> None:
    found = gps((48.0, 30.0, 36.0), (2.0, 15.0, 0.0), gps_GPSAltitude=35.5, gps_GPSAltitudeRef=b"\0")
    assert place(found) == pytest.approx([48.51, 2.25, 35.5])
    found = gps((33.0, 51.0, 0.0), (151.0, 12.0, 0.0), refs="SW", gps_GPSAltitude=12.0, gps_GPSAltitudeRef=b"\1")
    assert place(found) == pytest.approx([-33.85, -151.2, -12])


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ((IFDRational(48, 0), 30.0, 0.0), (2.0, 0.0, 0.0)),
        ((IFDRational(0, 0), IFDRational(0, 0), IFDRational(0, 0)), (2.0, 0.0, 0.0)),
        ((95.0, 0.0, 0.0), (2.0, 0.0, 0.0)),
        ((48.0, 0.0, 0.0), (200.0, 0.0, 0.0)),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    ],
)
def test_a_place_that_makes_no_sense_is_no_place(latitude: Any, longitude: Any) -> None:
    found = gps(latitude, longitude, gps_GPSAltitude=100.0)
    assert place(found) == [None, None, None]


def test_seconds_of_nothing_over_nothing_are_no_seconds() -> None:
    found = gps((48.0, 30.0, IFDRational(0, 0)), (2.0, 0.0, 0.0))
    assert found.latitude == pytest.approx(48.5)


def test_captions_and_keywords_of_exif_and_windows() -> None:
    found = read(exif(ImageDescription="Grüße vom See".encode(), XPKeywords="Boot;See;boot\0".encode("utf-16-le")))
    assert found.caption == "Grüße vom See"
    assert found.keywords == ("Boot", "See")
    assert read(exif(XPComment="Der Hund\0".encode("utf-16-le"))).caption == "Der Hund"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (b"ASCII\0\0\0A dog", "A dog"),
        (b"UNICODE\0" + "Hündin".encode("utf-16-le"), "Hündin"),
        (b"UNICODE\0" + "Hündin".encode("utf-16-be"), "Hündin"),
        (b"JIS\0\0\0\0\0" + "犬".encode("euc_jp"), "犬"),
        (bytes(8) + b"A dog", "A dog"),
        (b"A dog\0\0\0junk", "A dog"),
        (b"", ""),
    ],
)
def test_user_comments_in_their_charsets(comment: bytes, expected: str) -> None:
    assert decode_comment(comment) == expected
    assert read(exif(photo_UserComment=comment)).caption == expected


def test_the_first_source_wins_each_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    tags = exif(ImageDescription="by exif", XPKeywords="exif\0".encode("utf-16-le"))
    tags[0x4746] = 1
    segment = iptc((2, 120, b"by iptc"), (2, 25, b"iptc"))
    data = with_segment(segment, exif=tags)

    def now(content: bytes) -> tuple[str, tuple[str, ...], int | None]:
        found = decode(content, path).content.metadata
        return found.caption, found.keywords, found.rating

    assert now(encode(quarters(), "JPEG", exif=tags)) == ("by exif", ("exif",), 1)
    assert now(data) == ("by iptc", ("iptc",), 1)
    packet = XMP.format(caption="by xmp", keyword="xmp", rating=3).encode()
    assert now(with_segment(segment, exif=tags, xmp=packet)) == ("by xmp", ("xmp",), 3)
    (tmp_path / "photo.xmp").write_text(XMP.format(caption="by sidecar", keyword="", rating=5))
    assert now(with_segment(segment, exif=tags, xmp=packet)) == ("by sidecar", ("xmp",), 5)


def test_iptc_in_its_charsets() -> None:
    utf8 = with_segment(iptc((1, 90, b"\x1b%G"), (2, 120, "Grüße".encode()), (2, 25, "Köln".encode()), (2, 25, b"Dom")))
    latin = with_segment(iptc((2, 120, "Grüße".encode("latin-1")), (2, 25, "Köln".encode("latin-1"))))
    assert decode(utf8).content.metadata.caption == decode(latin).content.metadata.caption == "Grüße"
    assert decode(utf8).content.metadata.keywords == ("Köln", "Dom")


@pytest.mark.parametrize(
    ("written", "read_back"), [("5", 5), ("0", 0), ("-1", 0), ("3.0", 3), ("17", None), ("", None), ("x", None)]
)
def test_ratings(written: str, read_back: int | None) -> None:
    assert read(xmp=XMP.format(caption="", keyword="", rating=written).encode()).rating == read_back


@pytest.mark.parametrize(("percent", "stars"), [(1, 1), (25, 2), (50, 3), (75, 4), (99, 5), (0, None), (400, None)])
def test_windows_percentages(percent: int, stars: int | None) -> None:
    tags = exif()
    tags[0x4749] = percent
    assert read(tags).rating == stars


@pytest.mark.parametrize(
    "caption",
    [
        "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "MINOLTA DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA",
        "Digital Camera", "DCIM", "DCIM0012", "DSC_0001.JPG", "IMG_20190101", "Screenshot", "default",
        "Exif_JPEG_PICTURE", "Created with GIMP",
        "filter: 0; fileterIntensity: 0.0; filterMask: 0; module: photo;", "LEAD Technologies Inc. V1.01", "cof",
        "SAMSUNG CSC", "File written by Adobe Photoshop 4.0", "",
    ],
)  # fmt: skip
def test_what_a_camera_writes_is_no_caption(caption: str) -> None:
    assert read(exif(ImageDescription=caption)).caption == ""


@pytest.mark.parametrize(
    "caption",
    [
        "My first digital camera", "A dog", "Screenshot of the first email", "DSC fans at the match", "Picnic",
        "Samsung office party",
        "Img", "P", "Dinner: pasta", "The default setting", "Image of a dog",
    ],
)  # fmt: skip
def test_what_a_person_writes_is_a_caption(caption: str) -> None:
    assert clean_caption(caption) == caption


def test_text_is_cleaned_and_cut() -> None:
    assert clean("a\x00b\x1bc\u202ed\ud800e\r\nf\t", 100) == "abcde\nf"
    assert len(clean_caption("word " * 10_000)) <= 2000
    assert clean_keywords(["  a\nb ", "A B", "", "\x07", "c" * 500]) == ("a b", "c" * 100)
    assert len(clean_keywords(str(number) for number in range(10_000))) == 200


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x88" * 90,
        b"Exif\0\0nonsense",
    ],
)
def test_broken_exif_does_not_cost_the_photo(block: bytes) -> None:
    assert decode(encode(quarters(), "JPEG", exif=b"Exif\0\0" + block)).content.metadata == ImageMetadata()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_noise_in_metadata_does_not_cost_the_photo(noise: bytes, at: int) -> None:
    tags = exif(
        6, Make="Maker", Model="Model", photo_DateTimeOriginal="2020:01:02 03:04:05", gps_GPSLatitude=(1.0, 2.0, 3.0)
    )
    block = tags.tobytes()
    damaged = block[: 6 + at % len(block)] + noise
    for format_name in ("JPEG", "PNG", "WEBP"):
        data = encode(
            Image.new("RGB", (8, 6)), format_name, exif=damaged, **({"xmp": noise} if format_name != "PNG" else {})
        )
        assert sorted(decode(data).image.size) == [6, 8]


@pytest.mark.parametrize("format_name", ["PNG", "WEBP", "AVIF", "HEIF", "MPO"])
def test_every_format_tells_its_tags(format_name: str) -> None:
    tags = exif(Make="Maker", Model="Model", photo_DateTimeOriginal="2020:01:02 03:04:05", photo_LensModel="Lens")
    found = decode(encode(quarters(), format_name, exif=tags)).content.metadata
    assert (found.camera, str(found.taken_at), found.lens) == ("Maker Model", "2020-01-02 03:04:05", "Lens")


@pytest.mark.parametrize("format_name", ["JPEG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_every_format_tells_its_xmp(format_name: str) -> None:
    packet = XMP.format(caption="Am Meer", keyword="Meer", rating=4).encode()
    options = {"tiffinfo": {700: packet}} if format_name == "TIFF" else {"xmp": packet}
    found = decode(encode(quarters(), format_name, **options)).content.metadata
    assert (found.caption, found.keywords, found.rating) == ("Am Meer", ("Meer",), 4)


def test_a_raw_file_tells_its_own_tags_and_not_those_of_its_preview() -> None:
    preview = encode(quarters(640, 480), "JPEG", exif=exif(Make="Other"))
    assert decode(dng(preview=preview)).content.metadata.camera == "Red Bicycle Negative 1"


def test_raw_files_with_other_first_words_are_read_as_tiff() -> None:
    olympus = b"IIRO" + dng()[4:]
    assert tags_of_raw(olympus).base[272] == "Negative 1"


def test_the_boxes_of_cr3() -> None:
    def box(name: bytes, tags: Image.Exif) -> bytes:
        block = tags.tobytes()[6:]
        return struct.pack(">I", len(block) + 8) + name + block

    photo_tags = Image.Exif()
    photo_tags[0x9003] = "2020:01:02 03:04:05"
    data = bytes(4) + b"ftypcrx " + bytes(90) + box(b"CMT1", exif(Model="EOS R5")) + box(b"CMT2", photo_tags)
    tags = tags_of_raw(data)
    assert (tags.base[272], tags.photo[0x9003], dict(tags.gps)) == ("EOS R5", "2020:01:02 03:04:05", {})

"""XMP packets of cameras and of other programs: read, never written, never trusted."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.imaging.sidecars import XmpPacket, parse_xmp, read_sidecar
from tests.imaging.pictures import decode, encode, quarters

_HEAD = """<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" {attributes}>{elements}</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end='w'?>"""


def packet(elements: str = "", attributes: str = "") -> bytes:
    return _HEAD.format(elements=elements, attributes=attributes).encode()


def test_properties_as_elements_and_as_attributes() -> None:
    as_elements = parse_xmp(
        packet("<xmp:Rating>4</xmp:Rating><exif:DateTimeOriginal>2020-01-02T03:04:05+02:00</exif:DateTimeOriginal>")
    )
    as_attributes = parse_xmp(packet(attributes='xmp:Rating="4" exif:DateTimeOriginal="2020-01-02T03:04:05+02:00"'))
    assert as_elements == as_attributes
    assert (as_elements.rating, str(as_elements.taken_at)) == (4, "2020-01-02 03:04:05")


def test_the_default_language_of_a_caption() -> None:
    languages = '<rdf:li xml:lang="de">Hund</rdf:li><rdf:li xml:lang="x-default">Dog</rdf:li>'
    assert parse_xmp(packet(f"<dc:description><rdf:Alt>{languages}</rdf:Alt></dc:description>")).caption == "Dog"
    assert parse_xmp(packet("<dc:description>plain</dc:description>")).caption == "plain"


def test_keywords_flat_and_in_trees(tmp_path: Path) -> None:
    elements = (
        "<dc:subject><rdf:Bag><rdf:li>Paris</rdf:li><rdf:li>night</rdf:li></rdf:Bag></dc:subject>"
        "<lr:hierarchicalSubject><rdf:Bag><rdf:li>Places|France|Paris</rdf:li><rdf:li>People|Ana</rdf:li></rdf:Bag></lr:hierarchicalSubject>"
    )
    (tmp_path / "photo.xmp").write_bytes(packet(elements))
    found = decode(encode(quarters(), "JPEG"), tmp_path / "photo.jpg").content.metadata
    assert found.keywords == ("Paris", "night", "Ana")


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("48,51.5N", "2,21,3.6E", (48.858333, 2.351)),
        ("33,51S", "151,12W", (-33.85, -151.2)),
        ("x,51N", "2,0E", (None, 2.0)),
        ("1,2,3,4N", "", (None, None)),
        ("48.5", "-2.25", (48.5, -2.25)),
    ],
)
def test_places(latitude: str, longitude: str, expected: tuple[float | None, float | None]) -> None:
    found = parse_xmp(packet(attributes=f'exif:GPSLatitude="{latitude}" exif:GPSLongitude="{longitude}"'))
    assert [found.latitude, found.longitude] == pytest.approx(list(expected))


def test_the_sidecar_of_this_very_file_counts_before_that_of_its_name(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    assert read_sidecar(photo) == XmpPacket()
    (tmp_path / "photo.xmp").write_bytes(packet(attributes='xmp:Rating="1"'))
    assert read_sidecar(photo).rating == 1
    (tmp_path / "photo.jpg.xmp").write_bytes(packet(attributes='xmp:Rating="2"'))
    assert read_sidecar(photo).rating == 2


@pytest.mark.parametrize("name", ["no_extension", ".hidden", "two.dots.jpg", "ümläut 写真.jpg"])
def test_sidecars_of_odd_names(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.xmp").write_bytes(packet(attributes='xmp:Rating="3"'))
    assert read_sidecar(tmp_path / name).rating == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no names that are not text")
def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    photo = Path(os.fsdecode(os.fsencode(tmp_path) + b"/latin1_\xe9.jpg"))
    try:
        photo.with_name(photo.name + ".xmp").write_bytes(packet(attributes='xmp:Rating="3"'))
    except OSError:
        pytest.skip("this file system takes no such name")
    assert read_sidecar(photo).rating == 3


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + packet(
        "<xmp:Rating>&b;</xmp:Rating>"
    )
    leak = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + packet("<dc:description>&a;</dc:description>")
    assert parse_xmp(bomb) == parse_xmp(leak) == XmpPacket()


def test_deep_nesting_costs_no_more_than_its_length() -> None:
    depth = 20_000
    before = time.thread_time()
    parse_xmp(packet("<dc:subject><rdf:Description>" * depth + "</rdf:Description></dc:subject>" * depth))
    assert time.thread_time() - before < 5


def test_a_huge_packet_is_left_alone() -> None:
    assert parse_xmp(packet("<!--" + "x" * 5_000_000 + "-->", 'xmp:Rating="3"')) == XmpPacket()


@given(st.binary(max_size=300), st.integers(0, 900))
def test_any_bytes_give_a_packet(noise: bytes, at: int) -> None:
    whole = packet("<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag></dc:subject>", 'xmp:Rating="3"')
    assert isinstance(parse_xmp(noise), XmpPacket)
    assert isinstance(parse_xmp(whole[:at] + noise + whole[at:]), XmpPacket)


def test_utf16_packets() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?>' + packet(attributes='xmp:Rating="3"').decode().split("?>", 1)[1]
    assert isinstance(parse_xmp(text.encode("utf-16")), XmpPacket)

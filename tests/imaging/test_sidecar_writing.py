"""What is written into sidecars, what stays in them, and what is refused."""

import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.errors import SidecarError
from desktop_app.imaging.decode import _TRANSPOSE
from desktop_app.imaging.sidecar_writing import SidecarWords, write_sidecar
from desktop_app.imaging.sidecars import XmpPacket, read_sidecar
from desktop_app.imaging.turning import turned, turns_between
from tests.imaging.pictures import decode, encode, exif, quarters

ALL = SidecarWords(orientation=6, rating=4, caption="By the sea")
LIGHTROOM = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0">
 <!-- of a converter -->
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmp:Rating="2" tiff:Orientation="1" tiff:Make="A &amp; B&#10;C"
    crs:Exposure2012="+0.35" crs:HasSettings="True">
   <dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>käse</rdf:li></rdf:Bag></dc:subject>
   <lr:hierarchicalSubject><rdf:Bag><rdf:li>Places|France|Nice</rdf:li></rdf:Bag></lr:hierarchicalSubject>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Before</rdf:li>
    <rdf:li xml:lang="de">Vorher</rdf:li></rdf:Alt></dc:description>
   <crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq></crs:ToneCurve>
   <crs:Note><![CDATA[a < b]]></crs:Note>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
DIGIKAM = """<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <r:Description r:about="" xmlns:digiKam="http://www.digikam.org/ns/1.0/"><digiKam:TagsList><r:Seq><r:li>Trips/Nice</r:li></r:Seq></digiKam:TagsList></r:Description>
 <r:Description r:about="" xmlns:a="http://ns.adobe.com/xap/1.0/" xmlns:b="http://ns.adobe.com/tiff/1.0/"><a:Rating>3</a:Rating><b:Orientation>8</b:Orientation></r:Description>
</r:RDF></x:xmpmeta>"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encode(quarters(), "JPEG"))
    return path


def beside(photo: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in photo.parent.iterdir() if path != photo}


def foreign(packet: str) -> list[tuple[str, object]]:
    """All of it but what is ours, with names in full."""
    ours = ("}Orientation", "}Rating", "}description")
    found: list[tuple[str, object]] = []
    for element in ElementTree.fromstring(packet.lstrip("\ufeff")).iter():
        if not element.tag.endswith(("}Alt", "}li", *ours)):
            found.append((element.tag, (element.text or "").strip()))
        if element.get("{http://www.w3.org/XML/1998/namespace}lang") is None and element.tag.endswith("}li"):
            found.append((element.tag, element.text))
        found += sorted((key, value) for key, value in element.attrib.items() if not key.endswith((*ours, "}lang")))
    return found


def test_a_new_sidecar_bears_the_whole_name_and_the_photo_stays(photo: Path) -> None:
    before, at = photo.read_bytes(), photo.stat().st_mtime_ns
    assert write_sidecar(photo, ALL)
    assert list(beside(photo)) == ["photo.jpg.xmp"]
    assert read_sidecar(photo) == XmpPacket(orientation=6, rating=4, caption="By the sea")
    assert (photo.read_bytes(), photo.stat().st_mtime_ns) == (before, at)
    assert photo.with_name("photo.jpg.xmp").stat().st_mode & 0o777 == photo.stat().st_mode & 0o666


@pytest.mark.parametrize("packet", [LIGHTROOM, DIGIKAM])
@pytest.mark.parametrize("name", ["photo.xmp", "photo.jpg.xmp"])
def test_all_else_in_a_sidecar_stays(photo: Path, packet: str, name: str) -> None:
    sidecar = photo.with_name(name)
    sidecar.write_text(packet)
    before = read_sidecar(photo)
    assert write_sidecar(photo, ALL)
    assert list(beside(photo)) == [name]
    after = read_sidecar(photo)
    assert (after.orientation, after.rating, after.caption) == (6, 4, "By the sea")
    assert after.keywords == before.keywords
    assert foreign(sidecar.read_text()) == foreign(packet)


def test_prefixes_comments_and_other_languages_stay(photo: Path) -> None:
    sidecar = photo.with_name("photo.xmp")
    sidecar.write_text(LIGHTROOM)
    write_sidecar(photo, ALL)
    text = sidecar.read_text()
    for kept in (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="w"?>', "<!-- of a converter -->",
        '<rdf:li xml:lang="de">Vorher</rdf:li>', 'crs:Exposure2012="+0.35"', 'tiff:Make="A &amp; B&#10;C"',
        "<crs:Note><![CDATA[a < b]]></crs:Note>", 'xmp:Rating="4"', 'tiff:Orientation="6"',
    ):  # fmt: skip
        assert kept in text
    assert "Before" not in text


def test_only_what_is_wanted_is_changed(photo: Path) -> None:
    photo.with_name("photo.xmp").write_text(LIGHTROOM)
    write_sidecar(photo, SidecarWords(rating=5))
    said = read_sidecar(photo)
    assert (said.rating, said.orientation, said.caption) == (5, 1, "Before")


def test_no_caption_takes_it_away(photo: Path) -> None:
    photo.with_name("photo.xmp").write_text(LIGHTROOM)
    assert write_sidecar(photo, SidecarWords(caption=""))
    assert read_sidecar(photo).caption == ""


@pytest.mark.parametrize("caption", ["<b> & \"c\" ]]> 'd'", "two\nlines", "日本 🚲", "a\x00b\x1f\r\nc", " spaces "])
def test_any_caption_can_be_written(photo: Path, caption: str) -> None:
    for _ in range(2):
        write_sidecar(photo, SidecarWords(caption=caption))
    assert read_sidecar(photo).caption == caption.replace("\x00", "").replace("\x1f", "").replace("\r\n", "\n")


def test_what_is_said_already_is_not_written_again(photo: Path) -> None:
    write_sidecar(photo, ALL)
    sidecar = photo.with_name("photo.jpg.xmp")
    os.utime(sidecar, ns=(1, 1))
    assert not write_sidecar(photo, ALL)
    assert not write_sidecar(photo, SidecarWords(rating=4))
    assert sidecar.stat().st_mtime_ns == 1


def test_a_sidecar_that_photos_share_is_left_to_them(photo: Path) -> None:
    photo.with_name("photo.cr2").write_bytes(b"raw")
    photo.with_name("photo.xmp").write_text(LIGHTROOM)
    write_sidecar(photo, ALL)
    assert beside(photo)["photo.xmp"] == LIGHTROOM
    assert read_sidecar(photo).keywords == ("sea", "käse", "Nice")
    assert read_sidecar(photo).rating == 4
    assert read_sidecar(photo.with_name("photo.cr2")).rating == 2


def test_a_link_to_a_sidecar_stays_one(photo: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.xmp").write_text(LIGHTROOM)
    link = photo.with_name("photo.xmp")
    link.symlink_to(elsewhere / "kept.xmp")
    write_sidecar(photo, ALL)
    assert link.is_symlink()
    assert "By the sea" in (elsewhere / "kept.xmp").read_text()


@pytest.mark.parametrize(
    "packet",
    [b"", b"no xml", LIGHTROOM.encode()[:700], b"<html/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a/>" * 9],
)
def test_a_sidecar_that_is_not_understood_is_left_as_it_is(photo: Path, packet: bytes) -> None:
    sidecar = photo.with_name("photo.jpg.xmp")
    sidecar.write_bytes(packet)
    with pytest.raises(SidecarError, match=r"photo\.jpg\.xmp was left as it is"):
        write_sidecar(photo, ALL)
    assert sidecar.read_bytes() == packet
    assert list(beside(photo)) == ["photo.jpg.xmp"]


def test_a_place_that_takes_no_file_is_told_and_leaves_nothing(photo: Path) -> None:
    photo.with_name("photo.jpg.xmp").mkdir()
    with pytest.raises(SidecarError, match="could not be written: Is a directory"):
        write_sidecar(photo, ALL)
    assert sorted(path.name for path in photo.parent.iterdir()) == ["photo.jpg", "photo.jpg.xmp"]


def test_a_drive_that_is_away_gets_no_sidecar(photo: Path) -> None:
    photo.unlink()
    with pytest.raises(SidecarError, match="No such file"):
        write_sidecar(photo, ALL)
    assert not list(photo.parent.iterdir())


def test_an_interrupted_writing_leaves_the_old_one(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo.with_name("photo.xmp").write_text(LIGHTROOM)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SidecarError, match="No space left"):
        write_sidecar(photo, ALL)
    assert beside(photo) == {"photo.xmp": LIGHTROOM}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("turns", range(4))
def test_a_turned_orientation_shows_the_turned_picture(orientation: int, turns: int) -> None:
    """By Pillow's own transpositions, pixel for pixel."""
    stored = quarters()

    def shown(number: int) -> Image.Image:
        return stored.transpose(_TRANSPOSE[number]) if number > 1 else stored

    upright = shown(orientation)
    for _ in range(turns):
        upright = upright.transpose(Image.Transpose.ROTATE_270)  # which is 90° clockwise
    wanted = turned(orientation, turns)
    assert shown(wanted).tobytes() == upright.tobytes()
    assert turns_between(orientation, wanted) == turns


def test_no_turn_mirrors() -> None:
    assert (turns_between(1, 2), turns_between(6, 7), turns_between(3, None)) == (0, 0, 0)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_read_of_a_photo_is_the_turn_beyond_its_own(tmp_path: Path, orientation: int) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(encode(quarters(), "JPEG", exif=exif(orientation)))
    assert decode(photo.read_bytes(), photo).content.metadata.quarter_turns == 0
    for turns in (1, 2, 3, 0):
        write_sidecar(photo, SidecarWords(orientation=turned(orientation, turns)))
        told = decode(photo.read_bytes(), photo).content.metadata
        assert (told.orientation, told.quarter_turns) == (orientation, turns)


def test_the_orientation_of_a_shared_sidecar_is_for_none_of_them(photo: Path) -> None:
    photo.with_name("photo.xmp").write_text(DIGIKAM)
    assert read_sidecar(photo).orientation == 8
    photo.with_name("photo.cr2").write_bytes(b"raw")
    assert (read_sidecar(photo).orientation, read_sidecar(photo).rating) == (None, 3)

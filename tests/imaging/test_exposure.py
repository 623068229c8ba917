"""How a photo was taken, from files good and bad."""

from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from desktop_app.errors import PhotoError
from desktop_app.imaging.exif import Tags
from desktop_app.imaging.exposure import Exposure, exposure_of, read_exposure
from desktop_app.imaging.opening import DecodeLimits

Base = ExifTags.Base
LIMITS = DecodeLimits(max_pixels=1_000_000, max_file_bytes=1_000_000)


def test_a_file_says_how_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[Base.Artist] = "Ada"
    exif[Base.Software] = "Darkroom 2"
    taken = exif.get_ifd(ExifTags.IFD.Exif)
    taken[Base.ExposureTime] = IFDRational(1, 250)
    taken[Base.FNumber] = IFDRational(28, 10)
    taken[Base.ISOSpeedRatings] = 400
    taken[Base.FocalLength] = IFDRational(35, 1)
    taken[Base.FocalLengthIn35mmFilm] = 52
    taken[Base.ExposureBiasValue] = IFDRational(-2, 3)
    taken[Base.Flash] = 0x19
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (32, 24)).save(path, exif=exif)
    said = read_exposure(path, limits=LIMITS)
    assert said.exposure_s == pytest.approx(0.004)
    assert said.f_number == pytest.approx(2.8)
    assert (said.iso, said.focal_mm, said.focal_35mm, said.flash_fired) == (400, 35.0, 52, True)
    assert said.bias_ev == pytest.approx(-2 / 3)
    assert (said.artist, said.software) == ("Ada", "Darkroom 2")


def test_a_file_without_tags_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    Image.new("RGB", (8, 8)).save(path)
    assert read_exposure(path, limits=LIMITS) == Exposure()


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (Base.ExposureTime, IFDRational(0, 0)),
        (Base.ExposureTime, IFDRational(0, 1)),
        (Base.ExposureTime, "soon"),
        (Base.FNumber, float("inf")),
        (Base.FNumber, -2.8),
        (Base.ISOSpeedRatings, 0),
        (Base.ISOSpeedRatings, ()),
        (Base.FocalLength, None),
        (Base.ExposureBiasValue, 4000),
    ],
)
def test_tags_that_make_no_sense_are_left_out(tag: int, value: object) -> None:
    assert exposure_of(Tags(photo={tag: value})) == Exposure()


def test_a_speed_that_is_written_twice_is_read_once() -> None:
    assert exposure_of(Tags(photo={Base.ISOSpeedRatings: (200, 200)})).iso == 200


def test_what_is_no_photo_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"text")
    with pytest.raises(PhotoError):
        read_exposure(path, limits=LIMITS)

"""How a photo was taken and where, as photographers write it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from desktop_app.gui.words import number, tr
from desktop_app.records import Photo

if TYPE_CHECKING:
    from desktop_app.imaging.exposure import Exposure

_FRACTION_BELOW_S = 0.3


def settings_line(exposure: "Exposure") -> str:
    """ƒ/2.8 · 1/250 s · 35 mm · ISO 400"""
    parts = []
    if exposure.f_number is not None:
        parts.append(f"ƒ/{_figure(exposure.f_number)}")
    if exposure.exposure_s is not None:
        parts.append(exposure_time(exposure.exposure_s))
    if exposure.focal_mm is not None:
        parts.append(f"{_figure(exposure.focal_mm)} mm")
    if exposure.iso is not None:
        parts.append(f"ISO {number(exposure.iso)}")
    return " · ".join(parts)


def finer_line(exposure: "Exposure") -> str:
    """52 mm on full frame · −0.7 EV · flash fired"""
    parts = []
    if exposure.focal_35mm is not None and exposure.focal_35mm != round(exposure.focal_mm or 0):
        parts.append(tr("{n} mm on full frame").format(n=exposure.focal_35mm))
    if exposure.bias_ev:
        sign = "+" if exposure.bias_ev > 0 else "−"
        parts.append(f"{sign}{_figure(abs(exposure.bias_ev))} EV")
    if exposure.flash_fired:
        parts.append(tr("flash fired"))
    return " · ".join(parts)


def exposure_time(seconds: float) -> str:
    """1/250 s, 0.5 s, 30 s"""
    if seconds < _FRACTION_BELOW_S:
        return f"1/{number(round(1 / seconds))} s"
    return f"{_figure(seconds)} s"


def place(photo: Photo) -> str:
    """48.13743° N, 11.57549° E"""
    if photo.latitude is None or photo.longitude is None:
        return ""
    north = tr("N") if photo.latitude >= 0 else tr("S")
    east = tr("E") if photo.longitude >= 0 else tr("W")
    return f"{_degrees(photo.latitude)} {north}, {_degrees(photo.longitude)} {east}"


def height(exposure: "Exposure") -> str:
    """519 m above the sea"""
    return "" if exposure.altitude_m is None else tr("{n} m above the sea").format(n=number(round(exposure.altitude_m)))


def megapixels(photo: Photo) -> str:
    """24.2 MP"""
    millions = photo.width_px * photo.height_px / 1e6
    return f"{QLocale().toString(millions, 'f', 1 if millions >= 0.95 else 2)} MP"


def _degrees(angle: float) -> str:
    return f"{QLocale().toString(abs(angle), 'f', 5)}°"


def _figure(value: float) -> str:
    """Up to one decimal."""
    return QLocale().toString(float(value), "f", 0 if abs(value - round(value)) < 0.05 else 1)

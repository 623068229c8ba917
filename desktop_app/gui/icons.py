"""Icons of one open family (Phosphor, MIT), drawn from QtAwesome's copy of its font in the colours of the theme."""

import importlib.util
import json
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPainterPath, QPixmap, QRawFont, QTransform
from PySide6.QtSvg import QSvgRenderer

from desktop_app.gui.theme import Size, Tokens
from resources import RESOURCES_DIR

_SCALES = (1.0, 1.5, 2.0, 3.0)
_DESIGN_PX = 512


def icon(name: str, colour: QColor, *, size_px: int = Size.ICON, on: QColor | None = None) -> QIcon:
    """The icon `name` ("gear", "heart-fill"); `on` is its colour while checked."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(_pixmap(name, colour.rgba(), size_px, scale))
        if on is not None:
            made.addPixmap(_pixmap(name, on.rgba(), size_px, scale), QIcon.Mode.Normal, QIcon.State.On)
    return made


def paint_icon(painter: QPainter, name: str, box: QRectF, colour: QColor) -> None:
    """Fills the icon into `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width(), box.height())
    painter.fillPath(glyph(name), colour)
    painter.restore()


@lru_cache(maxsize=256)
def glyph(name: str) -> QPainterPath:
    """The outline of an icon in a square of side 1."""
    font, characters = _font()
    (index,) = font.glyphIndexesForString(chr(int(characters[name], 16)))
    outline = font.pathForGlyph(index)
    advance = font.advancesForGlyphIndexes([index])[0].x()
    unit = QTransform.fromScale(1 / _DESIGN_PX, 1 / _DESIGN_PX)
    unit.translate((_DESIGN_PX - advance) / 2, font.ascent())
    path = unit.map(outline)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def drawing(name: str, tokens: Tokens) -> QSvgRenderer:
    """One of our own drawings in `resources/icons`; `{token}` in it becomes that colour of the theme."""
    text = (RESOURCES_DIR / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    for token in Tokens.__dataclass_fields__:
        text = text.replace(f"{{{token}}}", str(getattr(tokens, token)))
    return QSvgRenderer(QByteArray(text.encode()))


def drawing_pixmap(name: str, tokens: Tokens, size: QSize, scale: float) -> QPixmap:
    """That drawing at `size` device-independent pixels."""
    pixmap = QPixmap(size * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing(name, tokens).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def app_icon() -> QIcon:
    """The application's own sign."""
    folder = RESOURCES_DIR / "icons"
    made = QIcon()
    for size_px in (16, 32, 48, 128, 256):
        pixmap = QPixmap()
        pixmap.loadFromData((folder / f"red-bicycle-{size_px}.png").read_bytes())
        made.addPixmap(pixmap)
    return made


def _pixmap(name: str, rgba: int, size_px: int, scale: float) -> QPixmap:
    side = round(size_px * scale)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, QRectF(0, 0, side, side), QColor.fromRgba(rgba))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@lru_cache(maxsize=1)
def _font() -> tuple[QRawFont, dict[str, str]]:
    """Only the one font that is used; importing QtAwesome would take longer than the whole first picture may."""
    spec = importlib.util.find_spec("qtawesome")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "fonts"
    (font_file,) = folder.glob("phosphor-[0-9]*.ttf")
    (map_file,) = folder.glob("phosphor-charmap-*.json")
    font = QRawFont()
    data = QByteArray(font_file.read_bytes())
    font.loadFromData(data, _DESIGN_PX, QFont.HintingPreference.PreferNoHinting)
    return font, json.loads(map_file.read_text(encoding="utf-8"))

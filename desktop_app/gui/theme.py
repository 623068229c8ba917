"""Every colour and size of the window, once. Widgets ask for a token; no other file holds a raw colour."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette


class ThemeChoice(StrEnum):
    """What the user set; SYSTEM follows the desktop, also while the window is open."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, as #RRGGBB."""

    is_dark: bool
    ground: str  # behind the photos
    surface: str  # bars and side panels
    raised: str  # fields, menus, dialogs: what lies on top
    hovered: str  # a quiet control under the pointer
    line: str
    faint: str  # secondary text and resting icons
    text: str
    accent: str  # selected, running, next to do
    accent_fill: str  # behind words: in the dark the accent itself is too light for white ones
    accent_hovered: str  # of that
    accent_text: str
    good: str
    warning: str
    wrong: str
    viewer: str  # behind one photo

    def colour(self, name: str, opacity: float = 1.0) -> QColor:
        """The token `name`, `opacity` from 0 to 1."""
        colour = QColor(getattr(self, name))
        colour.setAlphaF(opacity)
        return colour


DARK = Tokens(
    is_dark=True,
    ground="#111214",
    surface="#17181B",
    raised="#1F2125",
    hovered="#26282D",
    line="#2A2C31",
    faint="#9A9DA6",
    text="#EDEEF0",
    accent="#E5484D",
    accent_fill="#D13438",
    accent_hovered="#D6393E",
    accent_text="#FFFFFF",
    good="#46A758",
    warning="#F5A524",
    wrong="#E5484D",
    viewer="#0A0A0B",
)
LIGHT = Tokens(
    is_dark=False,
    ground="#FFFFFF",
    surface="#F6F6F7",
    raised="#FFFFFF",
    hovered="#ECECEF",
    line="#E3E4E8",
    faint="#62656E",
    text="#17181B",
    accent="#D13438",
    accent_fill="#D13438",
    accent_hovered="#BF2C30",
    accent_text="#FFFFFF",
    good="#2B7A3D",
    warning="#AD5700",
    wrong="#C62A2F",
    viewer="#F1F1F3",
)

SHADE = "#000000"
"""Behind badges and words on a photo, whatever the theme: photos know none."""
ON_PHOTO = "#FFFFFF"
CHANNELS = ("#EB5757", "#4CB782", "#4A8CF7")
"""Red, green and blue, of a histogram."""


def on_photo(opacity: float = 1.0) -> QColor:
    """Words and signs on top of a photo."""
    colour = QColor(ON_PHOTO)
    colour.setAlphaF(opacity)
    return colour


def shade(opacity: float) -> QColor:
    """The backing of words and signs on top of a photo."""
    colour = QColor(SHADE)
    colour.setAlphaF(opacity)
    return colour


class Size:
    """Lengths in device-independent pixels: steps of 4."""

    SPACE = 8
    MARGIN = 16
    GROUP = 24
    TILE_GAP = 4
    TILE_RADIUS = 8
    CONTROL_RADIUS = 6
    DIALOG_RADIUS = 12
    TOP_BAR = 56
    STATUS = 32
    CONTROL = 36
    SIDE_BAR = 232
    INFORMATION = 320
    ICON = 16
    ICON_LARGE = 20
    RING = 3
    BODY = 13
    SECONDARY = 12
    SECTION = 15
    LEAD = 15
    HEADING = 22
    HERO = 28


FADE_MS = 120
MOVE_MS = 160


def tokens_for(choice: ThemeChoice) -> Tokens:
    """The theme to show now."""
    if choice is ThemeChoice.SYSTEM:
        return LIGHT if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light else DARK
    return LIGHT if choice is ThemeChoice.LIGHT else DARK


def palette(tokens: Tokens) -> QPalette:
    """What Fusion paints with where the style sheet says nothing."""
    role = QPalette.ColorRole
    names = {
        role.Window: "surface",
        role.WindowText: "text",
        role.Base: "raised",
        role.AlternateBase: "surface",
        role.Text: "text",
        role.PlaceholderText: "faint",
        role.Button: "raised",
        role.ButtonText: "text",
        role.ToolTipBase: "raised",
        role.ToolTipText: "text",
        role.BrightText: "accent_text",
        role.Highlight: "accent_fill",
        role.HighlightedText: "accent_text",
        role.Link: "accent",
        role.Accent: "accent",
        role.Mid: "line",
        role.Dark: "line",
        role.Light: "raised",
    }
    made = QPalette()
    for each, name in names.items():
        made.setColor(each, tokens.colour(name))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, tokens.colour("faint", 0.55))
    return made


_GENERIC_FAMILIES = ("Sans Serif", "Sans", "DejaVu Sans", "")
_GOOD_FAMILIES = ("Inter", "Noto Sans", "Cantarell", "Ubuntu Sans", "Ubuntu", "Adwaita Sans", "Open Sans", "Roboto")


def interface_font(size_px: int = Size.BODY, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's interface font; a good one that is installed where the system names only "sans serif"."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.family() in _GENERIC_FAMILIES:
        font.setFamilies(_good_families() or [font.family()])
    font.setPixelSize(size_px)
    font.setWeight(weight)
    return font


@lru_cache(maxsize=1)
def _good_families() -> list[str]:
    """Those that are installed: to look takes a while, and every part of the window asks."""
    installed = set(QFontDatabase.families())
    return [name for name in _GOOD_FAMILIES if name in installed]


def tabular(font: QFont) -> QFont:
    """The same with figures of one width, for numbers that move."""
    steady = QFont(font)
    if hasattr(QFont, "Tag"):  # Qt 6.7 and newer
        steady.setFeature(QFont.Tag("tnum"), 1)
    return steady

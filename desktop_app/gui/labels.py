"""Lines of words, each of one kind: faint, heading, a state as a pill; and names that are too long."""

from PySide6.QtWidgets import (
    QLabel,
    QWidget,
)

_PILL_PX = 20


def faint(text: str = "", *, wraps: bool = True) -> QLabel:
    """A line of secondary text."""
    label = QLabel(text)
    label.setProperty("faint", "true")
    label.setWordWrap(wraps)
    return label


def heading(text: str) -> QLabel:
    """Above a card."""
    label = QLabel(text)
    label.setProperty("role", "cardTitle")
    return label


def pill(text: str, tone: str, meaning: str = "") -> QLabel:
    """A word about a state: good, warning, accent or quiet."""
    label = QLabel(text)
    label.setProperty("role", "pill")
    label.setProperty("tone", tone)
    label.setFixedHeight(_PILL_PX)
    label.setToolTip(meaning)
    return label


def tell_style(widget: QWidget, name: str, value: str) -> None:
    """Sets a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label_text(name: str, *, longest: int = 48) -> str:
    """Shortened in the middle."""
    half = (longest - 1) // 2
    return name if len(name) <= longest else f"{name[:half]}…{name[-half:]}"

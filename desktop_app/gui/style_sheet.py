"""The one style sheet, made from the tokens."""

from string import Template

from PySide6.QtWidgets import QApplication

from desktop_app.gui.settings_style import RULES
from desktop_app.gui.theme import ON_PHOTO, SHADE, Size, Tokens, palette

_SHEET = Template("""
* { outline: none; }
QWidget { color: $text; font-size: ${body}px; }
QMainWindow, QStackedWidget, #browse { background: $ground; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px; font-size: ${secondary}px; }

#topBar { background: $surface; border-bottom: 1px solid $line; }
#appName { font-size: ${section}px; font-weight: 600; }
#sideBar { background: $surface; border: none; border-right: 1px solid $line; }
#sideBar QWidget { background: transparent; }
#sideBar QTreeView::branch { background: transparent; image: none; }
#statusStrip { background: $surface; border-top: 1px solid $line; }
#statusStrip QLabel { font-size: ${secondary}px; color: $faint; }
#contextLine { background: $ground; }
#contextText { color: $faint; font-size: ${secondary}px; }
#contextTitle { font-size: ${section}px; font-weight: 600; }
#sideHeading { color: $faint; font-size: ${secondary}px; font-weight: 600; }

QLabel[faint="true"] { color: $faint; font-size: ${secondary}px; }
QLabel[role="title"] { font-size: ${heading}px; font-weight: 600; }
QLabel[role="hero"] { font-size: ${hero}px; font-weight: 600; }
QLabel[role="lead"] { font-size: ${lead}px; color: $faint; }
QLabel[role="section"] { font-size: ${section}px; font-weight: 600; }
QLabel[role="key"] { background: $surface; border: 1px solid $line; border-radius: 4px; padding: 1px 7px;
  font-size: ${secondary}px; }

QPushButton { background: $raised; border: 1px solid $line; border-radius: ${control_radius}px; padding: 0 14px;
  min-height: 32px; }
QPushButton:hover { background: $hovered; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 0 13px; min-height: 30px; }
QPushButton:disabled { color: $faint; }
QPushButton[primary="true"] { background: $accent_fill; border: 1px solid $accent_fill; color: $accent_text;
  font-weight: 600; }
QPushButton[primary="true"]:hover { background: $accent_hovered; border-color: $accent_hovered; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }
QPushButton[small="true"] { min-height: 26px; padding: 0 12px; }
QPushButton[small="true"]:focus { min-height: 24px; padding: 0 11px; }
QPushButton[large="true"] { min-height: 38px; padding: 0 18px; }
QPushButton[large="true"]:focus { min-height: 36px; padding: 0 17px; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${control_radius}px;
  padding: 4px; }
QToolButton:hover { background: $hovered; }
QToolButton:pressed, QToolButton:checked { background: $line; }
QToolButton:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

#searchField { background: $field; border: 1px solid $line; border-radius: ${control_radius}px; }
#searchField[focused="true"] { border: 2px solid $accent; background: $raised; }
#searchField QLineEdit { background: transparent; border: none; padding: 0; font-size: 14px;
  selection-background-color: $accent_fill; selection-color: $accent_text; }
#searchField QToolButton { padding: 3px; border: 1px solid transparent; }
#searchField QToolButton:focus { border-color: $accent; }
#searchField[dropping="true"] { border: 2px dashed $accent; background: $raised; }
#dropHint { background: $raised; border-radius: 4px; color: $text; font-weight: 600; }
#moreChips { background: $hovered; font-size: ${secondary}px; }
#welcome, #closedLibrary { background: $ground; }
#modelScroll, #modelScroll > QWidget > QWidget { background: transparent; }
#completer { background: $raised; border: 1px solid $line; border-radius: 8px; }
#completer QListView { background: transparent; border: none; }

QMenu { background: $raised; border: 1px solid $line; border-radius: ${control_radius}px; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 4px; }
QMenu::item:selected { background: $hovered; }
QMenu::item:disabled { color: $faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 3px; min-height: 40px; margin: 2px 3px; }
QScrollBar::handle:vertical:hover { background: $faint; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 3px; min-width: 40px; margin: 3px 2px; }
QScrollBar::handle:horizontal:hover { background: $faint; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $faint; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: $text; }
QSlider::handle:horizontal:focus { background: $accent; }

QProgressBar { background: $line; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }

#errorBar { background: $raised; border: 1px solid $line; border-radius: 8px; }
#toast { background: $text; border-radius: 8px; }
#toast QLabel { color: $ground; }
#toast QPushButton { background: transparent; border: none; color: $ground; font-weight: 600; padding: 0 6px; }
#toast QPushButton:hover { text-decoration: underline; }

#sheet { background: $raised; border: 1px solid $line; border-radius: ${dialog_radius}px; }
#sheet QScrollArea, #sheet QScrollArea > QWidget > QWidget { background: transparent; border: none; }
#sheet QListWidget { background: transparent; border: none; }
#sheet QListWidget::item { border-bottom: 1px solid $line; }
#rule { background: $line; max-height: 1px; border: none; }

#viewer, #viewerBar { background: $viewer; }
#viewerBar[floating="true"] { background: $viewer_veil; }
#viewer QLabel[role="viewerName"] { font-weight: 600; }
#viewer QLabel[role="viewerFacts"] { color: $faint; font-size: ${secondary}px; }
#heart:checked, #heart:pressed { background: transparent; }
#heart:hover { background: $hovered; }
#zoomLabel { color: $faint; font-size: ${secondary}px; padding: 4px 0; }
#viewerArrow { background: $on_photo_backing; border-radius: 22px; padding: 0; border: none; }
#viewerArrow:hover { background: $on_photo_strong; }
#viewerPill { background: $on_photo_strong; border-radius: 24px; }
#viewerPill QToolButton { color: $on_photo; border-radius: 18px; padding: 6px; }
#viewerPill QToolButton:hover, #viewerPill QToolButton:checked { background: $on_photo_hovered; }
#viewerPill QToolButton:focus { border-color: $on_photo; }
#captionLine { padding: 5px 8px; }
#captionLine[empty="true"] { color: $faint; }
#captionEditor { background: $raised; border: 1px solid $accent; border-radius: ${dialog_radius}px; }
#captionField { background: transparent; border: none; padding: 0; selection-background-color: $accent_fill;
  selection-color: $accent_text; }
#informationPage #captionField { background: $field; border: 1px solid $line; border-radius: ${control_radius}px;
  padding: 7px 8px; }
#informationPage #captionField:focus { border: 2px solid $accent; padding: 6px 7px; }
#informationPanel, #informationPage { background: $surface; }
#informationPanel { border: none; border-left: 1px solid $line; }

QRadioButton { spacing: 8px; min-height: 24px; }
QRadioButton::indicator { width: 14px; height: 14px; border-radius: 8px; border: 1px solid $faint;
  background: $raised; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; background: $accent_text; }
QRadioButton:focus { text-decoration: underline; }
""")


def style_sheet(tokens: Tokens) -> str:
    """What Qt's style sheet engine draws with in this theme."""
    colours = {name: getattr(tokens, name) for name in Tokens.__dataclass_fields__}
    return Template(_SHEET.template + RULES).substitute(
        colours,
        field=tokens.raised if tokens.is_dark else tokens.ground,
        viewer_veil=_with_opacity(tokens.viewer, 0.88),
        on_photo=ON_PHOTO,
        on_photo_backing=_with_opacity(SHADE, 0.5),
        on_photo_strong=_with_opacity(SHADE, 0.72),
        on_photo_hovered=_with_opacity(ON_PHOTO, 0.16),
        body=Size.BODY,
        secondary=Size.SECONDARY,
        section=Size.SECTION,
        heading=Size.HEADING,
        hero=Size.HERO,
        lead=Size.LEAD,
        control_radius=Size.CONTROL_RADIUS,
        dialog_radius=Size.DIALOG_RADIUS,
    )


def dress_application(tokens: Tokens) -> None:
    """Palette and style sheet of the whole application; half a second with all its parts there, so only on a change."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    sheet = style_sheet(tokens)
    if application.styleSheet() != sheet:
        application.setPalette(palette(tokens))
        application.setStyleSheet(sheet)


def _with_opacity(colour: str, opacity: float) -> str:
    """#AARRGGBB"""
    return f"#{round(opacity * 255):02X}{colour[1:]}"

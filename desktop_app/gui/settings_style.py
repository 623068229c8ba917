"""The part of the style sheet that dresses the settings and the other sheets. `$token` as in `style_sheet`."""

RULES = """
#settingsNav { background: $surface; border-top-left-radius: ${dialog_radius}px;
  border-bottom-left-radius: ${dialog_radius}px; border-right: 1px solid $line; }
#settingsTitle { font-size: ${section}px; font-weight: 600; }
#sheet QStackedWidget { background: transparent; }
#sheet #settingsPage { background: transparent; }
#card { background: $surface; border: 1px solid $line; border-radius: 10px; }
#card QWidget { background: transparent; }
#card QPushButton, #card QComboBox { background: $raised; }
#card QPushButton:hover, #card QComboBox:hover { background: $hovered; }
#card QPushButton[primary="true"] { background: $accent; }
#card QPushButton[primary="true"]:hover { background: $accent_hovered; }
#card #rule { background: $line; }
#card #nameChip { background: $raised; }
#card QLineEdit { background: $raised; }
#card QProgressBar { background: $line; }
#card #segments { background: $ground; }
#card #segments QToolButton:checked { background: $raised; }
QLabel[role="cardTitle"] { font-size: ${body}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="pill"] { border-radius: 9px; padding: 0 8px; font-size: 11px; font-weight: 600; }
QLabel[role="pill"][tone="good"] { color: $good; border: 1px solid $good; }
QLabel[role="pill"][tone="warning"] { color: $warning; border: 1px solid $warning; }
#card QLabel[role="pill"][tone="accent"] { color: $accent_text; background: $accent; border: 1px solid $accent; }
QLabel[role="pill"][tone="quiet"] { color: $faint; border: 1px solid $line; }
QLabel[tone="wrong"] { color: $wrong; }
#nameChip { background: $raised; border: 1px solid $line; border-radius: 6px; }
#nameChip QToolButton { padding: 2px; border-width: 1px; }
#segments { background: $ground; border: 1px solid $line; border-radius: 8px; }
#segments QToolButton { padding: 4px 14px; border: 2px solid transparent; border-radius: 6px; color: $faint; }
#segments QToolButton:hover { color: $text; background: transparent; }
#segments QToolButton:checked { color: $text; background: $raised; border: 1px solid $line; padding: 5px 15px; }
#segments QToolButton:focus { border: 2px solid $accent; padding: 4px 14px; }
QComboBox { background: $raised; border: 1px solid $line; border-radius: ${control_radius}px; padding: 0 12px;
  min-height: 32px; }
QComboBox:hover { background: $hovered; }
QComboBox:focus { border: 2px solid $accent; padding: 0 11px; min-height: 30px; }
QComboBox:disabled { color: $faint; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; padding: 4px; outline: none;
  selection-background-color: $hovered; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 4px; }
#nameField { border: 1px solid $line; border-radius: ${control_radius}px; padding: 0 10px; min-height: 32px; }
#nameField:focus { border: 2px solid $accent; padding: 0 9px; min-height: 30px; }
#problemsList, #guideText { background: transparent; border: none; }
"""

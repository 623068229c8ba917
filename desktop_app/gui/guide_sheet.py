"""The user guide, in the window."""

from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFont, QTextBlockFormat, QTextCursor, QTextLength
from PySide6.QtWidgets import QTextBrowser, QWidget

from desktop_app.gui.sheets import Sheet
from desktop_app.gui.theme import Size, Tokens
from resources import RESOURCES_DIR

_LINE_PERCENT = 132.0


class GuideSheet(Sheet):
    """Reads the guide that ships with the app when it is first opened; links to other places open outside."""

    def __init__(self, parent: QWidget, *, guide: Path | None = None) -> None:
        super().__init__(parent, width=860, height=760)
        self.set_title(self.tr("User guide"))
        self.column.addLayout(self.top)
        self._guide = guide_path() if guide is None else guide
        self._has_read = False
        self.text = QTextBrowser()
        self.text.setObjectName("guideText")
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(self.tr("User guide"))
        self.text.anchorClicked.connect(self._on_link_clicked)
        self.column.addWidget(self.text, 1)

    def present(self) -> None:
        if not self._has_read:
            self._has_read = True
            self._read()
        super().present()
        self.text.setFocus()

    def set_tokens(self, tokens: Tokens) -> None:
        super().set_tokens(tokens)
        if self._has_read:
            self._read()

    def _read(self) -> None:
        """Afresh, since colours of links are part of the text."""
        self.text.setSearchPaths([str(self._guide.parent)])
        try:
            words = self._guide.read_text(encoding="utf-8")
        except OSError:
            words = self.tr("The guide is not part of this installation. Install the app again to have it.")
        document = self.text.document()
        document.setDocumentMargin(Size.SPACE)
        self.text.setMarkdown(words)
        self._space_lines()
        self._fit_pictures()

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.text.document())
        block = self.text.document().begin()
        while block.isValid():
            cursor.setPosition(block.position())
            form = QTextBlockFormat(block.blockFormat())
            level = form.headingLevel()
            form.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(Size.GROUP if level else 0)
            form.setBottomMargin(Size.SPACE)
            cursor.setBlockFormat(form)
            if level:
                cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                letters = cursor.charFormat()
                letters.setFontWeight(QFont.Weight.DemiBold)
                cursor.mergeCharFormat(letters)
            block = block.next()

    def _fit_pictures(self) -> None:
        """No wider than the sheet."""
        widest = 780
        document = self.text.document()
        block = document.begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                fragment = pieces.fragment()
                if fragment.charFormat().isImageFormat():
                    image = fragment.charFormat().toImageFormat()
                    image.setMaximumWidth(QTextLength(QTextLength.Type.FixedLength, widest))
                    cursor = QTextCursor(document)
                    cursor.setPosition(fragment.position())
                    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                    cursor.setCharFormat(image)
                pieces += 1
            block = block.next()

    @Slot(QUrl)
    def _on_link_clicked(self, url: QUrl) -> None:
        if url.hasFragment() and url.isRelative() and not url.path():
            self.text.scrollToAnchor(url.fragment())
        elif url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)


def guide_path(resources: Path = RESOURCES_DIR) -> Path:
    """Beside the code in a checkout; among the resources where it is installed, to where `pyproject.toml` copies it."""
    beside = resources.parent / "docs" / "guide.md"
    return beside if beside.is_file() else resources / "guide" / "guide.md"

"""All that is known of a photo."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.gui.theme import Size
from desktop_app.gui.words import file_name, file_size, long_time, number, plain_path
from desktop_app.records import Photo, PhotoState


class InformationPanel(QScrollArea):
    """A column of small headings and what they say; what is not known is not mentioned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("informationPanel")
        self.setFixedWidth(Size.INFORMATION)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Information"))

    def show_photo(self, photo: Photo, *, similarity: float | None) -> None:
        """Replaces what is shown."""
        page = QWidget()
        page.setObjectName("informationPage")
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(2)
        title = QLabel(file_name(photo.path))
        title.setProperty("role", "section")
        title.setWordWrap(True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setText(_breakable(file_name(photo.path)))
        column.addWidget(title)
        for heading, words in self._lines(photo, similarity):
            column.addSpacing(14)
            name = QLabel(heading)
            name.setProperty("faint", "true")
            value = QLabel(_breakable(words))
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(name)
            column.addWidget(value)
        column.addStretch(1)
        self.setWidget(page)

    def words(self) -> str:
        """All that is said, a line each."""
        page = self.widget()
        return "" if page is None else "\n".join(label.text() for label in page.findChildren(QLabel))

    def show_nothing(self) -> None:
        """No photo is chosen."""
        words = QLabel(self.tr("Choose a photo to see what is known about it."))
        words.setObjectName("informationPage")
        words.setProperty("faint", "true")
        words.setWordWrap(True)
        words.setContentsMargins(20, 20, 20, 20)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(words)

    def _lines(self, photo: Photo, similarity: float | None) -> list[tuple[str, str]]:
        size = self.tr("{width} × {height} pixels · {bytes} · {format}").format(
            width=number(photo.width_px),
            height=number(photo.height_px),
            bytes=file_size(photo.size_bytes),
            format=photo.format,
        )
        lines = [
            (self.tr("Caption"), photo.caption),
            (self.tr("Taken") if photo.taken_at else self.tr("File from"), long_time(photo)),
            (self.tr("Size"), size),
            (self.tr("Camera"), " · ".join(filter(None, [photo.camera, photo.lens]))),
            (self.tr("Place"), _place(photo)),
            (self.tr("Keywords"), ", ".join(photo.keywords)),
            (self.tr("Rating"), "★" * photo.rating),
            (self.tr("Similarity to the search"), "" if similarity is None else f"{similarity:.3f}"),
            (self.tr("Where"), plain_path(photo.path.parent)),
        ]
        if photo.state is PhotoState.OFFLINE:
            lines.insert(0, (self.tr("Away"), self.tr("The drive of this photo is not connected.")))
        return [(heading, words) for heading, words in lines if words]


def _place(photo: Photo) -> str:
    if photo.latitude is None or photo.longitude is None:
        return ""
    return f"{photo.latitude:.5f}, {photo.longitude:.5f}"


def _breakable(text: str) -> str:
    """Long names may break after separators, and anywhere when they have none."""
    broken = "".join(letter + "\u200b" if letter in "/\\_-." else letter for letter in text)
    return (
        "\u200b".join(broken[start : start + 24] for start in range(0, len(broken), 24)) if len(text) > 60 else broken
    )

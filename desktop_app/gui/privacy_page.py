"""Settings: what leaves this computer (nothing), the one connection there can be, and what is kept here."""

import os
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.config import LibraryPaths, default_models_dir
from desktop_app.gui.cards import Page, Row
from desktop_app.gui.labels import faint, label_text
from desktop_app.gui.words import plain_path

USUAL_HUB = "huggingface.co"
"""Where models come from, unless `HF_ENDPOINT` names a mirror (`encoders/hub.py`)."""


class PrivacyPage(Page):
    """Says what is so, and lets past searches be forgotten."""

    forget_wanted = Signal()
    reveal_wanted = Signal(object)  # Path

    def __init__(self, paths: LibraryPaths) -> None:
        super().__init__(self.tr("Privacy"))
        lead = QLabel(self.tr("Nothing of yours leaves this computer."))
        lead.setProperty("role", "section")
        self.add(
            lead,
            faint(
                self.tr(
                    "No photo, no caption, no search, no number. There is no account, there are no statistics, no "
                    "crash reports and no look for updates. Photos are understood here, by a model on this disk."
                )
            ),
        )
        self.add_card(
            self.tr("The one connection there can be"),
            Row(
                self.tr("Downloading a model, when you ask for it"),
                self.tr(
                    "From {hub}, and from the servers that it sends downloads to. They see what every server sees, "
                    "your internet address, and beside it: which model and version is wanted, the versions of Python, "
                    "of torch and of the hub's own library, the name of this app, and a random number for each request."
                ).format(hub=hub_name()),
            ),
            Row(
                self.tr("If you are signed in to the hub on this computer"),
                self.tr(
                    "With the hub's own tools, or by HF_TOKEN: then that sign-in goes along, since some models are "
                    "only given to people who accepted their licence. Red Bicycle itself never asks for one."
                ),
            ),
        )
        forget = QPushButton(self.tr("Forget"))
        forget.clicked.connect(self._on_forget_clicked)
        self.forget = forget
        self._searches = Row(
            self.tr("Past searches"), self.tr("Kept in the library, to offer them again while you type."), forget
        )
        self.add_card(
            self.tr("What is kept, and only here"),
            self._place(self.tr("The library"), self.tr("What is known of your photos, and what you said"), paths.root),
            self._place(self.tr("Models"), self.tr("Shared by all libraries"), default_models_dir()),
            self._searches,
        )
        self.add_card(
            self.tr("Your photo files"),
            Row(
                self.tr("Are only ever read"),
                self.tr(
                    "Ratings, captions and rotation are kept in the library, and in sidecar files beside the photos if "
                    "you switch that on. The only things that touch a photo file are the ones you ask for: moving it "
                    "to the trash, and putting it back."
                ),
            ),
        )
        self.end()

    def say_forgotten(self, count: int) -> None:
        """So many searches were forgotten."""
        self._searches.say(self.tr("All are forgotten.") if count else self.tr("There was none."))

    def _place(self, title: str, note: str, path: Path) -> Row:
        show = QPushButton(self.tr("Show"))
        show.setAccessibleName(self.tr("Show {path} in the file manager").format(path=plain_path(path)))
        show.setProperty("path", path)
        show.clicked.connect(self._on_show_clicked)
        row = Row(title, f"{note}: {label_text(plain_path(path), longest=64)}", show)
        row.setToolTip(plain_path(path))
        return row

    @Slot()
    def _on_show_clicked(self) -> None:
        self.reveal_wanted.emit(self.sender().property("path"))

    @Slot()
    def _on_forget_clicked(self) -> None:
        self.forget_wanted.emit()


def hub_name() -> str:
    """Whom a download asks."""
    chosen = os.environ.get("HF_ENDPOINT", "").rstrip("/").partition("//")[2]
    return chosen or f"Hugging Face ({USUAL_HUB})"

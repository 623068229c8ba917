"""In which language the window speaks, and how it writes figures and dates: both in the same one."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from resources import RESOURCES_DIR

SYSTEM = ""
LANGUAGES = {"en": "English", "de": "Deutsch"}
"""What there is, by code, each under its own name."""
TRANSLATIONS = RESOURCES_DIR / "translations"


def speak(application: QApplication, choice: str = SYSTEM) -> None:
    """The words of `choice`, a code of `LANGUAGES`, in all windows that are opened from now on.

    `SYSTEM`, or a code that is not there, is the system's language where there is a translation, and else English.
    """
    locale = locale_of(choice, QLocale.system())
    QLocale.setDefault(locale)
    for spoken in application.findChildren(QTranslator):
        application.removeTranslator(spoken)
        spoken.setParent(None)
    for name, folder in (
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        ("red-bicycle", str(TRANSLATIONS)),
    ):
        translator = QTranslator(application)
        if translator.load(locale, name, "_", folder):
            application.installTranslator(translator)


def is_english() -> bool:
    """Whether the window speaks English."""
    return QLocale().language() is QLocale.Language.English


def locale_of(choice: str, system: QLocale) -> QLocale:
    """The language to speak, with the customs of the system's country."""
    codes = (choice, QLocale.languageToCode(system.language()), "en")
    language = QLocale(next(code for code in codes if code in LANGUAGES)).language()
    return QLocale(system if system.language() is language else QLocale(language, system.territory()))

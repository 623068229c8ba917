"""Figures, times and paths as people read them."""

import os
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTime

from desktop_app.gui.photo_list import time_of
from desktop_app.jobs import Progress
from desktop_app.records import Photo


def tr(text: str, *, count: int = -1) -> str:
    """The text in the user's language; `%n` in it becomes `count`."""
    return QCoreApplication.translate("words", text, None, count)


def number(value: int) -> str:
    """8,310"""
    return QLocale().toString(value)


def counted(value: int, one: str, many: str) -> str:
    """ "1 photo", "8,310 photos"; `one` and `many` are translated and hold `{n}`."""
    return (one if value == 1 else many).format(n=number(value))


def photos(value: int) -> str:
    """ "1 photo", "8,310 photos"."""
    return counted(value, tr("{n} photo"), tr("{n} photos"))


def plain_path(path: Path) -> str:
    """A path as text; bytes that are no text become question marks."""
    return os.fsencode(path).decode(errors="replace")


def place(path: Path) -> str:
    """A path as people read it: ~/Pictures where that is the custom."""
    home = Path.home()
    if os.name == "nt" or home == Path(home.anchor) or not path.is_relative_to(home):
        return plain_path(path)
    return plain_path("~" / path.relative_to(home))


def file_name(path: Path) -> str:
    """The last part of a path, as text."""
    return os.fsencode(path.name).decode(errors="replace")


def file_size(size_bytes: int) -> str:
    """2.4 MB"""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def _qt_moment(moment: datetime) -> QDateTime:
    return QDateTime(QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute, moment.second))


def long_time(photo: Photo) -> str:
    """Wed 4 March 2026, 14:05"""
    moment = _qt_moment(time_of(photo))
    day = QLocale().toString(moment.date(), tr("ddd d MMMM yyyy"))
    return f"{day}, {QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)}"


def month(months: int) -> str:
    """March 2026, from months since year 0."""
    year, index = divmod(months, 12)
    return f"{QLocale().standaloneMonthName(index + 1)} {year}"


def duration(seconds: float) -> str:
    """3 min"""
    if seconds < 60:
        return tr("{n} s").format(n=max(round(seconds), 1))
    if seconds < 90 * 60:
        return tr("{n} min").format(n=round(seconds / 60))
    return tr("{n} h").format(n=f"{seconds / 3600:.1f}".rstrip("0").rstrip("."))


def progress(now: Progress) -> str:
    """Understanding 1,204 of 8,310 photos · 41/s · 3 min"""
    doing = {
        "start": tr("Getting ready"),
        "copy": tr("Copying"),
        "scan": tr("Looking through your folders"),
        "index": tr("Understanding"),
        "encode": tr("Understanding"),
        "thumbnails": tr("Making small pictures of"),
        "samples": tr("Drawing the samples:"),
        "download": tr("Downloading"),
        "check": tr("Checking"),
        "battery": tr("Waiting for mains power:"),
        "move": tr("Moving the library:"),
        "clear": tr("Deleting small pictures"),
        "edit": tr("Changing"),
        "sidecars": tr("Writing sidecar files:"),
        "trash": tr("Moving to the trash:"),
        "restore": tr("Putting back:"),
        "undo": tr("Undoing:"),
        "redo": tr("Doing again:"),
    }.get(now.activity, tr("Working"))
    parts = [_how_far(doing, now)]
    if now.rate and now.unit != "bytes":
        parts.append(f"{now.rate:.0f}/s" if now.rate >= 10 else f"{now.rate:.1f}/s")
    if now.seconds_left is not None and now.seconds_left > 1:
        parts.append(duration(now.seconds_left))
    return " · ".join(parts)


def _how_far(doing: str, now: Progress) -> str:
    if now.unit == "bytes":
        far = file_size(now.done) if now.total is None else f"{file_size(now.done)} / {file_size(now.total)}"
        return f"{doing} {far}"
    if now.activity == "scan" or now.total is None:
        return f"{doing} · {_units(now.done, now.unit)}" if now.done else f"{doing} …"
    return tr("{doing} {done} of {units}").format(doing=doing, done=number(now.done), units=_units(now.total, now.unit))


def _units(value: int, unit: str) -> str:
    if unit == "files":
        return counted(value, tr("{n} file"), tr("{n} files"))
    return photos(value)

"""The error tree. Every class here is a known failure: its text is one plain sentence that says what to do next.

    RedBicycleError
    ├── LibraryError        LibraryBusyError · LibraryTooNewError · LibraryDamagedError · LibraryUnwritableError
    │                       LibraryMissingError
    ├── FolderError
    ├── PhotoError          NotAPhotoError · UnsupportedFormatError · DamagedPhotoError · PhotoTooLargeError
    │                       UnreadablePhotoError · VanishedPhotoError
    ├── TrashError
    ├── SidecarError
    ├── ModelError          UnknownModelError · ModelMissingError · ModelDownloadError · ModelDamagedError
    ├── SearchError         QueryError · IndexDamagedError
    └── WorkerError         WorkerUnavailableError · WorkerGoneError · WorkerSilentError
                        ProtocolError · OutdatedClientError

Anything else that is raised is a bug. `Cancelled` is neither: it is the user's wish.
"""


class RedBicycleError(Exception):
    """A known failure; `str(error)` is shown to the user as it is."""


class Cancelled(Exception):  # noqa: N818 - not an error
    """The user or a newer request ended the work."""


class LibraryError(RedBicycleError):
    """The library cannot be opened or written."""


class LibraryBusyError(LibraryError):
    """Another process holds the library."""


class LibraryTooNewError(LibraryError):
    """A newer version of the app wrote the library."""


class LibraryDamagedError(LibraryError):
    """The database is not readable as one."""


class LibraryUnwritableError(LibraryError):
    """The disk is full, read-only or away."""


class LibraryMissingError(LibraryError):
    """There is no library in that place yet, or none that was brought up to date for this version."""


class FolderError(RedBicycleError):
    """A folder cannot be watched."""


class PhotoError(RedBicycleError):
    """One file cannot be used. It is recorded with this reason and never stops a batch."""


class NotAPhotoError(PhotoError):
    """The file is something else: text, video, a document."""


class UnsupportedFormatError(PhotoError):
    """An image, of a kind that cannot be decoded here."""


class DamagedPhotoError(PhotoError):
    """Truncated or corrupt."""


class PhotoTooLargeError(PhotoError):
    """More pixels or bytes than the limit."""


class UnreadablePhotoError(PhotoError):
    """The system refuses to read the file."""


class VanishedPhotoError(PhotoError):
    """The file went away before it was read."""


class TrashError(RedBicycleError):
    """A file cannot be moved to the system's trash or back; the text says where it is."""


class SidecarError(RedBicycleError):
    """The file beside a photo that other programs read cannot be written; it is as it was."""


class ModelError(RedBicycleError):
    """A model cannot be used."""


class UnknownModelError(ModelError):
    """No model of that name in the catalogue or among the added ones."""


class ModelMissingError(ModelError):
    """The model is known but its weights are not on this machine."""


class ModelDownloadError(ModelError):
    """The hub could not be reached or sent something else than promised."""


class ModelDamagedError(ModelError):
    """The weights do not fit their configuration or checksum."""


class SearchError(RedBicycleError):
    """A search cannot be answered."""


class QueryError(SearchError):
    """The query says nothing that can be searched for."""


class IndexDamagedError(SearchError):
    """A vector index file is not what its header promises; it is rebuilt from the library."""


class WorkerError(RedBicycleError):
    """The background process cannot help."""


class WorkerUnavailableError(WorkerError):
    """It cannot be started or reached."""


class WorkerGoneError(WorkerError):
    """It ended before it answered."""


class WorkerSilentError(WorkerError):
    """It did not answer in time."""


class ProtocolError(WorkerError):
    """It speaks another version, or something else."""


class OutdatedClientError(ProtocolError):
    """It is of a newer version than this program, which has to be started again."""


def error_class(name: str) -> type[RedBicycleError]:
    """The class of that name, `RedBicycleError` if there is none: errors keep their kind across processes."""
    queue: list[type[RedBicycleError]] = [RedBicycleError]
    while queue:
        found = queue.pop()
        if found.__name__ == name:
            return found
        queue.extend(found.__subclasses__())
    return RedBicycleError

"""What the catalogue says about its models, in the user's language; added models say where they came from."""

from PySide6.QtCore import QCoreApplication

from desktop_app.records import ModelSpec


def summary_of(model: ModelSpec) -> str:
    """What it is good for; of an added one, where it came from."""
    kind, _, name = model.source.partition(":")
    if kind == "local" and model.summary == ADDED.format(name=name):
        return _say(ADDED).format(name=name)
    return _say(model.summary)


def licence_of(model: ModelSpec) -> str:
    """The terms of its weights."""
    return _say(model.licence)


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("catalogue", text)


_say = tr  # of what was marked with `later`


def later(text: str) -> str:
    """Marks what is translated when it is said."""
    return text


SAID = (
    later(
        "Comes with the app to begin with: small and fast, it knows everyday things and simple English "
        "sentences. Perception Encoder B/16 finds far more."
    ),
    later(
        "Comes with the app to begin with: finds copies of a photo and shows where its subject is. It "
        "knows no words. DINOv2 S/14 sees far more."
    ),
    later("Finds far more than the starter, for any use. A good choice for most computers."),
    later("The fastest of the large models: for big libraries on a computer without a graphics card."),
    later("Sees finer detail than ViT-B/32 and takes about three times as long a photo."),
    later("Large: wants a graphics card, or patience."),
    later("The best of this list at finding photos by words. Wants a graphics card."),
    later("Understands many languages. Needs the Python package transformers besides the app."),
    later(
        "Understands many languages, and is very large: only with a graphics card. Needs the Python "
        "package transformers besides the app."
    ),
    later("For copies and for showing where it looks: sees far more than the starter, for any use. It knows no words."),
    later("Research and non-commercial use (see its README)"),
)
ADDED = later("Added from {name}.")
OWN = later("your own")

"""The same thing said in a few ordinary ways."""

from random import Random

from .kind import Kind

NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def captions_for(kind: Kind, colour: str | None, count: int, setting: str, rng: Random) -> tuple[str, ...]:
    """Four captions; the first is the plainest."""
    thing = phrase(kind.noun, kind.plural, colour, count)
    verb = rng.choice(kind.verbs)
    plain = f"{thing} {verb} {setting}"
    there = "there is" if count == 1 else "there are"
    other = thing
    if kind.also:
        name = rng.choice(kind.also)
        other = phrase(name, plural_of(name), colour, count)
    choices = [
        f"{setting}, {there} {thing}",
        f"a picture of {thing} {setting}",
        f"{thing}, {setting}",
        f"this picture shows {other} {setting}",
        f"a scene with {other}",
        f"{kind.noun if count == 1 else kind.plural} {setting}",
    ]
    if colour is not None:
        choices.append(f"{_the(kind, count)} {setting} {'is' if count == 1 else 'are'} {colour}")
    picked = [f"{other} {setting}", *rng.sample(choices, 3)]
    return tuple(dict.fromkeys(sentence(text) for text in (plain, *picked)))


def phrase(noun: str, plural: str, colour: str | None, count: int) -> str:
    """ "a red bicycle", "three red apples"."""
    words = f"{colour} {noun if count == 1 else plural}" if colour else (noun if count == 1 else plural)
    if count == 1:
        return f"{'an' if words[0] in 'aeio' or words.startswith('umbrella') else 'a'} {words}"
    return f"{NUMBERS[count]} {words}"


def plural_of(noun: str) -> str:
    """The plural of an everyday name; of "stack of books" the first word's."""
    head, of, rest = noun.partition(" of ")
    if of:
        return f"{plural_of(head)}{of}{rest}"
    if noun == "fruit":
        return noun
    if noun.endswith("puppy"):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("x", "s", "ch", "sh")) else "s")


def sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


def _the(kind: Kind, count: int) -> str:
    return f"the {kind.noun}" if count == 1 else f"the {NUMBERS[count]} {kind.plural}"

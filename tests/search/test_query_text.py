"""What is understood of what somebody typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.search.query_text import Hint, parse_query, without_words


@pytest.mark.parametrize(
    ("typed", "text", "without"),
    [
        ("red bicycle", "red bicycle", ()),
        ("  red   bicycle\n", "red bicycle", ()),
        ("red bicycle -people", "red bicycle", ("people",)),
        ('red bicycle -"parked cars" −people', "red bicycle", ("parked cars", "people")),
        ("beach without people", "beach", ("people",)),
        ("beach at sunset, without the people", "beach at sunset", ("people",)),
        ("man without a hat on a horse", "man on a horse", ("hat",)),
        ("street without cars and people", "street", ("cars", "people")),
        ("street, no cars, no people, at night", "street, at night", ("cars", "people")),
        ("a dog but no snow", "a dog", ("snow",)),
        ("a dog with no snow and no people", "a dog", ("snow", "people")),
        ("no people", "", ("people",)),
        ("-people -people", "", ("people",)),
        ("Strand ohne Leute", "Strand", ("Leute",)),
        ("t-shirt and x-ray", "t-shirt and x-ray", ()),
        ("red - white", "red - white", ()),
        ("without", "without", ()),
        ("bicycle no", "bicycle no", ()),
        ('"no entry" sign', "no entry sign", ()),
        ("“no entry” sign", "no entry sign", ()),
        ('an open "quotation', "an open quotation", ()),
        ("", "", ()),
        (" , ; ", "", ()),
    ],
)
def test_what_is_wanted_and_what_must_not_be_there_come_apart(typed: str, text: str, without: tuple[str, ...]) -> None:
    parts = parse_query(typed)
    assert (parts.text, parts.without) == (text, without)


@pytest.mark.parametrize(
    ("typed", "hints"),
    [
        ("red bicycle", ()),
        ("three dogs", (Hint.COUNTING,)),
        ("2 dogs and a cat", (Hint.COUNTING,)),
        ("party 2019", ()),
        ("route 66", ()),
        ("a house left of the tree", (Hint.SIDES,)),
        ("turn left", ()),
        ("a bird above the sea", (Hint.SIDES,)),
        ("nobody at the beach", (Hint.NEGATION,)),
        ("a car that is not red", (Hint.NEGATION,)),
        ('a sign "stop"', (Hint.QUOTES,)),
        ("two dogs -snow", (Hint.COUNTING, Hint.LEFT_OUT)),
    ],
)
def test_what_a_model_does_not_understand_is_noticed(typed: str, hints: tuple[Hint, ...]) -> None:
    assert parse_query(typed).hints == hints


@given(st.text(max_size=80))
def test_anything_can_be_typed(typed: str) -> None:
    parts = parse_query(typed)
    assert all(part == " ".join(part.split()) and part for part in parts.without)
    assert parts.text == " ".join(parts.text.split())


@given(st.lists(st.text("abc -", min_size=1, max_size=12).filter(lambda text: text.strip(" -")), max_size=4))
def test_negatives_can_be_typed_again(without: list[str]) -> None:
    said = tuple(dict.fromkeys(" ".join(text.strip(" -").split()) for text in without))
    assert parse_query(f"dog {without_words(said)}").without == said

"""How many places are a question, how many a search, and which slips are asked about."""

from __future__ import annotations

import pytest

from models.language.places import MOST_CHOICES, PlaceEntry, Places


def school(*names: str) -> Places:
    """Places of these names, each in a house of its own."""
    houses = [f"{nth}号院" for nth in range(1, len(names) + 1)]
    entries = [PlaceEntry(nth, house, house, (house,)) for nth, house in enumerate(houses, 1)]
    entries += [
        PlaceEntry(100 + nth, name, f"{house} {name}", (name,))
        for nth, (house, name) in enumerate(zip(houses, names, strict=True), 1)
    ]
    return Places(entries)


@pytest.mark.parametrize(("count", "choices"), [(2, 2), (8, 8), (9, 0)])
def test_up_to_eight_places_are_a_question_and_more_a_search(count: int, choices: int) -> None:
    assert MOST_CHOICES == 8
    reading = school(*["走廊"] * count).read("走廊灯坏了")
    assert (reading.sure, len(reading.choices), reading.said) == (None, choices, "走廊")


@pytest.mark.parametrize(
    ("name", "said", "asks"),
    [("annexe", "the anexe is cold", True), ("foyer", "the foier is cold", False)],
)
def test_a_slip_in_a_short_english_name_is_not_guessed_at(name: str, said: str, asks: bool) -> None:
    assert bool(school(name).read(said).choices) is asks


@pytest.mark.parametrize(
    ("said", "sure"),
    [("gate stuck", True), ("gates stuck", True), ("investigate this", False), ("gate7", False)],
)
def test_a_name_is_a_word_of_its_own(said: str, sure: bool) -> None:
    assert (school("gate").read(said).sure == 101) is sure


@pytest.mark.parametrize(
    ("said", "found"),
    [("301灯坏", True), ("13012灯坏", False), ("301块灯管", False), ("301人上课", False)],
)
def test_a_number_of_things_is_no_room(said: str, found: bool) -> None:
    assert (school("301").read(said).sure == 101) is found


def test_what_is_typed_is_found_exactly_then_at_the_beginning_then_within() -> None:
    places = school("大音乐厅", "音乐厅", "音乐")
    assert places.search("音乐") == [103, 102, 101]
    assert places.search("音乐", limit=2) == [103, 102]
    assert places.search("英乐亭") == []
    assert places.search("大因乐厅")[0] == 101


def test_a_shorter_name_stands_before_a_longer_and_the_best_of_several_counts() -> None:
    places = school("音乐教室一", "音乐厅")
    assert places.search("音乐") == [102, 101]
    entries = [
        PlaceEntry(1, "甲", "甲", ("甲", "大礼堂", "礼堂")),
        PlaceEntry(2, "乙", "乙", ("乙", "礼堂边")),
    ]
    assert Places(entries).search("礼堂") == [1, 2]
    assert Places(entries[::-1]).search("礼堂") == [1, 2]


def test_a_search_gives_eight_places_unless_more_are_asked_for() -> None:
    places = school(*["走廊"] * 10)
    assert len(places.search("走廊")) == 8
    assert len(places.search("走廊", limit=10)) == 10

"""The default school as rows in memory, for tests that need no database."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from models.language import PlaceEntry, Places, say_place_names
from models.places import Place
from models.school import Category, Danger

DATA = Path(__file__).parents[1] / "models" / "data"


@cache
def read_data(name: str) -> dict[str, Any]:
    """What a file of models/data says."""
    return tomllib.loads((DATA / name).read_text("utf-8"))


def default_data() -> dict[str, Any]:
    """What models/data/school.toml says."""
    return read_data("school.toml")


def habits_data() -> dict[str, Any]:
    """What models/data/habits.toml says."""
    return read_data("habits.toml")


def demo_data() -> dict[str, Any]:
    """What models/data/demo.toml says."""
    return read_data("demo.toml")


@cache
def place_rows() -> dict[str, Place]:
    """The places by their codes, hung on each other as in the table."""
    rows: dict[str, Place] = {}
    for nth, given in enumerate(default_data()["place"], 1):
        values = {"class_name": "", "aliases": [], **given}
        parent = values.pop("parent", None)
        rows[values["code"]] = Place(id=nth, parent=rows[parent] if parent else None, **values)
    return rows


@cache
def places() -> Places:
    """The places, ready to be read out of a sentence."""
    return Places(
        [
            PlaceEntry(place.id, place.zh, place.full("zh-CN"), say_place_names(place))
            for place in place_rows().values()
        ]
    )


def code_of(place_id: int) -> str:
    """The code of the place with this id."""
    return next(place.code for place in place_rows().values() if place.id == place_id)


@cache
def categories() -> list[Category]:
    """The kinds of repair."""
    return [Category(**given) for given in default_data()["category"]]


@cache
def dangers() -> list[Danger]:
    """The dangers."""
    return [Danger(**given) for given in default_data()["danger"]]

"""The school's places by everything that people call them, ready to be read out of a sentence."""

from __future__ import annotations

from functools import lru_cache

from models.language import PlaceEntry, Places, say_place_names
from models.places import Place

PlaceRow = tuple[int, int | None, str, str, str, str, str, tuple[str, ...]]


@lru_cache(maxsize=2)
def gazetteer(rows: tuple[PlaceRow, ...]) -> Places:
    """The places by all their names; built anew only when a row has changed."""
    known: dict[int, Place] = {}
    for place_id, parent_id, code, kind, zh, en, class_name, aliases in rows:
        known[place_id] = Place(
            id=place_id,
            parent=known.get(parent_id) if parent_id else None,
            code=code,
            kind=kind,
            zh=zh,
            en=en,
            class_name=class_name,
            aliases=list(aliases),
        )
    return Places(
        [
            PlaceEntry(place.id, place.zh, place.full("zh-CN"), say_place_names(place))
            for place in known.values()
        ]
    )

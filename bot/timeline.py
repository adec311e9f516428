"""How an event of a timeline reads: one sentence, with the people in it called by their names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.i18n import I18n
from models.cases.case import Case, Event
from models.people.person import Person

FILED = ("filed",)
SIGNED = ("signed", "signed_instead", "fixed_already")
AGAIN = ("late.", "sign.", "ask.")
PEOPLE = frozenset({"worker", "keeper", "instead_of", "who"})


def sentence(event: Event, i18n: I18n, table: str = "event", *, plain: bool = False) -> str:
    """The event in the reader's language. `table` is `event` for the timeline, `news` for what
    stands on top of a card that was brought to somebody.
    """
    key = _key(event, i18n, table)
    if event.data.get("behalf") and i18n.has(f"{key}_behalf"):
        key += "_behalf"
    elif event.data.get("by_category") and i18n.has(f"{key}_usual"):
        key += "_usual"
    elif event.data.get("left") and i18n.has(f"{key}_left"):
        key += "_left"
    elif event.data.get("words") == "" and i18n.has(f"{key}_photo"):
        key += "_photo" if all(photo.is_picture for photo in event.photos) else "_voice"
    without = event.data.get("no_photo") or event.data.get("photos") == 0
    if without and i18n.has(f"{key}_no_photo"):
        key += "_no_photo"
    values = _values(event, i18n)
    return i18n.plain(key, **values) if plain else i18n(key, **values)


def _key(event: Event, i18n: I18n, table: str) -> str:
    """The feature's own words for the event, or those of the trunk; what has no words as news is
    told as on the timeline.
    """
    feature = event.case.FEATURE if event.case else ""
    prefixes = (f"{feature}.{table}", table, f"{feature}.event", "event")
    keys = (f"{prefix}.{event.kind}" for prefix in prefixes)
    return next(key for key in keys if i18n.has(key))


def gathered(events: Iterable[Event]) -> list[tuple[Event, int]]:
    """The events in their order. What the clock told again and again while nothing else happened
    stands there once: the newest, and how often.
    """
    found: list[tuple[Event, int]] = []
    for event in events:
        times = 1
        for earlier, so_often in reversed(found):
            if not earlier.kind.startswith(AGAIN):
                break
            if earlier.kind == event.kind:
                found.remove((earlier, so_often))
                times += so_often
                break
        found.append((event, times))
    return found


def how_often(event: Event, times: int, i18n: I18n, *, plain: bool = False) -> str:
    """The sentence of an event that was gathered."""
    said = sentence(event, i18n, plain=plain or times > 1)
    if times == 1:
        return said
    if plain:
        return i18n.plain("case.step_times", what=said, count=times)
    return i18n("case.step_times", what=said, count=times)


def doer(event: Event, i18n: I18n) -> str:
    """Who did it; on the shared phone of the gatehouse, who held it then (practice.md §1.5)."""
    if event.by is None:
        return ""
    if event.case is not None and event.case.hides(event.by, event.kind):
        return i18n.plain("case.unnamed")
    if event.by.shared_phone and event.holder is None:
        return event.by.name
    return event.by.called(i18n.language, event.holder)


def who_then(case: Case, person: Person | None, kinds: tuple[str, ...], i18n: I18n) -> str:
    """The person, called as when that was done: after a change of shift the shared phone's older
    reports and signatures stay with whoever held it.
    """
    did = (event for event in reversed(case.events) if event.kind in kinds and event.by is person)
    event = next(did, None)
    return doer(event, i18n) if event else i18n.show(person)


def full_name(event: Event) -> str:
    """Who did it, by the whole name: what an inspector reads in years."""
    if event.by is None:
        return ""
    return f"{event.by.name}·{event.holder.name}" if event.holder else event.by.name


def on_paper(case: Case, person: Person | None, kinds: tuple[str, ...]) -> str:
    """The person by the whole name, and who held the shared phone when that was done."""
    did = (event for event in reversed(case.events) if event.kind in kinds and event.by is person)
    event = next(did, None)
    return full_name(event) if event else person.name if person else ""


def _values(event: Event, i18n: I18n) -> dict[str, Any]:
    session = Session.object_session(event)
    values: dict[str, Any] = {"by": doer(event, i18n), "reason": "", "number": "", "photos": ""}
    for name, value in event.data.items():
        if name in PEOPLE and isinstance(value, int) and session is not None:
            values[name] = session.get(Person, value)
        elif name == "until":
            values[name] = datetime.fromisoformat(value)
        elif name == "what":
            values[name] = i18n.plain(f"waiting.{value}")
        elif name == "no_photo" and value:
            values[name] = i18n.plain(f"nophoto.{value}")
        else:
            values[name] = value
    return values

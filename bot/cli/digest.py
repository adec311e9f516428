"""`python -m bot digest`: what the principal reads of a day, on the screen of whoever runs it."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape

from bot import db
from bot.cli.labels_and_invites import opened
from bot.clock import real_now
from bot.config import Settings
from bot.transaction import Registry, RenderContext, Transaction
from models.cases.case import Event
from models.digests import cutoffs
from models.people.person import Person
from models.school import School

TAGS = re.compile(r"<[^>]+>")


def digest(settings: Settings, registry: Registry, day: date | None) -> str:
    """The digest of a day, the whole of it, in the language of the settings; without a day, of
    today up to now. Raises `Unable` where there is no school yet.
    """
    now = real_now()
    with opened(settings) as engine, db.readers(engine)() as session:
        school = School(session, settings.zone)
        unit = Transaction(session, now, school, settings.language, registry)
        as_of = cutoffs.daily(school, day, now)
        return _read(unit, day or school.today(now), as_of.at)


def _read(unit: Transaction, day: date, at: datetime) -> str:
    """As the news of that evening would read."""
    data = {"day": f"{day}", "planned": at.isoformat(), "parts": None}
    event = Event(at=at, kind=cutoffs.DAILY, data=data, notify=[])
    view = RenderContext(unit, Person(name=""), unit.i18n())
    text = unit.registry.news[cutoffs.DAILY](event, view).text
    return unescape(TAGS.sub("", text)) + "\n"

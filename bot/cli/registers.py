"""What the command line writes of the school's lists, between two days, beside a running bot."""

from __future__ import annotations

from datetime import date

from bot import db
from bot.cli.labels_and_invites import Unable, opened
from bot.clock import real_now
from bot.config import Settings
from bot.documents.ledger import Ledger
from bot.i18n import I18n
from models.school import School
from models.store import Store


def export(
    settings: Settings, ledger: Ledger, first: date | None, last: date | None, form: str
) -> bytes:
    """One ledger; without days, this year's until today. Raises `Unable` where there is no school,
    or the days are the wrong way round.
    """
    with opened(settings) as engine, db.readers(engine)() as session:
        school = School(session, settings.zone)
        last = last or school.today(real_now())
        first = first or last.replace(month=1, day=1)
        if first > last:
            raise Unable(f"--from {first} is after --to {last}.")
        i18n, store = I18n(settings.language, settings.zone), Store(settings.data_dir)
        return ledger.written(school, i18n, store, first, last, form)[0]

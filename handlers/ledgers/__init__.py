"""台账: the lists that the school files and shows to inspectors, as files, of any days."""

from __future__ import annotations

from datetime import date, timedelta

from telegram import Update

from bot.callbacks import CallbackButton
from bot.context import Context
from bot.documents.ledger import Ledger
from bot.documents.ledger_files import FORMS
from bot.documents.making import Document, Order
from bot.feature import Feature, MenuButton, features_of, named
from bot.keyboards import grid
from bot.listing import LEDGER as ONE
from models.base import Refused
from models.people.person import Person, Right
from models.school import School

ALL = CallbackButton("ledgers.all")
WHEN = CallbackButton("ledgers.when")
TAKE = CallbackButton("ledgers.take")


def _office(person: Person) -> bool:
    """The office and who oversees it; whoever looks after the system finds it in /admin."""
    leads = person.may(Right.DISPATCH) or person.may(Right.OVERSEE)
    return leads and not person.may(Right.ADMIN)


def _ledgers(context: Context) -> dict[str, Ledger]:
    """Those that this person may have, by name."""
    every = (ledger for feature in features_of(context) for ledger in feature.ledgers)
    return {ledger.name: ledger for ledger in every if ledger.sees(context.person)}


def _ledger(context: Context) -> Ledger:
    found = _ledgers(context).get(context.part(0))
    if found is None:
        raise Refused("ledgers.not_yours")
    return found


def periods(school: School, today: date) -> dict[str, tuple[date, date]]:
    """The days that somebody asks for, by name; the term is the one that runs, or ran last."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    begun = [span for span in school.hours.terms if span[0] <= today]
    found = {
        "today": (today, today),
        "month": (month, today),
        "last_month": (before.replace(day=1), before),
    }
    if begun:
        first, last = max(begun)
        found["term"] = (first, min(last, today))
    found["year"] = (today.replace(month=1, day=1), today)
    found["last_year"] = (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    return found


async def every(update: Update, context: Context) -> None:
    """Which list?"""
    i18n, found = context.i18n, _ledgers(context)
    if not found:
        raise Refused("ledgers.not_yours")
    rows = grid((ONE.button(i18n.plain(f"{x.words}.title"), x.name) for x in found.values()), 1)
    await context.edit_html(update, i18n("ledgers.which"), rows)


async def one(update: Update, context: Context) -> None:
    """Of which days?"""
    i18n, ledger = context.i18n, _ledger(context)
    spans = periods(context.school, context.school.today(context.now))
    buttons = (
        WHEN.button(i18n.plain(f"ledgers.period_{name}"), ledger.name, name) for name in spans
    )
    rows = [*grid(buttons, 3), [ALL.button(i18n.plain("button.back"))]]
    title = i18n.plain(f"{ledger.words}.title")
    await context.edit_html(update, i18n("ledgers.when", title=title), rows)


async def when(update: Update, context: Context) -> None:
    """In what form of file?"""
    i18n, ledger, (first, last) = context.i18n, _ledger(context), _period(context)
    buttons = (
        TAKE.button(i18n.plain(f"ledgers.form_{form}"), ledger.name, context.part(1), form)
        for form in FORMS
    )
    rows = [*grid(buttons, 2), [ONE.button(i18n.plain("button.back"), ledger.name)]]
    title = i18n.plain(f"{ledger.words}.title")
    text = i18n("ledgers.form", title=title, first=first, last=last)
    await context.edit_html(update, text, rows)


async def take(update: Update, context: Context) -> None:
    """Orders the file; it comes when it is made."""
    ledger, (first, last) = _ledger(context), _period(context)
    ledger.order(context.act(), first, last, context.part(2))
    context.toast("paper.coming")


def _period(context: Context) -> tuple[date, date]:
    found = periods(context.school, context.school.today(context.now)).get(context.part(1))
    if found is None:
        raise Refused("stale")
    return found


def document(wanted: Order) -> Document:
    """The ledger that was ordered."""
    order = wanted.order
    assert order.first is not None
    assert order.last is not None
    ledger = wanted.ledgers[order.subject or ""]
    days = order.first, order.last
    return Document(
        *ledger.written(wanted.school, wanted.i18n, wanted.store, *days, order.form or "")
    )


FEATURE = Feature(
    "ledgers",
    entry=(ALL.handler(every), ONE.handler(one), WHEN.handler(when), TAKE.handler(take)),
    menu=(MenuButton(8, ALL, named("ledgers.button"), sees=_office),),
    admin=(MenuButton(7, ALL, named("ledgers.button")),),
    documents={"ledger": document},
)

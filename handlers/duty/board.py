"""/duty: who is on duty now, today and this week, with the number to call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from telegram import Update

from bot.context import Context
from bot.feature import features_of, rows_of
from bot.i18n import I18n
from bot.reading import Reading
from bot.transaction import Rows
from handlers.duty import buttons as b
from models.duty.shifts import Shift, arranges, attendance, has, running, shares_phone, shifts
from models.people.person import Person
from models.school import School

WEEK = timedelta(days=6)
# Who has said 我已到岗, by day.
There = Mapping[date, Mapping[tuple[str, int], datetime]]


def _person(person: Person, i18n: I18n) -> str:
    return f"{person.called(i18n.language)} {person.phone}".rstrip()


def _line(shift: Shift, there: There, school: School, i18n: I18n, now: datetime) -> str:
    """带班领导：何主任 138…　07:15–18:30　已到岗 07:12."""
    names = []
    for one in shift.people:
        stands_in = school.today_instead(one, now)
        name = _person(stands_in, i18n)
        if stands_in is not one:
            name = i18n.plain("duty.instead", name=name, who=one)
        at = there[shift.day].get((shift.post.code, stands_in.id))
        names.append(i18n.plain("duty.there", name=name, at=i18n.clock(at)) if at else name)
    return i18n(
        "duty.line" if names else "duty.line_empty",
        post=shift.post,
        people=names,
        starts=i18n.clock(shift.starts_at),
        ends=i18n.clock(shift.ends_at),
    )


def _week(school: School, i18n: I18n, today: date) -> list[str]:
    """A line for each post: who has it on the seven days from today on."""
    by_post: dict[str, list[Shift]] = {}
    for shift in shifts(school, today, today + WEEK):
        by_post.setdefault(shift.post.code, []).append(shift)
    return [
        i18n("duty.week_line", post=found[0].post, days="  ".join(_day(one, i18n) for one in found))
        for found in by_post.values()
        if not shares_phone(found[0].post, school)
    ]


def _day(shift: Shift, i18n: I18n) -> str:
    nobody = i18n.plain("duty.nobody")
    names = i18n.list(one.called(i18n.language) for one in shift.people) or nobody
    return f"{i18n.weekday(shift.day)} {names}"


def _text(context: Context) -> str:
    i18n, school, now = context.i18n, context.school, context.now
    today = school.today(now)
    head = i18n("duty.head", day=today, weekday=i18n.weekday(today))
    of_today = shifts(school, today, today)
    if not of_today and not running(school, now):
        return f"{head}\n{i18n('duty.no_roster')}"
    held = running(school, now)
    parts = [head, *_block(i18n("duty.now"), held, school, i18n, now)]
    later = [one for one in of_today if one.starts_at > now]
    parts += _block(i18n("duty.later"), later, school, i18n, now)
    return "\n".join([*parts, "", i18n("duty.week"), *_week(school, i18n, today)])


def _block(
    title: str, found: Sequence[Shift], school: School, i18n: I18n, now: datetime
) -> list[str]:
    there = {day: attendance(school, day) for day in {one.day for one in found}}
    lines = [_line(one, there, school, i18n, now) for one in found]
    return ["", title, *lines] if lines else []


def _rows(context: Context) -> Rows:
    i18n, school, now, person = context.i18n, context.school, context.now, context.person
    today = school.today(now)
    rows: Rows = []
    there = attendance(school, today)
    for shift in shifts(school, today, today):
        soon = shift.starts_at - b.SOON <= now < shift.ends_at
        absent = (shift.post.code, person.id) not in there
        mine = has(person, shift, school, now) and not shares_phone(shift.post, school)
        if soon and absent and mine:
            rows.append([b.present(shift.day, shift.post, i18n)])
    every = (one for feature in features_of(context) for one in feature.duty)
    rows += rows_of(every, context)
    if arranges(person):
        rows.append([b.HEALTH.button(i18n.plain("duty.b_health"))])
    return rows


async def show(update: Update, context: Context) -> None:
    """/duty."""
    await context.say_html(_text(context), _rows(context))


async def asked(reading: Reading, context: Context) -> None:
    """今天谁值班？"""
    await context.say_html(_text(context), _rows(context))

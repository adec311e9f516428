"""值班日志, 总务工作日志: the day as it wrote itself, remarks, the signature, the paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from telegram import Update
from telegram.ext import MessageHandler

from bot.attachments import ANSWER
from bot.callbacks import SUCCESS, CallbackButton
from bot.context import Context
from bot.day_log import Section, sections
from bot.dialogue import END, Handler
from bot.i18n import I18n, tidy
from bot.transaction import Registry, Rendered, Rows
from handlers.duty.crew import crew
from models.base import Refused
from models.documents import DocumentOrder
from models.duty import handover
from models.duty.log import Book, LogEntry, add, entries, may_read, may_sign, sign, signature
from models.people.person import Person, Right
from models.school import School

# The log of a day: duty.log:<book>:<day>; without a day, today's.
LOG = CallbackButton("duty.log")
REMARK = CallbackButton("duty.remark")
SIGN = CallbackButton("duty.sign", style=SUCCESS)
PRINT = CallbackButton("duty.print")
WORDS = "duty.remark"
MIDNIGHT = time()
# What fits a phone; the rest stands on paper.
LINES = 8
LONGEST_LINE = 60


def written(
    registry: Registry,
    school: School,
    i18n: I18n,
    book: Book,
    day: date,
    added: Sequence[LogEntry],
    now: datetime,
) -> list[Section]:
    """The log as it was signed; until then, as the records stand."""
    if (signed := signature(added)) is not None:
        return [(heading, list(lines)) for heading, lines in signed.sections]
    found = sections(registry, school, i18n, book, day, now)
    if book == Book.DUTY:
        found.append((i18n.plain("duty.log_handovers"), handovers(school, i18n, day)))
    return found


def handovers(school: School, i18n: I18n, day: date) -> list[str]:
    """Who handed over to whom on the day, both signed, and what was said."""
    since, until = (school.hours.at(one, MIDNIGHT) for one in (day, day + timedelta(days=1)))
    return [
        i18n.plain(
            "duty.handed" if one.taken_at else "duty.handed_waiting",
            at=i18n.clock(one.given_at),
            giver=one.given_by,
            taker=one.taken_by,
            taken=i18n.clock(one.taken_at) if one.taken_at else "",
            words=one.words,
        )
        for one in handover.between(school, since, until)
    ]


def said(entry: LogEntry, i18n: I18n) -> str:
    """A remark, a signature or an annotation, with its time."""
    return i18n.plain(f"duty.entry.{entry.what}", by=entry.by, at=entry.at, words=entry.text)


def _page(context: Context, book: Book, day: date) -> Rendered:
    i18n, school, act = context.i18n, context.school, context.act()
    if not may_read(context.person, book, day, act):
        raise Refused("case.not_found")
    added = entries(school, book, day)
    signed = signature(added)
    lines = [i18n(f"duty.book.{book}", day=day, weekday=i18n.weekday(day))]
    lines += [
        i18n("duty.log_crew", post=post, people=people) for post, people in crew(school, i18n, day)
    ]
    for heading, found in written(
        context.unit.registry, school, i18n, book, day, added, context.now
    ):
        lines += ["", i18n("duty.log_part", heading=heading, count=len(found))]
        lines += [i18n("duty.log_line", line=_short(one)) for one in found[:LINES]]
        if len(found) > LINES:
            lines.append(i18n("duty.log_more", count=len(found) - LINES))
    if added:
        lines += ["", *(i18n("duty.log_line", line=said(one, i18n)) for one in added)]
    return Rendered("\n".join(lines), _rows(context, book, day, signed))


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _rows(context: Context, book: Book, day: date, signed: LogEntry | None) -> Rows:
    i18n, here = context.i18n, (book, f"{day:%y%m%d}")
    key = "duty.b_annotate" if signed else "duty.b_remark"
    rows: Rows = [[REMARK.button(i18n.plain(key), *here)]]
    if signed is None and may_sign(context.person, book, day, context.act()):
        rows[0].append(SIGN.button(i18n.plain("duty.b_sign"), *here))
    before = f"{day - timedelta(days=1):%y%m%d}"
    turn = [LOG.button(i18n.plain("duty.b_before"), book, before)]
    turn.append(PRINT.button(i18n.plain("duty.b_print"), *here))
    rows.append(turn)
    leads = context.person.may(Right.DISPATCH) or context.person.may(Right.OVERSEE)
    if leads:
        other = Book.OFFICE if book == Book.DUTY else Book.DUTY
        rows.append([LOG.button(i18n.plain(f"duty.b_book_{other}"), other, f"{day:%y%m%d}")])
    return rows


def _behind(context: Context) -> tuple[Book, date]:
    """The log behind the button; one without a day is today's."""
    book = context.choice(Book, 0) if context.callback_args else Book.DUTY
    if len(context.callback_args) > 1:
        return book, context.day(1)
    return book, context.school.today(context.now)


async def show(update: Update, context: Context) -> None:
    """The log of a day."""
    shown = _page(context, *_behind(context))
    await context.say_html(shown.text, shown.rows)


async def ask(update: Update, context: Context) -> str:
    """写备注, 批注: what is to be added?"""
    book, day = _behind(context)
    if not may_read(context.person, book, day, context.act()):
        raise Refused("case.not_found")
    context.ask(book=book, day=day.isoformat())
    signed = signature(entries(context.school, book, day))
    await context.say("duty.ask_note" if signed else "duty.ask_remark")
    return WORDS


async def words(update: Update, context: Context) -> str | None:
    """The words came: they stand in the log with their time."""
    message, about = update.message, context.dialogue.data
    assert message is not None
    text = tidy(message.text or "")
    if "book" not in about:
        raise Refused("stale")
    if not text:
        await context.say("duty.words_please")
        return None
    book, day = Book(about["book"]), date.fromisoformat(about["day"])
    add(context.act(), book, day, text)
    context.session.flush()
    shown = _page(context, book, day)
    await context.say_html(shown.text, shown.rows)
    return END


async def signed(update: Update, context: Context) -> None:
    """签名: from now on it is annotated, and never edited."""
    book, day = _behind(context)
    i18n, school = context.i18n, context.school
    now_written = written(context.unit.registry, school, i18n, book, day, (), context.now)
    sign(context.act(), book, day, now_written)
    context.session.flush()
    shown = _page(context, book, day)
    await context.edit_html(update, shown.text, shown.rows)


async def printed(update: Update, context: Context) -> None:
    """打印: the form on A4."""
    book, day = _behind(context)
    if not may_read(context.person, book, day, context.act()):
        raise Refused("case.not_found")
    DocumentOrder.give(context.act(), "duty_log", subject=book, first=day, last=day)
    context.toast("paper.coming")


def reads(person: Person) -> bool:
    """Whose /duty has the button; on the day of one's own duty everybody may read it."""
    return person.may(Right.OVERSEE) or person.may(Right.DISPATCH)


ENTRY: list[Handler] = [
    LOG.handler(show),
    REMARK.handler(ask),
    SIGN.handler(signed),
    PRINT.handler(printed),
]
STATES: dict[str, list[Handler]] = {WORDS: [MessageHandler(ANSWER, words)]}

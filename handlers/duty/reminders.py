"""The evening before, the start, and a post that stays empty: what is told, and 我已到岗."""

from __future__ import annotations

from datetime import date

from telegram import InlineKeyboardButton, Update

from bot.context import Context
from bot.dialogue import Handler
from bot.i18n import I18n
from bot.transaction import RenderContext, Rendered
from handlers.duty import buttons as b
from models.cases.case import Event
from models.duty.roster import Post
from models.duty.shifts import arranges, arrive, span
from models.people.person import Person


def _hours(post: Post, day: date, view: RenderContext) -> str:
    starts, ends = span(post, day, view.unit.school.hours)
    i18n = view.i18n
    return f"{post.name_in(i18n.language)} {i18n.clock(starts)}–{i18n.clock(ends)}"


def _post(event: Event, view: RenderContext) -> Post:
    return view.unit.session.get_one(Post, event.data["post"])


def _day(event: Event) -> date:
    return date.fromisoformat(event.data["day"])


def eve(event: Event, view: RenderContext) -> Rendered:
    """明天您值班: all of tomorrow's duties in one message; whoever cannot asks for a swap."""
    i18n, day = view.i18n, _day(event)
    session = view.unit.session
    held = [_hours(session.get_one(Post, code), day, view) for code in event.data["posts"]]
    text = i18n("duty.tomorrow", day=day, weekday=i18n.weekday(day), posts=held)
    board, swap = (b.BOARD, "duty.b_board"), (b.SWAP, "duty.b_swap")
    return Rendered(text, [[press.button(i18n.plain(key)) for press, key in (board, swap)]])


def start(event: Event, view: RenderContext) -> Rendered:
    """The duty begins; and, when nothing was pressed, the same once more."""
    i18n, post, day = view.i18n, _post(event, view), _day(event)
    key = "duty.begins" if event.kind == "duty.start" else "duty.still_absent"
    return Rendered(i18n(key, post=_hours(post, day, view)), [[b.present(day, post, i18n)]])


def vacant(event: Event, view: RenderContext) -> Rendered:
    """Somebody has not said that he is there, or nobody has the post: another can be sent."""
    i18n, post, day = view.i18n, _post(event, view), _day(event)
    people = [view.unit.session.get_one(Person, one) for one in event.data["who"]]
    called = [f"{one.called(i18n.language)} {one.phone}".rstrip() for one in people]
    key = "duty.not_come" if people else "duty.nobody_has"
    text = i18n(key, post=_hours(post, day, view), people=called)
    if not arranges(view.person):
        return Rendered(text, [[b.BOARD.button(i18n.plain("duty.b_board"))]])
    return Rendered(text, [[fill(day, post, people[0] if people else None, i18n)]])


def fill(day: date, post: Post, instead: Person | None, i18n: I18n) -> InlineKeyboardButton:
    """排人 or 换人."""
    key = "duty.b_replace" if instead else "duty.b_fill"
    label = i18n.plain(key, day=i18n.day(day), post=post)
    return b.FILL.button(label, f"{day:%y%m%d}", post.code, instead.id if instead else 0)


async def present(update: Update, context: Context) -> None:
    """我已到岗."""
    day, post = context.day(0), context.row(Post, context.part(1))
    at = arrive(context.act(), post, day)
    text = context.i18n("duty.arrived", post=post, at=context.i18n.clock(at))
    await context.edit_html(update, text, [])


ENTRY: list[Handler] = [b.PRESENT.handler(present)]

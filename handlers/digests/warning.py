"""An hour before the principal reads it: whoever stands red can still act, or say why.

[完成] [说明原因] ──► one sentence ──► it stands beside the red
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from telegram import Update
from telegram.ext import MessageHandler

from bot.attachments import ANSWER
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END
from bot.digest import Digest
from bot.i18n import tidy
from bot.transaction import RenderContext, Rendered, Rows
from handlers.digests.gathering import answers, gather
from handlers.digests.text import issue_line
from models.base import Refused
from models.cases.as_of import AsOf
from models.cases.case import Event
from models.cases.due import DayKind, Due
from models.digests import cutoffs
from models.digests.reasons import give_reason
from models.people.person import Person
from models.school import School

# digests.reason:<item>
REASON = CallbackButton("digests.reason")
WORDS = "digests.words"
MOST = 8


def days(digests: Mapping[str, Digest]) -> Sequence[DayKind]:
    """The warning, made of what all features say."""
    return (DayKind(cutoffs.WARN, cutoffs.warnings, partial(_events, digests)),)


def _tonight(school: School, day: date) -> AsOf:
    """How it will stand at the cut-off if nothing happens until then."""
    return AsOf.day(day, cutoffs.cutoff(school, cutoffs.DAILY, day), school.hours)


def _events(
    digests: Mapping[str, Digest], school: School, due: Due, now: datetime
) -> Iterator[Event]:
    """One message for each who can put something right; what they explained already is left."""
    day = cutoffs.day_of(due)
    gathered = gather(digests, school, _tonight(school, day), None)
    items: dict[Person, list[str]] = defaultdict(list)
    for issue in gathered.issues:
        if issue.item not in gathered.reasons:
            for person in issue.tell:
                items[person].append(issue.item)
    for person, own in items.items():
        data = {"day": f"{day}", "items": own}
        yield Event(at=now, kind=due.kind, data=data, notify=[person.id])


def warned(event: Event, view: RenderContext) -> Rendered:
    """What will stand red, each with the buttons that cure it, and one to say why."""
    unit, i18n = view.unit, view.i18n
    as_of = _tonight(unit.school, date.fromisoformat(event.data["day"]))
    gathered = gather(unit.registry.digests, unit.school, as_of, None)
    own = [one for one in gathered.issues if one.item in event.data["items"]]
    lines = [i18n("digests.warned", at=i18n.clock(as_of.at), count=len(own))]
    rows: Rows = []
    for number, one in enumerate(own[:MOST], 1):
        mark = f"{number} " if len(own) > 1 else ""
        lines.append(i18n("digests.numbered", number=number, line=issue_line(one, gathered, i18n)))
        why = REASON.button(mark + i18n.plain("digests.b_reason"), one.item)
        rows.append([*(press.drawn(i18n, mark) for press in one.cures), why])
    if len(own) > MOST:
        lines.append(i18n("digests.more", count=len(own) - MOST))
    return Rendered("\n".join(lines), rows)


def _must_answer(context: Context, item: str) -> None:
    """Raises `Refused` unless it will stand red tonight, and is this person's to explain."""
    school = context.school
    as_of = _tonight(school, school.today(context.now))
    gathered = gather(context.unit.registry.digests, school, as_of, None)
    issue = next((one for one in gathered.issues if one.item == item), None)
    if issue is None:
        raise Refused("digests.no_longer")
    if not answers(context.person, issue):
        raise Refused("digests.not_yours")


async def why(update: Update, context: Context) -> str:
    """说明原因: why is it late?"""
    item = context.part(0)
    _must_answer(context, item)
    context.ask(item=item)
    await context.say("digests.ask_reason")
    return WORDS


async def said(update: Update, context: Context) -> str | None:
    """The reason, in one sentence."""
    text = tidy((update.effective_message and update.effective_message.text) or "")
    if not text:
        await context.say("digests.words_please")
        return None
    item = str(context.dialogue.data["item"])
    _must_answer(context, item)
    reason = give_reason(context.act(), item, text)
    await context.say("digests.reason_noted", text=reason.text)
    return END


ENTRY = [REASON.handler(why)]
STATES = {WORDS: (MessageHandler(ANSWER, said),)}

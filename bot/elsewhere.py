"""What is said here, and no feature takes it: bullying, leave, a visit. Whoever says it is told at
once whom to turn to, and nothing of it is kept (practice.md §4.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import select

from bot.context import Context
from bot.i18n import I18n
from models.duty.roster import Post, Roster
from models.language import Matter
from models.people.person import Person
from models.school import School

# Whose names and numbers stand in the answer.
_WHO: Mapping[str, Callable[[School], Iterable[Person]]] = {
    "visit": School.guards_on_duty,
}


async def answer(matter: Matter, context: Context) -> None:
    """Says whom to turn to."""
    i18n = context.i18n
    who = [_called(one, i18n) for one in _WHO.get(matter.name, _nobody)(context.school)]
    lines = [i18n(f"elsewhere.{matter.name}")]
    if who:
        lines.append(i18n("elsewhere.who", people=i18n.list(who)))
    if matter.name == "duty":
        lines += _on_duty(context) or [i18n("elsewhere.no_roster")]
    await context.say_html("\n".join(lines))


def _nobody(school: School) -> Iterable[Person]:
    return ()


def _called(person: Person, i18n: I18n) -> str:
    return f"{person.called(i18n.language)} {person.phone}".rstrip()


def _on_duty(context: Context) -> list[str]:
    """A line for each post that somebody has today."""
    i18n, session = context.i18n, context.session
    roster, today = Roster.of(session), context.school.today(context.now)
    people = {person.id: person for person in context.school.people}
    lines = []
    for post in session.scalars(select(Post).filter_by(active=True).order_by(Post.position)):
        held = [people[one] for one in roster.holders(post.code, today) if one in people]
        if held:
            names = i18n.list(one.called(i18n.language) for one in held)
            name = post.name_in(i18n.language)
            lines.append(i18n("elsewhere.post", post=name, people=names))
    return lines

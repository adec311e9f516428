"""What is said here, and no feature takes it: bullying, leave, a visit. Whoever says it is told at
once whom to turn to, and nothing of it is kept (practice.md §4.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.context import Context
from bot.i18n import I18n
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
    await context.say_html("\n".join(lines))


def _nobody(school: School) -> Iterable[Person]:
    return ()


def _called(person: Person, i18n: I18n) -> str:
    return f"{person.called(i18n.language)} {person.phone}".rstrip()

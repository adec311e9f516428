"""Who was on duty on a day, and since when, post by post: the head of the log."""

from __future__ import annotations

from datetime import date

from bot.i18n import I18n
from models.duty.shifts import attendance, shifts
from models.school import School


def crew(school: School, i18n: I18n, day: date) -> list[tuple[str, str]]:
    """The name of each post, and who had it with the time of 我已到岗."""
    there = attendance(school, day)
    found = []
    for shift in shifts(school, day, day):
        names = []
        for one in shift.people:
            at = there.get((shift.post.code, one.id))
            name = one.called(i18n.language)
            names.append(i18n.plain("duty.there", name=name, at=i18n.clock(at)) if at else name)
        post = shift.post.name_in(i18n.language)
        found.append((post, i18n.list(names) or i18n.plain("duty.nobody")))
    return found

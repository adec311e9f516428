"""上课时间: who teaches when, so that nobody waits at the gate for an answer that cannot come."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.people.person import Person
from models.school import School


class Lesson(Base):
    """One lesson that somebody teaches every week: `weekday` is 1 to 7, times are the wall's."""

    __tablename__ = "lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    weekday: Mapped[str] = mapped_column(String(1))
    start: Mapped[time]
    end: Mapped[time]


def teaching_until(person: Person, school: School, now: datetime) -> datetime | None:
    """When the lesson ends that the person is giving now; None for whoever is not teaching. On a
    shifted workday the lessons of another weekday are taught (practice.md §3.1).
    """
    local = school.hours.local(now)
    weekday = school.hours.lessons_of(local.date())
    query = select(Lesson).where(
        Lesson.person_id == person.id,
        Lesson.weekday == str(weekday),
        Lesson.start <= local.time(),
        Lesson.end > local.time(),
    )
    lesson = school.session.scalars(query.order_by(Lesson.end.desc())).first()
    return school.hours.at(local.date(), lesson.end) if lesson else None

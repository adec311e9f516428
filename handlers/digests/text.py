"""How a digest reads: a verdict, what to decide, what is amiss, the figures, what comes next.

It is one message of one screen and a half (practice.md §18.1); what does not fit is a number here,
and opens in place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bot.digest import Issue
from bot.i18n import I18n
from handlers.digests.gathering import Gathered, Light
from models.school import School

LONGEST = 1500
MOST_DECISIONS, MOST_ISSUES = 3, 6
HOUR = timedelta(hours=1)
TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Form:
    """Which digest it is (早报 or 日报), and what stands above it where it comes late."""

    name: str
    late: str = ""


def front(gathered: Gathered, school: School, i18n: I18n, form: Form) -> str:
    """The digest on one screen; on a quiet day its short form."""
    text = ""
    for most in range(MOST_ISSUES, -1, -1):
        text = "\n".join(_lines(gathered, school, i18n, form, most))
        if len(TAGS.sub("", text)) <= LONGEST:
            break
    return text


def _lines(gathered: Gathered, school: School, i18n: I18n, form: Form, most: int) -> Iterator[str]:
    as_of, light = gathered.as_of, gathered.light
    quiet = light == Light.GREEN
    if form.late:
        yield form.late
    yield title(gathered, school, i18n, form)
    yield from (line.read(i18n) for line in gathered.heads())
    count = len(gathered.decisions)
    decide = i18n.plain("digests.to_decide", count=count) if count else ""
    yield i18n(f"digests.verdict.{light}", decisions=decide, issues=len(gathered.issues))
    if not quiet:
        yield from _section(i18n, "decide", _decisions(gathered, i18n))
        yield from _section(i18n, "issues", _issues(gathered, i18n, most))
    figures = [
        i18n(f"{name}.digest.short", **one.figures)
        if quiet
        else i18n(f"{name}.digest.figures", **one.figures)
        for name, one in gathered.said.items()
    ]
    headed = _section(i18n, "night" if form.name == "brief" else "figures", figures)
    yield from figures if quiet else headed
    ahead = [i18n("digests.bullet", line=line.plain(i18n)) for line in gathered.ahead()]
    if ahead:
        yield ""
        yield i18n("digests.ahead", day=as_of.ahead, weekday=i18n.weekday(as_of.ahead))
        yield from ahead
    yield i18n("digests.foot", at=i18n.clock(as_of.at), late=gathered.added_late)


def title(gathered: Gathered, school: School, i18n: I18n, form: Form) -> str:
    """Which day, and the week of the term."""
    day = school.hours.local(gathered.as_of.at).date()
    week = school.hours.week(day)
    return i18n(
        f"digests.title.{form.name}",
        day=day,
        weekday=i18n.weekday(day),
        week=i18n.plain("digests.week", week=week) if week else "",
    )


def _section(i18n: I18n, name: str, lines: Iterable[str]) -> Iterator[str]:
    """A headed part; one without lines is left out."""
    found = list(lines)
    if found:
        yield ""
        yield i18n(f"digests.section.{name}")
        yield from found


def _decisions(gathered: Gathered, i18n: I18n) -> Iterator[str]:
    for number, one in enumerate(gathered.decisions[:MOST_DECISIONS], 1):
        yield i18n("digests.numbered", number=number, line=one.line.plain(i18n))
    if len(gathered.decisions) > MOST_DECISIONS:
        yield i18n("digests.more", count=len(gathered.decisions) - MOST_DECISIONS)


def _issues(gathered: Gathered, i18n: I18n, most: int) -> Iterator[str]:
    for one in gathered.issues[:most]:
        yield i18n("digests.bullet", line=issue_line(one, gathered, i18n))
    if len(gathered.issues) > most:
        yield i18n("digests.more", count=len(gathered.issues) - most)


def issue_line(issue: Issue, gathered: Gathered, i18n: I18n) -> str:
    """What is amiss, how long already, whose it is, until when it is promised anew, and why."""
    parts = [issue.line.plain(i18n)]
    if issue.since is not None:
        parts += _delay(gathered.as_of.at - issue.since, i18n)
    if issue.promise is not None:
        parts.append(i18n.plain("digests.promise", day=issue.promise.astimezone(i18n.zone).date()))
    if issue.post or issue.holder:
        who = " ".join(filter(None, (i18n.show(issue.post), i18n.show(issue.holder))))
        parts.append(i18n.plain("digests.responsible", who=who))
    reason = gathered.reasons.get(issue.item)
    if reason is not None:
        parts.append(i18n.plain("digests.reason", text=reason.text))
    return i18n.plain("digests.comma").join(parts)


def _delay(delay: timedelta, i18n: I18n) -> Iterator[str]:
    """So many days, or hours; what is not late yet has none."""
    if delay.days > 0:
        yield i18n.plain("digests.late_days", count=delay.days)
    elif delay >= HOUR:
        yield i18n.plain("digests.late_hours", count=delay // HOUR)

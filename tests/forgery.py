"""Forged presses: every button that there is, with everything behind it that a phone can invent.

What a press did is read off the transaction just before its commit, which is then taken back, so
that each press meets the same school.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from cast import Actor, Stage, picture
from databases import ADMIN
from drafting import reports
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from bot import failpoints
from bot.callbacks import CallbackButton
from models.base import Base
from models.calendar.hours import Break
from models.cases.case import Case, Event, Photo
from models.cases.due import Due
from models.cases.numbering import Counter
from models.cases.parts import Part
from models.documents import DocumentOrder
from models.duty.handover import Handover
from models.messaging import Card, Chat, Dialogue, In, Inbound, Outbound
from models.people.invitations import Invitation
from models.people.join_requests import JoinRequest
from models.people.person import Person, Right
from models.rounds.answers import RoundAnswer
from models.rounds.round import Round
from models.visits.roll_call import RollCall
from models.workbook.deliveries import Come, WorkbookIn

APPLICANT = "申请人暗语"
TOO_LARGE = 2**31
# What a press writes about itself; whoever rings somebody else must have done more.
OF_THE_PRESS = (Inbound, Outbound, Dialogue, Chat, Card)


class TakenBack(BaseException):
    """The press is not committed."""


class School:
    """A school in which much is under way. None of it is the presser's, but for one draft."""

    def __init__(self, stage: Stage, presser: Actor, turn: int = 0, turns: int = 1) -> None:
        """Of what no phone was ever shown, this one sends its turn of so many."""
        self.turn, self.turns = turn, turns
        self.stage = stage
        self.presser = presser
        self.phone_id = presser.phone.user_id
        self.pressed = 0

    async def opens(self) -> None:
        """Lets people report and repair, ask to be let in, and change the school."""
        stage = self.stage
        wang, chen, admin = stage["王芳"], stage["陈大勇"], stage["管理员"]
        said = ("A301灯不亮，暗语0", "A302水龙头漏水，暗语1", "A303门锁坏了，暗语2")
        for text, way in zip(said, ([], ["接单"], ["接单", "完成"]), strict=True):
            await wang.shows(picture("red"), text)
            await wang.presses("提交")
            for label in way:
                await chen.presses(label)
        await chen.shows(picture("green"))
        await stage["周建国"].sends("B201漏电冒火花，暗语3")
        await stage["周建国"].presses("会")
        await stage["刘玥"].sends("A305灯不亮，暗语4")
        await stage["陌生人"].starts()
        await stage["陌生人"].presses("申请加入")
        await stage["陌生人"].sends(APPLICANT)
        await admin.sends("/admin")
        await admin.presses("邀请还没加入的人")
        await admin.presses("群通知")
        li = stage["李国庆"]
        await li.sends("/check")
        await li.presses("临时查一张表")
        await li.presses("每日校园巡视")
        with stage.service.runtime.writing() as session:
            sender, today = session.query(Person).filter_by(telegram_id=ADMIN).one(), stage.now()
            session.add(Break(name="停课", kind="closure", first=today.date(), last=today.date()))
            book = {"file_id": "f", "file_name": "学校.xlsx", "state": Come.ASKED}
            session.add(WorkbookIn(sender_id=sender.id, came_at=today, **book))
        await self.presser.sends("/start")
        await self.presser.sends("科学教室投影仪坏了")
        self._know()

    def _person(self, session: Session) -> Person | None:
        """Who presses; nobody of the school where a stranger does."""
        return session.scalar(select(Person).filter_by(telegram_id=self.phone_id, active=True))

    def _know(self) -> None:
        """Which rows there are, and which of them the presser may see."""
        with self.stage.service.runtime.reading() as session:
            person = self._person(session)
            self.me = person.id if person else 0
            self.rights = {right for right in Right if person is not None and person.may(right)}
            cases = reports(session).order_by(Case.id).all()
            foreign = [case for case in cases if "暗语" in case.text]
            self.cases = [case.id for case in foreign]
            self.round = session.query(Round).one()
            self.versions = {case.id: case.version for case in cases}
            self.own = cases[-1].id if person else 0
            self.seen = {case.id for case in cases if person is not None and case.sees(person)}
            if person is not None and self.round.sees(person):
                self.seen.add(self.round.id)
            self.secrets = {APPLICANT: Right.ADMIN in self.rights}
            for case in foreign:
                for secret in filter(None, (case.text[-3:], case.number)):
                    self.secrets[secret] = case.id in self.seen
            people = session.query(Person).filter(Person.name.in_(("孙福来", "曹淼")))
            more = (JoinRequest, Invitation, Break, WorkbookIn)
            self.others = [one.id for one in people]
            self.others += [session.query(kind.id).limit(1).scalar() for kind in more]
        self.message = next(one for one in reversed(self.presser.messages) if "text" in one)

    def callback_args(self) -> Iterator[tuple[object, ...]]:
        """What is put behind every button: the ids of others on every phone, and each kind of
        nonsense on one of them.
        """
        case, draft, own, person = self.cases[1], self.cases[-1], self.own, self.others[0]
        yield from ((one,) for one in (*self.cases[1:], own, *self.others))
        yield case, self.versions[case], person
        nonsense = [
            (), ("x",), (TOO_LARGE,), (case, own), (draft, own), (draft, "place"), (person, "R25"),
            ("W02", "x"), (case, self.versions[case], "x"), (case, self.versions[case], TOO_LARGE),
            *((own, last) for last in (case, "place-x", "for", "for-x", f"place-{TOO_LARGE}")),
        ]  # fmt: skip
        yield from nonsense[self.turn :: self.turns]
        yield ()
        yield from ((one,) for one in (*self.cases[1:], own, *self.others, "x", TOO_LARGE))
        for last in (case, "place-x", "for", "for-x", f"place-{TOO_LARGE}"):
            yield own, last
        yield from ((case, own), (draft, own), (draft, "place"), (person, "R25"), ("W02", "x"))
        for last in (person, "x", TOO_LARGE):
            yield case, self.versions[case], last
        yield self.round.id, self.round.version, person
        yield self.round.id, self.round.version, "C01-01", 0, "ok"

    def presses(self) -> Iterator[tuple[str, list[str]]]:
        """Every button that is registered, with all of that behind it."""
        with self.stage.service.runtime.writing() as session:
            first = session.query(func.min(Inbound.id)).scalar()
            session.query(Inbound).filter(Inbound.id != first).delete()
        for name in sorted(CallbackButton.known):
            for callback_args in dict.fromkeys(self.callback_args()):
                data = ":".join([name, *map(str, callback_args)])
                if len(data.encode()) <= 64:
                    yield data, self.press(data)

    def press(self, data: str) -> list[str]:
        """One forged press: all the way through, but for the commit. Returns what it did that is
        not this person's to do.
        """
        self.pressed += 1
        raw = json.dumps({"update_id": 1, "callback_query": self._query(data)})
        with self.stage.service.engine.begin() as connection:
            again = {"raw": raw, "state": In.OPEN, "sender": self.phone_id}
            connection.execute(update(Inbound).values(again))
        found: list[str] = []
        with _watched(lambda rows: found.extend(self.trespasses(rows))), suppress(TakenBack):
            self.stage.service.inbox.work_once()
        return found

    def _query(self, data: str) -> dict[str, Any]:
        user, chat = self.presser.phone.user, {"id": self.phone_id, "type": "private"}
        message = {**self.message, "chat": chat}
        return {"id": "1", "from": user, "chat_instance": "1", "message": message, "data": data}

    def trespasses(self, rows: Collection[Base]) -> list[str]:
        """What was written that is not this person's to change, to read, or to tell."""
        inbound = next(row for row in rows if isinstance(row, Inbound))
        if inbound.state != In.DONE:
            return [inbound.error]
        wrong = [f"changed {row}" for row in rows if not self.may_change(row)]
        told = [row for row in rows if isinstance(row, Outbound)]
        did = any(not isinstance(row, OF_THE_PRESS) for row in rows)
        for row in told:
            shown = json.dumps(row.payload, ensure_ascii=False)
            if row.chat_id in (0, self.phone_id):
                secrets = (one for one, may in self.secrets.items() if not may)
                wrong += [f"showed {one}" for one in secrets if one in shown]
            elif not did:
                wrong.append(f"rang {row.chat_id}: {shown}")
        return wrong

    def may_change(self, row: Base) -> bool:
        """Whether the row is this person's to change, whichever button was pressed."""
        match row:
            case Inbound() | Outbound() | Counter():
                return True
            case Dialogue():
                return row.user_id == self.phone_id
            case Chat():
                return row.id == self.phone_id
            case Case():
                return row.id in {*self.seen, self.own} or row.id > self.own
            case Card():
                new = row.case_id > self.own
                return row.person_id == self.me or row.case_id in self.seen or new
            case Event() if row.case_id is None:
                return Right.ADMIN in self.rights
            case Event() | Due() | Photo():
                return row.case_id in self.seen or (row.case_id or 0) > self.own
            case DocumentOrder():
                worker = row.worker_id in (None, self.me) or Right.DISPATCH in self.rights
                return row.reader_id == self.me and worker and row.case_id in {None, *self.seen}
            case Part():
                ends = (row.whole_id, row.part_id)
                return all(end in {*self.seen, self.own} or end > self.own for end in ends)
            case Handover():
                return row.phone_id == self.me
            case RollCall():
                # Whoever may see who is inside calls the roll.
                return bool({Right.GUARD, Right.DISPATCH, Right.OVERSEE} & self.rights)
            case RoundAnswer():
                return self.me in self.round.asked
            case Person() if row.id == self.me:
                return True
        return Right.ADMIN in self.rights


@contextmanager
def _watched(judge: Callable[[Collection[Base]], None]) -> Iterator[None]:
    """Hands over what a transaction wrote, and takes it back before the commit."""
    rows: dict[int, Base] = {}

    def flushing(session: Session, *_: object) -> None:
        changed = (row for row in session.dirty if session.is_modified(row))
        rows.update({id(row): row for row in (*session.new, *changed, *session.deleted)})

    def rolled_back(*_: object) -> None:
        rows.clear()

    def at(point: str) -> None:
        if point == "unit.before_commit":
            judge(rows.values())
            raise TakenBack

    event.listen(Session, "before_flush", flushing)
    event.listen(Session, "after_soft_rollback", rolled_back)
    failpoints.listener, before = at, failpoints.listener
    try:
        yield
    finally:
        failpoints.listener = before
        event.remove(Session, "before_flush", flushing)
        event.remove(Session, "after_soft_rollback", rolled_back)

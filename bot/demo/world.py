"""The demo: the whole product with no token and no network, and the phones of its people."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web as aiohttp_web
from pydantic import SecretStr

from bot.app import House
from bot.clock import SchoolClock
from bot.config import Settings
from bot.demo.server import serve
from bot.demo.telegram import Telegram
from bot.demo.web import Someone, routes
from bot.words import LANGUAGES, Words
from bot.workbook import errands as workbooks
from bot.workbook.dictionary import BookWords
from bot.workbook.opening import open_workbook
from bot.workbook.proposing import propose
from models import defaults
from models.people import Invitation, Person, Right
from models.workbook.applying import apply

# A token of the right shape that opens nothing.
TOKEN = "100000:demo-demo-demo-demo-demo-demo-demo-d"
# A Wednesday in term, before the second lesson.
OPENING = datetime(2026, 9, 16, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STRANGER = 7777
# Who sends the sample school's workbook.
ADMINISTRATOR = "沈佳"
# Whose phones lie open at first: teacher, office, electrician, guard, duty leader, principal.
OPEN_ROLES = ("R10", "R04", "R12", "R07", "R03", "R01")

log = logging.getLogger(__name__)


class DemoWorld:
    """What the page shows and can do."""

    def __init__(self, house: House, telegram: Telegram) -> None:
        self.house = house
        self.telegram = telegram
        self.people: Sequence[Someone] = ()
        self._moving = asyncio.Lock()

    def now(self) -> datetime:
        """The school's clock."""
        return self.house.desk.clock.now().astimezone(self.house.desk.zone)

    def next_due(self) -> tuple[datetime, dict[str, str]] | None:
        """The next moment at which something falls due, and what, in both languages."""
        due = self.house.next_moment()
        if due is None:
            return None
        zone = self.house.desk.zone
        said = {code[:2]: Words(code, zone).plain(f"due.{due[1]}") for code in LANGUAGES}
        return due[0].astimezone(zone), said

    async def go_on(self, by: timedelta) -> None:
        """Moves the clock, stopping at every due moment on the way."""
        async with self._moving:
            await self.house.go_on(self.house.desk.clock.now() + by, self.house.settle)

    async def go_to_next(self) -> None:
        """Moves the clock to the next due moment."""
        due = self.house.next_moment()
        if due is not None:
            async with self._moving:
                await self.house.go_on(due[0], self.house.settle)

    def fill(self) -> None:
        """Moves the sample school in, and gives everybody a phone."""
        house, phones = self.house, defaults.sample_phones()
        bring_sample(house)
        opened: set[str] = set()
        people = []
        order: dict[int, int] = {}
        with house.desk.unit() as unit:
            admin = unit.school.administrators()[0]
            for phone_id, (name, joined) in phones.items():
                person = unit.session.query(Person).filter_by(name=name).one()
                if joined:
                    person.telegram_id, person.joined_at = phone_id, unit.now
                else:
                    Invitation.for_person(unit.act(admin), person)
                first = next((code for code in OPEN_ROLES if person.holds(code)), None)
                people.append(
                    Someone(
                        user_id=phone_id,
                        name=name,
                        role=person.roles[0].zh,
                        role_en=person.roles[0].en,
                        opened=first is not None and first not in opened,
                    )
                )
                if first is not None and first not in opened:
                    opened.add(first)
                    order[phone_id] = OPEN_ROLES.index(first)
        people.sort(key=lambda one: (not one.opened, order.get(one.user_id, 0), one.user_id))
        people.append(Someone(STRANGER, "陌生人", "不在名单里", "Not on the list", False))
        self.people = people
        for one in people:
            language = "en" if one.name.isascii() else "zh-hans"
            phone = self.telegram.add(one.user_id, one.name, language=language)
            if one.user_id in phones and phones[one.user_id][1]:
                phone.start()


def bring_sample(house: House) -> None:
    """The sample school is the workbook of `sample`, sent by the school's administrator."""
    words = Words(house.settings.language, house.settings.zone)
    book = open_workbook(workbooks.sample(house.settings), "sample.xlsx")
    with house.desk.unit() as unit:
        session = unit.session
        role = next(role for role in unit.school.roles if Right.ADMIN in role.rights)
        admin = Person(name=ADMINISTRATOR, roles=[role])
        session.add(admin)
        session.flush()
        today = unit.school.today(unit.now)
        proposal = propose(session, book, BookWords(words), today, admin.id)
        assert proposal.sound, proposal.reading.complaints
        apply(proposal.plan, unit.act(admin), file="", name="sample.xlsx")


async def run(port: int) -> None:
    """`python -m bot demo`: until Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="houqin-demo-") as folder:
        clock = SchoolClock(OPENING)
        telegram = Telegram(TOKEN, now=clock.now)
        api, url = await serve(telegram)
        settings = Settings(
            _env_file=None,
            bot_token=SecretStr(TOKEN),
            bot_api_url=url,
            database_url=SecretStr(f"sqlite:///{folder}/school.db"),
            data_dir=Path(folder),
        )
        house = House(settings, clock)
        await house.open()
        world = DemoWorld(house, telegram)
        world.fill()
        page = aiohttp_web.AppRunner(routes(world), access_log=None)
        await page.setup()
        await aiohttp_web.TCPSite(page, "127.0.0.1", port).start()
        print(f"http://127.0.0.1:{port}  (Ctrl-C ends it)", flush=True)
        try:
            with suppress(asyncio.CancelledError):
                await house.run()
        finally:
            await page.cleanup()
            await house.close()
            await api.cleanup()

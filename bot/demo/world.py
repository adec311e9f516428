"""The demo: the whole product with no token and no network, and the phones of its people."""

from __future__ import annotations

import asyncio
import logging
import socket
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web as aiohttp_web
from pydantic import SecretStr

from bot.app import Service
from bot.cli import workbooks as workbooks
from bot.clock import SchoolClock
from bot.config import Settings
from bot.demo.server import serve
from bot.demo.telegram import Telegram
from bot.demo.web import Someone, routes
from bot.i18n import LANGUAGES, I18n
from bot.workbook.dictionary import BookWords
from bot.workbook.opening import open_workbook
from bot.workbook.proposing import propose
from models import defaults
from models.people.invitations import Invitation
from models.people.person import Person, Right
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

    def __init__(self, service: Service, telegram: Telegram) -> None:
        self.service = service
        self.telegram = telegram
        self.people: Sequence[Someone] = ()
        self._moving = asyncio.Lock()

    def now(self) -> datetime:
        """The school's clock."""
        return self.service.runtime.clock.now().astimezone(self.service.runtime.zone)

    def next_due(self) -> tuple[datetime, dict[str, str]] | None:
        """The next moment at which something falls due, and what, in both languages."""
        due = self.service.next_moment()
        if due is None:
            return None
        runtime = self.service.runtime
        zone, owner = runtime.zone, runtime.registry.owners[due[1]]
        said = {code[:2]: I18n(code, zone).plain(f"{owner}.due.{due[1]}") for code in LANGUAGES}
        return due[0].astimezone(zone), said

    async def go_on(self, by: timedelta) -> None:
        """Moves the clock, stopping at every due moment on the way."""
        async with self._moving:
            await self.service.go_on(self.service.runtime.clock.now() + by, self.service.settle)

    async def go_to_next(self) -> None:
        """Moves the clock to the next due moment."""
        due = self.service.next_moment()
        if due is not None:
            async with self._moving:
                await self.service.go_on(due[0], self.service.settle)

    def fill(self) -> None:
        """Moves the sample school in, and gives everybody a phone."""
        service, phones = self.service, defaults.sample_phones()
        bring_sample(service)
        opened: set[str] = set()
        people = []
        order: dict[int, int] = {}
        with service.runtime.unit() as unit:
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


def bring_sample(service: Service) -> None:
    """The sample school is the workbook of `sample`, sent by the school's administrator."""
    i18n = I18n(service.settings.language, service.settings.zone)
    book = open_workbook(workbooks.sample(service.settings), "sample.xlsx")
    with service.runtime.unit() as unit:
        session = unit.session
        role = next(role for role in unit.school.roles if Right.ADMIN in role.rights)
        admin = Person(name=ADMINISTRATOR, roles=[role])
        session.add(admin)
        session.flush()
        today = unit.school.today(unit.now)
        proposal = propose(session, book, BookWords(i18n), today, admin.id)
        assert proposal.sound, proposal.reading.complaints
        apply(proposal.plan, unit.act(admin), file="", name="sample.xlsx")


class PortTaken(Exception):
    """Another program listens there."""


def must_be_free(port: int) -> None:
    """Raises `PortTaken` with a sentence, before a minute has been spent on filling a school."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            other = f"make demo PORT={port + 1}"
            raise PortTaken(f"Port {port} is taken; choose another: {other}") from None


def _say(what: str) -> None:
    print(what, flush=True)


async def run(port: int) -> None:
    """`python -m bot demo`: until Ctrl-C. Raises `PortTaken`."""
    must_be_free(port)
    _say("The demo makes a school of its own; that takes about a minute.")
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
        _say("1/3 the tables and the defaults …")
        service = Service(settings, clock)
        await service.open()
        world = DemoWorld(service, telegram)
        _say("2/3 the sample school, from its workbook …")
        world.fill()
        _say("3/3 the phones …")
        page = aiohttp_web.AppRunner(routes(world), access_log=None)
        await page.setup()
        await aiohttp_web.TCPSite(page, "127.0.0.1", port).start()
        _say(f"http://127.0.0.1:{port}  (Ctrl-C ends it)")
        try:
            with suppress(asyncio.CancelledError):
                await service.run()
        finally:
            await page.cleanup()
            await service.close()
            await api.cleanup()

"""What is filed of rounds: sheet, month, ledger, the principal's lines; and the watch outside."""

from __future__ import annotations

import asyncio
import json
from datetime import date

from aiohttp import web
from cast import Stage
from pydantic import SecretStr
from test_rounds_story import at, only
from walking import asks

from bot.app import REGISTRY
from bot.heartbeat_url import OutsideWatch
from bot.i18n import I18n
from handlers.rounds.digest import digest
from jobs import auditor
from models.cases.as_of import AsOf
from models.cases.due import Due
from models.school import School


async def test_a_round_is_filed_as_a_sheet_and_its_month_as_another(stage: Stage) -> None:
    await asks(stage, "C06b")
    leader = stage["何志明"]
    await stage.comes(at(10))
    await leader.presses("4 ")
    await leader.presses("异常")
    await leader.sends("报修单 3 张没人接")
    await leader.presses("其余全部正常")
    await leader.presses("经过")
    assert "何主任记异常：隐患、紧急报修处置进度：报修单 3 张没人接" in leader.last
    await leader.presses("返回")
    await leader.presses("记录单")
    name, paper = leader.file()
    assert name == "带班领导·课间 20260916-1000.pdf"
    assert paper.startswith(b"%PDF")
    await leader.presses("本月记录")
    assert leader.file()[0] == "带班领导·课间 20260901-20260930.pdf"


async def test_the_ledger_names_what_was_not_checked(stage: Stage) -> None:
    await asks(stage, "C06b", "C06c")
    await stage.comes(at(10))
    await stage["何志明"].presses("其余全部正常")
    await stage.comes(at(13))
    runtime = stage.service.runtime
    with runtime.reading() as session:
        school, i18n = School(session, runtime.zone), I18n("zh-CN", runtime.zone)
        day = date(2026, 9, 16)
        written, _ = REGISTRY.ledgers["rounds"].written(
            school, i18n, runtime.store, day, day, "json"
        )
        rows = json.loads(written)
        said = digest(school, AsOf.day(day, stage.now(), school.hours))
    text = json.dumps(rows, ensure_ascii=False)
    assert "正常" in text
    assert "未查" in text
    assert said.figures == {"due": 2, "done": 1, "problems": 0, "missed": 1, "late": 0}
    assert [one.line.plain(i18n) for one in said.issues] == ["未查 带班领导·午餐陪餐 11:20"]


async def test_a_day_of_the_canteen_without_findings_is_zero_risk(stage: Stage) -> None:
    await asks(stage, "C07")
    manager = stage["蒋丽萍"]
    await stage.comes(at(10, 30))
    await manager.presses("其余全部正常")
    for typed in ("8 8", "75", "130", "4 -15", "1 65"):
        await manager.sends(typed)
    assert "零风险" in manager.last
    signer = stage["何志明"]
    assert "✍️ 待复签：何主任" in signer.last
    await signer.presses("签署")
    assert "✍️ 复签：何主任 9月16日 10:30" in signer.last
    assert only(stage, "C07").signed_at is not None
    with stage.service.runtime.reading() as session:
        assert session.query(Due).filter_by(kind="round.sign", state="planned").count() == 0


async def test_somebody_outside_hears_every_hour_that_all_is_well(stage: Stage) -> None:
    heard: list[str] = []

    async def hears(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.Response(text="ok")

    outside = web.Application()
    outside.router.add_get("/ping/{key}", hears)
    runner = web.AppRunner(outside)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    runtime = stage.service.runtime
    url = SecretStr(f"http://127.0.0.1:{port}/ping/abc")
    settings = stage.service.settings.model_copy(update={"heartbeat_url": url})
    watch = asyncio.create_task(OutsideWatch(settings, runtime).run())
    try:
        stage.service.tick()
        for _ in range(200):
            await asyncio.sleep(0.01)
            if heard:
                break
        assert heard == ["/ping/abc"]
        await stage.passes(minutes=61)
        with runtime.writing() as session:
            session.add(Due(key="lost", kind="round.day", due_at=at(8), state="planned"))
        runtime.all_well.clear()
        runtime.clock.move_to(at(12))
        auditor.look(runtime)
        assert not runtime.all_well.is_set()
        await stage.service.drain()
        assert "自查发现 1 处不对" in stage["管理员"].last
    finally:
        watch.cancel()
        await runner.cleanup()

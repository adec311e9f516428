"""The week, the month, the term: a message, a picture, a spreadsheet; and what inspectors see."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta

import pytest
from cast import Stage, picture
from conftest import SHANGHAI
from openpyxl import load_workbook
from PIL import Image

from bot.documents import printer

FRIDAY = datetime(2026, 9, 18, 17, tzinfo=SHANGHAI)


async def two_lamps(stage: Stage) -> None:
    """Two reports of the same room; one is mended and signed."""
    for text in ("A302灯不亮", "A302灯管坏了"):
        await stage["王芳"].sends(text)
        await stage["王芳"].presses("提交")
        if "不是同一件" in " ".join(stage["王芳"].buttons):
            await stage["王芳"].presses("不是同一件")
    await stage["陈大勇"].presses("接单")
    await stage["陈大勇"].presses("完成")
    await stage["陈大勇"].shows(picture())


async def test_on_friday_the_week_comes_as_a_message_a_picture_and_a_spreadsheet(
    stage: Stage,
) -> None:
    await two_lamps(stage)
    await stage.comes(FRIDAY + timedelta(minutes=1))
    zhou = stage["周建国"]
    report = next(one for one in zhou.messages if "后勤周报" in str(one.get("text")))
    assert "后勤周报 9月12日至9月18日" in report["text"]
    assert "报修 应修2｜修好1｜未修好1" in report["text"]
    photos = [one for one in zhou.messages if "photo" in one]
    assert photos[-1]["photo"][-1]["height"] > photos[-1]["photo"][-1]["width"] / 3
    name, content = zhou.file()
    assert name == "后勤周报 9月12日至9月18日.xlsx"
    book = load_workbook(io.BytesIO(content))
    posts = book.worksheets[0]
    assert [cell.value for cell in posts[1]] == ["岗位", "应修", "修好"]
    assert [cell.value for cell in posts[2]] == ["维修工", 2, 1]
    again = next(page for page in book.worksheets if "重复" in page.title)
    assert again.cell(2, 3).value == 2
    everything = [str(cell.value) for page in book.worksheets for row in page for cell in row]
    assert not any("陈" in one or "王" in one for one in everything)


async def test_the_principal_asks_for_a_term_and_for_what_inspectors_see(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who waits long for a file is told how far it is; here nothing takes long.
    monkeypatch.setattr(printer, "PATIENCE", 0)
    await two_lamps(stage)
    zhou = stage["周建国"]
    await zhou.sends("/today")
    await zhou.presses("月报")
    assert any("后勤月报 9月1日至9月16日" in str(one.get("text")) for one in zhou.messages)
    await zhou.sends("/today")
    await zhou.presses("学期报")
    assert any("学期报" in str(one.get("text")) for one in zhou.messages)
    await zhou.presses("迎检资料")
    await zhou.presses("维修")
    name, content = zhou.file()
    assert name == "维修 20260901-20260916.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert {name.rpartition(".")[2] for name in names} >= {"html", "xlsx", "pdf"}
        index = archive.read("index.html").decode()
    assert all(one in index for one in names if one != "index.html")
    assert zhou.sees("⏳ 正在整理：")


@pytest.mark.parametrize("data", ["digests.report:monthly", "digests.report:daily",
                                  "digests.inspect", "digests.topic:repairs"])  # fmt: skip
async def test_who_does_not_oversee_gets_no_report_by_a_forged_press(
    stage: Stage, data: str
) -> None:
    zhang = stage["张敏"]
    await zhang.starts()
    zhang.phone.press(zhang.messages[-1]["message_id"], data)
    await stage.settles(zhang)
    assert not any("document" in one or "photo" in one for one in zhang.messages)


def test_the_picture_shows_chinese_without_a_chinese_font_on_the_machine() -> None:
    from bot.documents.chart import Bar, Chart
    from bot.documents.chart import picture as drawn

    def dark(label: str) -> int:
        image = Image.open(io.BytesIO(drawn("报", (), [Chart("", [Bar(label, 1)])]))).convert("L")
        return sum(image.histogram()[:128])

    # A character that the font lacked would be a box like any other.
    assert dark("一") < dark("口") < dark("隐患") < dark("隐患整改")
    assert dark("鬱") != dark("㐀")

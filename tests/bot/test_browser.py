"""The demo in a real browser: everything by the buttons that a person sees."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).parents[2]
PATIENCE = 30.0

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and "HOUQIN_NO_SKIP" not in os.environ,
        reason="needs Debian's chromium",
    ),
]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo as `make demo` starts it, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "bot", "demo", "--port", str(port)], cwd=ROOT)
    url = f"http://127.0.0.1:{port}/"
    end = monotonic() + PATIENCE
    while monotonic() < end:
        try:
            urllib.request.urlopen(url).close()
            break
        except OSError:
            assert process.poll() is None, "the demo ended by itself"
            sleep(0.2)
    yield url
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, demo: str) -> Iterator[Page]:
    """The page on a laptop, in Chinese. A script error fails the test."""
    faults: list[str] = []
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(demo)
    yield page
    page.close()
    assert faults == []


def phone(page: Page, name: str) -> Locator:
    """Somebody's phone."""
    return page.get_by_label(f"{name}的手机", exact=True)


def press(page: Page, name: str, label: str) -> None:
    """Presses the newest button with this label on somebody's phone."""
    key = phone(page, name).get_by_role("button", name=re.compile(label)).and_(page.locator(".key"))
    key.last.click()


def show(page: Page, name: str, sample: str, text: str = "") -> None:
    """Sends one of the sample photos, with or without words."""
    phone(page, name).get_by_role("button", name="发送照片等").click()
    page.get_by_role("menuitem", name="照片").click()
    page.get_by_role("button", name=sample).click()
    page.get_by_label("配一句话（可不填）").fill(text)
    page.get_by_role("dialog").get_by_role("button", name="发送").click()


def test_a_repair_from_photo_to_signature_in_the_browser(page: Page, tmp_path: Path) -> None:
    show(page, "王芳", "漏水的水龙头", "教学楼A三楼男厕水龙头漏水")
    press(page, "王芳", "提交")
    expect(phone(page, "王芳")).to_contain_text(re.compile(r"BX-260916-\d\d"))
    press(page, "陈大勇", "接单")
    expect(phone(page, "王芳")).to_contain_text("维修中 陈师傅")
    press(page, "陈大勇", "完成")
    show(page, "陈大勇", "修好的水龙头")
    expect(phone(page, "王芳")).to_contain_text("请您验收")
    press(page, "王芳", "验收")
    expect(phone(page, "王芳")).to_contain_text("验收人 王老师 9月16日")
    page.screenshot(path=os.environ.get("HOUQIN_PICTURE", tmp_path / "phones.png"))


def opened(page: Page, name: str) -> None:
    """Opens the phone of somebody who has been rung."""
    page.locator(".chip", has_text=name).click()


def test_a_serious_hazard_from_finding_to_closed_out_in_the_browser(page: Page) -> None:
    show(page, "王芳", "开裂的台阶", "操场单杠立柱松动，有隐患")
    press(page, "王芳", "提交")
    expect(phone(page, "王芳")).to_contain_text(re.compile(r"YH-260916-\d\d"))
    opened(page, "何志明")
    for tap in ("较大", "陈师傅", "按级别"):
        press(page, "何志明", tap)
    expect(phone(page, "陈大勇")).to_contain_text("请您整改这条隐患")
    press(page, "陈大勇", "临时管控")
    show(page, "陈大勇", "修好的水龙头", "已拉警戒线，停用")
    press(page, "陈大勇", "整改完成")
    show(page, "陈大勇", "修好的灯", "立柱已加固")
    expect(phone(page, "何志明")).to_contain_text("请您复查")
    press(page, "何志明", "^销号$")
    expect(phone(page, "王芳")).to_contain_text("已销号")


def test_a_round_with_a_problem_to_the_closed_hazard_in_the_browser(page: Page) -> None:
    next_hour(page)
    leader, chen = phone(page, "何志明"), phone(page, "陈大勇")
    opened(page, "何志明")
    asked = leader.locator(".bubble", has_text="带班领导·课间 9月16日 10:00").last
    expect(asked).to_contain_text("已查 0/8")
    press(page, "何志明", "^3 ")
    press(page, "何志明", "异常")
    show(page, "何志明", "开裂的台阶", "教学楼A三楼男厕的台阶开裂")
    expect(leader).to_contain_text("异常 1 项")
    press(page, "何志明", "其余全部正常")
    expect(leader).to_contain_text(re.compile("已查完：何主任 9月16日 1"))
    for tap in ("一般隐患", "陈师傅", "按级别"):
        press(page, "何志明", tap)
    expect(chen.locator(".bubble", has_text="台阶开裂").last).to_be_visible()
    press(page, "陈大勇", "整改完成")
    show(page, "陈大勇", "修好的灯", "台阶已修补")
    expect(leader.locator(".bubble", has_text="台阶已修补").last).to_be_visible()
    press(page, "何志明", "^销号$")
    expect(leader.locator(".bubble", has_text="已销号").last).to_contain_text("台阶开裂")


def next_hour(page: Page) -> None:
    """Lets an hour of the school pass."""
    on = page.get_by_role("button", name="+1 小时")
    on.click()
    expect(on).to_be_enabled()


def test_the_clock_goes_on_and_the_morning_list_comes(page: Page) -> None:
    phone(page, "王芳").get_by_label("输入消息").fill("A302灯不亮")
    phone(page, "王芳").get_by_label("输入消息").press("Enter")
    press(page, "王芳", "提交")
    press(page, "陈大勇", "接单")
    expect(phone(page, "王芳")).to_contain_text("维修中 陈师傅")
    on = page.get_by_role("button", name="+1 小时")
    todays = phone(page, "陈大勇").locator(".bubble", has_text="今天的活（")
    expect(todays).to_have_count(0)
    for _ in range(24):
        if todays.count():
            break
        on.click()
        expect(on).to_be_enabled()
    expect(todays.last).to_contain_text("302教室")
    expect(todays.last.get_by_role("button", name=re.compile("302教室"))).to_be_visible()


def test_it_fits_a_phone_and_speaks_english(browser: Browser, demo: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="en-GB")
    page.goto(demo)
    expect(page.get_by_role("button", name=re.compile("Next due moment"))).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    page.close()


def test_people_s_text_is_never_markup(page: Page) -> None:
    field = phone(page, "王芳").get_by_label("输入消息")
    field.fill("<img src=x onerror=\"document.title='hacked'\">谢谢")
    field.press("Enter")
    expect(phone(page, "王芳")).to_contain_text("<img src=x")
    assert page.title() != "hacked"

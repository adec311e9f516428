"""The guard's phone in a real browser, 390 pixels wide: everything by thumb."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_browser import browser, demo, phone, press, pytestmark

__all__ = ["browser", "demo", "pytestmark"]
GUARD, WIDE = "赵铁柱", 390


@pytest.fixture
def page(browser: Browser, demo: str) -> Iterator[Page]:
    """The page on a phone, in Chinese."""
    page = browser.new_page(viewport={"width": WIDE, "height": 844}, locale="zh-CN")
    page.goto(demo)
    yield page
    page.close()


def writes(page: Page, name: str, text: str) -> Locator:
    """Types a line on somebody's phone; returns the phone."""
    page.get_by_role("button", name=re.compile(name)).first.click()
    field = phone(page, name).get_by_label("输入消息")
    field.fill(text)
    field.press("Enter")
    return phone(page, name)


def within_reach(page: Page, keys: Locator) -> None:
    """Every button lies on the screen from side to side, and is high enough for a thumb."""
    for key in keys.all():
        box = key.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= WIDE
        assert box["height"] >= 32


def test_a_stranger_comes_and_goes_by_thumb(page: Page, tmp_path: Path) -> None:
    guard = writes(page, GUARD, "张三 家长 找王芳 三2班 13812345678 2人")
    expect(guard).to_contain_text("张三等2人 找王老师")
    within_reach(page, guard.locator(".key"))
    shots = Path(os.environ.get("HOUQIN_PICTURES", tmp_path))
    page.screenshot(path=shots / "gate-card.png")
    press(page, GUARD, "问王老师")
    expect(guard).to_contain_text("等答复")
    page.get_by_role("button", name=re.compile("王芳")).first.click()
    press(page, "王芳", "同意")
    page.get_by_role("button", name=re.compile(GUARD)).first.click()
    expect(guard).to_contain_text("王老师同意，请进")
    writes(page, GUARD, "周大明 送货")
    press(page, GUARD, "进校")
    writes(page, GUARD, "/inside")
    expect(guard).to_contain_text("来访中 3 人")
    within_reach(page, guard.locator(".bubble").last.locator(".key"))
    page.screenshot(path=shots / "gate-board.png")
    press(page, GUARD, "离校：周大明")
    expect(guard).to_contain_text("已离校 1 人")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE

"""Labels and invitations are read by every camera, and where there is none they can be typed."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scanner import codes_of, needs_poppler, words_of

from bot.documents import Bundle, Card, CutSheet, cut_sheet

PRINTED = datetime(2026, 9, 16, 7, 30, tzinfo=UTC)


def label(code: str = "A301", name: str = "301教室") -> Card:
    return Card(
        top="晨光小学",
        mark="",
        above="教学楼A 三楼",
        name=name,
        code=code,
        link=f"https://t.me/houqin_demo_bot?start=p_{code}",
        call="扫码报修",
        hint=f"打不开？给 @houqin_demo_bot 发\n“{code} 灯不亮”也行",
    )


def printed(*bundles: Bundle) -> bytes:
    return cut_sheet(CutSheet(bundles, "没有要打印的", "第 {page} 页，共 {pages} 页", PRINTED))


@needs_poppler
def test_every_code_on_the_rendered_pages_leads_to_its_own_place(tmp_path: Path) -> None:
    cards = [label(f"A{number}", f"{number}教室") for number in range(301, 311)]
    pages = codes_of(printed(Bundle("A", tuple(cards))), tmp_path)
    assert [len(page) for page in pages] == [8, 2]
    assert [code for page in pages for code in page] == [card.link for card in cards]


@needs_poppler
def test_a_code_is_read_from_a_coarse_print_and(tmp_path: Path) -> None:
    longest = dataclasses.replace(
        label(), link=f"https://t.me/{'x' * 32}?start=p_ABCDEFGHIJKLMNOPQRST"
    )
    assert codes_of(printed(Bundle("A", (longest,))), tmp_path, dots=75) == [[longest.link]]


def test_a_code_is_drawn_and_not_a_picture() -> None:
    assert b"/Subtype /Image" not in printed(Bundle("A", (label(),)))


@needs_poppler
def test_a_label_says_where_it_hangs_and_what_can_be_typed_instead(tmp_path: Path) -> None:
    (page,) = words_of(printed(Bundle("晨光小学 · 地点标签", (label(),))), tmp_path)
    for text in (
        "晨光小学·地点标签", "教学楼A三楼", "301教室", "A301", "扫码报修", "“A301灯不亮”也行",
        "第1页，共1页",
    ):  # fmt: skip
        assert text in page


@needs_poppler
def test_every_bundle_begins_a_page_and_every_page_says_which_it_is(tmp_path: Path) -> None:
    cards = tuple(label(f"A{number}") for number in range(9))
    pages = words_of(printed(Bundle("教学楼A的", cards), Bundle("教学楼B的", cards[:1])), tmp_path)
    assert ["教学楼A的" in page for page in pages] == [True, True, False]
    assert ["教学楼B的" in page for page in pages] == [False, False, True]


@needs_poppler
def test_a_card_without_a_link_has_no_code_and_can_still_be_typed(tmp_path: Path) -> None:
    card = dataclasses.replace(label("三楼-男"), link="")
    pdf = printed(Bundle("A", (card,)))
    assert codes_of(pdf, tmp_path) == [[]]
    (page,) = words_of(pdf, tmp_path)
    assert "扫码报修" not in page
    assert "“三楼-男灯不亮”" in page


@needs_poppler
@pytest.mark.parametrize("name", ["W" * 60, "㛃喆" * 30, "Deputy principal and general affairs"])
def test_a_long_name_stays_on_its_card_and_the_code_is_never_cut_off(
    tmp_path: Path, name: str
) -> None:
    code = "WWWWWWWWWWWWWWWWWWWW"
    card = dataclasses.replace(label(code, name), above=name)
    pdf = printed(Bundle("A", (card, card)))
    assert codes_of(pdf, tmp_path) == [[card.link] * 2]
    (page,) = words_of(pdf, tmp_path)
    assert page.count(code) >= 4
    assert name.replace(" ", "")[:12] in page


@needs_poppler
def test_with_nothing_to_print_the_paper_says_so(tmp_path: Path) -> None:
    (page,) = words_of(printed(), tmp_path)
    assert "没有要打印的" in page

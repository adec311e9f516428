"""The many ways to write one place come to one spelling; what only looks like one does not."""

from __future__ import annotations

import pytest

from models.language.spelling import READ_AT_MOST, fold, mended, plain

SAME = [
    ("三零六", "306"),
    ("幺零二教室", "102室"),
    ("302班", "3级2班"),
    ("class 302", "3级2班"),
    ("Grade 3, Class 2", "3级2班"),
    ("g3class2", "3级2班"),
    ("class 2 of grade 3", "3级2班"),
    ("三年级二班", "3级2班"),
    ("三（12）班", "3级12班"),
    ("五（十）班", "5级10班"),
    ("五十二班", "5级12班"),
    ("三（2）", "3级2班"),
    ("三2", "3级2班"),
    ("3-2", "3级2班"),
    ("class 3-12", "3级12班"),
    ("A栋3层", "a楼3楼"),
    ("A三楼", "a楼3楼"),
    ("第三层", "3楼"),
    ("third floor", "3楼"),
    ("3rd floor", "3楼"),
    ("ground floor", "1楼"),
    ("floor 3", "3楼"),
    ("level 3", "3楼"),
    ("3/F", "3楼"),
    ("教学楼A", "a楼"),
    ("教A号楼", "a楼"),
    ("A座", "a楼"),
    ("Teaching Building A", "a楼"),
    ("block A", "a楼"),
    ("A3男厕", "a楼3楼男厕"),
    ("男教师卫生间", "男厕"),
    ("女生洗手间", "女厕"),
    ("boys' toilet", "男厕"),
    ("ladies room", "女厕"),
    ("卫生间", "厕"),
    ("restrooms", "厕"),
    ("Room 302", "302室"),
    ("classroom A302", "a302"),
    ("302号办公室", "302室"),
    ("305号", "305室"),
    ("A楼的302室", "a302"),
    ("东侧的楼梯间", "东楼梯"),
    ("楼梯口", "楼梯"),
    ("二楼的 走廊", "2楼走廊"),
    ("樓梯間", "楼梯"),
    ("Ａ３０１", "a301"),
]
OTHERS = [
    ("3-2天", "3 2天"),
    ("2026-3-2", "2026 3 2"),
    ("三层灰", "三层灰"),
    ("三层水管", "3楼水管"),
    ("三层水", "三层水"),
    ("三楼梯", "三楼梯"),
    ("305号楼", "305号楼"),
    ("三2个", "三2个"),
    ("A楼梯", "a楼梯"),
    ("卫星", "卫星"),
]
SLIPS = [
    ("三搂", "3楼"),
    ("三漏男厕", "3楼男厕"),
    ("男侧", "男厕"),
    ("301叫室", "301室"),
    ("音乐较市", "音乐教室"),
    ("走浪", "走廊"),
    ("楼体", "楼梯"),
    ("食糖", "食堂"),
    ("操厂", "操场"),
    ("草场", "操场"),
    ("音乐市", "音乐室"),
    ("图书事情", "图书事情"),
    ("漏水", "漏水"),
]


@pytest.mark.parametrize(("written", "spelt"), SAME)
def test_ways_to_write_a_place_come_to_one_spelling(written: str, spelt: str) -> None:
    assert plain(written).text == spelt
    assert mended(written).text == spelt


@pytest.mark.parametrize(("written", "spelt"), OTHERS)
def test_what_only_looks_like_a_place_is_left_alone(written: str, spelt: str) -> None:
    assert plain(written).text == spelt


@pytest.mark.parametrize(("written", "spelt"), SLIPS)
def test_slips_are_mended_only_to_ask(written: str, spelt: str) -> None:
    assert mended(written).text == spelt
    if written != spelt:
        assert plain(written).text != spelt


def test_each_sign_knows_where_it_stood() -> None:
    text = "请看教学楼A的三层，谢谢"
    spelt = plain(text)
    assert len(spelt.spans) == len(spelt.text)
    at = spelt.text.index("3楼")
    start, end = spelt.stretch(at, at + 2)
    assert text[start:end] == "三层"


def test_of_a_long_letter_only_the_beginning_is_read() -> None:
    assert len(fold("灯" * (READ_AT_MOST + 1)).text) == READ_AT_MOST == 600
    assert fold("“灯”’‘－–—〇").text == "\"灯\"''---零"

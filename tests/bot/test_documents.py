"""What comes out of the printer can be read, signed and filed."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.documents import printable
from bot.documents.form import LEFT, WIDTH
from bot.documents.glyphs import glyphs, wrap
from handlers.repairs.slip import Slip, SlipEvent, SlipLabels, SlipPhoto, repair_slip
from handlers.repairs.work_sheet import Sheet, SheetLabels, SheetRow, work_sheet

RARE_NAMES = "喆玥犇㛃䶮龑堃翀奡𬱖"
PRINTED = datetime(2026, 9, 16, 7, 30, tzinfo=UTC)
POINTS_PER_MM = 72 / 25.4

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)

SLIP_LABELS = SlipLabels(
    title="报修单",
    number="编号：",
    place="地点",
    category="类别",
    urgency="紧急程度",
    reporter="报修人",
    recorded_by="代录人",
    reported_at="报修时间",
    description="故障描述",
    photos="照片",
    photo_lost="（照片已损坏）",
    time="时间",
    who="经办人",
    what="经过",
    worker="维修人",
    materials="用料",
    cost="费用",
    cause="损坏原因",
    warranty="保修",
    result="维修结果",
    acceptance="验收",
    signatures=("报修人签字：", "维修人签字：", "总务处签字："),
    sign_date="　　年　　月　　日",
    page="第 {page} 页，共 {pages} 页",
)
SHEET_LABELS = SheetLabels(
    title="派工单",
    worker="维修人：",
    date="日期：",
    number="序号",
    place="地点",
    problem="问题",
    materials="用料",
    finished_at="完成时间",
    signature="签字",
    empty="当天没有要做的活",
    page="第 {page} 页，共 {pages} 页",
)


def jpeg(size: tuple[int, int] = (1600, 1200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (120, 160, 200)).save(out, "JPEG")
    return out.getvalue()


def slip() -> Slip:
    return Slip(
        school="阳光小学",
        number="R2609-0013",
        place="教学楼A 三楼男厕",
        category="水",
        urgency="加急（影响上课，今天）",
        reporter="王芳",
        recorded_by="陈静",
        reported_at="9月16日 08:02",
        description=f"洗手池的水龙头漏水。{RARE_NAMES}",
        photos=(SlipPhoto(jpeg(), "报修时"), SlipPhoto(jpeg((900, 1600)), "修好后")),
        timeline=(
            SlipEvent("9月16日 08:05", "总务主任 陈静", "派给陈师傅"),
            SlipEvent("9月16日 10:40", "陈师傅", "换阀芯一只，试水不漏"),
            SlipEvent("9月16日 15:20", "王芳", "验收"),
        ),
        worker="陈师傅",
        materials="阀芯 1 只",
        cost="18.00 元",
        cause="自然损坏",
        warranty="不在保修期",
        result="已修好",
        acceptance="验收人 王芳 9月16日 15:20",
        labels=SLIP_LABELS,
        created=PRINTED,
    )


def sheet(*rows: SheetRow) -> Sheet:
    return Sheet("阳光小学", "陈师傅", "2026年9月17日", rows, SHEET_LABELS, PRINTED)


def poppler(tool: str, pdf: bytes, folder: Path, *options: str) -> str:
    paper = folder / "paper.pdf"
    paper.write_bytes(pdf)
    command = [tool, *options, str(paper), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def pages(pdf: bytes, folder: Path) -> list[str]:
    """The words of each page without the spaces that the columns leave."""
    text = poppler("pdftotext", pdf, folder, "-layout")
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


def assert_all_words_lie_inside_the_frame(pdf: bytes, folder: Path) -> None:
    text = poppler("pdftotext", pdf, folder, "-bbox")
    words = re.findall(
        r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="([\d.-]+)"', text
    )
    assert words
    for left, right, bottom in words:
        assert float(left) >= LEFT * POINTS_PER_MM - 0.5
        assert float(right) <= (LEFT + WIDTH) * POINTS_PER_MM + 0.5
        assert float(bottom) <= 297 * POINTS_PER_MM


@needs_poppler
def test_a_slip_says_everything_on_one_page_with_rare_names(tmp_path: Path) -> None:
    (page,) = pages(repair_slip(slip()), tmp_path)
    given = dataclasses.asdict(slip())
    fields = [value for value in given.values() if isinstance(value, str)]
    for words in (
        *fields,
        "换阀芯一只，试水不漏",
        "报修时",
        "修好后",
        "第1页，共1页",
        "总务处签字：",
    ):
        # The description has two lines, and pdftotext puts its label between them.
        for part in re.split("[。㛃]", "".join(words.split())):
            assert part in page
    assert set(RARE_NAMES) <= set(page)
    assert "□" not in page


@needs_poppler
def test_a_long_story_goes_over_several_pages_inside_the_frame(tmp_path: Path) -> None:
    event = SlipEvent("9月16日 10:40", "陈师傅" * 20, "W" * 400)
    words = "三楼男厕漏水，水流到走廊。" * 250
    pdf = repair_slip(
        dataclasses.replace(slip(), description=words, timeline=(event,) * 12, place="A" * 300)
    )
    text = pages(pdf, tmp_path)
    assert len(text) > 3
    assert sum(page.count("水流到走廊") for page in text) > 240
    assert "".join(text).count("W") == 12 * 400
    assert all("R2609-0013" in page for page in text)
    assert f"第{len(text)}页，共{len(text)}页" in text[-1]
    # Nobody signs a page that does not say what was accepted.
    signed = next(page for page in text if "验收人王芳" in page)
    assert "报修人签字" in signed
    assert_all_words_lie_inside_the_frame(pdf, tmp_path)


@needs_poppler
def test_a_paper_of_more_than_nine_pages_is_numbered_too(tmp_path: Path) -> None:
    rows = [SheetRow(f"地点{n:03}", "水龙头漏水") for n in range(200)]
    text = pages(work_sheet(sheet(*rows)), tmp_path)
    assert len(text) > 9
    assert f"第{len(text)}页，共{len(text)}页" in text[-1]


@needs_poppler
def test_words_from_people_are_never_markup(tmp_path: Path) -> None:
    words = "<b>x</b> **y** {nb} {pages} \ue000"
    (page,) = pages(repair_slip(dataclasses.replace(slip(), result=words)), tmp_path)
    assert "<b>x</b>**y**{nb}{pages}□" in page


@needs_poppler
def test_an_english_slip_stays_inside_its_frame(tmp_path: Path) -> None:
    english = dataclasses.replace(
        SLIP_LABELS,
        title="Repair slip",
        recorded_by="Written down by",
        cause="Cause of the damage",
        signatures=("Signed by the reporter:", "Signed by the worker:"),
        page="Page {page} of {pages}",
    )
    pdf = repair_slip(dataclasses.replace(slip(), labels=english))
    assert "Page1of1" in "".join(pages(pdf, tmp_path))
    assert_all_words_lie_inside_the_frame(pdf, tmp_path)


@needs_poppler
def test_a_photo_spoilt_on_the_disk_is_named_and_the_slip_is_printed(tmp_path: Path) -> None:
    photos = (SlipPhoto(jpeg()[:900], "报修时"), SlipPhoto(b"", "修好后"), SlipPhoto(jpeg(), "好"))
    text = "".join(pages(repair_slip(dataclasses.replace(slip(), photos=photos)), tmp_path))
    assert "报修时（照片已损坏）" in text
    assert "修好后（照片已损坏）" in text
    assert "好（照片已损坏）好（照片已损坏）" not in text


@needs_poppler
def test_a_work_sheet_keeps_its_order_and_repeats_its_head(tmp_path: Path) -> None:
    rows = [SheetRow(f"地点{n:02}", "水龙头漏水，地面湿滑" * (n % 5)) for n in range(40)]
    pdf = work_sheet(sheet(*rows))
    text = pages(pdf, tmp_path)
    assert len(text) > 2
    for page in text:
        assert "维修人：陈师傅日期：2026年9月17日" in page
        assert "序号地点问题用料完成时间签字" in page
    assert re.findall(r"地点(\d\d)", "".join(text)) == [f"{n:02}" for n in range(40)]
    assert_all_words_lie_inside_the_frame(pdf, tmp_path)


@needs_poppler
def test_a_day_without_work_says_so(tmp_path: Path) -> None:
    (page,) = pages(work_sheet(sheet()), tmp_path)
    assert "当天没有要做的活" in page


def test_the_same_slip_is_the_same_file() -> None:
    assert repair_slip(slip()) == repair_slip(slip())


def test_a_paper_needs_an_aware_date() -> None:
    with pytest.raises(ValueError, match="aware"):
        repair_slip(dataclasses.replace(slip(), created=PRINTED.replace(tzinfo=None)))


def test_the_font_has_every_character_of_a_school() -> None:
    simplified = {
        bytes([high, low]).decode("gb2312", "ignore")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    }
    for each in (*simplified, *RARE_NAMES, *"，。“”（）【】《》、：；！？￥％✓●○→▶□℃①②③④⑤⑥⑦⑧⑨⑩·—…"):
        assert set(map(ord, each)) <= glyphs(), each


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("修好了👍🏽，谢谢", "修好了□，谢谢"),
        ("👨‍👩‍👧", "□□□"),
        ("✅ ☑ ▸ ☐ ⚠️", "✓ ✓ ▶ □ △"),
        ("人\u200b口\ufeff", "人口"),
        ("⼈⽔", "人水"),
        ("a\tb\x00c\r\nd", "a b c\nd"),
        ("cafe\u0301", "café"),
        ("ᠮᠣ", "□□"),
        ("𝟏𝟐", "12"),
    ],
)
def test_what_the_font_lacks_is_never_lost_unseen(written: str, printed: str) -> None:
    assert printable(written) == printed


def test_no_line_begins_with_a_comma_or_ends_with_a_bracket() -> None:
    lines = wrap("走廊漏水，（很急）请在 15:20 以前来。", 5, len)
    assert "".join(lines) == "走廊漏水，（很急）请在15:20以前来。"
    assert all(len(line) <= 5 for line in lines)
    assert not [line for line in lines if line[0] in "，。）" or line[-1] in "（"]
    assert "15:20" in lines


def test_a_word_longer_than_the_line_is_broken_and_whole() -> None:
    assert wrap("x" * 12, 5, len) == ["xxxxx", "xxxxx", "xx"]
    assert wrap("！" * 7, 3, len) == ["！！！", "！！！", "！"]

"""What is no workbook, or a hostile one, is refused by its name and at little cost."""

from __future__ import annotations

import struct
from dataclasses import replace
from io import BytesIO
from time import monotonic
from zipfile import ZipFile

import pytest
from workbooks import SHEET, changed, container, opened, people, refusal, rows, saved

from bot.workbook.opening import LIMITS, open_workbook


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"", "学校.xlsx", "empty"),
        (bytes((20 << 20) + 1), "学校.xlsx", "too_large"),
        (container("EncryptedPackage", "EncryptionInfo"), "学校.xlsx", "password"),
        (container("Workbook"), "学校.xls", "is_xls"),
        (container("Book"), "改了名.xlsx", "is_xls"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "导出.xls", "is_xls"),
        (container("Workbook"), "学校.et", "is_et"),
        (b"\x01\x02\x03", "模板.ETT ", "is_et"),
        ("姓名,角色\n王芳,教师\n".encode("gb18030"), "人员.csv", "is_csv"),
        ("\ufeff姓名\t角色\n".encode(), "改了名.xlsx", "is_csv"),
        ("姓名\t角色\n".encode("utf-16"), "人员.txt", "is_csv"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "学校.xlsx", "is_other"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "学校.png", "is_other"),
        (container("WordDocument"), "学校.doc", "is_other"),
        (b"<html></html>", "学校.html", "is_other"),
        (b"PK\x03\x04 and then nothing", "学校.xlsx", "broken"),
    ],
)
def test_what_is_no_workbook_is_called_what_it_is(data: bytes, name: str, key: str) -> None:
    assert refusal(data, name) == f"workbook.{key}"


@pytest.mark.parametrize("parts", [["content.xml", "mimetype"], ["Index/Document.iwa"], ["word/"]])
def test_other_zipped_documents_are_not_workbooks(parts: list[str]) -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    assert refusal(out.getvalue()) == "workbook.is_other"


@pytest.mark.parametrize("name", ["学校.et", "学校.csv", "学校", "学校.xls"])
def test_a_good_workbook_under_a_wrong_name_is_read(name: str) -> None:
    assert opened(people(), name).grids[0].rows[1] == ("王芳", "教师")


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_torn_workbook_is_broken(share: float) -> None:
    data = saved(people())
    assert refusal(data[: int(len(data) * share)]) == "workbook.broken"


def test_damage_inside_is_broken_and_the_log_keeps_quiet_about_people(
    caplog: pytest.LogCaptureFixture,
) -> None:
    book = people(("王芳", 13812345678))
    wrong = changed(saved(book), lambda xml: xml.replace(b"13812345678", b"138-1234-5678"))
    assert refusal(wrong) == "workbook.broken"
    assert "ValueError" in caplog.text
    assert "1234" not in caplog.text
    sheetless = changed(
        saved(book), lambda xml: xml.replace(b"<sheets>", b"<!--").replace(b"</sheets>", b"-->"),
        "xl/workbook.xml",
    )  # fmt: skip
    assert refusal(sheetless) == "workbook.broken"


def test_a_file_that_unfolds_to_hundreds_of_megabytes_is_not_unfolded() -> None:
    bomb = changed(saved(people()), lambda xml: xml + bytes(200 << 20))
    assert len(bomb) < 1 << 20
    begun = monotonic()
    assert refusal(bomb) == "workbook.bomb"
    assert monotonic() - begun < 1


def test_a_zip_that_lies_about_its_size_gains_nothing() -> None:
    bomb = changed(saved(people()), lambda xml: xml + b" " * (100 << 20))
    true = ZipFile(BytesIO(bomb)).getinfo(SHEET).file_size
    assert refusal(bomb.replace(struct.pack("<I", true), struct.pack("<I", 900))) in {
        "workbook.broken",
        "workbook.bomb",
    }


def test_entities_that_multiply_are_refused() -> None:
    def hostile(xml: bytes) -> bytes:
        levels = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 20) for n in range(1, 9))
        return (
            b'<!DOCTYPE x [<!ENTITY e0 "ha">' + levels + b"]>" + xml.replace(b"</v>", b"&e8;</v>")
        )

    begun = monotonic()
    assert refusal(changed(saved(people((1, 2))), hostile)) == "workbook.broken"
    assert monotonic() - begun < 5


def test_the_child_gets_no_more_memory_than_it_may() -> None:
    long = b"x" * (30 << 20)
    data = changed(saved(people()), lambda xml: xml.replace("王芳".encode(), long))
    assert len(data) < 1 << 20
    assert rows(data)[1][0] == long.decode()
    assert refusal(data, limits=replace(LIMITS, memory=100 << 20)) == "workbook.bomb"
    assert open_workbook(saved(people()), "", limits=replace(LIMITS, memory=100 << 20)).grids


def test_the_child_gets_no_more_time_than_it_may() -> None:
    data = saved(people(*[tuple(range(50))] * 4900))
    assert refusal(data, limits=replace(LIMITS, cpu_seconds=1)) == "workbook.bomb"
    assert refusal(data, limits=replace(LIMITS, seconds=0.01)) == "workbook.bomb"

"""How fast it is: whole reports through the strict Telegram, in process, flushed to the disk.

Run with `make bench`; the figures are printed. The bounds are wide: a school sends less than one
message a second, and Telegram takes about thirty.
"""

from __future__ import annotations

from time import perf_counter

from cast import Stage

REPORTS = 60
SLOWEST = 5.0


async def test_reports_a_second(stage: Stage) -> None:
    """From a teacher's sentence to the cards on the phones of those who handle it."""
    teachers = [stage[name] for name in ("王芳", "刘玥", "张敏", "杨晓彤", "黄睿", "欧阳倩")]
    for number in range(REPORTS):
        teachers[number % len(teachers)].phone.text(f"/find {number}")
    begun = perf_counter()
    await stage.settles(teachers[0])
    answered = REPORTS / (perf_counter() - begun)
    begun = perf_counter()
    for number in range(REPORTS // len(teachers)):
        for teacher in teachers:
            await teacher.sends(f"A{301 + number % 4}第{number}排课桌坏了")
            await teacher.presses("取消")
    drafted = REPORTS / (perf_counter() - begun)
    print(f"\n{answered:.0f} questions a second, {drafted:.0f} drafts a second")
    assert answered > SLOWEST
    assert drafted > SLOWEST

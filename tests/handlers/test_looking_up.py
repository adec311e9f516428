"""Lists and titles: which building, how many there are, and where the next page is."""

from __future__ import annotations

from cast import Stage, buttons_of, text_of


async def filed(stage: Stage, *sentences: str, by: str = "王芳") -> None:
    """Somebody files one report after another."""
    who = stage[by]
    for text in sentences:
        await who.sends(text)
        await who.presses("Submit" if by.isascii() else "提交")
        while any("不是同一件" in label for label in who.buttons):
            await who.presses("不是同一件")


async def test_rooms_of_one_name_in_two_buildings_are_told_apart(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage, "A101灯不亮", "B101灯不亮")
    titles = [text_of(m).split("\n\n")[1].split("\n")[0] for m in chen.messages if buttons_of(m)]
    assert titles == ["教学楼A 101教室 灯不亮", "教学楼B 101教室 一（1）班 灯不亮"]


async def test_a_place_that_is_alone_of_its_name_needs_no_building(stage: Stage) -> None:
    await filed(stage, "A205灯不亮")
    assert "\n二楼三年级办公室 灯不亮" in text_of(stage["陈大勇"].card)


async def test_an_english_title_names_the_building_after_the_room(stage: Stage) -> None:
    await filed(stage, "A101 light is broken", by="Emily Carter")
    assert "Room 101, Building A" in text_of(stage["Emily Carter"].card)


async def test_todays_work_is_grouped_by_building(stage: Stage) -> None:
    chen = stage["陈大勇"]
    await filed(stage, "B101灯不亮", "A301灯不亮", "B201水龙头漏水")
    for number in (1, 2, 3):
        card = next(m for m in chen.messages if f"260916-0{number}" in text_of(m) and buttons_of(m))
        await chen.presses("接单", on=card)
    await stage.passes(hours=24)
    lines = next(text_of(m) for m in chen.messages if "今天的活" in text_of(m)).split("\n")
    heads = [line for line in lines if line.startswith("🏫")]
    assert heads == ["🏫 教学楼A", "🏫 教学楼B"]
    assert lines.index("🏫 教学楼B") == 3
    assert len(lines) == 6
    assert "101教室" in lines[4]
    assert "教学楼B" not in lines[4]


async def test_the_offices_list_names_the_building_where_two_have_such_a_room(
    stage: Stage,
) -> None:
    li = stage["李国庆"]
    await filed(stage, "B101灯不亮", "A301灯不亮")
    await li.sends("/tickets")
    assert any("教学楼B 101教室" in label for label in li.buttons)


async def test_find_counts_all_and_turns_its_pages(stage: Stage) -> None:
    li = stage["李国庆"]
    rooms = [f"A{floor}0{room}" for floor in (1, 2) for room in (1, 2, 3, 4, 6)]
    await filed(stage, *(f"{room}灯不亮" for room in rooms))
    await li.sends("/find <灯> 不亮")
    assert "没找到“<灯> 不亮”" in li.last
    await li.sends("/find 灯")
    assert "找到 10 张" in li.last
    assert li.last.count("•") == 8
    await li.presses("›")
    assert li.last.count("•") == 2
    assert "260916-01" in li.last
    await li.presses("‹")
    assert li.last.count("•") == 8
    assert "260916-10" in li.last


async def test_a_number_that_is_a_room_and_a_class_is_asked_with_the_class(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("302灯不亮")
    assert "教学楼A 二楼 202教室 三（2）班" in wang.buttons
    assert "教学楼A 三楼 302教室 四（2）班" in wang.buttons


async def test_an_english_report_of_a_whole_sentence_has_a_title_that_says_what(
    stage: Stage,
) -> None:
    emily = stage["Emily Carter"]
    await filed(
        stage,
        "The tap in the boys' toilet on the third floor of Building A is leaking",
        by="Emily Carter",
    )
    head = text_of(emily.card).split("\n")[0]
    assert "in the on" not in head
    assert "tap is leaking" in head


async def test_a_list_says_what_is_overdue_and_leaves_no_gaps(stage: Stage) -> None:
    li = stage["李国庆"]
    await filed(stage, "A301灯不亮")
    await li.sends("/tickets")
    assert "｜0 分钟没人接｜" in li.last
    await stage.passes(hours=9)
    await li.sends("/tickets")
    assert "｜还没人接 ⚠️ 逾期 30 分钟，9月16日 09:00 起没有动静｜" in li.last

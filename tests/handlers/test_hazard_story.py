"""Hazards, as people at their phones meet them: each level from finding to 销号."""

from __future__ import annotations

from cast import Actor, Stage, buttons_of, picture, text_of

from models.hazards import Hazard


def only(stage: Stage) -> Hazard:
    """The one hazard that there is."""
    with stage.service.runtime.reading() as session:
        found: Hazard = session.query(Hazard).one()
        return found


def card(actor: Actor) -> str:
    """The newest card; pictures may follow it."""
    return text_of(actor.card)


async def told(
    stage: Stage, who: str = "王芳", text: str = "A楼二楼东侧楼梯口护栏隐患，松动"
) -> Actor:
    """A teacher tells of one, and files it."""
    actor = stage[who]
    await actor.shows(picture("red"), text)
    if "📍" in card(actor) and "选地点" in card(actor):
        raise AssertionError(actor.last)
    return await actor.presses("提交")


async def ordered(stage: Stage, level: str, owner: str = "陈师傅") -> Actor:
    """The safety officer gives it a level, an owner and the usual day: three taps."""
    he = stage["何志明"]
    await he.presses(level)
    await he.presses(owner)
    return await he.presses("按级别")


async def test_an_ordinary_one_goes_from_a_photo_to_closed_out(stage: Stage) -> None:
    wang, he, chen = stage["王芳"], stage["何志明"], stage["陈大勇"]
    await wang.shows(picture("red"), "A301讲台边有隐患，护角掉了")
    assert "● 隐患" in wang.buttons
    await wang.presses("提交")
    assert only(stage).number == "YH-260916-01"
    assert "请定级" in card(he)
    assert "下一步：何主任定级" in card(he)
    await ordered(stage, "一般隐患")
    assert "请您整改这条隐患" in card(chen)
    assert "已定为“一般隐患”，由陈师傅整改" in card(wang)
    assert "9月23日 17:30 前整改好" in card(chen)
    await chen.presses("整改完成")
    await chen.shows(picture("green"), "护角已换新")
    assert "请您复查：陈师傅已整改" in card(he)
    # How it was and how it is come together.
    album = [one for one in he.messages if "photo" in one][-2:]
    assert len(album) == 2
    await he.presses("销号")
    assert "已销号" in card(wang)
    assert only(stage).state == "signed"


async def test_a_serious_one_is_contained_first_and_checked_by_another(stage: Stage) -> None:
    he, chen = stage["何志明"], stage["陈大勇"]
    await told(stage, text="操场单杠立柱松动，有隐患")
    await ordered(stage, "较大")
    assert "先做好临时管控" in card(chen)
    assert "整改完成" not in chen.buttons
    assert "已定为“较大”" in card(stage["许文慧"])
    # Two hours are real ones; then it rings until somebody contains it.
    await stage.passes(hours=2, minutes=1)
    assert "临时管控超时" in card(chen)
    await chen.presses("临时管控")
    await chen.sends("已拉警戒线")
    assert "请再发一张照片" in card(chen)
    await chen.shows(picture("blue"))
    assert only(stage).measure == "已拉警戒线"
    await chen.presses("整改完成")
    await chen.sends("立柱已加固")
    assert "请再发一张照片" in card(chen)
    assert "没带手机" not in chen.buttons
    await chen.shows(picture("green"))
    await he.presses("复查不通过")
    await he.sends("还有一根在晃")
    await he.presses("9月18日")
    assert "复查不通过：还有一根在晃" in card(chen)
    await chen.presses("整改完成")
    await chen.shows(picture("yellow"), "两根都加固了")
    await stage["李国庆"].presses("销号")
    assert only(stage).state == "signed"


async def test_a_grave_one_rings_until_heard_and_is_closed_by_each_of_those_named(
    stage: Stage,
) -> None:
    he, vice, head, li = stage["何志明"], stage["许文慧"], stage["周建国"], stage["李国庆"]
    await told(stage, text="A楼一楼安全出口被杂物封堵，隐患")
    assert "可能是重大隐患：安全出口封堵" in card(he)
    await he.presses("重大隐患")
    assert "符合哪一条" in card(he)
    assert "安全出口数量不够" in card(he)
    await he.presses("6")
    await he.presses("李主任")
    for phone in (vice, head, li):
        assert "收到" in phone.buttons, phone.phone.name
    await vice.presses("收到")
    before = len(head.messages)
    await stage.passes(minutes=21)
    assert len(head.messages) >= before + 2
    assert "看到请按【收到】" in card(head)
    await head.presses("收到")
    await li.presses("收到")
    await he.presses("收到")
    rung = len(vice.messages)
    await stage.passes(minutes=5)
    assert len(vice.messages) == rung
    await li.presses("临时管控")
    await li.shows(picture("blue"), "已清开通道，专人看守")
    await li.presses("五落实方案")
    await li.sends("措施：清走杂物，划线禁放\n资金：不需要")
    assert "还差：时限、预案" in card(li)
    await li.sends("时限：9月30日\n预案：一旦再堵，改走西侧出口")
    assert "9月30日 17:30 前整改好" in card(he)
    await he.presses("已报主管部门")
    await he.sends("区教育局安全科王科长，10:20电话")
    await li.presses("整改完成")
    await li.shows(picture("green"), "已清空，划了禁放线")
    await he.presses("销号")
    assert only(stage).state == "done"
    await head.presses("销号")
    assert "主管部门怎么说" in card(head)
    await head.sends("区教育局9月30日现场复查，同意销号")
    assert only(stage).state == "signed"


async def test_no_name_is_shown_to_anybody_but_the_safety_officer(stage: Stage) -> None:
    wang, he, li = stage["王芳"], stage["何志明"], stage["李国庆"]
    await wang.sends("A301有隐患，插座盖板掉了")
    await wang.presses("匿名上报")
    await wang.presses("提交")
    assert "王老师" in card(he)
    assert "匿名上报（姓名只有安全办看得到）" in card(he)
    await ordered(stage, "一般隐患", "李主任")
    assert li.sees("匿名")
    assert not li.sees("王老师")
    await li.sends("/find 王芳")
    assert "没找到" in li.last
    await wang.sends("今天还开着", reply_to=wang.messages[-1]["message_id"])
    assert "💬 匿名：今天还开着" in card(li)
    await li.sends("马上去", reply_to=li.messages[-1]["message_id"])
    assert "马上去" in card(wang)
    assert not li.sees("王老师")


async def test_what_is_private_is_kept_nowhere_even_after_the_command(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.sends("/hazard 有学生被霸凌")
    assert "12355" in wang.last
    with stage.service.runtime.reading() as session:
        assert session.query(Hazard).count() == 0


async def test_a_photo_guessed_to_be_a_repair_is_a_hazard_with_one_tap(stage: Stage) -> None:
    wang = stage["王芳"]
    await wang.shows(picture("red"))
    assert "● 报修" in wang.buttons
    await wang.presses("隐患")
    await wang.sends("A301护角缺了一块")
    await wang.presses("提交")
    assert "YH-" in card(wang) or wang.sees("YH-260916-01")


async def test_a_repair_turns_out_to_be_a_hazard_and_the_hazard_waits_for_it(stage: Stage) -> None:
    wang, chen, he = stage["王芳"], stage["陈大勇"], stage["何志明"]
    await wang.shows(picture("red"), "A301灯不亮")
    await wang.presses("提交")
    await chen.presses("接单")
    await chen.presses("转为隐患")
    assert "YH-260916-01" in card(chen)
    assert "BX-260916-01" in card(he)
    await ordered(stage, "一般隐患")
    await chen.presses("整改完成")
    assert "报修 BX-260916-01 还没修好" in chen.last
    repair = next(one for one in reversed(chen.messages) if "BX-" in str(one.get("text", ""))
                  and any(b["text"] == "完成" for b in buttons_of(one)))  # fmt: skip
    await chen.presses("完成", on=repair)
    await chen.shows(picture("green"))
    assert chen.sees("报修 BX-260916-01 已办完")
    await chen.presses("整改完成")
    await chen.shows(picture("green"), "灯管已换")
    await he.presses("销号")
    assert only(stage).state == "signed"


async def test_part_of_it_is_repaired_by_somebody_else(stage: Stage) -> None:
    he, li = stage["何志明"], stage["李国庆"]
    await told(stage, text="A301窗户护栏松动，隐患")
    await ordered(stage, "一般隐患", "李主任")
    await li.presses("派生报修")
    await li.presses("提交")
    assert "BX-260916-01" in card(he) or he.sees("BX-260916-01")
    await li.presses("整改完成")
    assert "报修 BX-260916-01 还没修好" in li.last


async def test_more_time_is_asked_for_and_granted_by_another(stage: Stage) -> None:
    he, chen = stage["何志明"], stage["陈大勇"]
    await told(stage)
    await ordered(stage, "一般隐患")
    await chen.presses("申请延期")
    await chen.presses("9月28日")
    await chen.sends("等配件")
    assert "申请延到 9月28日 17:30：等配件" in card(he)
    await he.presses("同意延期")
    assert "同意延到 9月28日 17:30" in card(chen)
    assert "已延期 1 次，最早定在 9月23日 17:30 前" in card(chen)


async def test_a_level_is_lowered_with_a_reason_that_stays_to_be_read(stage: Stage) -> None:
    he, chen = stage["何志明"], stage["陈大勇"]
    await told(stage)
    await ordered(stage, "较大")
    await he.presses("改级别")
    await he.presses("一般隐患")
    assert "为什么降级" in card(he)
    await he.sends("现场看过，只是扶手松")
    assert "已降级，理由：现场看过，只是扶手松" in card(chen)
    await stage.passes(days=1)
    assert "已降级" in card(chen)


async def test_what_is_late_goes_up_until_somebody_has_it(stage: Stage) -> None:
    await told(stage)
    await ordered(stage, "立查立改")
    await stage.passes(hours=8, minutes=1)
    assert "隐患已逾期" in card(stage["陈大勇"])
    await stage.passes(days=1)
    assert stage["许文慧"].sees("逾期，已告诉副校长")


async def test_what_waits_for_somebody_stands_in_lists_and_a_wrong_day_is_answered(
    stage: Stage,
) -> None:
    he, chen = stage["何志明"], stage["陈大勇"]
    await told(stage)
    await he.sends("/hazard")
    assert {"待定级（1）", "📒 隐患台账", "🎯 风险点"} <= set(he.buttons)
    await he.presses("待定级（1）")
    assert "YH-260916-01" in he.last
    for tap in ("一般隐患", "陈师傅", "别的日子"):
        await he.presses(tap)
    await he.sends("9月19日")
    assert "9月19日 不上课" in he.last
    await he.sends("9月18日")
    assert "9月18日 17:30 前整改好" in card(chen)
    await chen.sends("/hazard")
    assert "我要整改的（1）" in chen.buttons
    await chen.presses("我要整改的（1）")
    assert "整改中 陈师傅 9月18日 17:30" in chen.last

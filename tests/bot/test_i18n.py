"""What the bot says: both languages hold the same sentences, and the code finds all it asks for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
import words
from bookwords import BOOK_FAMILIES
from spoken import ALWAYS_KNOWN, Written, events, spoken

from bot.demo.entities import TAGS
from bot.i18n import LANGUAGES, I18n, catalogue, language_of, tidy
from bot.listing import sent_list
from handlers import FEATURES
from models.cases.draft import DraftState
from models.language.matters import MATTERS
from models.people.person import Person, Right, Role
from models.reach import Unreached
from models.repairs.afterwards import Cause
from models.tickets import State
from models.tickets.work import NoPhoto, Waiting

ZH, EN = catalogue("zh-CN"), catalogue("en")
SPOKEN = spoken()
REGISTRY = FEATURES.registry()
# What is about no single case has news of its own, and stands on no timeline.
EVENTS = {kind: written for kind, written in events().items() if kind not in REGISTRY.news}
# What falls due for a case stands on its timeline.
for due in REGISTRY.due:
    EVENTS.setdefault(due, [Written(frozenset(), told=True, owner=REGISTRY.owners[due])])
OF_THE_TRUNK = {
    *(
        "drafted",
        "hurt",
        "not_hurt",
        "unanswered",
        "photo_broken",
        "discarded",
        "draft.offer",
        "opened_from",
    ),
    *("comment", "comment_photo", "comment_voice", "opened_from"),
    *("part_of", "part_joined"),
}
# The lists that the clock sends, by the feature that sends them.
SENT = {
    f"{read.args[0]}.list.{kind.removesuffix('.list')}"
    for kind, read in REGISTRY.news.items()
    if isinstance(read, partial) and read.func is sent_list("").func  # type: ignore[attr-defined]
}
FORBIDDEN = ["工单", "草稿", "升级", "用户", "提交者", "被指派人", "权限不够"]
# The sheet is called as the school called it: 时限与升级.
EXCUSED = {"升级": {"book.sheet.deadlines"}}
TAG = re.compile(r"<(/?)([a-z-]+)>")
TOAST = 200
ENUMS = {"waiting": Waiting, "nophoto": NoPhoto, "cause": Cause}

# What an f-string can become: the pattern as it stands in the code, and all that fills its gap.
# What fills the gaps of a feature's own keys stands in `words`.
FAMILIES: dict[str, set[str]] = words.families()
OF_THE_HOUSE: dict[str, set[str]] = {
    "{}.{}": {f"{name}.{value}" for name, kind in ENUMS.items() for value in kind}
    | {f"state.{state}" for state in State},
    "state.{}": {f"state.{state}" for state in State},
    "state.waiting_{}": {f"state.waiting_{what}" for what in Waiting},
    "waiting.{}": {f"waiting.{what}" for what in Waiting},
    "nophoto.{}": {f"nophoto.{why}" for why in NoPhoto},
    "cause.{}": {f"cause.{why}" for why in Cause},
    "unreached.{}": {f"unreached.{why}" for why in Unreached},
    "day.{}": {"day.days", "day.hours", "day.minutes"},
    "day.{}_1": {"day.days_1", "day.hours_1", "day.minutes_1"},
    "right.{}": {f"right.{right}" for right in Right},
    "drafts.missing_{}": {"drafts.missing_text", "drafts.missing_place"},
    "drafts.{}": {"drafts.welcome", "drafts.hello", "drafts.fine_submit"},
    "drafts.state.{}": {f"drafts.state.{state}" for state in DraftState},
    "elsewhere.{}": {
        f"elsewhere.{matter.name}"
        for matter in MATTERS
        if not any(matter.name in feature.matters for feature in FEATURES)
    },
    "free_text.{}": {"free_text.welcome", "free_text.hello", "free_text.fine"},
    "{}.kind": {f"{kind.kind.FEATURE}.kind" for kind in REGISTRY.drafts.values()},
    "{}.list.{}": SENT,
    "{}.list.{}_none": {f"{key}_none" for key in SENT},
    "{}.due.{}": {f"{owner}.due.{kind}" for kind, owner in REGISTRY.owners.items()},
    **{
        f"{{}}.digest.{form}": {f"{name}.digest.{form}" for name in REGISTRY.digests}
        for form in ("figures", "short")
    },
    **BOOK_FAMILIES,
}
for gap, filled in OF_THE_HOUSE.items():
    FAMILIES[gap] = FAMILIES.get(gap, set()) | filled


def timeline() -> dict[str, set[str]]:
    """By the prefix of their sentences, which events a feature tells; the trunk has none."""
    found: dict[str, set[str]] = {"": set(OF_THE_TRUNK)}
    for kind, written in EVENTS.items():
        owners = {name for one in written for name in words.features_of(one.owner)}
        for name in owners if kind not in OF_THE_TRUNK else ():
            forms = {form for form in words.variants(name) if form.startswith(f"{kind}_")}
            found.setdefault(f"{name}.", set()).update({kind}, forms)
    return found


OF_EVENTS = timeline()
UNTOLD = words.untold()
TIMELINE = {
    f"{prefix}{table}.{kind}"
    for prefix, kinds in OF_EVENTS.items()
    for table in ("event", "news")
    for kind in kinds
} - UNTOLD


def gaps(template: str) -> set[str]:
    """The names of the gaps in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def keys_of(pattern: str) -> set[str]:
    """The keys that a call may ask for."""
    return FAMILIES[pattern] if "{}" in pattern else {pattern}


NEEDED = {key for call in SPOKEN for key in keys_of(call.pattern)} | TIMELINE
PLAIN = {key for call in SPOKEN if call.plain for key in keys_of(call.pattern)}


def test_both_languages_say_the_same() -> None:
    assert ZH.keys() == EN.keys()


def test_a_sentence_has_the_same_gaps_in_both_languages() -> None:
    for key, text in ZH.items():
        assert gaps(text) == gaps(EN[key]), key
        assert all(name.isidentifier() for name in gaps(text)), key


def test_whatever_the_code_says_stands_in_the_catalogue() -> None:
    assert sorted(NEEDED - ZH.keys()) == []


def test_no_sentence_stands_there_that_nobody_says() -> None:
    assert sorted(ZH.keys() - NEEDED) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_filled_where_the_sentence_is_said(language: str) -> None:
    sentences = catalogue(language)
    empty = {
        f"{call.where}: {key} lacks {sorted(gaps(sentences[key]) - call.values)}"
        for call in SPOKEN
        if call.values is not None
        for key in keys_of(call.pattern)
        if not gaps(sentences[key]) <= call.values
    }
    assert sorted(empty) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_of_the_timeline_is_filled_by_its_event(language: str) -> None:
    sentences = catalogue(language)
    for kind, every in EVENTS.items():
        for prefix, kinds in OF_EVENTS.items():
            # Two features may call an event alike, and fill different gaps.
            own = [one for one in every if prefix.rstrip(".") in words.features_of(one.owner)]
            written = own or every
            always = ALWAYS_KNOWN | frozenset.intersection(*(one.values for one in written))
            told = [one.values for one in written if one.told]
            heard = ALWAYS_KNOWN | frozenset.intersection(*told) if told else always
            forms = {one for one in kinds if one == kind or one.startswith(f"{kind}_")}
            for form in forms if kind in kinds else ():
                assert gaps(sentences[f"{prefix}event.{form}"]) <= always, (prefix, form)
                news = f"{prefix}news.{form}"
                if told and news not in UNTOLD:
                    assert gaps(sentences[news]) <= heard, news


def test_every_event_is_told_by_a_feature_or_by_the_trunk() -> None:
    assert EVENTS.keys() - {kind for kinds in OF_EVENTS.values() for kind in kinds} == set()


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_word_is_used_that_a_school_does_not_use(word: str) -> None:
    guilty = {key for key, text in ZH.items() if word in text.replace("派工单", "")}
    assert guilty - EXCUSED.get(word, set()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tag_is_known_to_telegram_and_closed(language: str) -> None:
    for key, text in catalogue(language).items():
        open_tags: list[str] = []
        for end, tag in TAG.findall(text):
            assert tag in TAGS, key
            if not end:
                open_tags.append(tag)
            else:
                assert open_tags[-1:] == [tag], key
                open_tags.pop()
        assert open_tags == [], key
        assert not re.search(r"[<>&]", TAG.sub("", text)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_without_markup_has_no_tags(language: str) -> None:
    sentences = catalogue(language)
    plain = PLAIN | {key for key in TIMELINE if key.startswith("event.")}
    assert [key for key in sorted(plain) if "<" in sentences[key]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_to_a_press_is_short_enough(language: str) -> None:
    sentences = catalogue(language)
    toasts = {key for call in SPOKEN if call.toast for key in keys_of(call.pattern)}
    assert [key for key in sorted(toasts) if len(sentences[key]) > TOAST - 40] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_the_descriptions_of_the_commands(language: str) -> None:
    for key, text in catalogue(language).items():
        if key.startswith("command."):
            assert 1 <= len(text) <= 256, key


def test_the_labels_of_the_papers_have_gaps_for_page_numbers_only() -> None:
    for key, text in [*ZH.items(), *EN.items()]:
        if key in FAMILIES["repairs.slip.{}"] | FAMILIES["repairs.sheet.{}"]:
            assert gaps(text) == ({"page", "pages"} if key.endswith(".page") else set())


def test_the_buttons_are_called_as_they_were_promised() -> None:
    promised = {
        "submit": ("提交", "Submit"), "cancel": ("取消", "Cancel"), "back": ("返回", "Back"),
        "accept": ("接单", "Accept"), "assign": ("派单", "Assign"), "wait": ("等待", "Waiting"),
        "finish": ("完成", "Done"), "sign": ("验收", "Sign off"), "giveback": ("退回", "Not fixed"),
        "withdraw": ("撤销", "Withdraw"), "nudge": ("催办", "Remind"), "refuse": ("拒绝", "Refuse"),
        "comment": ("评论", "Comment"),
    }  # fmt: skip
    for verb, names in promised.items():
        key = next(key for key in (f"repairs.button.{verb}", f"button.{verb}") if key in ZH)
        assert (ZH[key], EN[key]) == names


WORDS = I18n("zh-CN", ZoneInfo("Asia/Shanghai"))
ENGLISH = I18n("en", ZoneInfo("Asia/Shanghai"))
AFTERNOON = datetime(2026, 9, 16, 7, 20, tzinfo=UTC)


def test_signs_that_turn_a_line_or_break_a_database_come_out_of_peoples_text() -> None:
    assert tidy(" 三楼\u202e男厕\x00\ufeff漏水\ud83d \n") == "三楼男厕漏水"
    assert tidy("一行\n两行 🔧") == "一行\n两行 🔧"


def test_moments_are_shown_as_on_the_wall_of_the_school() -> None:
    assert WORDS.show(AFTERNOON) == "9月16日 15:20"
    assert ENGLISH.show(AFTERNOON) == "16 Sep 15:20"
    assert WORDS.show(date(2026, 9, 18)) == "9月18日"


def test_people_and_roles_are_called_as_at_school() -> None:
    role = Role(code="R12", zh="维修工", en="Electrician", address="师傅")
    chen = Person(name="陈大力", roles=[role])
    assert WORDS.show(chen) == "陈师傅"
    assert ENGLISH.show(chen) == "陈大力"
    assert WORDS.show(role) == "维修工"
    assert WORDS.show([chen, role]) == "陈师傅、维修工"
    assert ENGLISH.show([chen, role]) == "陈大力, Electrician"


def test_states_reasons_and_answers_are_shown_in_words() -> None:
    assert WORDS.show(State.DONE) == "待验收"
    assert WORDS.show(NoPhoto.PHONE) == "没带手机"
    assert ENGLISH.show(Waiting.PARTS) == "Waiting for parts"
    assert (WORDS.show(True), ENGLISH.show(False)) == ("是", "No")


def test_what_is_not_known_is_shown_as_nothing() -> None:
    assert WORDS.show(None) == ""
    assert (WORDS.show(Decimal("35")), WORDS.show(3)) == ("35.00", "3")


def test_peoples_text_is_never_markup() -> None:
    assert WORDS("repairs.card.title", title="<b>&") == "<b>&lt;b&gt;&amp;</b>"
    assert WORDS.plain("drafts.b_place", place="<1>") == "📍 <1> ▸"


def test_a_phone_that_speaks_another_language_is_spoken_to_in_english() -> None:
    assert [language_of(code, "zh-CN") for code in ("zh-hans", "zh-TW", "fr", None)] == [
        "zh-CN", "zh-CN", "en", "zh-CN",
    ]  # fmt: skip

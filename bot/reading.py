"""A message, read once: what is said, where, about what, and whether it answers something.

Each feature looks at the reading, and offers what it would do with it, and how surely.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from telegram import Message

from bot import cards
from bot.attachments import Picture, of_album, picture_in
from bot.context import Context
from bot.i18n import tidy
from models.cases.case import Case, Photo
from models.cases.draft import Draft, DraftState
from models.language import (
    Matter,
    PlaceReading,
    asks_progress,
    is_assent,
    is_coming,
    is_done,
    is_dropped,
    is_follow_up,
    is_fragment,
    is_greeting,
    is_small_talk,
    is_thanks,
    read_broken_things,
    read_categories,
    read_danger,
    read_matter,
)
from models.school import Danger

# A draft is open at this phone: what is typed belongs to it, unless it is about something else.
DRAFTING = "report.draft"


class Sure(IntEnum):
    """How surely a message is for a feature."""

    # It could go there if nobody else wants it.
    MAYBE = 1
    # It names what the feature is about.
    LIKELY = 2
    # It says itself what it is.
    SAID = 3
    # It answers what the feature has asked.
    CERTAIN = 4


@dataclass(frozen=True)
class Offer:
    """What a feature would do with a message. `new` is the kind of case that it would begin."""

    sure: Sure
    do: Callable[[], Awaitable[str | None]]
    new: str = ""


class Reading:
    """One message without a command, parsed once for everybody who asks."""

    def __init__(self, message: Message, context: Context, text: str | None = None) -> None:
        """`text` is what counts where the message says more (a command in front)."""
        self.message = message
        self.context = context
        self.text = tidy(message.text or message.caption or "") if text is None else text

    @cached_property
    def places(self) -> PlaceReading:
        """Where it plays."""
        return self.context.school.places.read(self.text)

    @cached_property
    def categories(self) -> list[str]:
        """What kinds of things it says are broken."""
        return read_categories(self.text, self.context.school.categories)

    @cached_property
    def broken_things(self) -> list[str]:
        """The kinds of the things that it says are broken."""
        return read_broken_things(self.text, self.context.school.categories)

    @cached_property
    def danger(self) -> Danger | None:
        """The danger that it names."""
        return read_danger(self.text, self.context.school.dangers)

    @cached_property
    def matter(self) -> Matter | None:
        """What it says that is no work for the office, and how pressing that is."""
        return read_matter(self.text)

    @property
    def is_for_elsewhere(self) -> bool:
        """Whether it is about that alone: no thing is named with it. What is pressing is never more
        of what was begun here; all else may be why that matters.
        """
        if self.matter is None:
            return False
        if self.matter.sure:
            return True
        begun = self.draft is not None or self.begins or self.has_file
        return not (self.categories or self.danger) and (self.matter.pressing or not begun)

    @cached_property
    def picture(self) -> Picture | None:
        """The picture or voice in it. Raises `Refused` for a file that is none."""
        return picture_in(self.message)

    @property
    def has_file(self) -> bool:
        """Whether anything hangs on it."""
        message = self.message
        return bool(
            message.photo or message.document or message.voice or message.audio
            or message.video or message.animation or message.video_note
        )  # fmt: skip

    @cached_property
    def earlier(self) -> Photo | None:
        """The part of the same album that came before."""
        return of_album(self.message, self.context)

    @cached_property
    def draft(self) -> Draft | None:
        """The draft that is open at this phone."""
        draft_id = self.context.dialogue.data.get("draft")
        draft = self.context.session.get(Draft, draft_id) if draft_id else None
        return draft if draft is not None and draft.state == DraftState.DRAFT else None

    @property
    def begins(self) -> str:
        """The kind of case that was just asked for by its command, so that this begins it."""
        dialogue = self.context.dialogue
        return str(dialogue.data.get("begins", "")) if dialogue.state == DRAFTING else ""

    @cached_property
    def answers(self) -> Case | None:
        """The case whose card or photo it replies to, if this person may see it."""
        replied = self.message.reply_to_message
        if replied is None:
            return None
        context = self.context
        case_id = cards.case_behind(context.unit, self.message.chat.id, replied.message_id)
        case_id = case_id or cards.lost_card(context.unit, replied)
        case = context.session.get(Case, case_id) if case_id else None
        if isinstance(case, Draft):
            case = case.became
        return case if case is not None and case.sees(context.person) else None

    @cached_property
    def is_small_talk(self) -> bool:
        """谢谢, 在吗, 收到: nothing to write down."""
        return is_small_talk(self.text)

    @property
    def is_thanks(self) -> bool:
        """谢谢."""
        return is_thanks(self.text)

    @property
    def is_greeting(self) -> bool:
        """在吗."""
        return is_greeting(self.text)

    @property
    def is_assent(self) -> bool:
        """好的, 收到."""
        return is_assent(self.text)

    @property
    def is_coming(self) -> bool:
        """我去修."""
        return is_coming(self.text)

    @property
    def is_done(self) -> bool:
        """修好了."""
        return is_done(self.text)

    @property
    def is_dropped(self) -> bool:
        """不用修了."""
        return is_dropped(self.text)

    @property
    def is_follow_up(self) -> bool:
        """还是漏, 什么时候来."""
        return is_follow_up(self.text)

    @property
    def asks_progress(self) -> bool:
        """修好了吗, 什么时候来."""
        return asks_progress(self.text)

    @property
    def is_fragment(self) -> bool:
        """昨天的, 那个: it only points at something."""
        return is_fragment(self.text)

    @property
    def names_nothing(self) -> bool:
        """Whether the words name neither place, nor thing, nor danger: 我去修, 明天行不行."""
        return not (self.is_small_talk or self.categories or self.danger or self.places.said)

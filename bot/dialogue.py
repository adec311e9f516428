"""Questions that survive a restart: one table of states for the whole bot, kept in the database.

Declared with the same three tables as PTB's conversations (`entry_points`, `states`,
`fallbacks`), but looked up in the open transaction for each update, so that a rollback, a restart
and a second process all see the same. A person is asked one thing at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler

from bot.context import Context, dialogue_of
from bot.unit_of_work import current_unit

END = "end"
# What a link opens is not this feature's now: the next one is asked.
NOT_MINE = "not_mine"
Handler = BaseHandler[Update, Context, Any]
Found = tuple[Handler, object]


class Dialogues(BaseHandler[Update, Context, None]):
    """All questions of the bot.

    A callback returns the state that is awaited next, `END` where nothing is, or nothing to leave
    the question open.
    """

    def __init__(
        self,
        entry_points: Sequence[Handler],
        states: Mapping[str, Sequence[Handler]],
        fallbacks: Sequence[Handler],
    ) -> None:
        super().__init__(self._no_callback)
        self.entry_points = entry_points
        self.states = states
        self.fallbacks = fallbacks

    async def _no_callback(self, update: Update, context: Context) -> None:
        raise RuntimeError("the state's own handler answers")

    def check_update(self, update: object) -> Found | None:
        """Which handler answers: that of the open question, else an entry, else a fallback."""
        unit = current_unit()
        if unit is None or not isinstance(update, Update) or update.effective_user is None:
            return None
        state = dialogue_of(unit, update.effective_user.id).state
        asked = self.states.get(state, ()) if state else ()
        for handler in (*asked, *self.entry_points, *self.fallbacks):
            check = handler.check_update(update)
            if check is not None and check is not False:
                return handler, check
        return None

    async def handle_update(
        self,
        update: Update,
        application: Application[Any, Context, Any, Any, Any, Any],
        check_result: object,
        context: Context,
    ) -> None:
        """Lets the handler answer, and writes what is awaited next."""
        assert isinstance(check_result, tuple)
        handler, check = check_result
        state = await handler.handle_update(update, application, check, context)
        if state is None:
            return
        if state != END and state not in self.states:
            raise LookupError(f"no such question: {state}")
        dialogue = context.dialogue
        dialogue.state = None if state == END else state
        dialogue.since = context.now
        if state == END:
            dialogue.data = {}

"""What is said here, and no feature takes it: bullying, leave. Whoever says it is told at once whom
to turn to, and nothing of it is kept (practice.md §4.7).
"""

from __future__ import annotations

from bot.context import Context
from models.language import Matter


async def answer(matter: Matter, context: Context) -> None:
    """Says whom to turn to."""
    await context.say_html(context.i18n(f"elsewhere.{matter.name}"))

"""Rows of buttons: a grid of them, and the way to the pages before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from telegram import InlineKeyboardButton

from bot.transaction import Rows

T = TypeVar("T")


def grid(buttons: Iterable[InlineKeyboardButton], wide: int) -> Rows:
    """The buttons in rows of so many."""
    every = list(buttons)
    return [every[start : start + wide] for start in range(0, len(every), wide)]


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a long list: what is on it, and the row that turns to its neighbours."""

    items: Sequence[T]
    turns: Rows


def page_of(
    items: Sequence[T], start: int, size: int, turn: Callable[[str, int], InlineKeyboardButton]
) -> Page[T]:
    """The page that begins at `start`. `turn` makes the button with this sign to that start. A list
    that has grown shorter since is shown from its last page on.
    """
    if start >= len(items):
        start = max(0, (len(items) - 1) // size * size)
    row = []
    if start:
        row.append(turn("‹", max(0, start - size)))
    if start + size < len(items):
        row.append(turn("›", start + size))
    return Page(items[start : start + size], [row] if row else [])

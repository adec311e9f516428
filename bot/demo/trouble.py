"""Bad days on purpose: a Telegram that is slow to forgive, cut off or away altogether."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from typing import Any

from bot.demo.strict import Refusal

HURRIED = ("send", "edit", "answer", "delete")


class Cut(ConnectionError):
    """The line went dead: the bot cannot know whether Telegram did what it was asked."""


class Away(Cut):
    """Nobody took the call: the bot knows that nothing was done."""


class Trouble:
    """What goes wrong and when; nothing does until a test or the demo says so.

    `rate` is the number of messages a second that one private chat takes. `down` means that
    nobody answers at all. `late` is by how many seconds the answers come late, for each method in
    small letters; it is carried out at once. File downloads go by the method name `file`.
    """

    def __init__(self) -> None:
        self.rate: float | None = None
        self.down = False
        self.late: dict[str, float] = {}
        self._missing: defaultdict[str, deque[str]] = defaultdict(deque)
        self._faults: defaultdict[str, deque[Refusal | Cut]] = defaultdict(deque)
        self._answers: defaultdict[str, deque[object]] = defaultdict(deque)
        self._lost_answers: defaultdict[str, int] = defaultdict(int)
        self._dice = random.Random(0)
        self._p429 = self._p502 = self._p_cut_after = 0.0

    def fail_next(
        self,
        method: str,
        status: int,
        description: str,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """The next calls of a method are answered with this error, and not carried out."""
        for _ in range(times):
            self._faults[method.lower()].append(Refusal(description, status, retry_after))

    def forgive(self, method: str) -> None:
        """The next calls of a method fail no more."""
        self._faults.pop(method.lower(), None)

    def cut_before(self, method: str) -> None:
        """The next call of a method is lost on its way to Telegram."""
        self._faults[method.lower()].append(Cut("cut before it was carried out"))

    def nobody_there(self, method: str) -> None:
        """The next call of a method finds nobody at the other end of the line."""
        self._faults[method.lower()].append(Away("nobody took it"))

    def cut_after(self, method: str) -> None:
        """The next call of a method is carried out, but its answer is lost."""
        self._lost_answers[method.lower()] += 1

    def leave_out(self, method: str, field: str) -> None:
        """The next answer to a method comes without this field."""
        self._missing[method.lower()].append(field)

    def told(self, method: str, result: Any) -> Any:
        """The result of a call, less what is left out of it."""
        if self._missing.get(method.lower()):
            missing = self._missing[method.lower()].popleft()
            return {name: value for name, value in result.items() if name != missing}
        return result

    def random(self, seed: int, p429: float, p502: float, p_cut_after: float) -> None:
        """From now on each call may fail, with these probabilities; zeros end it."""
        self._dice = random.Random(seed)
        self._p429, self._p502, self._p_cut_after = p429, p502, p_cut_after

    def answer_next(self, method: str, result: object, times: int = 1) -> None:
        """The next calls of a method succeed with this for a result, whatever it is."""
        self._answers[method.lower()].extend([result] * times)

    def answers_left(self, method: str) -> int:
        """How many of these answers have not been given yet."""
        return len(self._answers[method.lower()])

    def answer(self, method: str) -> list[object]:
        """The result that a call gets instead of its own, if there is one."""
        answers = self._answers[method.lower()]
        return [answers.popleft()] if answers else []

    def clear(self) -> None:
        """All is well again."""
        self.__init__()  # type: ignore[misc]

    def before(self, method: str) -> None:
        """Raise what stands in the way of carrying a call out."""
        name = method.lower()
        self._unless_down()
        if self._faults.get(name):
            raise self._faults[name].popleft()
        if self._p429 and name.startswith(HURRIED) and self._dice.random() < self._p429:
            raise Refusal("Too Many Requests: retry after 1", 429, 1)
        if self._p502 and self._dice.random() < self._p502:
            raise Refusal("Bad Gateway", 502)

    def after(self, method: str) -> None:
        """Raise what stands in the way of the answer to a call that was carried out."""
        name = method.lower()
        self._unless_down()
        if self._lost_answers.get(name):
            self._lost_answers[name] -= 1
            raise Cut("cut after it was carried out")
        if self._p_cut_after and self._dice.random() < self._p_cut_after:
            raise Cut("cut after it was carried out")

    def _unless_down(self) -> None:
        if self.down:
            raise Away("Telegram is down")

"""What each feature says beyond what stands in the code: a file of its feature's name for each.

`FAMILIES`: what the gap of an f-string of a key is filled with. `VARIANTS`: forms of an event's
sentence for which the event holds more. `UNTOLD`: forms that are never news.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from bot.i18n import FEATURES

# Whose events these folders of `models` write: the kinds of cases that stand on them.
SHARED: dict[str, tuple[str, ...]] = {"tickets": ("repairs",)}
NAMES = [file.stem for file in Path(__file__).parent.glob("[a-z]*.py")]
MODULES: dict[str, ModuleType] = {name: import_module(f"words.{name}") for name in sorted(NAMES)}


def families() -> dict[str, set[str]]:
    """The families of all features; where two fill the same gap, all that fills it."""
    found: dict[str, set[str]] = {}
    for module in MODULES.values():
        for pattern, keys in module.FAMILIES.items():
            found[pattern] = found.get(pattern, set()) | keys
    return found


def variants(feature: str) -> set[str]:
    """The forms of a feature's events."""
    return set(MODULES[feature].VARIANTS) if feature in MODULES else set()


def untold() -> set[str]:
    """The forms that are no news."""
    return {key for module in MODULES.values() for key in module.UNTOLD}


def features_of(owner: str) -> tuple[str, ...]:
    """Which features speak of an event that is written in this folder; none for the trunk's."""
    if (FEATURES / owner / "i18n").is_dir():
        return (owner,)
    return SHARED.get(owner, ())

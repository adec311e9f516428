"""Features live beside each other, and what carries them knows none (architecture.md §1)."""

from __future__ import annotations

import pytest
from sources import ROOT, imports, name_of, sources

FEATURES = sorted(path.parent.name for path in (ROOT / "handlers").glob("*/__init__.py"))


@pytest.mark.parametrize("feature", FEATURES)
def test_features_know_no_other_feature(feature: str) -> None:
    """What one needs of another it gets through what the trunk offers."""
    others = {f"handlers.{one}" for one in FEATURES if one != feature}
    strays = [
        f"{name_of(path)} imports {module}"
        for path in sources(f"handlers/{feature}")
        for module in imports(path)
        if any(module == other or module.startswith(f"{other}.") for other in others)
    ]
    assert strays == []


def test_what_carries_the_features_names_none() -> None:
    """Neither the plumbing, nor the clock, nor a hub such as the menu imports one."""
    kinds = {"models.repairs", "models.tickets"}
    allowed = {"handlers/__init__.py"}
    strays = [
        f"{name_of(path)} imports {module}"
        for path in (*sources("bot", "jobs"), *(ROOT / "handlers").glob("*.py"))
        for module in imports(path)
        if any(module == kind or module.startswith(f"{kind}.") for kind in kinds)
        or (module.split(".")[0] == "handlers" and name_of(path) not in allowed | {"bot/app.py"})
    ]
    assert strays == []

"""Words that weigh less than the name of a thing: what is wrong with it, and where it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

_READ = tomllib.loads((Path(__file__).parents[1] / "data" / "vocabulary.toml").read_text("utf-8"))


def _words(table: str) -> frozenset[str]:
    return frozenset(word for words in _READ[table].values() for word in words)


FAULTS = _words("faults")
WHERE = _words("where")
OTHER_WORDS = _words("other_words")

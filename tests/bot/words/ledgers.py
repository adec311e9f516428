"""Ledgers: the title and the columns of each, the days, and the forms of file."""

from bot.documents.ledger_files import FORMS
from handlers import FEATURES

LEDGERS = FEATURES.registry().ledgers.values()
PERIODS = ("today", "month", "last_month", "term", "year", "last_year")
FAMILIES: dict[str, set[str]] = {
    "{}.title": {f"{ledger.words}.title" for ledger in LEDGERS},
    "{}.{}": {f"{ledger.words}.{column.name}" for ledger in LEDGERS for column in ledger.columns},
    "ledgers.form_{}": {f"ledgers.form_{form}" for form in FORMS},
    "ledgers.period_{}": {f"ledgers.period_{name}" for name in PERIODS},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()

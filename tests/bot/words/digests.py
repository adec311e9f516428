"""The digest: its verdicts and sections."""

from bot.documents.inspection import topics
from handlers import FEATURES
from handlers.digests import reports
from handlers.digests.gathering import Light
from handlers.digests.screens import FORMS

SECTIONS = ("decide", "issues", "figures", "night")
# What an inspection asks for, whether a feature has a ledger of it yet or not.
TOPICS = {"repairs", "hazards", "fire", "gate", "duty", "canteen"}
assert topics(FEATURES.registry().ledgers).keys() <= TOPICS
FAMILIES: dict[str, set[str]] = {
    "digests.topic.{}": {f"digests.topic.{topic}" for topic in TOPICS},
    "digests.report.{}": {f"digests.report.{form}" for form in reports.FORMS},
    "digests.b_{}": {f"digests.b_{form}" for form in reports.FORMS},
    "digests.title.{}": {f"digests.title.{form}" for form in FORMS},
    "digests.verdict.{}": {f"digests.verdict.{light}" for light in Light},
    "digests.section.{}": {f"digests.section.{name}" for name in SECTIONS},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()

"""The digest: its verdicts and sections."""

from handlers.digests.gathering import Light

SECTIONS = ("decide", "issues", "figures")
FAMILIES: dict[str, set[str]] = {
    "digests.verdict.{}": {f"digests.verdict.{light}" for light in Light},
    "digests.section.{}": {f"digests.section.{name}" for name in SECTIONS},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()

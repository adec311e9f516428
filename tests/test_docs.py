"""Whoever clones the repository has every page that it cites, and every section of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
READ = {".py", ".toml", ".md", ".js", ".css"}
ELSEWHERE = {"build", "data", "mutants"}
PAGE = re.compile(r"[\w./-]*\w\.md\b")
# practice.md §3.5, §6.1 and §7: what follows the page until it is something else. A comment may
# go on in the next line.
GAP = r"(?:\s|#)*"
NUMBER = r"\d+(?:\.\d+)*"
SECTIONS = re.compile(
    rf"(?P<page>\w+\.md),?{GAP}(?P<list>§{NUMBER}(?:(?:,|{GAP}and|{GAP}to|,{GAP}and){GAP}§{NUMBER})*)"
)
BARE = re.compile(rf"§({NUMBER})")
HEADING = re.compile(rf"^#{{1,4}} ({NUMBER}) ", re.MULTILINE)
ANY_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
# A name with a number and no page: (some-notes 12, 13), (item 7).
UNPAGED = re.compile(rf"\((?:[^()\n]*[;,] )?(?:[a-z]+-[a-z]+|items?) \d+(?:(?:,| to){GAP}\d+)*\)")
# Fenced text is no prose: trees, diagrams, commands.
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def files() -> tuple[Path, ...]:
    """All that people write: code, data, pages. Not this file, which speaks of citations."""
    found = (
        path
        for path in sorted(ROOT.rglob("*"))
        if path.suffix in READ and path.is_file() and path != Path(__file__)
    )
    return tuple(path for path in found if not _elsewhere(path.relative_to(ROOT)))


def _elsewhere(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.parts[0] in ELSEWHERE


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def sections(page: Path) -> frozenset[str]:
    return frozenset(HEADING.findall(text_of(page)))


def line_of(path: Path, at: int) -> str:
    return f"{name_of(path)}:{text_of(path).count(chr(10), 0, at) + 1}"


def page_called(name: str, cited_in: Path) -> Path | None:
    """A page by the name that cites it: from the top, from beside, or one of docs/."""
    here = (ROOT / name, cited_in.parent / name, DOCS / name)
    return next((path for path in here if path.is_file()), None)


def strays(path: Path) -> Iterator[str]:
    text = text_of(path)
    for found in PAGE.finditer(text):
        if "://" not in found[0] and page_called(found[0], path) is None:
            yield f"{line_of(path, found.start())} cites {found[0]}, which is not here"
    for found in SECTIONS.finditer(text):
        page = page_called(found["page"], path)
        for number in BARE.findall(found["list"]) if page else ():
            if number not in sections(page):
                yield f"{line_of(path, found.start())}: {found['page']} has no §{number}"


def test_every_page_and_section_that_is_cited_is_in_the_repository() -> None:
    assert [stray for path in files() for stray in strays(path)] == []


def test_no_comment_cites_a_number_without_its_page() -> None:
    found = []
    for path in files():
        text = text_of(path)
        found += [f"{line_of(path, hit.start())} {hit[0]}" for hit in UNPAGED.finditer(text)]
        if path.suffix == ".md":
            continue
        # Without the citations that name their page no section may be left.
        named = SECTIONS.sub(lambda hit: " " * len(hit[0]), text)
        found += [f"{line_of(path, hit.start())} {hit[0]}" for hit in BARE.finditer(named)]
    assert found == []


def test_a_page_that_speaks_of_its_own_sections_has_them() -> None:
    found = []
    for page in sorted(DOCS.glob("*.md")):
        own = SECTIONS.sub(lambda hit: " " * len(hit[0]), text_of(page))
        found += [
            f"{line_of(page, hit.start())} has no §{hit[1]}"
            for hit in BARE.finditer(own)
            if hit[1] not in sections(page)
        ]
    assert found == []


def test_the_sections_of_a_page_are_counted_in_order() -> None:
    for page in sorted(DOCS.glob("*.md")):
        numbers = [tuple(map(int, one.split("."))) for one in HEADING.findall(text_of(page))]
        assert numbers == sorted(set(numbers)), name_of(page)


def anchors(page: Path) -> set[str]:
    """What a link may point to, as the usual renderers name it."""
    prose = FENCED.sub("", text_of(page))
    kept = (re.sub(r"[^\w\- ]", "", one.lower()) for one in ANY_HEADING.findall(prose))
    return {one.strip().replace(" ", "-") for one in kept}


def test_every_link_of_a_page_leads_somewhere() -> None:
    dead = []
    for page in (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))):
        for hit in LINK.finditer(FENCED.sub("", text_of(page))):
            target, _, anchor = hit[1].partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            to = (page.parent / target) if target else page
            if not to.exists() or (anchor and anchor not in anchors(to)):
                dead.append(f"{name_of(page)} links to {hit[1]}")
    assert dead == []

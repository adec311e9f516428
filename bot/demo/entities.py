"""Bold, links and commands in a text: what the reader sees instead of tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.demo.strict import Json, Refusal, objects, structure, units, whole, written

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPECIAL = re.compile(r"<|&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]*));")
ATTRIBUTE = re.compile(r"""\s+([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
NAME = re.compile(r"[^\s>]*")
START_ENDS = re.compile(r"\s*>")
END = re.compile(r"([^\s>]*)\s*>")
AUTOMATIC = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<url>https?://[^\s<>\"'，。；！？、）】》]+)"
)
OPAQUE = {"code", "pre", "text_link", "url"}


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    start: int
    about: Json = field(default_factory=dict)


class _Reader:
    """Reads the HTML that Telegram understands, and refuses the rest in Telegram's words."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.found: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        at = 0
        while special := SPECIAL.search(self.source, at):
            self._add(self.source[at : special.start()])
            if special.group() != "<":
                self._add(self._character(special))
                at = special.end()
            elif self.source.startswith("/", special.end()):
                at = self._close(special.start())
            else:
                at = self._start(special.start())
        self._add(self.source[at:])
        if self.open:
            tag = self.open[-1].tag
            raise self._no(f'Can\'t find end tag corresponding to start tag "{tag}"')
        # An outer tag comes before the tags inside it.
        self.found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.pieces), self.found

    def _no(self, reason: str, at: int | None = None) -> Refusal:
        if at is not None:
            reason += f" at byte offset {len(self.source[:at].encode())}"
        return Refusal(f"Bad Request: can't parse entities: {reason}")

    def _add(self, piece: str) -> None:
        if piece:
            self.pieces.append(piece)
            self.length += units(piece)

    def _character(self, special: re.Match[str]) -> str:
        decimal, hexadecimal, name = special.groups()
        if name in NAMED:
            return NAMED[name]
        code = int(decimal) if decimal else int(hexadecimal or "0", 16)
        if name or not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
            # Telegram would show these letters as they stand, which no reader should ever meet.
            raise self._no(f'Unsupported entity "{special.group()}"', special.start())
        return chr(code)

    def _start(self, at: int) -> int:
        name = NAME.match(self.source, at + 1)
        if name is None or name.end() == len(self.source):
            raise self._no("Unclosed start tag", at)
        tag, about = name.group().lower(), dict[str, str]()
        if tag not in TAGS:
            raise self._no(f'Unsupported start tag "{tag}"', at)
        end = name.end()
        while attribute := ATTRIBUTE.match(self.source, end):
            about[attribute[1].lower()] = attribute[2] or attribute[3] or attribute[4] or ""
            end = attribute.end()
        closing = START_ENDS.match(self.source, end)
        if closing is None:
            raise self._no(f'Unclosed start tag "{tag}"', at)
        if tag == "span" and about.get("class") != "tg-spoiler":
            raise self._no('Tag "span" must have class "tg-spoiler"', at)
        if tag == "tg-time" and not about.get("unix", "").isdigit():
            raise self._no('Tag "tg-time" must have a valid attribute "unix"', at)
        self.open.append(_Open(tag, self.length, about))
        return closing.end()

    def _close(self, at: int) -> int:
        end = END.match(self.source, at + 2)
        if end is None:
            raise self._no("Unclosed end tag", at)
        if not self.open:
            raise self._no("Unexpected end tag", at)
        begun, name = self.open.pop(), end[1].lower()
        if name and name != begun.tag:
            raise self._no(
                f"Unmatched end tag at byte offset {len(self.source[:at].encode())}, "
                f'expected "</{begun.tag}>", found "</{name}>"'
            )
        kind, size = TAGS[begun.tag], self.length - begun.start
        entity: Json = {"type": kind, "offset": begun.start, "length": size}
        if kind == "blockquote" and "expandable" in begun.about:
            entity["type"] = "expandable_blockquote"
        if kind == "text_link":
            entity["url"] = begun.about.get("href", "")
        if kind == "date_time":
            entity["unix_time"] = int(begun.about["unix"])
        if size and entity.get("url") != "":
            self.found.append(entity)
        return end.end()


def automatic(text: str, given: list[Json]) -> list[Json]:
    """The commands, mentions and addresses that Telegram finds by itself, added to the others."""
    if "/" not in text and "@" not in text:
        return given
    opaque = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in OPAQUE]
    found = list(given)
    for match in AUTOMATIC.finditer(text):
        offset, length = units(text[: match.start()]), units(match.group())
        if not any(start < offset + length and offset < end for start, end in opaque):
            found.append({"type": match.lastgroup, "offset": offset, "length": length})
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return found


def trimmed(text: str, given: list[Json]) -> tuple[str, list[Json]]:
    """A text without the blanks around it, its entities moved along."""
    bare = text.strip()
    if bare == text:
        return text, given
    lead, size = units(text[: len(text) - len(text.lstrip())]), units(bare)
    kept = []
    for entity in given:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], size)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return bare, kept


def marked_up(params: Mapping[str, Any], name: str, entities: str) -> tuple[str, list[Json]]:
    """The text of a message or caption as it will be read, with its entities."""
    source, mode = written(params, name), written(params, "parse_mode").lower()
    if mode not in {"", "html"}:
        raise Refusal("Bad Request: unsupported parse_mode")
    if mode == "html":
        text, found = _Reader(source).read()
    else:
        text, found = source, objects(structure(params, entities, list) or [], entities)
        size = units(text)
        for entity in found:
            start, length = whole(entity, "offset"), whole(entity, "length")
            if start is None or length is None or start < 0 or start + length > size:
                raise Refusal(f"Bad Request: can't parse {entities}: outside the text")
    text, found = trimmed(text, found)
    return text, automatic(text, found)[:100]

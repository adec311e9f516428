"""Makes a photo fit to keep: upright, not too big, and silent about where it was taken.

Decoding is done by a child process that holds no secrets and has little memory and time, because
the bytes come from anybody's phone: `python -m models.picture` reads them from its input.
"""

from __future__ import annotations

import io
import logging
import os
import resource
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import ExifTags, Image, UnidentifiedImageError

log = logging.getLogger(__name__)

Reason = Literal["empty", "too_large", "not_a_picture", "broken", "too_many_pixels"]

# What phones, chats and scanners produce; Pillow's rarer formats are more risk than use.
FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "GIF", "BMP", "AVIF", "HEIF", "TIFF")
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*")
# Where the box that names the format stands in the files of newer phones (HEIC, AVIF).
BOX = slice(4, 8), b"ftyp"
# EXIF's eight ways to hold a phone, and what turns each upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# The child's exit codes; every other end (a signal, a traceback) means "broken".
ENDINGS: dict[int, Reason] = {20: "not_a_picture", 21: "too_many_pixels"}
# The child needs these to start where Python lives in an unusual place, and nothing else.
CHILD_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME")


class BadPicture(Exception):
    """The file cannot be kept as a photo; `reason` says why, the caller says it in words."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Limits:
    """How much one photo may cost: bytes, pixels, and the child's memory (bytes) and seconds."""

    size: int = 20 << 20
    pixels: int = 64_000_000
    memory: int = 1 << 30
    cpu_seconds: int = 20
    seconds: float = 40.0
    long_side: int = 2560
    quality: int = 85


LIMITS = Limits()


def clean_picture(data: bytes, *, limits: Limits = LIMITS) -> bytes:
    """A JPEG of the photo, upright and without place, time or phone in it.

    Of an animation the first frame; what was transparent is white. Blocks for up to
    `limits.seconds`, so it belongs in a thread. Raises `BadPicture`.
    """
    if not data:
        raise BadPicture("empty")
    if len(data) > limits.size:
        raise BadPicture("too_large")
    numbers = (limits.pixels, limits.memory, limits.cpu_seconds, limits.long_side, limits.quality)
    try:
        child = subprocess.run(
            [sys.executable, "-m", "models.picture", *map(str, numbers)],
            input=data,
            capture_output=True,
            check=False,
            timeout=limits.seconds,
            cwd=Path(__file__).resolve().parent.parent,
            env={name: os.environ[name] for name in CHILD_ENVIRONMENT if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise BadPicture("broken") from error
    if child.returncode == 0 and child.stdout:
        return child.stdout
    reason = ENDINGS.get(child.returncode, "broken")
    if reason == "broken":
        # Otherwise a faulty installation would look like a thousand torn photos.
        last = child.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        log.warning("a photo could not be decoded (code %s): %s", child.returncode, last[:200])
    raise BadPicture(reason)


def main(arguments: list[str]) -> int:
    """The child: a picture comes in, a clean JPEG or an exit code goes out."""
    pixels, memory, cpu_seconds, long_side, quality = map(int, arguments)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    # No file is ever written and no core dump may keep a child's photo.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        clean = _redraw(data, pixels, long_side, quality)
    except BadPicture as bad:
        return next((code for code, reason in ENDINGS.items() if reason == bad.reason), 1)
    sys.stdout.buffer.write(clean)
    sys.stdout.buffer.flush()
    return 0


def _redraw(data: bytes, pixels: int, long_side: int, quality: int) -> bytes:
    # Our own check below is stricter than Pillow's, which only warns up to twice its limit.
    Image.MAX_IMAGE_PIXELS = None
    Image.init()
    boxed = data[BOX[0]] == BOX[1]
    if boxed:
        _learn_heic()
    known = [each for each in FORMATS if each in Image.OPEN]
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=known)
    except UnidentifiedImageError as error:
        # A photo torn off within its first bytes is a torn photo, not a strange file.
        begun = boxed or data.startswith(BEGINNINGS)
        raise BadPicture("broken" if begun else "not_a_picture") from error
    if picture.width * picture.height > pixels:
        raise BadPicture("too_many_pixels")
    turn = TURNS.get(_orientation(picture))
    if picture.mode in ("P", "PA", "1"):
        # A palette cannot be blended, so scaling it would leave jagged edges.
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    if turn is not None:
        picture = picture.transpose(turn)
    picture = _on_white(picture)
    # Pillow would carry a comment over into the new file.
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _learn_heic() -> None:
    """Only where it is needed: each photo has a child of its own, and loading this takes time. One
    thread, because each would take its share of the child's memory beforehand.
    """
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False)


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error):
        # Broken notes about a good photo are no reason to refuse the photo.
        return 1


def _on_white(picture: Image.Image) -> Image.Image:
    """JPEG has no transparency, and black would hide a drawing's lines."""
    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

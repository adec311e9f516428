"""Makes a photo fit to keep: upright, not too big, and silent about where it was taken.

Decoding is done by a child process, `python -m models.picture`; see `limited_process.py`.
"""

from __future__ import annotations

import io
import struct
import sys
from dataclasses import dataclass
from typing import BinaryIO, Literal, get_args

from PIL import ExifTags, Image, UnidentifiedImageError

from models import limited_process

Reason = Literal["empty", "too_large", "not_a_picture", "broken", "too_many_pixels"]
REASONS: dict[str, Reason] = {reason: reason for reason in get_args(Reason)}

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


class BadPicture(Exception):
    """The file cannot be kept as a photo; `reason` says why, the caller says it in words."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Limits(limited_process.ProcessLimits):
    """How much one photo may cost: the child that decodes it, bytes, pixels."""

    memory: int = 1 << 30
    cpu_seconds: int = 20
    seconds: float = 40.0
    size: int = 20 << 20
    pixels: int = 64_000_000
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
    try:
        return limited_process.ask("models.picture", data, limits)
    except limited_process.Unfit as unfit:
        raise BadPicture(REASONS.get(unfit.reason, "broken")) from unfit
    except (limited_process.OverLimit, limited_process.Crashed) as error:
        raise BadPicture("broken") from error


def _work(photo: BinaryIO, limits: Limits) -> bytes:
    try:
        return _redraw(photo.read(), limits)
    except BadPicture as bad:
        raise limited_process.Unfit(bad.reason) from bad


def _redraw(data: bytes, limits: Limits) -> bytes:
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
    if picture.width * picture.height > limits.pixels:
        raise BadPicture("too_many_pixels")
    turn = TURNS.get(_orientation(picture))
    if picture.mode in ("P", "PA", "1"):
        # A palette cannot be blended, so scaling it would leave jagged edges.
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((limits.long_side, limits.long_side), Image.Resampling.LANCZOS)
    if turn is not None:
        picture = picture.transpose(turn)
    picture = _on_white(picture)
    # Pillow would carry a comment over into the new file.
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=limits.quality, optimize=True)
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
    sys.exit(limited_process.serve(Limits, _work))

"""Whatever comes from a phone becomes a small upright JPEG, or is refused with a reason."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import ExifTags, Image

from models.picture import BadPicture, Limits, clean_picture
from models.store import Store

RED, BLUE, WHITE = (200, 0, 0), (0, 0, 200), (255, 255, 255)


def photo(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Red above, blue below: it shows which way is up."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, size[1] // 2, size[0], size[1]))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(BadPicture) as refused:
        clean_picture(data, limits=limits or Limits())
    return refused.value.reason


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))


def png_claiming(width: int, height: int) -> bytes:
    """A small PNG file that says it unfolds into a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def test_an_ordinary_photo_becomes_a_jpeg_of_the_same_size() -> None:
    clean = opened(clean_picture(encoded(photo())))
    assert (clean.format, clean.mode, clean.size) == ("JPEG", "RGB", (400, 300))


def test_a_big_photo_is_scaled_to_2560_on_its_long_side() -> None:
    assert opened(clean_picture(encoded(photo((3000, 4000))))).size == (1920, 2560)


def test_a_torn_photo_is_broken() -> None:
    whole = encoded(photo((800, 600)).effect_spread(40))
    assert refusal(whole[: len(whole) // 2]) == "broken"
    assert refusal(whole[:12]) == "broken"
    whole = encoded(photo((800, 600)).effect_spread(40), "PNG")
    assert refusal(whole[: len(whole) // 2]) == "broken"


@pytest.mark.parametrize("data", [b"PK\x03\x04 a workbook", b"%PDF-1.7", b"\0" * 500, b"<svg/>"])
def test_another_kind_of_file_is_not_a_picture(data: bytes) -> None:
    assert refusal(data) == "not_a_picture"


def test_a_wrong_magic_number_is_not_a_picture() -> None:
    assert refusal(b"XX" + encoded(photo())[2:]) == "not_a_picture"


def test_nothing_at_all_is_empty() -> None:
    assert refusal(b"") == "empty"


def test_one_byte_over_20_megabytes_is_too_large() -> None:
    assert refusal(b"\xff" * ((20 << 20) + 1)) == "too_large"


def test_a_decompression_bomb_is_never_unfolded() -> None:
    bomb = png_claiming(60_000, 60_000)
    assert len(bomb) < 5_000
    assert refusal(bomb) == "too_many_pixels"


def test_place_time_phone_and_comment_are_gone() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "PhoneMaker"
    exif[ExifTags.Base.DateTime] = "2026:09:16 08:00:00"
    place = {1: "N", 2: (31.0, 13.0, 48.0), 3: "E", 4: (121.0, 28.0, 12.0)}
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    data = encoded(photo(), exif=exif, comment=b"taken at home")
    assert dict(opened(data).getexif().get_ifd(ExifTags.IFD.GPSInfo))
    clean = clean_picture(data)
    assert not dict(opened(clean).getexif())
    for word in (b"Exif", b"PhoneMaker", b"2026:09:16", b"taken at home"):
        assert word not in clean


def test_a_comment_in_a_png_is_gone_too() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "taken at home")
    assert b"taken at home" not in clean_picture(encoded(photo(), "PNG", pnginfo=notes))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_phone_comes_out_upright(orientation: int) -> None:
    seen = photo()
    seen.paste(WHITE, (0, 0, 100, 100))
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored = seen if back is None else seen.transpose(back)
    clean = opened(clean_picture(encoded(stored, exif=exif)))
    assert clean.size == (400, 300)
    assert near(clean.getpixel((20, 20)), WHITE)
    assert near(clean.getpixel((380, 20)), RED)
    assert near(clean.getpixel((200, 280)), BLUE)


def test_spoilt_exif_does_not_spoil_the_photo() -> None:
    data = encoded(photo(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff broken notes")
    assert opened(clean_picture(data)).size == (400, 300)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_was_transparent_is_white(kind: str) -> None:
    drawing = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    drawing.paste((*RED, 255), (100, 0, 200, 100))
    clean = opened(clean_picture(encoded(drawing, kind, lossless=True)))
    assert near(clean.getpixel((20, 50)), WHITE)
    assert near(clean.getpixel((180, 50)), RED)


@pytest.mark.parametrize("mode", ["CMYK", "L", "1"])
def test_unusual_colours_become_ordinary_ones(mode: str) -> None:
    kind = "PNG" if mode == "1" else "JPEG"
    clean = opened(clean_picture(encoded(photo().convert(mode), kind)))
    assert (clean.mode, clean.size) == ("RGB", (400, 300))
    assert mode != "CMYK" or near(clean.getpixel((200, 20)), RED)


def test_a_sixteen_bit_scan_keeps_its_shades() -> None:
    scan = Image.new("I;16", (100, 100), 65_000)
    assert near(opened(clean_picture(encoded(scan, "PNG"))).getpixel((50, 50)), WHITE)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=80)
    assert near(opened(clean_picture(data)).getpixel((32, 32)), RED)


@pytest.mark.parametrize(
    "limits", [Limits(memory=200 << 20), Limits(cpu_seconds=0), Limits(seconds=0.01)]
)
def test_a_child_stopped_by_its_limit_says_broken(limits: Limits) -> None:
    assert refusal(encoded(photo((9000, 7000)), "PNG"), limits) == "broken"


def test_the_same_photo_twice_is_one_file(tmp_path: Path) -> None:
    store, data = Store(tmp_path), encoded(photo())
    names = {store.put(clean_picture(data), "jpg") for _ in range(2)}
    assert len(names) == 1
    assert len(list(tmp_path.rglob("*.jpg"))) == 1


def heic(picture: Image.Image, **options: Any) -> bytes:
    """As an iPhone sends it as a file."""
    pillow_heif.register_heif_opener()
    return encoded(picture, "HEIF", **options)


def test_a_photo_of_an_iphone_that_was_sent_as_a_file_is_read() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "secret phone"
    clean = clean_picture(heic(photo(), exif=exif))
    picture = opened(clean)
    assert (picture.format, picture.size) == ("JPEG", (400, 300))
    assert near(picture.getpixel((200, 40)), RED)
    assert near(picture.getpixel((200, 260)), BLUE)
    assert b"secret" not in clean


def test_a_photo_of_an_iphone_that_was_held_on_its_side_comes_out_upright() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    turned = photo().transpose(Image.Transpose.ROTATE_90)
    clean = opened(clean_picture(heic(turned, exif=exif.tobytes())))
    assert clean.size == (400, 300)
    assert near(clean.getpixel((200, 40)), RED)


def test_a_large_photo_of_an_iphone_fits_into_the_child() -> None:
    assert opened(
        clean_picture(heic(photo((2600, 1950)), enc_params={"preset": "ultrafast"}))
    ).size == (2560, 1920)


def test_a_torn_photo_of_an_iphone_is_broken() -> None:
    whole = heic(photo())
    for length in (12, 40, len(whole) // 2, len(whole) - 20):
        assert refusal(whole[:length]) == "broken"


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "jpeg", "tiff_adobe_deflate"])
def test_a_scan_is_read(compression: str) -> None:
    clean = opened(clean_picture(encoded(photo(), "TIFF", compression=compression)))
    assert (clean.format, clean.size) == ("JPEG", (400, 300))
    assert near(clean.getpixel((200, 40)), RED)


def test_of_a_scan_of_several_pages_the_first_is_kept() -> None:
    pages = encoded(photo(), "TIFF", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    assert opened(clean_picture(pages)).size == (400, 300)

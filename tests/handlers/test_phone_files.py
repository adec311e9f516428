"""Pictures that phones send as files: whatever they are called, they arrive, cleaned."""

from __future__ import annotations

import io

import pillow_heif
import pytest
from cast import Stage
from PIL import Image

from models.cases.case import Keeping, Photo


def taken(kind: str) -> bytes:
    """A picture in that format."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "name", "mime"),
    [
        ("HEIF", "IMG_0001.HEIC", "image/heic"),
        ("HEIF", "IMG_0001.HEIC", "application/octet-stream"),
        ("TIFF", "scan.tif", "image/tiff"),
        ("JPEG", "IMG_0002.JPG", "application/octet-stream"),
    ],
)
async def test_what_phones_make_is_kept_and_goes_out_cleaned(
    stage: Stage, kind: str, name: str, mime: str
) -> None:
    wang, chen = stage["王芳"], stage["陈大勇"]
    wang.phone.document(taken(kind), name, mime, "A301灯不亮")
    await stage.settles(wang)
    await wang.presses("提交")
    with stage.service.runtime.reading() as session:
        photo = session.query(Photo).one()
    assert (photo.keeping, photo.form) == (Keeping.KEPT, "document")
    assert photo.sha256 is not None
    assert stage.service.runtime.store.read(photo.sha256).startswith(b"\xff\xd8\xff")
    assert any("photo" in message for message in chen.messages)


async def test_another_kind_of_file_is_still_no_picture(stage: Stage) -> None:
    wang = stage["王芳"]
    wang.phone.document(b"%PDF-1.7", "notice.pdf", "application/pdf", "A301灯不亮")
    await stage.settles(wang)
    assert "不是照片" in wang.last

"""Pictures and voice on their way in: noted at once, fetched after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message
from telegram.ext import filters

from bot.context import Context
from models.base import Refused
from models.cases.case import Case, Event, Photo

# Telegram hands a bot no larger file (reliability.md §5.3).
LARGEST = 20 * 1024 * 1024
MOST_PHOTOS = 30
# Some phones call every file a stream of bytes; its name says what it is.
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff")
# What people send when they mean the school's workbook; it answers no question.
WORKBOOK = (
    filters.Document.FileExtension("xlsx")
    | filters.Document.FileExtension("xlsm")
    | filters.Document.FileExtension("xls")
    | filters.Document.FileExtension("et")
    | filters.Document.FileExtension("ett")
    | filters.Document.FileExtension("csv")
    | filters.Document.FileExtension("ods")
)
# Words, a photo, a voice message: whatever can be the answer to a question.
ANSWER = filters.UpdateType.MESSAGE & ~filters.COMMAND & ~WORKBOOK


@dataclass(frozen=True)
class Picture:
    """What came: by which id it can be fetched, and in which form."""

    form: str
    file_id: str
    unique_id: str


def picture_in(message: Message) -> Picture | None:
    """The picture or voice in a message, if there is one.

    Raises `Refused` for a file that is too large, or that is no picture.
    """
    if message.photo:
        best = message.photo[-1]
        return Picture("photo", best.file_id, best.file_unique_id)
    if message.voice or message.audio:
        sound = message.voice or message.audio
        assert sound is not None
        _must_fit(sound.file_size)
        return Picture("voice", sound.file_id, sound.file_unique_id)
    if message.document:
        name, mime = message.document.file_name or "", message.document.mime_type or ""
        if not (mime.startswith("image/") or name.lower().endswith(PICTURES)):
            raise Refused("photo.not_a_picture")
        _must_fit(message.document.file_size)
        return Picture("document", message.document.file_id, message.document.file_unique_id)
    if message.video or message.animation or message.video_note:
        raise Refused("photo.no_video")
    return None


def _must_fit(size: int | None) -> None:
    if size is not None and size > LARGEST:
        raise Refused("photo.too_large", megabytes=LARGEST // 1024 // 1024)


def keep(message: Message, context: Context, case: Case, event: Event | None = None) -> bool:
    """Hangs the picture of a message on a case. The same one twice hangs once, and
    heals the first where that did not arrive.

    Returns whether there was one. Raises `Refused` as `picture_in` does.
    """
    picture = picture_in(message)
    if picture is None:
        return False
    known = next((one for one in case.photos if one.unique_id == picture.unique_id), None)
    if known is not None:
        known.heal(picture.file_id)
        context.unit.touch(case)
        return True
    if len(case.photos) >= MOST_PHOTOS:
        raise Refused("photo.too_many", most=MOST_PHOTOS)
    photo = Photo(
        form=picture.form,
        file_id=picture.file_id,
        unique_id=picture.unique_id,
        album=message.media_group_id,
        sender=context.person,
        came_at=context.now,
        event=event,
    )
    case.photos.append(photo)
    context.session.flush()
    context.unit.touch(case)
    return True


def of_album(message: Message, context: Context) -> Photo | None:
    """An earlier part of the same album from the same person: later parts go where it went."""
    if message.media_group_id is None:
        return None
    return (
        context.session.query(Photo)
        .filter_by(sender_id=context.person.id, album=message.media_group_id)
        .order_by(Photo.id)
        .first()
    )

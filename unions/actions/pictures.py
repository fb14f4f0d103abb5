"""Pictures that people send: drawn anew, so that nothing but their pixels is kept."""

from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from unions.validators import Refused

MOST_BYTES = 5_000_000
MOST_PIXELS = 12_000_000
READ_FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 80


class NotAPicture(Refused):
    """The file holds no picture of a kind that is read here."""


def drawn_anew(content: bytes, *, field: str, longest_side: int) -> bytes:
    """Return the picture as JPEG: what it carried beside its pixels is gone. Raises Refused."""
    refuse_too_large(content, field=field)
    picture = _opened(content, field)
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(_("The picture has more than 12 megapixels."), field=field)
    drawn = BytesIO()
    _redrawn(picture, field, longest_side).save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def refuse_too_large(content: bytes, *, field: str) -> None:
    """Refuse what is longer than a file may be."""
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than 5 MB: choose a smaller one."), field=field)


def _opened(content: bytes, field: str) -> Image.Image:
    try:
        return Image.open(BytesIO(content), formats=READ_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise _not_a_picture(field) from error


def _redrawn(picture: Image.Image, field: str, longest_side: int) -> Image.Image:
    try:
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise _not_a_picture(field) from error
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    paper.thumbnail((longest_side, longest_side))
    return paper


def _not_a_picture(field: str) -> NotAPicture:
    return NotAPicture(_("This is not a picture that we can read: choose a JPEG, PNG or WebP file."), field=field)

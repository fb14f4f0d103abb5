"""Which short texts of editors exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from unions.models import NeedKind, Sector, StaticPage


@register(Sector)
class SectorTranslation(TranslationOptions):
    """Names of sectors."""

    fields = ("name",)


@register(NeedKind)
class NeedKindTranslation(TranslationOptions):
    """Names of kinds of help, and a sentence on each."""

    fields = ("name", "description")


@register(StaticPage)
class StaticPageTranslation(TranslationOptions):
    """Titles and texts of pages."""

    fields = ("title", "body")

"""A list of organisations is sent in and, once looked at, imported."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from unions.importers.csv_files import MAX_BYTES, Unreadable
from unions.importers.rows import Row, read_own_format

COLUMN_MEANINGS = {
    "name": _("Official name. It must be there."),
    "country": _("Code or name, in any of some sixty languages. It must be there, but for bodies across countries."),
    "acronym": _("As the union writes it."),
    "kind": _("Local, union, federation, national centre and so on; what cannot be told is called a union."),
    "parent": _("The body above: its name, its acronym or its number, here or anywhere in the file."),
    "affiliations": _("Federations to which it says it belongs."),
    "city": _("Town."),
    "website": _("Shown as text until somebody has seen it answer."),
    "languages": _("The languages in which one can write to it."),
    "sectors": _("Names of sectors in a language of this portal, or their codes."),
    "identifiers": _("Numbers in registers, such as WIKIDATA:Q1125638."),
    "other_names": _("Further names, with their language in square brackets where it is known."),
    "source": _("Where this was read."),
}


class OrganisationImportForm(forms.Form):
    """A CSV file; `rows` and `content` are there once it is valid."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 5 MB. The first line names the columns; name and country must be among them."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"empty": _("The file is empty.")},
    )
    rows: list[Row]
    content: bytes

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        # One byte more than allowed is enough to know; the rest of a giant stays on the disk.
        self.content = file.read(MAX_BYTES + 1)
        try:
            self.rows = read_own_format(self.content)
        except Unreadable as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        if not self.rows:
            raise forms.ValidationError(_("There is no row below the names of the columns."))
        return file


class ImportConfirmation(forms.Form):
    """The digest of the preview that was seen."""

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)

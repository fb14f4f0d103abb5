"""The groups of news of the ground floor; rooms above put kinds of theirs into them as well."""

from django.utils.translation import gettext_lazy as _

from unions.announcements import GroupOfNews

ADMISSION = GroupOfNews("admission", _("Who comes in, and duties"), place=70, may_be_stopped=False)
SAFETY = GroupOfNews("safety", _("Safety and rights"), place=80, may_be_stopped=False)

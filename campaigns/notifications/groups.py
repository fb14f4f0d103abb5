"""The group of news about campaigns."""

from django.utils.translation import gettext_lazy as _

from unions.announcements import GroupOfNews

CAMPAIGNS = GroupOfNews("campaigns", _("Campaigns"), place=50)

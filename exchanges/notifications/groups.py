"""The group of news about exchanges."""

from django.utils.translation import gettext_lazy as _

from unions.announcements import GroupOfNews

EXCHANGES = GroupOfNews("exchanges", _("Exchanges and visits"), place=60)

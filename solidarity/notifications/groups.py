"""The groups of news about requests."""

from django.utils.translation import gettext_lazy as _

from unions.announcements import GroupOfNews
from unions.notifications.groups import ADMISSION, SAFETY

CALLS = GroupOfNews("calls", _("Calls to our union"), place=10)
FOLLOWED = GroupOfNews("followed", _("Requests among what I follow"), place=20)
HELP = GroupOfNews("help", _("My pledges, and requests that I helped"), place=30)
OWN_REQUESTS = GroupOfNews("own_requests", _("Our own requests"), place=40)

__all__ = ["ADMISSION", "CALLS", "FOLLOWED", "HELP", "OWN_REQUESTS", "SAFETY"]

"""The kinds of news of this room: calls, invitations and news of a campaign."""

from campaigns.notifications import calls, invitations, updates
from unions.announcements import register

for family in (calls, invitations, updates):
    register(family.KIND)

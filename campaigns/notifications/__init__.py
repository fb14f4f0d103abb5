"""The kinds of news of this room: calls, invitations, actions that are near, and news of a campaign."""

from campaigns.notifications import calls, invitations, near_actions, updates
from unions.announcements import register

for family in (calls, invitations, near_actions, updates):
    register(family.KIND)

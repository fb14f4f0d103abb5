"""The kinds of news of this room: who is told of what, why, how much of it, and in which words."""

from exchanges.notifications import calls, offers, visits
from unions.announcements import register

for family in (calls, offers, visits):
    for kind in family.KINDS:
        register(kind)

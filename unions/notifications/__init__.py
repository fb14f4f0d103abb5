"""The kinds of news of the ground floor."""

from unions.announcements import register
from unions.notifications import suspensions

for family in (suspensions,):
    for kind in family.KINDS:
        register(kind)

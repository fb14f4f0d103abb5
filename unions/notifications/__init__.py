"""The kinds of news of the ground floor: who is told of what, and why."""

from unions.announcements import register
from unions.notifications import admission, suspensions

for family in (admission, suspensions):
    for kind in family.KINDS:
        register(kind)

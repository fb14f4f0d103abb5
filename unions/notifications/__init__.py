"""The kinds of news of the ground floor: who is told of what, and why."""

from unions.announcements import register
from unions.notifications import admission, contacts, factor_recoveries, memberships, suspensions, text_reports

for family in (admission, suspensions, text_reports, factor_recoveries, memberships, contacts):
    for kind in family.KINDS:
        register(kind)

"""The kinds of news of the ground floor: reports on texts, second factors, roles that lapse."""

from unions.announcements import register
from unions.notifications import factor_recoveries, memberships, text_reports

for family in (text_reports, factor_recoveries, memberships):
    for kind in family.KINDS:
        register(kind)

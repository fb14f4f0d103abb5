"""The kinds of news of this room: who is told of what, why, how much of it, and in which words."""

from solidarity.notifications import alarms, answers, calls, pledges, publishing, reports, reviews, shortages
from solidarity.notifications.asks import AskedNeed, ComposedAsk, Quotation, composed_ask
from solidarity.notifications.previews import Preview, preview
from unions.announcements import register

__all__ = ["AskedNeed", "ComposedAsk", "Preview", "Quotation", "composed_ask", "preview"]

for family in (calls, shortages, reviews, publishing, answers, pledges, reports, alarms):
    for kind in family.KINDS:
        register(kind)

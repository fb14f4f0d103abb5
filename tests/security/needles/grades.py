"""What a mail may say: words only about what everyone may read; about all else not one word that people wrote."""

from collections.abc import Iterable
from typing import Any

from solidarity.choices import RequestState, Visibility
from tests.security.needles.circles import OPENED, is_at_risk
from tests.security.needles.sowing import Needle

# What a mail is about, as its links say it; from a row to what decides how much may be told of it.
SUBJECTS = {
    "solidarity.SolidarityRequest": lambda row: row,
    "solidarity.Need": lambda row: row.solidarity_request,
    "solidarity.Addressee": lambda row: row.solidarity_request,
    "solidarity.ClosingReport": lambda row: row.solidarity_request,
    "solidarity.Pledge": lambda row: row.need.solidarity_request,
    "campaigns.Campaign": lambda row: row,
    "campaigns.DayOfAction": lambda row: row.campaign,
    "campaigns.Action": lambda row: row.campaign,
    "campaigns.Demand": lambda row: row.campaign,
    "exchanges.Exchange": lambda row: row,
    "unions.Update": lambda row: row.subject,
    "unions.Translation": lambda row: row.subject,
}
NEVER = {"exchanges.Visit", "exchanges.HostOffer", "exchanges.Commitment", "exchanges.Participant"}
NEVER |= {"unions.TextReport", "unions.UnionApplication", "solidarity.Photo"}


def is_told_in_full(row: Any) -> bool:
    """Whether a mail may quote this row: it is for everyone, or it soon will be and nobody is at risk."""
    label = row._meta.label
    subject = SUBJECTS[label](row)
    if label == "campaigns.Action" and row.visibility != "public":
        return False
    if subject is not row and subject._meta.label in SUBJECTS:
        return is_told_in_full(subject)
    if label != "solidarity.SolidarityRequest":
        return bool(row.visibility == "public" and row.state != "draft")
    if row.state in OPENED:
        return bool(row.visibility == Visibility.PUBLIC)
    return row.state != RequestState.TAKEN_DOWN and row.wanted_visibility == Visibility.PUBLIC and not is_at_risk(row)


def is_narrow(linked: Iterable[Needle]) -> bool:
    """Whether a mail with these ids in its links is about something that not everyone may read."""
    rows = [needle.row for needle in linked if needle.column.endswith(".public_id")]
    return any(row._meta.label in NEVER or (row._meta.label in SUBJECTS and not is_told_in_full(row)) for row in rows)


def too_much(found: Iterable[Needle], linked: Iterable[Needle]) -> list[Needle]:
    """Return the words that a mail may not say: all, where it is about something narrow; quotations of what is."""
    words = [needle for needle in found if not needle.column.endswith("public_id")]
    if is_narrow(linked):
        return words
    return [each for each in words if each.row._meta.label in SUBJECTS and not is_told_in_full(each.row)]

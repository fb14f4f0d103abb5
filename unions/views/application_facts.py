"""What an application says, as rows to show: to those who vet all of it, to other unions its profile alone."""

from typing import Any

from django.utils.translation import gettext as _

from unions.choices import ApplicationState, CheckKind, NetworkRoleKind
from unions.localised import country_name, language_name
from unions.models import UnionApplication
from unions.permissions import has_duty, may_answer_objection

Rows = list[dict[str, Any]]


def profile(application: UnionApplication) -> Rows:
    """Return what unions of its sector may know: no contact, no answer that only those who vet read."""
    rows = [
        (_("Short name"), application.acronym),
        (_("Kind"), application.get_kind_display()),
        (_("Country"), country_name(application.country)),
        (_("Languages"), " · ".join(language_name(tag) for tag in application.languages)),
        (_("Sectors"), " · ".join(str(sector) for sector in application.sectors.all())),
        (_("Website"), application.website),
    ]
    return [{"term": term, "text": text} for term, text in rows if text]


def facts(application: UnionApplication) -> Rows:
    """Return the profile, where it belongs and whom it names, and whether its own country may hear of it."""
    may_tell, may_not = _("Unions of its own country may be told"), _("Nobody of its own country is to hear of it")
    rows = [
        (_("Legal status"), application.get_legal_status_display()),
        (_("Federation, as it says"), application.federation),
        (_("Who knows it, as it says"), application.named_voucher),
        (_("Its own country"), may_tell if application.may_tell_own_country else may_not),
        (_("Where to write"), application.contact_address),
        (_("Entry of the directory"), application.organisation),
    ]
    return profile(application) + [{"term": term, "text": str(text)} for term, text in rows if text]


def texts(application: UnionApplication) -> Rows:
    """Return its private answers, each with what was asked."""
    rows = [
        (_("Register, or why there is none"), application.registration),
        (_("Whom to call, and where the number stands"), application.call_back),
        (_("Who founded it, leads it, pays for it"), application.independence),
        (_("How its leaders are chosen"), application.elections),
        (_("Why it should be looked at again"), application.appeal),
    ]
    return [{"term": term, "text": text} for term, text in rows if text]


def said_about(application: UnionApplication, kind: str) -> str:
    """Return what the union itself has written about what a check looks at."""
    answers = {
        CheckKind.CALL_BACK: application.call_back,
        CheckKind.INDEPENDENT: application.independence,
        CheckKind.NO_EMPLOYERS_BODY: application.independence,
        CheckKind.ELECTIONS: application.elections,
        CheckKind.REGISTRATION: application.registration,
    }
    return answers.get(CheckKind(kind), "")


def checks_of(application: UnionApplication) -> Rows:
    """Return every kind of check with what was found, if anything."""
    found = {check.kind: check for check in application.checks.select_related("by")}
    is_open = application.state in {ApplicationState.SUBMITTED, ApplicationState.PROVISIONAL}
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "check": found.get(kind.value),
            "is_settled": kind in application.settled,
            "is_open": is_open,
        }
        for kind in CheckKind
    ]


def objections_of(application: UnionApplication, user: Any) -> Rows:
    """Return its objections, each with whether this person may answer it."""
    rows = application.objections.select_related("organisation", "answered_by")
    is_admin = has_duty(user, NetworkRoleKind.NETWORK_ADMIN)
    return [{"objection": row, "may_answer": is_admin and may_answer_objection(user, row)} for row in rows]

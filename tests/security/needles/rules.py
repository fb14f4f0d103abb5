"""Who may read each column, as the design says it; what has no rule is for nobody. A table, longer than other files."""

from collections.abc import Callable
from typing import Any

from solidarity.choices import ShownAs
from solidarity.models import Pledge
from tests.security.needles import circles
from tests.security.needles.circles import AUDITOR, NETWORK_ADMIN, REVIEWER, SAFEGUARDING
from tests.security.needles.people import Person
from tests.security.needles.sowing import Needle
from unions.choices import OrganisationState
from unions.models import AuditEvent, DutyProposal, FactorRecovery, Membership

Rule = Callable[[Any, Person], bool]


def everyone(row: Any, who: Person) -> bool:
    """Whoever asks."""
    return True


def nobody(row: Any, who: Person) -> bool:
    """Nobody at all."""
    return False


def oneself(row: Any, who: Person) -> bool:
    """The person of the row."""
    return bool(who.pk) and who.pk in {getattr(row, "user_id", None), row.pk if hasattr(row, "handle") else None}


def office(row: Any, who: Person) -> bool:
    """Admins of the organisation; network admins where nobody of it is here."""
    is_listed = row.organisation is not None and row.organisation.state == OrganisationState.LISTED
    return row.organisation_id in who.led or (is_listed and who.has(NETWORK_ADMIN))


def recovery_of(person: Any, who: Person) -> bool:
    """Whoever may say who somebody is that has lost their second factor: admins of their union, network admins."""
    own = set(Membership.objects.filter(user=person).values_list("organisation_id", flat=True))
    asked = FactorRecovery.objects.filter(user=person).exists()
    return asked and (bool(own & who.led) or (who.has(NETWORK_ADMIN) and not own & who.unions))


def handle(person: Any, who: Person) -> bool:
    """Oneself; admins of one's union; who reads the trail of what one did; unions that one pledged or travels to."""
    own = set(Membership.objects.filter(user=person).values_list("organisation_id", flat=True))
    if who.pk == person.pk or own & who.led:
        return True
    if recovery_of(person, who) or (DutyProposal.objects.filter(user=person).exists() and who.has(NETWORK_ADMIN)):
        return True
    acts = AuditEvent.objects.filter(actor=person).exists() or person.network_roles.exists()
    if acts and who.has(NETWORK_ADMIN, AUDITOR):
        return True
    shown = Pledge.objects.filter(user=person, shown_as=ShownAs.HANDLE)
    if shown.filter(need__solidarity_request__organisation__in=who.staffed).exists():
        return True
    return person.visits.filter(organisation__in=who.staffed).exists() or any(
        circles.takes_part(seat.visit, who) for seat in person.visits.filter(shows_handle=True)
    )


def account_id(person: Any, who: Person) -> bool:
    """As the handle, but for unions that were promised something: they know of nobody's account."""
    own = set(Membership.objects.filter(user=person).values_list("organisation_id", flat=True))
    is_seated = person.visits.filter(organisation__in=who.staffed).exists()
    answers_for = who.has(NETWORK_ADMIN, AUDITOR) and handle(person, who)
    return who.pk == person.pk or bool(own & who.led) or is_seated or answers_for


def pledge(row: Any, who: Person) -> bool:
    """Who promised, and the union that asks."""
    is_own = (row.user_id is not None and row.user_id == who.pk) or row.organisation_id in who.staffed
    return is_own or circles.asks(row.need.solidarity_request, who)


def answer(row: Any, who: Person) -> bool:
    """The union that asks, and the one that answers."""
    return row.organisation_id in who.staffed or circles.asks(row.solidarity_request, who)


def reply(row: Any, who: Person) -> bool:
    """A reply by mail, before it is confirmed: who wrote it, while they are staff of the union that is asked."""
    return row.recipient.user_id == who.pk and row.addressee.organisation_id in who.staffed


def reference(row: Any, who: Person) -> bool:
    """Who reads it; who promised something is told by its reference that it was withdrawn."""
    return circles.reads_request(row, who) or Pledge.objects.filter(need__solidarity_request=row, user=who.pk).exists()


def contact(row: Any, who: Person) -> bool:
    """The union that asks, and those it asked."""
    return circles.asks(row, who) or circles.is_asked(row, who)


def update(row: Any, who: Person) -> bool:
    """Who reads its subject, as far as the author meant them: everyone, the network, or who stands by a promise."""
    subject = row.subject
    if row.content_type.model == "campaign":
        is_meant = row.audience == "public" or who.is_network
        return is_meant and circles.reads_campaign(subject, who)
    if circles.asks(subject, who) or row.audience == "public":
        return circles.reads_request(subject, who)
    if row.audience == "network" and who.is_network:
        return circles.reads_request(subject, who)
    standing = Pledge.objects.filter(need__solidarity_request=subject).exclude(
        state__in=["withdrawn", "refused", "lapsed"]
    )
    mine = standing.filter(user=who.pk) | standing.filter(organisation__in=who.staffed)
    return circles.reads_request(subject, who) and mine.exists()


def translation(row: Any, who: Person) -> bool:
    """As its original."""
    rule = RULES.get(f"{row.subject._meta.label}.{row.field}", nobody)
    return rule(row.subject, who)


def report(row: Any, who: Person) -> bool:
    """Who decides, none of them on their own; what not everyone may read is for safeguarding and network admins."""
    own = row.organisation_id in who.unions or who.pk in {row.author_id, row.reported_by_id}
    duties = [SAFEGUARDING, NETWORK_ADMIN] if row.is_guarded else [SAFEGUARDING, NETWORK_ADMIN, REVIEWER]
    return not own and who.has(*duties)


def hidden_text(row: Any, who: Person) -> bool:
    """Who decides, and whose text it was."""
    is_theirs = row.organisation_id in who.staffed or (row.organisation_id is None and row.author_id == who.pk)
    return report(row, who) or is_theirs


def reported(row: Any, who: Person) -> bool:
    """Who decides, and who wrote it."""
    return report(row, who) or (row.reported_by_id is not None and row.reported_by_id == who.pk)


def suspension(row: Any, who: Person) -> bool:
    """Network admins, auditors, and the admins of the union that it is about."""
    return who.has(NETWORK_ADMIN, AUDITOR) or row.organisation_id in who.led


def vouch(row: Any, who: Person) -> bool:
    """Who vets, and the union that gave its word."""
    return row.voucher_id in who.staffed or (row.application is not None and circles.vets(row.application, who))


def objection(row: Any, who: Person) -> bool:
    """Who vets, and the union that objects; never the applicant."""
    is_applicant = row.application_id in who.applications
    return not is_applicant and (row.organisation_id in who.staffed or circles.vets(row.application, who))


def vetting(row: Any, who: Person) -> bool:
    """Who vets."""
    return circles.vets(row.application, who)


def offer(row: Any, who: Person) -> bool:
    """The two unions."""
    return bool({row.organisation_id, row.exchange.organisation_id} & who.staffed)


def access_needs(row: Any, who: Person) -> bool:
    """The union that asks, and the host that it accepted."""
    accepted = row.offers.filter(state="accepted", organisation__in=who.staffed)
    return row.organisation_id in who.staffed or accepted.exists()


def seat(row: Any, who: Person) -> bool:
    """The person, and the two unions."""
    return circles.of_two_unions(row.visit, who) or (row.user_id is not None and row.user_id == who.pk)


def item_notes(row: Any, who: Person) -> bool:
    """Who takes part; once reported, of public lines who reads what came of it."""
    return circles.takes_part(row.visit, who) or (row.is_public and circles.reads_outcome(row.visit, who))


def experience(row: Any, who: Person) -> bool:
    """Who wrote it and their union; where they agreed, who reads what came of the visit."""
    seat = row.participant
    is_own = (seat.user_id is not None and seat.user_id == who.pk) or seat.organisation_id in who.staffed
    return is_own or (row.may_be_shown and circles.reads_outcome(seat.visit, who))


def of(name: str, rule: Rule) -> Rule:
    """The rule of what the row belongs to."""
    return lambda row, who: rule(getattr(row, name), who)


def columns(label: str, names: str, rule: Rule) -> dict[str, Rule]:
    """The same rule for several columns of one table."""
    return {f"{label}.{name}": rule for name in names.split()}


STORY = "title what_happens own_action demands background further_do_not symbolic_reason"
RULES: dict[str, Rule] = {
    **columns("unions.User", "email", oneself),
    **columns("unions.User", "handle", handle),
    **columns("unions.User", "public_id", account_id),
    **columns("unions.DutyProposal", "public_id", lambda row, who: who.has(NETWORK_ADMIN)),
    **columns("unions.FactorRecovery", "public_id", of("user", recovery_of)),
    **columns("unions.Recipient", "contact_address", office),
    **columns("unions.Recipient", "public_id", oneself),
    **columns("unions.OwnChannel", "name public_id", of("recipient", oneself)),
    **columns("unions.Invitation", "public_id", lambda row, who: row.organisation_id in who.led),
    **columns("unions.Organisation", "name acronym city statement public_email public_id", circles.finds_union),
    **columns("unions.OrganisationName", "name", of("organisation", circles.finds_union)),
    **columns("unions.Employer", "name public_id", everyone),
    **columns("unions.Worksite", "name city public_id", everyone),
    **columns("unions.Translation", "text", translation),
    **columns("unions.Update", "text public_id", update),
    **columns("unions.Suspension", "words", suspension),
    **columns("unions.TextReport", "words", reported),
    **columns("unions.TextReport", "note kept_text plea public_id", hidden_text),
    **columns("unions.UnionApplication", "name acronym website public_id", circles.hears_of),
    **columns(
        "unions.UnionApplication",
        "appeal call_back contact_address elections independence registration",
        circles.vets,
    ),
    **columns("unions.Evidence", "file title public_id", vetting),
    **columns("unions.Check", "note called found_at", vetting),
    **columns("unions.Decision", "words", vetting),
    **columns("unions.Vouch", "statement conflict", vouch),
    **columns("unions.Objection", "text answer public_id", objection),
    **columns("solidarity.SolidarityRequest", STORY, circles.reads_request),
    "solidarity.SolidarityRequest.public_id": reference,
    "solidarity.SolidarityRequest.voucher_remark": lambda row, who: circles.asks(row, who) or circles.vouches(row, who),
    "solidarity.SolidarityRequest.contact": contact,
    "solidarity.SolidarityRequest.place": lambda row, who: circles.reads_detail(row, who, row.place_visibility),
    **columns("solidarity.Need", "title public_id", of("solidarity_request", circles.reads_request)),
    **columns(
        "solidarity.Photo",
        "alt_text image public_id",
        lambda row, who: circles.reads_detail(row.solidarity_request, who, row.visibility),
    ),
    **columns("solidarity.Addressee", "text public_id", answer),
    **columns("solidarity.ReplyDraft", "text public_id", reply),
    **columns("solidarity.ClosingReport", "thanks", of("solidarity_request", circles.reads_request)),
    **columns("solidarity.Pledge", "message public_id", pledge),
    **columns("solidarity.Delivery", "note", of("pledge", pledge)),
    **columns("campaigns.Campaign", "title goals hashtag closing_words public_id", circles.reads_campaign),
    **columns("campaigns.Demand", "text addressed_to public_id", of("campaign", circles.reads_campaign)),
    **columns("campaigns.DayOfAction", "name call public_id", of("campaign", circles.reads_campaign)),
    **columns("campaigns.Action", "region city details accessibility source public_id", circles.reads_action),
    **columns("campaigns.ActionReport", "text source public_id", of("action", circles.reads_action)),
    **columns("exchanges.Exchange", "title why town public_id", circles.reads_exchange),
    **columns("exchanges.Exchange", "access_needs", access_needs),
    **columns("exchanges.HostOffer", "place limits words public_id", offer),
    **columns("exchanges.Visit", "place safety_plan", circles.takes_part),
    **columns("exchanges.Visit", "waiver_reason public_id", circles.reads_outcome),
    **columns("exchanges.Participant", "emergency_contact public_id", seat),
    **columns("exchanges.ItineraryItem", "place host_contact public_id", of("visit", circles.takes_part)),
    **columns("exchanges.ItineraryItem", "notes", item_notes),
    **columns("exchanges.ParticipantReport", "learned take_home tells_at tells_whom", experience),
    **columns("exchanges.ExchangeReport", "text public_id", of("visit", circles.reads_outcome)),
    **columns("exchanges.Commitment", "text public_id", of("visit", circles.reads_outcome)),
}


def may_read(needle: Needle, who: Person) -> bool:
    """Whether this reader may be shown this needle; the trail refers to everything by ids, never by words."""
    if who.reads_trail and needle.column.endswith(".public_id"):
        return True
    return bool(RULES.get(needle.column, nobody)(needle.row, who))

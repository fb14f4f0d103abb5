"""Who may do what on the ground floor; pure questions, no writes."""

from typing import Any

from django.db.models import Q

from unions.choices import STAFF_ROLES, UNPROVEN, MembershipState, NetworkRoleKind, Role
from unions.models import Objection, Organisation, UnionApplication, Vouch


def is_network_member(user: Any) -> bool:
    """Whether an admitted organisation has verified this person: they may read at network level."""
    return bool(user.is_authenticated) and Organisation.objects.belonging_to(user).members().exists()


def is_staff(user: Any) -> bool:
    """Whether this person asks or answers for any member organisation."""
    return bool(user.is_authenticated) and Organisation.objects.staffed_by(user).exists()


def may_speak_for(user: Any, organisation: Organisation) -> bool:
    """Whether this person may ask and answer for this organisation."""
    return Organisation.objects.staffed_by(user).filter(pk=organisation.pk).exists()


def may_call_others(user: Any, organisations: Any) -> bool:
    """Whether this person speaks for one of these that the network has admitted in full: what it calls reaches all."""
    return bool(Organisation.objects.staffed_by(user).approved().filter(pk__in=organisations).exists())


def may_administer(user: Any, organisation: Organisation) -> bool:
    """Whether this person looks after the people and the profile of this organisation."""
    return Organisation.objects.administered_by(user).filter(pk=organisation.pk).exists()


def may_name_contact(user: Any, organisation: Organisation) -> bool:
    """Whether this person says which office is told of calls to this organisation."""
    return Organisation.objects.contact_kept_by(user).filter(pk=organisation.pk).exists()


def has_duty(user: Any, *kinds: NetworkRoleKind) -> bool:
    """Whether this person has one of these duties for the network, and it does not rest."""
    return bool(user.is_authenticated) and user.network_roles.in_force().filter(kind__in=kinds).exists()


def may_import_organisations(user: Any) -> bool:
    """Network admins may."""
    return has_duty(user, NetworkRoleKind.NETWORK_ADMIN)


def may_decide_standing(user: Any, organisation: Organisation) -> bool:
    """Whether this person may suspend, remove, freeze and restore it: network admins, never their own."""
    return has_duty(user, NetworkRoleKind.NETWORK_ADMIN) and not is_partial(user, organisation)


def is_partial(user: Any, organisation: Organisation) -> bool:
    """Whether this person decides on nothing about this organisation.

    It is or was their own, a branch of it or the body above it; or their own has given its word for it, even one that
    does not count or was taken back.
    """
    own = Organisation.objects.belonging_to(user)
    was_there = user.memberships.filter(organisation=organisation).exclude(state__in=UNPROVEN)
    is_kin = own.filter(Q(pk=organisation.parent_id) | Q(parent=organisation))
    words = Vouch.objects.given_by_own_of(user).filter(organisation=organisation)
    return was_there.exists() or is_kin.exists() or words.exists()


def may_give_duties(user: Any) -> bool:
    """Network admins give duties and take them back."""
    return has_duty(user, NetworkRoleKind.NETWORK_ADMIN)


def may_read_trail(user: Any) -> bool:
    """Auditors and network admins read who did what."""
    return has_duty(user, NetworkRoleKind.AUDITOR, NetworkRoleKind.NETWORK_ADMIN)


def may_export_trail(user: Any) -> bool:
    """Auditors take the trail with them."""
    return has_duty(user, NetworkRoleKind.AUDITOR)


def serves_network(user: Any) -> bool:
    """Whether this person has any duty for the network, and with it a desk."""
    return has_duty(user, *NetworkRoleKind)


def needs_second_factor(user: Any) -> bool:
    """Whether this person's roles can hurt others if stolen: staff and above."""
    if not user.is_authenticated:
        return False
    roles = (*STAFF_ROLES, Role.TRANSLATOR)
    staff = user.memberships.filter(role__in=roles, state=MembershipState.VERIFIED).exists()
    return bool(staff or user.network_roles.exists())


def may_decide(user: Any, application: UnionApplication) -> bool:
    """A network admin of another union and country, who has not decided on it and gave no word for it."""
    return UnionApplication.objects.to_decide_by(user).filter(pk=application.pk).exists()


def may_answer_objection(user: Any, objection: Objection) -> bool:
    """A network admin, neither of the organisation that objects nor of one that gave its word, before an answer."""
    own = Organisation.objects.belonging_to(user).filter(pk=objection.organisation_id)
    is_admin = has_duty(user, NetworkRoleKind.NETWORK_ADMIN)
    is_free = not own.exists() and not has_given_word(user, objection.application)
    return is_admin and objection.answered_at is None and is_free


def has_given_word(user: Any, application: UnionApplication) -> bool:
    """Whether an organisation of this person's has spoken for the applicant: they find nothing in its favour."""
    return bool(Vouch.objects.given_by_own_of(user).filter(application=application).exists())

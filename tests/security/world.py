"""A small network with one request at each level, and one reader of each kind."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone

from solidarity.actions import pledges
from solidarity.choices import RequestState, Visibility
from solidarity.models import Photo, SolidarityRequest
from tests import factories
from tests.security import (
    admission_world,
    alerts_world,
    answering_world,
    campaigns_world,
    desk_world,
    directory_world,
    exchanges_world,
    inbox_world,
    rights_world,
)
from unions.actions import invitations, reference
from unions.choices import NetworkRoleKind, Role
from unions.models import Organisation


class Reader(StrEnum):
    """Who asks for a page."""

    STRANGER = "a stranger"
    ACCOUNT = "an account without a union"
    MEMBER = "a member of another union"
    MEMBER_ASKED = "a member of the union that is asked"
    MEMBER_ASKER = "a member of the union that asks"
    STAFF = "staff of another union"
    STAFF_ASKED = "staff of the union that is asked"
    STAFF_ASKER = "staff of the union that asks"
    ADMIN_ASKER = "an admin of the union that asks"
    REVIEWER = "a reviewer of another union"
    SAFEGUARDING = "safeguarding of another union"
    NETWORK_ADMIN = "a network admin of another union"
    AUDITOR = "an auditor of another union"


class Circle(StrEnum):
    """Where the request stands: how wide it is, or why it is hidden."""

    PUBLIC = "public"
    NETWORK = "network"
    NAMED = "named organisations"
    CHECKING = "being checked"
    DRAFT = "draft"
    TAKEN_DOWN = "taken down"


STATES: dict[Circle, dict[str, Any]] = {
    Circle.PUBLIC: {"state": RequestState.OPEN, "visibility": Visibility.PUBLIC},
    Circle.NETWORK: {"state": RequestState.OPEN, "visibility": Visibility.NETWORK},
    Circle.NAMED: {
        "state": RequestState.OPEN,
        "visibility": Visibility.NAMED_ORGANISATIONS,
        "wanted_visibility": Visibility.NAMED_ORGANISATIONS,
    },
    Circle.CHECKING: {
        "state": RequestState.CHECKING,
        "visibility": Visibility.NAMED_ORGANISATIONS,
        "opened_at": None,
    },
    Circle.DRAFT: {"state": RequestState.DRAFT, "visibility": Visibility.NAMED_ORGANISATIONS, "opened_at": None},
    Circle.TAKEN_DOWN: {"state": RequestState.TAKEN_DOWN, "visibility": Visibility.PUBLIC},
}


@dataclass
class World:
    """What a page may be asked for, and by whom."""

    asker: Organisation
    asked: Organisation
    readers: dict[Reader, Any]
    places: dict[str, str] = field(default_factory=dict)
    ids: dict[Circle, dict[str, str]] = field(default_factory=dict)


def build() -> World:
    """Make the world; nothing in it is changed by being looked at."""
    reference.load()
    asker, asked = factories.make_organisation("Union that asks"), factories.make_organisation("Union that is asked")
    world = World(asker=asker, asked=asked, readers=_readers(asker, asked, factories.make_organisation("Elsewhere")))
    for circle in Circle:
        _add_request(world, circle)
        readers = world.readers[Reader.STAFF_ASKER], world.readers[Reader.STAFF_ASKED]
        world.ids[circle] |= campaigns_world.add(circle.value, asker, asked, *readers)
    invitation, token = _invite(world)
    member = world.readers[Reader.MEMBER_ASKER].public_id
    _add_exchanges(world)
    world.places = {"asker": asker.slug, "invitation": invitation, "invitation_token": token, "member": member}
    world.places |= answering_world.places(asker)
    world.places |= directory_world.places(asker)
    free_seat = world.ids[Circle.PUBLIC]["free_seat"]
    world.places["seat_token"] = exchanges_world.seat_link(free_seat, world.readers[Reader.STAFF_ASKER])
    world.places |= desk_world.places(world)
    admission_world.add(world)
    world.places |= rights_world.places(asker)
    world.places |= inbox_world.places(world.ids[Circle.PUBLIC]["request"], world.readers[Reader.STAFF_ASKED])
    world.places["own_chat"] = factories.make_chat(world.readers[Reader.MEMBER_ASKER], code="123456").public_id
    world.places |= alerts_world.places(world.ids[Circle.PUBLIC]["request"])
    world.places["campaign"] = world.ids[Circle.PUBLIC]["campaign_slug"]
    return world


def _add_exchanges(world: World) -> None:
    """Public and for the network as the circle says; at all other levels the open exchange is a draft."""
    cast = {
        "staff": world.readers[Reader.STAFF_ASKER],
        "host": world.readers[Reader.STAFF_ASKED],
        "member": world.readers[Reader.MEMBER_ASKER],
    }
    for circle in Circle:
        ids = exchanges_world.add(asker=world.asker, asked=world.asked, is_public=circle == Circle.PUBLIC, **cast)
        if circle not in {Circle.PUBLIC, Circle.NETWORK}:
            exchanges_world.hide(ids["exchange"])
        world.ids[circle] |= ids


def _readers(asker: Organisation, asked: Organisation, elsewhere: Organisation) -> dict[Reader, Any]:
    duties = {
        Reader.REVIEWER: NetworkRoleKind.REVIEWER,
        Reader.SAFEGUARDING: NetworkRoleKind.SAFEGUARDING,
        Reader.NETWORK_ADMIN: NetworkRoleKind.NETWORK_ADMIN,
        Reader.AUDITOR: NetworkRoleKind.AUDITOR,
    }
    serving = {reader: factories.give_duty(factories.make_member(elsewhere), kind) for reader, kind in duties.items()}
    return serving | {
        Reader.STRANGER: AnonymousUser(),
        Reader.ACCOUNT: factories.make_user(),
        Reader.MEMBER: factories.make_member(elsewhere),
        Reader.MEMBER_ASKED: factories.make_member(asked),
        Reader.MEMBER_ASKER: factories.make_member(asker),
        Reader.STAFF: factories.make_staff(elsewhere),
        Reader.STAFF_ASKED: factories.make_staff(asked),
        Reader.STAFF_ASKER: factories.make_staff(asker),
        Reader.ADMIN_ASKER: factories.make_admin(asker),
    }


def _add_request(world: World, circle: Circle) -> None:
    made = factories.make_request(world.asker, **STATES[Circle.PUBLIC])
    addressee = factories.make_addressee(made, world.asked)
    need = made.needs.get()
    pledge = pledges.make(by=world.readers[Reader.MEMBER], need=need, quantity=1, at=factories.NOW)
    photo = Photo(solidarity_request=made, alt_text="A gate", added_at=factories.NOW, visibility=made.visibility)
    photo.image.save("gate.webp", ContentFile(b"RIFF....WEBP"))
    SolidarityRequest.objects.filter(pk=made.pk).update(**STATES[circle])
    world.ids[circle] = {
        "request": made.public_id,
        "need": need.public_id,
        "addressee": addressee.public_id,
        "pledge": pledge.public_id,
        "photo": photo.public_id,
    }


def _invite(world: World) -> tuple[str, str]:
    by = world.readers[Reader.ADMIN_ASKER]
    made = invitations.make(organisation=world.asker, role=Role.MEMBER, by=by, at=timezone.now())
    return made.invitation.public_id, made.token

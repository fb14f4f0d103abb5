"""Who is told in a measurement: crowds that follow a country each, and requests from there. Needs Django set up."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection, models
from django.utils import timezone

from solidarity.choices import RequestState, Visibility
from solidarity.models import Need, SolidarityRequest
from unions.choices import NeedLevel, OrganisationState, WhoMay
from unions.models import Employer, Follow, NeedKind, Organisation, Recipient, User

FIRST_ID = 10_000_000  # above everything that the sequences give
COUNTRIES = ("BD", "IN", "PK", "LK", "NP", "MM", "KH", "VN", "ID", "PH")
LANGUAGES = "(ARRAY['en', 'es', 'fr', 'ar'])[mod(number, 4) + 1]"
# Digits become what a public id may hold.
PUBLIC_ID = "lpad(translate(number::text, '01', 'bc'), 12, 'd')"


@dataclass(frozen=True)
class Crowd:
    """So many people who follow one country; their addresses are u<first>@example.org and on."""

    country: str
    first: int
    size: int


def make_crowds(sizes: list[int]) -> list[Crowd]:
    """Make a crowd of each size, all in the same tables; a quarter reads each of the portal's languages."""
    crowds, first = [], 0
    for country, size in zip(COUNTRIES, sizes, strict=False):
        crowds.append(make_crowd(Crowd(country, first, size)))
        first += size
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return crowds


def make_crowd(crowd: Crowd) -> Crowd:
    """Write people, addresses, recipients and follows, each as so many copies of one row."""
    number = f"{FIRST_ID} + number"
    user = User.objects.create_user(f"first-{crowd.country}", email=f"first-{crowd.country}@example.org")
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    recipient = Recipient.objects.create(user=user)
    follow = Follow.objects.create(user=user, country=crowd.country, since=timezone.now())
    email = "'u' || number || '@example.org'"
    person = {"handle": "'u' || number", "email": email, "ui_language": LANGUAGES, "public_id": PUBLIC_ID}
    copy(user, crowd, {"id": number, **person})
    copy(address, crowd, {"id": number, "user_id": number, "email": email})
    copy(recipient, crowd, {"id": number, "user_id": number, "public_id": PUBLIC_ID})
    copy(follow, crowd, {"id": number, "user_id": number})
    user.delete()
    return crowd


def copy(row: models.Model, crowd: Crowd, differences: dict[str, str]) -> None:
    """Write a row once for each number of the crowd, with these columns as SQL of `number`."""
    names = [str(field.column) for field in row._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(differences.get(name, f'"{name}"') for name in names)
    table = row._meta.db_table
    statement = f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}", generate_series(%s, %s) AS number'
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE id = %s", [crowd.first, crowd.first + crowd.size - 1, row.pk])


def ask(crowd: Crowd) -> SolidarityRequest:
    """Make an open request that everybody may read, from the country that this crowd follows."""
    now = timezone.now()
    yesterday = now - timedelta(days=1)
    solidarity_request = SolidarityRequest.objects.create(
        **words(crowd),
        state=RequestState.OPEN,
        visibility=Visibility.PUBLIC,
        wanted_visibility=Visibility.PUBLIC,
        number=SolidarityRequest.objects.count() + 1,
        made_at=yesterday,
        changed_at=yesterday,
        published_at=yesterday,
        opened_at=yesterday,
        checked_in_at=now,
        closes_on=now.date() + timedelta(days=60),
    )
    wanted_by = now.date() + timedelta(days=7)
    Need.objects.create(
        solidarity_request=solidarity_request, kind=_letters(), quantity=10, wanted_by=wanted_by, effort_minutes=10
    )
    return solidarity_request


def words(crowd: Crowd) -> dict[str, Any]:
    """Return what a request says, and who asks."""
    employer, _new = Employer.objects.get_or_create(name="Hafen AG", folded_name="hafen ag", country="DE")
    return {
        "organisation": _asker(),
        "employer": employer,
        "country": crowd.country,
        "language": "en",
        "title": "Dismissed for organising",
        "what_happens": "Twelve delegates were dismissed after a ballot.",
        "own_action": "We stand at the gate every morning.",
        "demands": "Take them back.",
        "contact": "International office, office@example.org",
        "danger": "no",
        "recognisable": "no",
        "consent": "yes",
    }


def _asker() -> Organisation:
    state = {"name": "Dockers’ Union", "folded_name": "dockers union", "state": OrganisationState.APPROVED}
    return Organisation.objects.get_or_create(slug="dockers", defaults={**state, "country": "DE"})[0]


def _letters() -> NeedKind:
    light = {"level": NeedLevel.PRACTICAL, "is_light": True, "effort_minutes": 10, "who_may": WhoMay.BOTH}
    return NeedKind.objects.get_or_create(
        code="protest_letter", defaults={"name": "Protest letter", "unit": "letters", **light}
    )[0]

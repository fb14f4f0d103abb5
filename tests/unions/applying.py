"""How tests apply: a begun application, a sent one, one that lacks nothing, each reached through the actions."""

import re
from io import BytesIO
from typing import Any

from django.core import mail
from PIL import Image

from tests import factories
from tests.factories import NOW
from unions.actions import admissions, checks, evidence, union_applications, vouches
from unions.choices import CheckKind, NetworkRoleKind, OrganisationKind
from unions.models import Coverage, Evidence, Organisation, UnionApplication, User, Vouch

ADDRESS = "office@couriers.example"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FIRST = {"name": "Couriers’ Union", "country": "PE", "kind": "union", "contact_address": ADDRESS}
ANSWERS = {
    "languages": ["es"],
    "legal_status": "registration_refused",
    "registration": "Refused twice; the court case is open.",
    "call_back": "The general secretary; the number stands with our federation.",
    "independence": "Founded by couriers, paid by dues.",
    "elections": "Assembly every two years, last in May.",
}


def begun(**answers: Any) -> UnionApplication:
    """An application with its first answers."""
    return union_applications.begin(at=NOW, **(FIRST | answers)).application


def whole(sector: str = "transport", **answers: Any) -> UnionApplication:
    """An application with all its answers, not sent."""
    application, given = begun(**{k: v for k, v in answers.items() if k in {*FIRST, "contact_language"}}), ANSWERS
    more = {name: value for name, value in answers.items() if name not in {*FIRST, "contact_language"}}
    change(application, sectors=[factories.make_sector(sector)], **(given | more))
    application.refresh_from_db()
    return application


def change(application: UnionApplication, **answers: Any) -> None:
    """Keep further answers."""
    union_applications.change(application=application, at=NOW, token="token", **answers)


def sent(*, may_tell_own_country: bool = False, **answers: Any) -> UnionApplication:
    """An application that was sent."""
    return send(whole(**answers), may_tell_own_country=may_tell_own_country)


def send(application: UnionApplication, *, may_tell_own_country: bool = False) -> UnionApplication:
    """Send it."""
    return union_applications.send(
        application=application, at=NOW, may_tell_own_country=may_tell_own_country, consent_wording="We agree."
    )


def union(country: str = "DE", *, sector: str = "transport", **fields: Any) -> Organisation:
    """A member union of the sector."""
    organisation = factories.make_organisation(country=country, **fields)
    Coverage.objects.create(organisation=organisation, sector=factories.make_sector(sector))
    return organisation


def federation(country: str = "CH") -> Organisation:
    """A federation of the network."""
    return union(country, kind=OrganisationKind.GLOBAL_UNION_FEDERATION)


def network_admin(organisation: Organisation | None = None, **fields: Any) -> User:
    """A network admin of a member union in Germany, unless said otherwise."""
    member = factories.make_admin(organisation or factories.make_organisation(), **fields)
    return factories.give_duty(member, NetworkRoleKind.NETWORK_ADMIN)


def check(
    application: UnionApplication, kind: str, result: str = "pass", by: User | None = None, **fields: Any
) -> None:
    """Write down a finding."""
    called = {"called": "General secretary", "found_at": "Register of unions"} if kind == CheckKind.CALL_BACK else {}
    act: dict[str, Any] = {"application": application, "by": network_admin(), "at": NOW}
    checks.record(**act, kind=kind, result=result, **(called | fields))


def vouch(application: UnionApplication, voucher: Organisation | None = None, **fields: Any) -> Vouch:
    """A union in Germany vouches."""
    voucher = voucher or union()
    said: dict[str, Any] = {"kind": "vouch", "since": 2015, "how_known": "worked_together", "statement": "We know it."}
    act: dict[str, Any] = {
        "application": application,
        "voucher": voucher,
        "by": factories.make_admin(voucher),
        "at": NOW,
    }
    return vouches.give(**act, **(said | fields))


def confirm(application: UnionApplication, by: Organisation | None = None) -> Vouch:
    """A federation confirms that it is its affiliate."""
    return vouch(application, by or federation(), kind="affiliation")


def ready(**answers: Any) -> UnionApplication:
    """A sent application that lacks nothing for its first decision."""
    application = sent(**answers)
    check(application, CheckKind.CALL_BACK)
    vouch(application)
    return application


def provisional(by: User | None = None, **answers: Any) -> UnionApplication:
    """A provisional member."""
    return admissions.make_provisional(application=ready(**answers), by=by or network_admin(), at=NOW)


def settled(application: UnionApplication) -> UnionApplication:
    """The same with all checks in order and a second vouch."""
    for kind in CheckKind:
        check(application, kind)
    vouch(application, union("FR"))
    return application


def approved(by: User | None = None, **answers: Any) -> UnionApplication:
    """A full member."""
    return admissions.approve(application=settled(provisional(**answers)), by=by or network_admin(), at=NOW)


def add_evidence(application: UnionApplication, content: bytes = PDF, title: str = "Statutes") -> Evidence:
    """Add a file."""
    return evidence.add(application=application, upload=BytesIO(content), title=title, at=NOW)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A red picture."""
    drawn = BytesIO()
    Image.new("RGB", size, "red").save(drawn, kind, **options)
    return drawn.getvalue()


def link_in(body: str, part: str = "/apply/") -> str:
    """Return the path of the first link of a mail that holds this part."""
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", body)
    assert found is not None, body
    return found[1]


def newest_link(part: str = "/apply/") -> str:
    """Return the path in the newest mail."""
    return link_in(str(mail.outbox[-1].body), part)

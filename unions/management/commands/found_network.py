"""Found the network from a file."""

import json
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from unions.actions import foundings, reference
from unions.actions.foundings import Founder, FoundingOrganisation
from unions.choices import NetworkRoleKind, OrganisationKind
from unions.models import Organisation, Sector, User
from unions.validators import Refused, folded_name

EXAMPLE = """
The file, in JSON or TOML:

  {"organisations": [
    {"name": "Dockers' Union of the North", "acronym": "DUN", "country": "DE", "kind": "union",
     "languages": ["de", "en"], "sectors": ["seafaring_fishing"],
     "founders": [{"handle": "anna", "language": "en", "duties": ["network_admin", "reviewer"]}]}
  ]}

It holds no passwords: every founder gets a link, shown once by this command, by which they set their own.
"""


class Command(BaseCommand):
    help = "Load the closed lists, make the first organisations and their admins, print each founder's link." + EXAMPLE

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="What is founded, as .json or .toml")

    def handle(self, *args: Any, **options: Any) -> None:
        reference.load()
        organisations = read(options["file"])
        try:
            founded = foundings.found(organisations=organisations, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Give each founder their link in person. It works once, within seven days.")
        for each in founded:
            with override(each.user.ui_language):
                path = reverse("unions:invitation-accept", args=[each.token])
            self.stdout.write(f"{each.user.handle} ({each.organisation.short_name}): {settings.SITE_URL}{path}")


def read(path: Path) -> list[FoundingOrganisation]:
    """Read and check the file; CommandError says what is wrong and where."""
    try:
        content = tomllib.loads(path.read_text()) if path.suffix == ".toml" else json.loads(path.read_text())
        organisations = [_organisation(dict(row)) for row in content["organisations"]]
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} is not as described in --help: {error}.") from error
    except ValidationError as error:
        raise CommandError(f"{path}: {error.messages}") from error
    if not any(NetworkRoleKind.NETWORK_ADMIN in founder.duties for o in organisations for founder in o.founders):
        raise CommandError(f"{path} names no founder with the duty network_admin: nobody could admit others.")
    return organisations


def _organisation(row: dict[str, Any]) -> FoundingOrganisation:
    founders = [Founder(**founder) for founder in row.pop("founders")]
    organisation = FoundingOrganisation(founders=founders, **row)
    checked = Organisation(name=organisation.name, acronym=organisation.acronym, country=organisation.country)
    checked.kind, checked.folded_name, checked.slug = organisation.kind, folded_name(organisation.name), "checked"
    checked.clean_fields(exclude=["parent"])
    _must_be_known("sectors", organisation.sectors, Sector.objects.values_list("code", flat=True))
    _must_be_known("kind", [organisation.kind], OrganisationKind.values)
    for founder in founders:
        User(handle=founder.handle, ui_language=founder.language).clean_fields(exclude=["password"])
        _must_be_known("language", [founder.language], dict(settings.LANGUAGES))
        _must_be_known("duties", founder.duties, NetworkRoleKind.values)
    if not founders:
        raise ValueError(f"{organisation.name} has no founder")
    return organisation


def _must_be_known(what: str, given: Any, known: Any) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ValueError(f"{what} {', '.join(unknown)} not known; known are {', '.join(sorted(known))}")

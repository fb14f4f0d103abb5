"""A network begins with one command."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import factories
from tests.factories import PASSWORD
from tests.house.tree import ROOT
from unions.actions import foundings
from unions.choices import OrganisationState, Role
from unions.models import Invitation, NeedKind, NetworkRole, Organisation, Sector, User
from unions.validators import folded_name


def founding(**changed: Any) -> dict[str, Any]:
    """A network of two unions, three founders."""
    north: dict[str, Any] = {
        "name": "Dockers’ Union of the North",
        "country": "DE",
        "languages": ["de", "en"],
        "sectors": ["seafaring_fishing"],
        "founders": [
            {"handle": "anna", "language": "en", "duties": ["network_admin", "reviewer"]},
            {"handle": "bela", "language": "fr"},
        ],
    }
    south = {
        "name": "Sindicato del Puerto",
        "country": "ES",
        "founders": [{"handle": "carla", "language": "es", "duties": ["safeguarding"]}],
    }
    return {"organisations": [north | changed, south]}


@pytest.fixture
def found(tmp_path: Path) -> Any:
    """Return what runs the command over a file with this content."""

    def run(content: Any, name: str = "network.json") -> str:
        output, file = StringIO(), tmp_path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        call_command("found_network", str(file), stdout=output)
        return output.getvalue()

    return run


def links(output: str) -> dict[str, str]:
    """Return the path of each founder's link."""
    rows = [line.split() for line in output.splitlines() if "/invitation/" in line]
    return {row[0]: "/" + row[-1].split("/", 3)[3] for row in rows}


def test_it_makes_members_admins_and_duties(found: Any) -> None:
    found(founding())
    assert Organisation.objects.approved().count() == 2
    anna = User.objects.get(handle="anna")
    assert anna.memberships.verified().get().role == Role.UNION_ADMIN
    assert set(anna.network_roles.values_list("kind", flat=True)) == {"network_admin", "reviewer"}


def test_the_file_of_the_handbook_founds_a_network_that_can_admit(found: Any) -> None:
    words = (ROOT / "docs" / "operating.md").read_text()
    example = words[words.index('{"organisations"') :].partition("```")[0]
    assert len(links(found(example))) == 2
    assert NetworkRole.objects.filter(kind="network_admin").count() == 2


def test_it_brings_the_closed_lists_and_says_where_each_union_is_at_home(found: Any) -> None:
    found(founding())
    north = Organisation.objects.get(country="DE")
    assert list(north.coverage.values_list("sector__code", flat=True)) == ["seafaring_fishing"]
    assert set(north.languages.values_list("language", flat=True)) == {"de", "en"}
    assert NeedKind.objects.exists()


def test_a_sector_that_nobody_knows_is_not_passed_over() -> None:
    founder = foundings.Founder(handle="anna", language="en", duties=["network_admin"])
    union = foundings.FoundingOrganisation(name="Union of One", country="FR", founders=[founder], sectors=["moon"])
    with pytest.raises(Sector.DoesNotExist):
        foundings.found(organisations=[union], at=factories.NOW)


def test_two_unions_of_one_acronym_have_addresses_of_their_own(found: Any) -> None:
    content = founding(acronym="UN")
    content["organisations"][1]["acronym"] = "UN"
    found(content)
    assert set(Organisation.objects.values_list("slug", flat=True)) == {"un", "un-es"}


def test_a_founder_comes_in_by_the_link_in_their_language_and_sets_a_password(found: Any) -> None:
    path = links(found(founding()))["carla"]
    assert path.startswith("/es/invitation/")
    client = Client()
    given = {"way": "password", "password": PASSWORD, "agrees_to_account": "on", "agrees_to_membership": "on"}
    client.post(path, given)
    carla = User.objects.get(handle="carla")
    assert carla.check_password(PASSWORD)
    assert carla.consents.count() == 2
    assert client.get("/es/")["Location"] == "/es/my-account/second-factor/"


def test_each_link_works_once(found: Any) -> None:
    path = links(found(founding()))["anna"]
    given = {"way": "password", "password": PASSWORD, "agrees_to_account": "on", "agrees_to_membership": "on"}
    Client().post(path, given)
    assert Client().get(path).status_code == 404


def test_nobody_can_sign_in_as_a_founder_before_the_link_is_used(found: Any) -> None:
    found(founding())
    assert not User.objects.get(handle="anna").has_usable_password()


def test_a_network_is_founded_once(found: Any) -> None:
    found(founding())
    with pytest.raises(CommandError, match="founded before"):
        found(founding())
    assert User.objects.count() == 3


def test_a_listed_organisation_becomes_the_member(found: Any) -> None:
    name = "Dockers’ Union of the North"
    listed = factories.make_organisation(name, state=OrganisationState.LISTED)
    assert listed.folded_name == folded_name(name)
    found(founding())
    listed.refresh_from_db()
    assert listed.state == OrganisationState.APPROVED


def test_one_mistake_and_nothing_is_made(found: Any) -> None:
    factories.make_user("carla")
    with pytest.raises(CommandError, match="already uses"):
        found(founding())
    assert not (Organisation.objects.exists() or NetworkRole.objects.exists() or Invitation.objects.exists())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"country": "Germany"}, "country"),
        ({"sectors": ["moon"]}, "moon"),
        ({"kind": "club"}, "club"),
        ({"founders": []}, "no founder"),
        ({"founders": [{"handle": "a b", "language": "en"}]}, "letters and digits"),
        ({"founders": [{"handle": "anna", "language": "en", "duties": ["king"]}]}, "king"),
        ({"founders": [{"handle": "anna", "language": "en"}]}, "network_admin"),
        ({"password": "secret"}, "password"),
    ],
)
def test_the_command_says_what_is_wrong_in_the_file(changed: dict[str, Any], words: str, found: Any) -> None:
    with pytest.raises(CommandError, match=words):
        found(founding(**changed))


def test_the_file_may_be_toml(found: Any) -> None:
    found(
        '[[organisations]]\nname = "Union of One"\ncountry = "FR"\n'
        '[[organisations.founders]]\nhandle = "anna"\nlanguage = "fr"\nduties = ["network_admin"]\n',
        "network.toml",
    )
    assert Organisation.objects.approved().get().country == "FR"


def test_a_file_that_is_not_there_is_said_so() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("found_network", "/nowhere/network.json")

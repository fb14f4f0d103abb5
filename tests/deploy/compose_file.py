"""docker-compose.yml as an engine reads it: parsed, with the variables put in."""

import re
from typing import Any

import yaml

from tests.house.tree import ROOT

COMPOSE = ROOT / "docker-compose.yml"
REQUIRED = re.compile(r"\$\{([A-Z_]+):\?")
ASKED = re.compile(r"\$\{([A-Z_]+)")
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?::[-?](?P<otherwise>[^}]*))?\}")
OWN = "solidarity-portal:"


def parsed() -> dict[str, Any]:
    """Return the file as it is written."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return read


def services() -> dict[str, dict[str, Any]]:
    """Return its services by name."""
    found: dict[str, dict[str, Any]] = parsed()["services"]
    return found


def own_services() -> dict[str, dict[str, Any]]:
    """Return the services that run the portal's program with its settings."""
    return {name: service for name, service in services().items() if service.get("environment", {}).get("SECRET_KEY")}


def filled(words: str, values: dict[str, str]) -> str:
    """Put variables in, as Compose does: what is missing takes what stands behind `:-`; `$$` is a plain `$`."""

    def value(found: re.Match[str]) -> str:
        return values.get(found["name"]) or found["otherwise"] or ""

    return VARIABLE.sub(value, words).replace("$$", "$")


def environment(service: dict[str, Any], values: dict[str, str]) -> dict[str, str]:
    """Return the variables of a service."""
    return {name: filled(str(words), values) for name, words in service["environment"].items()}

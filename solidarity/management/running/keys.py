"""The keys: are they good, do they open what is stored, and how everything is written anew with the newest."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from solidarity.management.running.findings import Finding, either
from unions.fields import EncryptedTextField, cipher

SHORTEST = 50  # characters of SECRET_KEY, as `check --deploy` wants them
AT_ONCE = 200
Column = tuple[type[models.Model], str]


def are_well_made() -> Iterator[Finding]:
    """Whether both kinds of key are long enough and readable."""
    key = settings.SECRET_KEY
    yield either(
        "secret key",
        len(key) >= SHORTEST and len(set(key)) >= 5,
        "SECRET_KEY is long enough.",
        "SECRET_KEY can be guessed.",
        "Make one as .env.example says. Everybody signs in again; links in mails that are out lose their force.",
    )
    try:
        cipher()
    except ValueError:
        yield Finding("field keys", "FIELD_KEYS holds something that is no key.", "Make one as .env.example says.")
    else:
        count = len(settings.FIELD_KEYS)
        yield Finding("field keys", f"FIELD_KEYS holds {count} that can be read; the first writes.")


def open_what_is_stored() -> Iterator[Finding]:
    """Whether the oldest and the newest row of each encrypted column open."""
    closed = [f"{model._meta.label}.{name}" for model, name in encrypted_columns() if not opens(model, name)]
    yield either(
        "stored words",
        not closed,
        "FIELD_KEYS open what is stored.",
        f"FIELD_KEYS do not open {', '.join(closed)}.",
        "Put the key back that wrote them, behind the others. Without it nobody can read them again.",
    )


def encrypted_columns() -> list[Column]:
    """Return every encrypted column of every room."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def opens(model: type[models.Model], name: str) -> bool:
    """Say whether the first and the last row that hold something can be read."""
    held = filled(model, name)
    try:
        return all(row is None or bool(row) for row in (held.first(), held.last()))
    except ValueError:
        return False


def filled(model: type[models.Model], name: str) -> Any:
    """Return the words of the rows that hold some, by key."""
    return model._base_manager.exclude(**{name: ""}).order_by("pk").values_list(name, flat=True)


def write_anew() -> int:
    """Write every encrypted column with the newest key; return how many fields were. May be stopped and repeated."""
    return sum(_write_column(model, name) for model, name in encrypted_columns())


def _write_column(model: type[models.Model], name: str) -> int:
    keys = list(model._base_manager.exclude(**{name: ""}).order_by("pk").values_list("pk", flat=True))
    chunks = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return sum(_write_rows(model, name, chunk) for chunk in chunks)


@transaction.atomic
def _write_rows(model: type[models.Model], name: str, keys: list[int]) -> int:
    """Hold the rows meanwhile, so that nothing that a person saves is lost."""
    rows = list(model._base_manager.select_for_update().filter(pk__in=keys).values_list("pk", name))
    for key, words in rows:
        model._base_manager.filter(pk=key).update(**{name: words})
    return len(rows)

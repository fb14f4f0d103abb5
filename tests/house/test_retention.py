"""Every column that says something of a person has a rule: why it is held, and until when."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import models

from tests.house import tree
from unions.fields import EncryptedTextField
from unions.models import Recipient, User
from unions.retention.document import as_markdown
from unions.validators import plain_name, plain_text

OWN_APPS = ("unions", "campaigns", "exchanges", "solidarity", "alerts")
PEOPLE = (User, Recipient)
ROOMS_THAT_HOLD = [room for room in tree.ROOMS if find_spec(f"{room}.retention")]
RULES = {column: rule for room in ROOMS_THAT_HOLD for column, rule in import_module(f"{room}.retention").RULES.items()}


def is_personal(field: models.Field) -> bool:
    """Whether a column points to a person, holds an address or a file, is encrypted, or was written by somebody."""
    points = field.is_relation and field.related_model in PEOPLE
    holds = isinstance(field, EncryptedTextField | models.EmailField | models.FileField)
    written = any(validator in (plain_name, plain_text) for validator in field.validators)
    return bool(points or holds or written)


def personal_columns() -> set[str]:
    """Return the personal columns of all models of our own, as app.Model.field."""
    own = [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]
    return {
        f"{model._meta.label}.{field.name}"
        for model in own
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and (is_personal(field) or (model is User and field.name != "id"))
    }


def test_every_personal_column_has_a_rule() -> None:
    assert sorted(personal_columns() - set(RULES)) == []


def test_every_rule_is_for_a_column_that_exists() -> None:
    known = {f"{m._meta.label}.{f.name}" for m in apps.get_models() for f in m._meta.get_fields()}
    assert sorted(set(RULES) - known) == []


def test_every_rule_says_why_who_sees_it_and_how_long() -> None:
    silent = [name for name, rule in RULES.items() if not (rule.purpose and rule.seen_by and rule.keep)]
    assert silent == []


def nightly() -> set[str]:
    """Return the names of all functions that the night runs."""
    return {run.__name__ for room in ROOMS_THAT_HOLD for run in import_module(f"{room}.retention").NIGHTLY}


def test_what_a_rule_promises_runs_every_night() -> None:
    promised = {rule.run.__name__ for rule in RULES.values() if rule.run}
    assert sorted(promised - nightly()) == []


def test_every_room_with_something_to_end_is_run_at_night() -> None:
    tasks = (tree.ROOT / "solidarity" / "tasks.py").read_text()
    ending = [room for room in ROOMS_THAT_HOLD if import_module(f"{room}.retention").NIGHTLY]
    own = {"solidarity": "retention.run(at)"}  # the tasks are the roof's
    assert [room for room in ending if own.get(room, f"{room}_retention.run(at)") not in tasks] == []


def test_the_clock_of_a_rule_names_a_moment_that_exists() -> None:
    for column, rule in RULES.items():
        if rule.clock is not None:
            apps.get_model(column.rpartition(".")[0])._default_manager.filter(
                **{f"{rule.clock.moment}__isnull": False}
            ).exists()


def test_the_document_says_what_the_program_does() -> None:
    assert (tree.ROOT / "docs" / "privacy.md").read_text() == as_markdown(), "run manage.py write_privacy"

"""Every column that says something of a person has a rule: why it is held, and until when."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import models

from tests.house import tree
from unions.fields import EncryptedTextField
from unions.models import Recipient, User
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


def test_every_rule_says_why_and_how_long() -> None:
    assert all(str(rule.purpose) and str(rule.keep) for rule in RULES.values())

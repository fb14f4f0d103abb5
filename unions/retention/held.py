"""What is held of one person, rule by rule: how much, why, who sees it, and when it goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Max, Min, Q
from django.utils.functional import Promise
from django.utils.text import capfirst

from unions.models import Recipient, RetentionRun, User
from unions.retention.document import rules_of_every_room
from unions.retention.people import called, pointing_at
from unions.retention.rules import Rule


@dataclass(frozen=True)
class Held:
    """So many rows of one rule about the person, the days between which a clock ends them, and its last run.

    `what` names the thing where its column has a name for people; the purpose says the rest.
    """

    what: str
    rule: Rule
    count: int
    first_goes_at: datetime | None
    last_goes_at: datetime | None
    last_run_at: datetime | None


@dataclass(frozen=True)
class Group:
    """What one kind of object holds."""

    title: str
    things: list[Held]


def held_of(user: User) -> list[Group]:
    """Return all that is held of a person, in groups; a fixed number of questions, however much there is."""
    rules, runs = rules_of_every_room(), RetentionRun.objects.last_by_rule()
    groups = {"unions.User": Group(capfirst(str(User._meta.verbose_name)), list(_of_account(user, rules, runs)))}
    for owner in (user, Recipient.objects.get(user=user)):
        for model, column in pointing_at(owner._meta.model):
            things = list(_of_model(model, column, owner, rules, runs))
            group = Group(called(model), [])
            groups.setdefault(model._meta.label, group).things.extend(things)
    return [group for group in groups.values() if group.things]


def _of_account(user: User, rules: dict[str, Rule], runs: dict[str, datetime]) -> Iterator[Held]:
    for field in User._meta.concrete_fields:
        rule = rules.get(f"unions.User.{field.name}")
        if rule is not None and getattr(user, field.attname) not in (None, "", [], False):
            yield Held(_name(field), rule, 1, None, None, _last_run(rule, runs))


def _of_model(
    model: type[models.Model], column: str, owner: models.Model, rules: dict[str, Rule], runs: dict[str, datetime]
) -> Iterator[Held]:
    rows = model._default_manager.filter(**{column: owner})
    own = [column, *(_texts_of(model) if _is_owned_by(model, column) else [])]
    for name in own:
        rule = rules.get(f"{model._meta.label}.{name}")
        found = _measured(rows if name == column else rows.exclude(_is_empty(model, name)), rule) if rule else None
        if rule and found and found["count"]:
            after = rule.clock.after if rule.clock else None
            first, last = (found[name] + after if after and found.get(name) else None for name in ("first", "last"))
            what = _name(model._meta.get_field(name)) if name != column else ""
            yield Held(what, rule, found["count"], first, last, _last_run(rule, runs))


def _measured(rows: Any, rule: Rule) -> dict[str, Any]:
    """Count the rows and find the first and last moment from which their clock runs."""
    counted: dict[str, Any] = {"count": models.Count("pk")}
    if rule.clock is not None:
        counted |= {"first": Min(F(rule.clock.moment)), "last": Max(F(rule.clock.moment))}
    return dict(rows.order_by().aggregate(**counted))


def _is_owned_by(model: type[models.Model], column: str) -> bool:
    """Whether the whole row goes with the person, so that its words are theirs and not an organisation's."""
    field: Any = model._meta.get_field(column)
    return bool(field.remote_field.on_delete is models.CASCADE)


def _texts_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not field.is_relation and not field.primary_key]


def _is_empty(model: type[models.Model], name: str) -> Q:
    field: Any = model._meta.get_field(name)
    has_words = isinstance(field, models.CharField | models.TextField)
    return Q(**{name: ""}) if has_words else Q(**{f"{name}__isnull": True})


def _name(field: Any) -> str:
    """Return what people call a column; one whose name is only made of the program's word has none."""
    return capfirst(str(field.verbose_name)) if isinstance(field.verbose_name, Promise) else ""


def _last_run(rule: Rule, runs: dict[str, datetime]) -> datetime | None:
    return runs.get(rule.run.__name__) if rule.run else None

"""Every label and hint of a form is marked for translation: one made of a column's name would stay English."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from django import forms
from django.utils.functional import Promise

from tests.house import tree

PACKAGES = [f"{room}.forms" for room in tree.ROOMS if find_spec(f"{room}.forms")]


def forms_of_ours() -> Iterator[type[forms.BaseForm]]:
    """Yield every form class of the portal."""
    for package in PACKAGES:
        folder = importlib.import_module(package).__path__
        for found in pkgutil.iter_modules(folder):
            module = importlib.import_module(f"{package}.{found.name}")
            classes = (each for _, each in inspect.getmembers(module, inspect.isclass))
            yield from (
                each for each in classes if issubclass(each, forms.BaseForm) and each.__module__ == module.__name__
            )


def unmarked(form: type[forms.BaseForm]) -> list[str]:
    """Return the fields whose label or hint is a plain string."""
    fields = form.base_fields.items()  # type: ignore[attr-defined]
    words = [(name, text) for name, field in fields for text in (field.label, field.help_text) if text]
    return [name for name, text in words if not isinstance(text, Promise)]


@pytest.mark.parametrize("form", list(forms_of_ours()), ids=lambda form: form.__name__)
def test_labels_and_hints_are_marked(form: type[forms.BaseForm]) -> None:
    assert unmarked(form) == []


def test_a_naive_label_is_found() -> None:
    naive = type("Naive", (forms.Form,), {"sector": forms.CharField(label="Sector")})
    assert unmarked(naive) == ["sector"]

"""Translating a request by hand: the original on one side, the translation on the other."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from solidarity.forms.translations import TranslationForm
from solidarity.models import SolidarityRequest
from unions.actions import translations
from unions.choices import WRITING_LANGUAGES, TranslationState
from unions.forms.refusals import accepted
from unions.localised import endonym
from unions.queries import source_hash


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_translate(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """Keep a translation into this language, or say that a second person has looked it over."""
    solidarity_request = get_object_or_404(SolidarityRequest.objects.translatable_by(request.user), public_id=public_id)
    if language not in WRITING_LANGUAGES or language == solidarity_request.language:
        raise Http404
    form = TranslationForm(solidarity_request, language, request.POST or None)
    if form.is_valid() and accepted(form, lambda: _act(request, form, language)):
        return redirect(request.path)
    context = {
        "solidarity_request": solidarity_request,
        "language": language,
        "form": form,
        "pairs": [_pair(form, name) for name in form.fields],
        "tabs": _tabs(solidarity_request, language),
    }
    return render(request, "solidarity/translation_form.html", context)


@transaction.atomic
def _act(request: HttpRequest, form: TranslationForm, language: str) -> None:
    act = {"language": language, "by": request.user, "at": timezone.now()}
    if "review" in request.POST and not form.has_changed():
        for subject in {form.sources[name][0] for name in form.states}:
            translations.review(subject=subject, **act)
        messages.success(request, gettext("Marked as looked over by a second person."))
    else:
        for subject, texts in form.texts_by_subject().items():
            translations.keep(subject=subject, texts=texts, **act)
        messages.success(request, gettext("The translation is kept and shown to those who read this language."))


def _pair(form: TranslationForm, name: str) -> dict[str, Any]:
    subject, field = form.sources[name]
    original, row = getattr(subject, field), form.states.get(name)
    is_stale = row is not None and row.source_hash != source_hash(original)
    state = TranslationState.STALE.label if is_stale else row.get_state_display() if row else ""
    return {"field": form[name], "original": original, "state": state, "is_stale": is_stale}


def _tabs(solidarity_request: SolidarityRequest, language: str) -> list[dict[str, Any]]:
    codes = [code for code, _ in settings.LANGUAGES if code != solidarity_request.language]
    listed = codes if language in codes else [*codes, language]
    return [
        {
            "text": endonym(code),
            "url": reverse("solidarity:request-translate", args=[solidarity_request.public_id, code]),
            "is_current": code == language,
        }
        for code in listed
    ]

"""The screen on which a union answers: the same for its staff at the desk and for its contact by the link in a mail."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from solidarity.actions import addressees
from solidarity.choices import TRANSLATED_FIELDS, Why
from solidarity.forms.addressees import FORMS, AnswerForm, DecideForm, NoForm, OtherForm, PledgesForm
from solidarity.models import Addressee, ReplyDraft
from solidarity.panels import needs_in_words
from solidarity.views.request_parts import do_nots_of
from unions.forms.refusals import accepted
from unions.models import Recipient, User
from unions.queries import reading_order, texts_in


@dataclass(frozen=True)
class AnswerForms:
    """The forms of all answers; `sent` is the one that was filled in."""

    by_kind: dict[type[AnswerForm], AnswerForm]
    sent: AnswerForm | None

    @property
    def as_context(self) -> dict[str, AnswerForm | None]:
        """The forms by the names that `solidarity/answer_forms.html` has for them."""
        return {
            "pledges_form": self.by_kind[PledgesForm],
            "no_form": self.by_kind[NoForm],
            "decide_form": self.by_kind[DecideForm],
            "other_form": self.by_kind[OtherForm],
            "wrong_form": self.sent,
        }


def forms_of(addressee: Addressee, posted: QueryDict | None, reader: Any) -> AnswerForms:
    """Return the forms of all answers; what was posted belongs to one of them and leaves the others alone."""
    sent = None if posted is None else FORMS.get(posted.get("answer", ""), OtherForm)
    kinds: list[type[AnswerForm]] = [*FORMS.values(), OtherForm]
    forms = {
        kind: kind(addressee, posted if kind is sent else None, reader=reader, auto_id=f"{kind.__name__.lower()}_%s")
        for kind in kinds
    }
    return AnswerForms(forms, forms[sent] if sent else None)


def is_answered(addressee: Addressee, form: AnswerForm, *, by: User | Recipient) -> bool:
    """Give the answer that was sent; where it is not whole or is refused, the form says why."""
    what = {"addressee": addressee, "by": by, "at": timezone.now(), "answer": form.data.get("answer", "")}
    return form.is_valid() and accepted(form, lambda: addressees.answer(**what, **form.details))


def asked_of(addressee: Addressee, reader: Any, writer: Recipient) -> dict[str, Any]:
    """Return what is asked, and of whom: the words, the needs with their numbers, what nobody should do.

    With it stand the replies by mail of who answers.
    """
    solidarity_request, languages = addressee.solidarity_request, reading_order(reader)
    return {
        "addressee": addressee,
        "solidarity_request": solidarity_request,
        "texts": texts_in([solidarity_request], TRANSLATED_FIELDS, languages)[solidarity_request.pk],
        "reasons": [Why(each).label for each in addressee.reasons],
        "needs": needs_in_words(solidarity_request.needs.for_page(), languages),
        "do_nots": do_nots_of(solidarity_request),
        "reply_drafts": ReplyDraft.objects.shown_to_writer(addressee, writer),
    }

"""Two who do the same at the same moment: one does it, the other hears why not."""

import pytest

from solidarity.actions import addressees
from solidarity.choices import Answer
from solidarity.models import Addressee
from tests import factories
from tests.factories import NOW
from tests.solidarity.test_ceilings import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_unions_that_pass_it_on_to_one_at_once_ask_it_once() -> None:
    asked, other = factories.make_request(), factories.make_organisation()
    factories.make_staff(other)
    rows = [factories.make_addressee(asked, factories.make_organisation()) for _ in range(4)]
    answer = {"answer": Answer.FORWARDED_TO, "forwarded_to": other, "by": factories.make_user(), "at": NOW}
    answers = at_once([lambda row=row: addressees.answer(addressee=row, **answer) for row in rows])  # type: ignore[misc]
    assert sorted(type(each).__name__ for each in answers) == ["Addressee", *["NotToBeForwarded"] * 3]
    assert Addressee.objects.filter(organisation=other).count() == 1

"""Attacks through reports: a public text that was reported, and then kept for fewer."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from solidarity.actions import solidarity_requests
from solidarity.choices import Visibility
from tests import factories
from tests.factories import NOW
from unions.actions import text_reports
from unions.choices import NetworkRoleKind
from unions.models import User

SignIn = Callable[[User], Client]


def test_a_report_does_not_open_to_reviewers_what_was_narrowed_since(signed_in: SignIn) -> None:
    asked = factories.make_request(what_happens="They followed Needle home.", visibility=Visibility.PUBLIC)
    report = text_reports.make(kind="request", subject=asked, text="what_happens", reason="danger", at=NOW, by=None)
    page = reverse("unions:text-report-detail", args=[report.public_id])
    reviewer = factories.give_duty(factories.make_staff(factories.make_organisation()))
    guard = factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.SAFEGUARDING)
    assert "Needle" in signed_in(reviewer).get(page).content.decode()
    staff = factories.make_staff(asked.organisation)
    solidarity_requests.narrow(by=staff, at=NOW, solidarity_request=asked, visibility=Visibility.NAMED_ORGANISATIONS)
    answer = signed_in(reviewer).get(page)
    assert answer.status_code == 404 and "Needle" not in answer.content.decode()
    assert "Needle" in signed_in(guard).get(page).content.decode()

"""Addresses of the ground floor."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from unions.views import (
    accounts,
    factor_recoveries,
    follows,
    invitations,
    memberships,
    organisation_imports,
    organisations,
    retention,
    static_pages,
    text_reports,
)
from unions.views.styleguide import styleguide
from unions.views.unsubscriptions import unsubscribe


class NameConverter(StringConverter):
    """A slug of any script: without control characters, which no column can hold."""

    regex = r"[^/\x00-\x1f\x7f]+"


register_converter(NameConverter, "name")

app_name = "unions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("my-account/", accounts.account, name="account"),
    path("my-account/second-factor/", accounts.second_factor, name="second-factor"),
    path("my-account/mails/", accounts.account_mails, name="account-mails"),
    path("my-account/held/", retention.account_held, name="account-held"),
    path("my-account/export/", retention.account_export, name="account-export"),
    path("my-account/export/page/", retention.account_export_page, name="account-export-page"),
    path("my-account/erase/", accounts.account_erase, name="account-erase"),
    path("retention/", retention.retention_list, name="retention-list"),
    path("report/sent/", text_reports.text_report_sent, name="text-report-sent"),
    path("report/<slug:kind>/<slug:public_id>/", text_reports.text_report_create, name="text-report-create"),
    path("reports/", text_reports.text_report_list, name="text-report-list"),
    path("reports/<slug:public_id>/", text_reports.text_report_detail, name="text-report-detail"),
    path("reports/<slug:public_id>/ours/", text_reports.text_report_own, name="text-report-own"),
    path("lost-second-factor/", factor_recoveries.recovery_ask, name="recovery-ask"),
    path("lost-second-factor/asked/", factor_recoveries.recovery_asked, name="recovery-asked"),
    path("lost-second-factor/waiting/", factor_recoveries.recovery_list, name="recovery-list"),
    path("lost-second-factor/<slug:public_id>/", factor_recoveries.recovery_confirm, name="recovery-confirm"),
    path("lost-second-factor/<slug:public_id>/stop/", factor_recoveries.recovery_stop, name="recovery-stop"),
    path("way-back/<str:token>/", factor_recoveries.recovery_use, name="recovery-use"),
    path("my-account/leave/<name:slug>/<slug:role>/", memberships.membership_leave, name="membership-leave"),
    path("following/", follows.follow_list, name="follow-list"),
    path("following/toggle/", follows.follow_toggle, name="follow-toggle"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
    path("invitations/<slug:public_id>/revoke/", invitations.invitation_revoke, name="invitation-revoke"),
    path("unions/<name:slug>/people/", memberships.organisation_people, name="organisation-people"),
    path("unions/<name:slug>/people/invite/", invitations.invitation_create, name="invitation-create"),
    path(
        "unions/<name:slug>/people/<slug:public_id>/recover/", invitations.invitation_recover, name="invitation-recover"
    ),
    path(
        "unions/<name:slug>/people/<slug:public_id>/<slug:role>/renew/",
        memberships.membership_renew,
        name="membership-renew",
    ),
    path(
        "unions/<name:slug>/people/<slug:public_id>/<slug:role>/remove/",
        memberships.membership_remove,
        name="membership-remove",
    ),
    path("unions/<name:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/import/", organisation_imports.organisation_import, name="organisation-import"),
    path(
        "organisations/import/preview/",
        organisation_imports.organisation_import_preview,
        name="organisation-import-preview",
    ),
    path("how-it-works/", static_pages.static_page, {"slug": "how-it-works"}, name="how-it-works"),
    path("about/", static_pages.static_page, {"slug": "about"}, name="about"),
    path("privacy/", static_pages.static_page, {"slug": "privacy"}, name="privacy"),
    path("terms/", static_pages.static_page, {"slug": "terms"}, name="terms"),
    path("accessibility/", static_pages.static_page, {"slug": "accessibility"}, name="accessibility"),
    path("legal-notice/", static_pages.legal_notice, name="legal-notice"),
    path("styleguide/", styleguide, name="styleguide"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]

"""Addresses of the ground floor."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from unions.views import (
    accounts,
    admission_checks,
    admissions,
    application_evidence,
    application_words,
    desk,
    directory,
    duties,
    employers,
    factor_recoveries,
    follows,
    invitations,
    memberships,
    organisation_imports,
    organisations,
    profiles,
    reaching,
    retention,
    static_pages,
    suspensions,
    text_reports,
    trail,
    union_applications,
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
    path("my-account/address/again/", reaching.address_again, name="address-again"),
    path("my-account/address/<str:token>/", reaching.address_reached, name="address-reached"),
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
    path("desk/", desk.desk, name="desk"),
    path("desk/suspended/", suspensions.suspension_list, name="suspension-list"),
    path("desk/duties/", duties.duty_list, name="duty-list"),
    path("desk/duties/<slug:public_id>/<slug:kind>/take-back/", duties.duty_take_back, name="duty-take-back"),
    path("desk/proposals/<slug:public_id>/confirm/", duties.duty_confirm, name="duty-confirm"),
    path("desk/proposals/<slug:public_id>/set-aside/", duties.duty_set_aside, name="duty-set-aside"),
    path("trail/", trail.trail, name="trail"),
    path("trail/export/", trail.trail_export, name="trail-export"),
    path("following/", follows.follow_list, name="follow-list"),
    path("following/toggle/", follows.follow_toggle, name="follow-toggle"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation-accept"),
    path("invitations/<slug:public_id>/revoke/", invitations.invitation_revoke, name="invitation-revoke"),
    path("unions/", directory.organisation_list, name="organisation-list"),
    path("employers/", employers.employer_list, name="employer-list"),
    path("employers/<slug:public_id>/", employers.employer_detail, name="employer-detail"),
    path("unions/<name:slug>/edit/", profiles.organisation_edit, name="organisation-edit"),
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
    path("unions/<name:slug>/standing/", suspensions.organisation_standing, name="organisation-standing"),
    path("unions/<name:slug>/standing/<slug:step>/", suspensions.organisation_decide, name="organisation-decide"),
    path("unions/<name:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/import/", organisation_imports.organisation_import, name="organisation-import"),
    path(
        "organisations/import/preview/",
        organisation_imports.organisation_import_preview,
        name="organisation-import-preview",
    ),
    path("apply/", union_applications.application_create, name="application-create"),
    path("apply/<str:token>/", union_applications.application_status, name="application-status"),
    path("apply/<str:token>/evidence/add/", application_evidence.application_evidence, name="application-evidence"),
    path(
        "apply/<str:token>/evidence/<slug:public_id>/remove/",
        application_evidence.evidence_remove,
        name="evidence-remove",
    ),
    path("apply/<str:token>/withdraw/", union_applications.application_withdraw, name="application-withdraw"),
    path("apply/<str:token>/appeal/", union_applications.application_appeal, name="application-appeal"),
    path("apply/<str:token>/<slug:step>/", union_applications.application_step, name="application-step"),
    path("admission/", admissions.admission_list, name="admission-list"),
    path("admission/<slug:public_id>/", admissions.admission_detail, name="admission-detail"),
    path("admission/<slug:public_id>/decide/", admissions.admission_decide, name="admission-decide"),
    path("admission/<slug:public_id>/invite/", admissions.admission_invite, name="admission-invite"),
    path("admission/<slug:public_id>/checks/<slug:kind>/", admission_checks.check_record, name="check-record"),
    path("objections/<slug:public_id>/answer/", admission_checks.objection_answer, name="objection-answer"),
    path("evidence/<slug:public_id>/", application_evidence.evidence_file, name="evidence-file"),
    path("applications/<slug:public_id>/", application_words.application_detail, name="application-detail"),
    path("applications/<slug:public_id>/vouch/", application_words.application_vouch, name="application-vouch"),
    path("applications/<slug:public_id>/take-back/", application_words.vouch_take_back, name="vouch-take-back"),
    path("applications/<slug:public_id>/object/", application_words.application_object, name="application-object"),
    path("how-it-works/", static_pages.static_page, {"slug": "how-it-works"}, name="how-it-works"),
    path("about/", static_pages.static_page, {"slug": "about"}, name="about"),
    path("privacy/", static_pages.static_page, {"slug": "privacy"}, name="privacy"),
    path("terms/", static_pages.static_page, {"slug": "terms"}, name="terms"),
    path("accessibility/", static_pages.static_page, {"slug": "accessibility"}, name="accessibility"),
    path("legal-notice/", static_pages.legal_notice, name="legal-notice"),
    path("styleguide/", styleguide, name="styleguide"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]

"""All addresses of the portal."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import index, sitemap
from django.urls import URLPattern, URLResolver, include, path

from solidarity.feeds import OpenRequests
from solidarity.sitemaps import SITEMAPS, robots
from solidarity.views import (
    addressees,
    alert_runs,
    campaign_links,
    check_ins,
    closings,
    contacts,
    drafts,
    endorsements,
    guest_pledges,
    health,
    home,
    inbox,
    inbox_feeds,
    metrics,
    needs,
    photos,
    pledges,
    reply_drafts,
    request_management,
    reviews,
    solidarity_requests,
    translations,
    updates,
    vouched_requests,
)
from unions.views.mail_reports import mail_reports
from unions.views.push_worker import push_worker
from unions.views.security_txt import security_txt

solidarity_patterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("requests/", solidarity_requests.request_list, name="request-list"),
    path("requests/feed/", OpenRequests(), name="request-feed"),
    path("requests/waiting/", addressees.request_waiting, name="request-waiting"),
    path("requests/<slug:public_id>/", solidarity_requests.request_detail, name="request-detail"),
    path("requests/<slug:public_id>/poster/", solidarity_requests.request_poster, name="request-poster"),
    path(
        "requests/<slug:public_id>/translate/<slug:language>/", translations.request_translate, name="request-translate"
    ),
    path("ask/", drafts.request_create, name="request-create"),
    path("ask/<slug:public_id>/discard/", drafts.request_discard, name="request-discard"),
    path("ask/<slug:public_id>/<str:step>/", drafts.request_step, name="request-step"),
    path("requests/<slug:public_id>/manage/", request_management.request_manage, name="request-manage"),
    path("requests/<slug:public_id>/narrow/", request_management.request_narrow, name="request-narrow"),
    path("requests/<slug:public_id>/widen/", request_management.request_widen, name="request-widen"),
    path("requests/<slug:public_id>/extend/", request_management.request_extend, name="request-extend"),
    path("requests/<slug:public_id>/pause/", request_management.request_pause, name="request-pause"),
    path("requests/<slug:public_id>/resume/", request_management.request_resume, name="request-resume"),
    path("requests/<slug:public_id>/take-down/", request_management.request_take_down, name="request-take-down"),
    path(
        "requests/<slug:public_id>/answer-reviewer/",
        request_management.request_answer_reviewer,
        name="request-answer-reviewer",
    ),
    path("requests/<slug:public_id>/needs/", needs.need_add, name="need-add"),
    path("needs/<slug:public_id>/change/", needs.need_change, name="need-change"),
    path("needs/<slug:public_id>/remove/", needs.need_remove, name="need-remove"),
    path("requests/<slug:public_id>/photos/", photos.photo_add, name="photo-add"),
    path("photos/<slug:public_id>/", photos.photo_file, name="photo-file"),
    path("photos/<slug:public_id>/remove/", photos.photo_remove, name="photo-remove"),
    path("requests/<slug:public_id>/check-in/", check_ins.request_check_in, name="request-check-in"),
    path("requests/<slug:public_id>/pledges/", check_ins.request_pledges, name="request-pledges"),
    path("requests/<slug:public_id>/confirm/", check_ins.request_confirm, name="request-confirm"),
    path("requests/<slug:public_id>/update/", updates.request_update, name="request-update"),
    path("requests/<slug:public_id>/campaigns/", campaign_links.request_campaigns, name="request-campaigns"),
    path("requests/<slug:public_id>/close/", closings.request_close, name="request-close"),
    path("requests/<slug:public_id>/endorse/", endorsements.request_endorse, name="request-endorse"),
    path("desk/take-down/", request_management.take_down_find, name="take-down-find"),
    path("alerts/", alert_runs.alert_run_list, name="alert-run-list"),
    path("alerts/<int:announcement_id>/", alert_runs.alert_run, name="alert-run"),
    path("alerts/<int:announcement_id>/progress/", alert_runs.alert_run_progress, name="alert-run-progress"),
    path("alerts/<int:announcement_id>/retry/", alert_runs.alert_run_retry, name="alert-run-retry"),
    path("alerts/<int:announcement_id>/stop/", alert_runs.alert_run_stop, name="alert-run-stop"),
    path("asked/<str:token>/", contacts.request_by_link, name="request-by-link"),
    path("asked/<str:token>/thanks/", contacts.request_by_link_thanks, name="request-by-link-thanks"),
    path("asked/<str:token>/photos/<slug:public_id>/", contacts.photo_by_link, name="photo-by-link"),
    path("asked/<str:token>/pledges/<slug:public_id>/", contacts.pledge_by_link, name="pledge-by-link"),
    path("asked/<str:token>/replies/<slug:reply_id>/", reply_drafts.reply_settle_by_link, name="reply-settle-by-link"),
    path("answers/", addressees.answer_desk, name="answer-desk"),
    path("vouched/<slug:public_id>/", vouched_requests.request_publish_for, name="request-publish-for"),
    path("answers/<slug:public_id>/", addressees.answer_create, name="answer-create"),
    path("answers/<slug:public_id>/replies/<slug:reply_id>/", reply_drafts.reply_settle, name="reply-settle"),
    path("review/", reviews.review_list, name="review-list"),
    path("review/<slug:public_id>/", reviews.review_detail, name="review-detail"),
    path("pledges/sent/", guest_pledges.sent, name="guest-pledge-sent"),
    path("pledges/confirm/<slug:token>/", guest_pledges.confirm, name="guest-pledge-confirm"),
    path("inbox/", inbox.inbox_list, name="inbox-list"),
    path("inbox/read/", inbox.inbox_read, name="inbox-read"),
    path("inbox/feed/", inbox_feeds.inbox_feed, name="inbox-feed"),
    path("inbox/feed/<str:token>/", inbox_feeds.inbox_atom, name="inbox-atom"),
    path("inbox/<slug:token>/", inbox.inbox_item, name="inbox-item"),
    path("inbox/<slug:token>/read/", inbox.inbox_item_read, name="inbox-item-read"),
    path("needs/<slug:public_id>/pledge/", pledges.pledge, name="need-pledge"),
    path("pledges/", pledges.pledge_list, name="pledge-list"),
    path("pledges/<slug:public_id>/", pledges.pledge_detail, name="pledge-detail"),
    path("pledges/<slug:public_id>/begin/", pledges.pledge_begin, name="pledge-begin"),
    path("pledges/<slug:public_id>/done/", pledges.pledge_done, name="pledge-done"),
    path("pledges/<slug:public_id>/deliver/", pledges.pledge_deliver, name="pledge-deliver"),
    path("pledges/<slug:public_id>/withdraw/", pledges.pledge_withdraw, name="pledge-withdraw"),
    path("pledges/<slug:public_id>/accept/", check_ins.pledge_accept, name="pledge-accept"),
    path("pledges/<slug:public_id>/refuse/", check_ins.pledge_refuse, name="pledge-refuse"),
]

handler403 = "solidarity.views.errors.permission_denied"
handler404 = "solidarity.views.errors.page_not_found"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.read_metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-part"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-part"),
    path("push-worker.js", push_worker, name="push-worker"),
    path("mail/reports/", mail_reports, name="mail-reports"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
urlpatterns += i18n_patterns(
    path("account/", include("allauth.urls")),
    path("", include("unions.urls")),
    path("", include("exchanges.urls")),
    path("", include("campaigns.urls")),
    path("", include((solidarity_patterns, "solidarity"))),
)

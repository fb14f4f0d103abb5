"""The addresses of this room."""

from django.urls import URLPattern, path

from exchanges.views import agenda, exchanges, host_offers, participants, reports, visits

app_name = "exchanges"
urlpatterns: list[URLPattern] = [
    path("exchanges/", exchanges.exchange_list, name="exchange-list"),
    path("exchanges/new/", exchanges.exchange_create, name="exchange-create"),
    path("exchanges/<slug:public_id>/", exchanges.exchange_detail, name="exchange-detail"),
    path("exchanges/<slug:public_id>/change/", exchanges.exchange_change, name="exchange-change"),
    path("exchanges/<slug:public_id>/withdraw/", exchanges.exchange_withdraw, name="exchange-withdraw"),
    path("exchanges/<slug:public_id>/offer/", host_offers.offer_create, name="offer-create"),
    path("exchanges/<slug:public_id>/offers/", host_offers.offer_list, name="offer-list"),
    path("offers/<slug:public_id>/accept/", host_offers.offer_accept, name="offer-accept"),
    path("offers/<slug:public_id>/withdraw/", host_offers.offer_withdraw, name="offer-withdraw"),
    path("visits/<slug:public_id>/", visits.visit_detail, name="visit-detail"),
    path("visits/<slug:public_id>/plan/", visits.visit_plan, name="visit-plan"),
    path("visits/<slug:public_id>/confirm/", visits.visit_confirm, name="visit-confirm"),
    path("visits/<slug:public_id>/postpone/", visits.visit_postpone, name="visit-postpone"),
    path("visits/<slug:public_id>/cancel/", visits.visit_cancel, name="visit-cancel"),
    path("visits/<slug:public_id>/invitation/", visits.visit_letter, name="visit-letter"),
    path("visits/<slug:public_id>/agenda/", agenda.agenda_print, name="agenda-print"),
    path("visits/<slug:public_id>/agenda/add/", agenda.item_add, name="item-add"),
    path("agenda/<slug:public_id>/change/", agenda.item_change, name="item-change"),
    path("agenda/<slug:public_id>/remove/", agenda.item_remove, name="item-remove"),
    path("visits/<slug:public_id>/participants/", participants.participant_list, name="participant-list"),
    path("participants/<slug:public_id>/link/", participants.participant_link, name="participant-link"),
    path("participants/<slug:public_id>/remove/", participants.participant_remove, name="participant-remove"),
    path("participants/<slug:public_id>/", participants.seat_settle, name="seat-settle"),
    path("participants/<slug:public_id>/report/", reports.participant_report, name="participant-report"),
    path("seats/<str:token>/", participants.seat_claim, name="seat-claim"),
    path("visits/<slug:public_id>/report/", reports.visit_report, name="visit-report"),
    path("visits/<slug:public_id>/promise/", reports.commitment_add, name="commitment-add"),
    path("visits/<slug:public_id>/close/", reports.visit_waive, name="visit-waive"),
    path("visits/<slug:public_id>/outcome/", reports.visit_outcome, name="visit-outcome"),
    path("promises/<slug:public_id>/", reports.commitment_check, name="commitment-check"),
]

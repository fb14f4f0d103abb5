"""Addresses of campaigns."""

from django.urls import URLPattern, URLResolver, path

from campaigns.views import (
    actions,
    campaign_management,
    campaigns,
    coalition,
    days,
    demands,
    follows,
    history_imports,
)

app_name = "campaigns"
urlpatterns: list[URLPattern | URLResolver] = [
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/new/", campaign_management.campaign_create, name="campaign-create"),
    path("campaigns/history/import/", history_imports.history_import, name="history-import"),
    path("campaigns/<slug:public_id>/", campaigns.campaign_detail, name="campaign-detail"),
    path("c/<name:slug>/", campaigns.campaign_by_name, name="campaign-by-name"),
    path("campaigns/<slug:public_id>/change/", campaign_management.campaign_change, name="campaign-change"),
    path("campaigns/<slug:public_id>/go-on/", campaign_management.campaign_move, name="campaign-move"),
    path("campaigns/<slug:public_id>/close/", campaign_management.campaign_close, name="campaign-close"),
    path("campaigns/<slug:public_id>/update/", campaign_management.campaign_update, name="campaign-update"),
    path("campaigns/<slug:public_id>/follow/", follows.campaign_follow, name="campaign-follow"),
    path("campaigns/<slug:public_id>/invite/", coalition.coalition_invite, name="coalition-invite"),
    path("campaigns/<slug:public_id>/join/", coalition.coalition_join, name="coalition-join"),
    path("campaigns/<slug:public_id>/place/", coalition.coalition_places, name="coalition-places"),
    path("campaigns/<slug:public_id>/demands/", demands.demand_add, name="demand-add"),
    path("demands/<slug:public_id>/change/", demands.demand_change, name="demand-change"),
    path("campaigns/<slug:public_id>/days/", days.day_add, name="day-add"),
    path("days/<slug:public_id>/change/", days.day_change, name="day-change"),
    path("days/<slug:public_id>/calendar/", days.day_calendar, name="day-calendar"),
    path("campaigns/<slug:public_id>/actions/", actions.action_add, name="action-add"),
    path("actions/<slug:public_id>/", actions.action_detail, name="action-detail"),
    path("actions/<slug:public_id>/change/", actions.action_change, name="action-change"),
    path("actions/<slug:public_id>/report/", actions.action_report, name="action-report"),
]

"""The page of a campaign, part by part: its words, demands, coalition, days, and what the reader may do."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns import permissions
from campaigns.choices import MOVES, RUNNING_STATES, CampaignState, CoalitionRole, CoalitionState, Visibility
from campaigns.models import Action, Campaign, CampaignFollow, CoalitionMember
from campaigns.panels import action_columns, action_rows
from campaigns.queries import count_of, news_of
from campaigns.views.frame import crumbs_of
from unions.actions import consents
from unions.choices import ConsentPurpose
from unions.localised import country_name
from unions.panels import panels_for
from unions.queries import reading_order, texts_in

Context = dict[str, Any]


def page_of(campaign: Campaign, request: HttpRequest) -> Context:
    """Return all that `campaigns/campaign_detail.html` shows to this reader."""
    reader, languages = request.user, reading_order(request.user)
    texts = texts_in([campaign], ["title", "goals", "closing_words"], languages)[campaign.pk]
    actions = list(Action.objects.visible_to(reader).filter(campaign=campaign).for_page(reader))
    may_edit = permissions.may_edit(reader, campaign)
    taking_part = campaign.coalition.joined()
    shown = list((taking_part if may_edit else taking_part.named_to(reader)).for_page())
    panels = panels_for("campaign", reader, campaign)
    return {
        "campaign": campaign,
        "texts": texts,
        "is_public": campaign.visibility == Visibility.PUBLIC and campaign.state != CampaignState.DRAFT,
        "may_edit": may_edit,
        "demands": _demands(campaign, shown, languages),
        "coalition": _coalition(shown),
        "invited": campaign.coalition.invited().for_page() if may_edit else [],
        "days": _days(campaign, actions, languages),
        "others": _table([each for each in actions if each.day_id is None]),
        "panels": [render_to_string(panel.template, panel.context, request) for panel in panels],
        "news": news_of(campaign, reader),
        "doors": _doors(campaign, reader, may_edit),
        "joining_url": _joining_url(campaign, reader),
        "is_following": CampaignFollow.objects.visible_to(reader).filter(campaign=campaign).exists(),
        "alerts_consent": consents.wording(ConsentPurpose.ALERTS),
        "short_url": settings.SITE_URL + reverse("campaigns:campaign-by-name", args=[campaign.slug]),
        "crumbs": crumbs_of(texts["title"].text),
    }


def _demands(campaign: Campaign, shown: list[CoalitionMember], languages: list[str]) -> list[Context]:
    listed = list(campaign.demands.for_page([each.organisation_id for each in shown]))
    texts = texts_in(listed, ["text"], languages)
    return [{"row": each, "text": texts[each.pk]["text"], "adopters": each.adopters} for each in listed]


def _coalition(shown: list[CoalitionMember]) -> list[Context]:
    """Return who takes part, by role; within a role by country."""
    words = {
        CoalitionRole.CONVENOR: pgettext("roles in a campaign", "Convenors"),
        CoalitionRole.MEMBER: pgettext("roles in a campaign", "Members"),
        CoalitionRole.ALLY: pgettext("roles in a campaign", "Allies"),
        CoalitionRole.SUPPORTER: pgettext("roles in a campaign", "Supporters"),
    }
    groups = [{"title": words[role], "members": [each for each in shown if each.role == role]} for role in words]
    return [group for group in groups if group["members"]]


def _days(campaign: Campaign, actions: list[Action], languages: list[str]) -> list[Context]:
    days = list(campaign.days.all())
    texts = texts_in(days, ["name", "call"], languages)
    return [
        {
            "row": day,
            "texts": texts[day.pk],
            "map_name": f"map-{day.public_id}",
            **_table([each for each in actions if each.day_id == day.pk]),
        }
        for day in days
    ]


def _table(actions: list[Action]) -> Context:
    """Return actions as rows of a table, by country as the reader names it, and what can be said of their numbers."""
    by_country = sorted(actions, key=lambda each: (not each.country, country_name(each.country), each.city, each.on))
    places = Counter(each.country for each in actions if each.country)
    marks = [{"country": country, "value": count} for country, count in places.items()]
    return {"columns": action_columns(), "rows": action_rows(by_country), "count": count_of(actions), "marks": marks}


def _joining_url(campaign: Campaign, reader: Any) -> str:
    """Return where staff join for their union; nothing once it takes part."""
    if not permissions.may_join(reader, campaign) or permissions.own_places(reader, campaign).exists():
        return ""
    return reverse("campaigns:coalition-join", args=[campaign.public_id])


def _doors(campaign: Campaign, reader: Any, may_edit: bool) -> list[Context]:
    """Return what this reader may do here, each with its address."""
    own = list(CoalitionMember.objects.editable_by(reader).filter(campaign=campaign)) if reader.is_authenticated else []
    is_in = any(each.state == CoalitionState.JOINED for each in own)
    takes_partners = permissions.may_join(reader, campaign)
    is_asked = any(each.state in {CoalitionState.INVITED, CoalitionState.JOINED} for each in own)
    is_open = campaign.state != CampaignState.CLOSED
    possible = [
        ("plus", _("Add an action"), "action-add", permissions.may_plan(reader, campaign)),
        ("message-square", _("Tell the news"), "campaign-update", permissions.may_tell(reader, campaign)),
        ("check", _("Change what our union accepts"), "coalition-join", is_in and takes_partners),
        ("door-open", _("Your union’s place"), "coalition-places", is_asked and is_open),
        ("arrow-right", _("Go on with the campaign"), "campaign-move", may_edit and bool(_moves(campaign))),
        ("megaphone", _("Call to a day of action"), "day-add", may_edit and permissions.may_plan(reader, campaign)),
        ("users", _("Invite unions"), "coalition-invite", may_edit and takes_partners),
        ("flag", _("Add a demand"), "demand-add", may_edit and is_open),
        ("pencil", _("Change the campaign"), "campaign-change", may_edit and is_open),
        ("circle-check", _("Close the campaign"), "campaign-close", may_edit and campaign.state in RUNNING_STATES),
    ]
    return [
        {"icon_name": icon, "text": text, "url": reverse(f"campaigns:{name}", args=[campaign.public_id])}
        for icon, text, name, may in possible
        if may
    ]


def _moves(campaign: Campaign) -> tuple[str, ...]:
    return MOVES.get(CampaignState(campaign.state), ())

"""Reads of requests: who may see them comes first, and fails closed."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from solidarity.choices import LIVE_STATES, TRANSLATED_FIELDS, Outcome, RequestState, SafetyAnswer, Urgency, Visibility
from unions.choices import NetworkRoleKind
from unions.models import Announcement, Employer, Organisation, Translation
from unions.permissions import has_duty, is_network_member
from unions.validators import folded_name

OPENED_STATES = (RequestState.OPEN, RequestState.PAUSED, RequestState.CLOSED)
PUBLISHED_STATES = (RequestState.CHECKING, *OPENED_STATES)
LISTED_VISIBILITIES = (Visibility.NETWORK, Visibility.PUBLIC)
# Said again in SQL: what `SolidarityRequest.is_at_risk` says of one.
AT_RISK = ~Q(danger=SafetyAnswer.NO) | (~Q(recognisable=SafetyAnswer.NO) & ~Q(consent=SafetyAnswer.YES))
WANTED_WIDER = Q(state__in=[RequestState.CHECKING, RequestState.OPEN]) & (
    (~Q(visibility__in=LISTED_VISIBILITIES) & Q(wanted_visibility__in=LISTED_VISIBILITIES))
    | Q(visibility=Visibility.NETWORK, wanted_visibility=Visibility.PUBLIC)
)
CHECK_IN_EVERY = timedelta(days=7)
CHECK_IN_GRACE = timedelta(days=7)
REPORT_WITHIN = timedelta(days=14)
REVIEW_IN = timedelta(hours=24)
REVIEW_EMERGENCY_IN = timedelta(hours=2)
MOST_WORDS = 6  # of a search; what comes after them is left out
SHOWN_ON_A_CARD = (
    "public_id", "title", "language", "country", "state", "outcome", "urgency", "languages", "closes_on", "opened_at",
    "closed_at", "organisation__name", "organisation__acronym", "employer__name",
)  # fmt: skip


class SolidarityRequestQuerySet(models.QuerySet[Any]):
    """Requests, by who may see them and by where they stand."""

    def visible_to(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those this reader may open; for everybody else they do not exist."""
        admitted = Q(organisation__in=Organisation.objects.members())
        rules = Q(visibility=Visibility.PUBLIC, state__in=OPENED_STATES) & admitted
        if not user.is_authenticated:
            return self.filter(rules)
        if is_network_member(user):
            rules |= Q(visibility=Visibility.NETWORK, state__in=OPENED_STATES) & admitted
        rules |= Q(pk__in=self._addressed_to(user), state__in=PUBLISHED_STATES) & admitted
        rules |= Q(organisation__in=Organisation.objects.staffed_by(user))
        rules |= Q(published_through__in=Organisation.objects.staffed_by(user), state__in=PUBLISHED_STATES) & admitted
        rules |= Q(pk__in=self._to_review_by(user)) & admitted
        if has_duty(user, NetworkRoleKind.SAFEGUARDING):
            rules |= ~Q(state=RequestState.DRAFT)
        return self.filter(rules)

    def listed_to(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those on the board, in search and in feeds: opened to the network or to everyone, and live."""
        return self.visible_to(user).listed().open()

    def listed(self) -> "SolidarityRequestQuerySet":
        """Those opened to the network or to everyone, which lists, search and feeds may name."""
        return self.filter(visibility__in=LISTED_VISIBILITIES)

    def ended(self) -> "SolidarityRequestQuerySet":
        """Those closed with an outcome."""
        return self.filter(state=RequestState.CLOSED)

    def won(self) -> "SolidarityRequestQuerySet":
        """Those that ended well, at least in part; the latest first."""
        return self.ended().filter(outcome__in=[Outcome.WON, Outcome.PARTLY]).order_by("-closed_at", "-pk")

    def editable_by(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those of the organisations that this person speaks for."""
        return self.filter(organisation__in=Organisation.objects.staffed_by(user))

    def translatable_by(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those of one's own organisations for their staff, and for their translators once these may read them."""
        translated = Organisation.objects.translated_by(user)
        may_read = Q(pk__in=self.model.objects.visible_to(user).values("pk"))
        return self.filter(
            Q(organisation__in=Organisation.objects.staffed_by(user)) | Q(may_read, organisation__in=translated)
        )

    def reviewable_by(self, user: Any) -> "SolidarityRequestQuerySet":
        """Those that are to be seen by more people, and wait for a reviewer of another organisation: this person."""
        return self.filter(pk__in=self._to_review_by(user), organisation__in=Organisation.objects.members())

    def for_review(self) -> "SolidarityRequestQuerySet":
        """As a desk shows them: life or liberty first, then emergencies, then who waits longest.

        Adds `asked_at`, when a review was last asked for, and `review_due_at`: a day later, two hours in an emergency.
        """
        asked = Announcement.objects.about(self.model).filter(kind="request_to_review", object_id=OuterRef("pk"))
        latest = Subquery(asked.order_by("-made_at").values("made_at")[:1])
        is_emergency = Q(urgency=Urgency.EMERGENCY_24H)
        window = Case(When(is_emergency, then=Value(REVIEW_EMERGENCY_IN)), default=Value(REVIEW_IN))
        timed = self.annotate(asked_at=Coalesce(latest, "published_at")).annotate(
            review_due_at=ExpressionWrapper(F("asked_at") + window, output_field=models.DateTimeField())
        )
        by_urgency = Case(When(is_emergency, then=0), default=1)
        joined = timed.select_related("organisation", "employer")
        return joined.order_by("-is_life_or_liberty", by_urgency, "asked_at", "pk")

    def publishable_by(self, user: Any) -> "SolidarityRequestQuerySet":
        """Drafts of provisional unions that wait for a union which vouched for them, and for which this person speaks.

        Nobody publishes for a union of their own, nor what they wrote themselves.
        """
        if not user.is_authenticated:
            return self.none()
        vouched = Organisation.objects.vouched_by(Organisation.objects.staffed_by(user).approved())
        waiting = self.drafts().filter(put_to_vouchers_at__isnull=False, organisation__in=vouched.provisional())
        return waiting.exclude(organisation__in=Organisation.objects.belonging_to(user)).exclude(made_by=user)

    def for_vouchers(self) -> "SolidarityRequestQuerySet":
        """With the union that asks; those in which life or liberty is at stake first, then the longest waiting."""
        return self.select_related("organisation").order_by("-is_life_or_liberty", "put_to_vouchers_at", "pk")

    def open(self) -> "SolidarityRequestQuerySet":
        """Those that members, and if asked everyone, can help with now."""
        return self.filter(state=RequestState.OPEN)

    def drafts(self) -> "SolidarityRequestQuerySet":
        """Those not yet published."""
        return self.filter(state=RequestState.DRAFT)

    def live(self) -> "SolidarityRequestQuerySet":
        """Those published and not yet closed or taken down."""
        return self.filter(state__in=LIVE_STATES)

    def check_in_due(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Live ones whose last sign of safety is a week old."""
        return self.live().filter(checked_in_at__lte=at - CHECK_IN_EVERY)

    def check_in_overdue(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Live ones that have been due for a week: they are paused."""
        return self.live().filter(checked_in_at__lte=at - CHECK_IN_EVERY - CHECK_IN_GRACE)

    def check_in_to_ask(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Those due whose union has not been asked since its last sign."""
        asked = Announcement.objects.about(self.model).filter(
            kind="check_in_due", object_id=OuterRef("pk"), made_at__gt=OuterRef("checked_in_at")
        )
        return self.check_in_due(at).exclude(Exists(asked))

    def to_pause(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Those overdue and not paused yet."""
        return self.check_in_overdue(at).exclude(state=RequestState.PAUSED)

    def to_report(self, on: date) -> "SolidarityRequestQuerySet":
        """Those whose last day has passed: they take no pledges, and their union owes the three answers."""
        return self.live().filter(closes_on__lt=on)

    def to_close(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Those whose union has not reported in fourteen days."""
        return self.to_report((at - REPORT_WITHIN).date())

    def waiting_for_answers(self, at: datetime) -> "SolidarityRequestQuerySet":
        """Those that a union has left waiting beyond its window, longest first; adds `waits_since` and `answers`."""
        addressees = self.model._meta.get_field("addressees").related_model.objects
        overdue = addressees.overdue(at).filter(solidarity_request=OuterRef("pk")).order_by("due_at")
        answered = addressees.answered().filter(solidarity_request=OuterRef("pk")).order_by()
        counted = answered.values("solidarity_request").annotate(count=Count("pk")).values("count")
        waiting = self.annotate(waits_since=Subquery(overdue.values("due_at")[:1]))
        return (
            waiting.filter(waits_since__isnull=False)
            .annotate(answers=Coalesce(Subquery(counted), 0))
            .order_by("waits_since")
        )

    def for_cards(self) -> "SolidarityRequestQuerySet":
        """Adds what a card shows: who asks, at which employer, and the needs with their numbers; two queries."""
        needs = self.model._meta.get_field("needs").related_model
        return (
            self.select_related("organisation", "employer")
            .only(*SHOWN_ON_A_CARD)
            .prefetch_related(Prefetch("needs", needs.objects.for_page()))
        )

    def for_page(self) -> "SolidarityRequestQuerySet":
        """Adds what the page of one request shows beside its own words."""
        joined = self.select_related("organisation", "employer", "worksite", "sector", "closing_report")
        needs = self.model._meta.get_field("needs").related_model.objects.for_page()
        return joined.defer("folded_text").prefetch_related(Prefetch("needs", needs))

    def most_urgent_first(self) -> "SolidarityRequestQuerySet":
        """Emergencies, then urgent ones, then those that close soonest."""
        by_urgency = Case(
            When(urgency=Urgency.EMERGENCY_24H, then=0), When(urgency=Urgency.URGENT_72H, then=1), default=2
        )
        return self.order_by(by_urgency, F("closes_on").asc(nulls_last=True), "-pk")

    def holding(self, words: str) -> "SolidarityRequestQuerySet":
        """Those in which each of these words stands: in the text, a translation, the union's or the employer's name."""
        found = self
        for word in words.split()[:MOST_WORDS]:
            found = found.filter(pk__in=self._holding(word))
        return found

    def needing(self, on: date, *, kind: str = "", minutes: int | None = None) -> "SolidarityRequestQuerySet":
        """Those that still want help of this kind, or help that one person can give in so many minutes."""
        needs = self.model._meta.get_field("needs").related_model.objects.filter(solidarity_request=OuterRef("pk"))
        if kind:
            needs = needs.filter(kind__code=kind)
        if minutes:
            needs = needs.annotate(minutes=Coalesce("effort_minutes", "kind__effort_minutes"))
            needs = needs.for_people().still_wanted(on).filter(minutes__lte=minutes)
        return self.filter(Exists(needs)) if kind or minutes else self

    def speaking(self, language: str) -> "SolidarityRequestQuerySet":
        """Those written in this language, or whose workers speak it."""
        return self.filter(Q(language=language) | Q(languages__contains=[language]))

    def help_by_kind(self, *, given_by: Organisation | None = None) -> dict[int, int]:
        """Return how often help for these arrived, by key of its kind; of one union as far as it wants to be named."""
        needs = self.model._meta.get_field("needs").related_model
        pledges = needs._meta.get_field("pledges").related_model.objects.filter(need__solidarity_request__in=self)
        return (pledges.given_openly_by(given_by) if given_by else pledges).arrived().counted_by_kind()

    def older_than(self, other: models.Model, moment: str) -> "SolidarityRequestQuerySet":
        """Those that come after this one on a board ordered by `moment`, newest first."""
        at = getattr(other, moment)
        after = Q(**{f"{moment}__lt": at}) | Q(pk__lt=other.pk)
        return self.filter(after, **{f"{moment}__lte": at}).order_by(f"-{moment}", "-pk")

    def newer_than(self, other: models.Model, moment: str) -> "SolidarityRequestQuerySet":
        """Those that come before it, the nearest first: turn them round to show them."""
        at = getattr(other, moment)
        before = Q(**{f"{moment}__gt": at}) | Q(pk__gt=other.pk)
        return self.filter(before, **{f"{moment}__gte": at}).order_by(moment, "pk")

    def _holding(self, word: str) -> Any:
        every = self.model.objects.order_by()
        name = folded_name(word)
        in_text = every.filter(folded_text__contains=Func(Value(word), function="portal_fold")).values("pk")
        translated = Translation.objects.holding(self.model, TRANSLATED_FIELDS, word).order_by().values("object_id")
        if not name:
            return in_text.union(translated)
        named = Q(folded_name__contains=name) | Q(names__folded_name__contains=name) | Q(acronym__iexact=word)
        employers = Employer.objects.filter(folded_name__contains=name)
        by_union = every.filter(organisation__in=Organisation.objects.filter(named)).values("pk")
        return in_text.union(translated, by_union, every.filter(employer__in=employers).values("pk"))

    def _addressed_to(self, user: Any) -> Any:
        addressees = self.model._meta.get_field("addressees").related_model
        return addressees.objects.filter(organisation__in=Organisation.objects.staffed_by(user)).values(
            "solidarity_request"
        )

    def _to_review_by(self, user: Any) -> Any:
        """Safeguarding looks at those with danger or without consent; reviewers at all; nobody at what they wrote."""
        own = Q(organisation__in=Organisation.objects.belonging_to(user)) | Q(made_by=user.pk, made_by__isnull=False)
        waiting = self.model.objects.filter(WANTED_WIDER).exclude(own)
        if has_duty(user, NetworkRoleKind.REVIEWER):
            return waiting.values("pk")
        if has_duty(user, NetworkRoleKind.SAFEGUARDING):
            return waiting.filter(AT_RISK).values("pk")
        return self.model.objects.none().values("pk")

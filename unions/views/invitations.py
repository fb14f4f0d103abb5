"""Invitations: the link that is made once and shown once, and the page that it opens."""

import base64
from io import BytesIO
from typing import Any

import qrcode
from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from qrcode.image.svg import SvgPathImage

from unions.actions import invitations
from unions.actions.invitations import Made
from unions.forms.accounts import AddressForm
from unions.forms.invitations import InvitationForm, JoiningForm, MembershipForm, OpeningForm
from unions.forms.refusals import accepted
from unions.models import Invitation, Membership, Organisation, User
from unions.permissions import may_administer
from unions.views.memberships import people_page


@login_required
@require_POST
def invitation_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link; it is shown on the answer to this very request and never again."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not may_administer(request.user, organisation):
        raise PermissionDenied
    form = InvitationForm(request.POST, organisation=organisation)
    if not form.is_valid():
        return people_page(request, organisation, form)
    asked = form.cleaned_data
    made = invitations.make(organisation=organisation, role=asked["role"], by=request.user, at=timezone.now())
    if asked["address"]:
        invitations.mail(
            invitation=made.invitation,
            url=link(made, asked["language"]),
            to=asked["address"],
            language=asked["language"],
        )
    return shown_once(request, made, language=asked["language"], sent_to=asked["address"])


def shown_once(request: HttpRequest, made: Made, *, language: str, sent_to: str = "") -> HttpResponse:
    """Show a new link with what is needed to pass it on."""
    url = link(made, language)
    context = {"invitation": made.invitation, "url": url, "qr_code": qr_code(url), "sent_to": sent_to}
    return render(request, "unions/invitation_created.html", context)


@login_required
def invitation_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an invitation back, after a question."""
    invitation = get_object_or_404(Invitation.objects.editable_by(request.user), public_id=public_id)
    people = reverse("unions:organisation-people", args=[invitation.organisation.slug])
    if request.method != "POST":
        return render(request, "unions/invitation_revoke.html", {"invitation": invitation, "back_url": people})
    try:
        invitations.revoke(invitation=invitation, by=request.user, at=timezone.now())
    except invitations.AlreadyUsed as refusal:
        messages.error(request, str(refusal.message))
    return redirect(people)


@login_required
def invitation_recover(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Make a link by which somebody without an address gets back into their account, after a question."""
    within = Membership.objects.editable_by(request.user).verified().filter(organisation__slug=slug)
    membership = within.filter(user__public_id=public_id).select_related("user", "organisation").first()
    if membership is None:
        raise Http404
    organisation, person = membership.organisation, membership.user
    people = reverse("unions:organisation-people", args=[slug])
    if request.method != "POST":
        return render(request, "unions/invitation_recover.html", {"membership": membership, "back_url": people})
    try:
        made = invitations.recover(organisation=organisation, user=person, by=request.user, at=timezone.now())
    except invitations.NotRecoverable as refusal:
        messages.error(request, str(refusal.message))
        return redirect(people)
    return shown_once(request, made, language=person.ui_language)


@never_cache
@rate_limit(action="signup")
@sensitive_post_parameters("password")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites; a post joins: with this account, with a new one, or with the one that waits for the link."""
    valid = Invitation.objects.valid(timezone.now()).select_related("organisation", "for_user")
    invitation = valid.filter(token_hash=invitations.hashed(token)).first()
    if invitation is None:
        return render(request, "unions/invitation_gone.html", status=404)
    if request.user.is_authenticated:
        return _with_this_account(request, invitation, token)
    form = OpeningForm(request.POST or None) if invitation.for_user else JoiningForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "unions/invitation_accept.html", {"invitation": invitation, "form": form})
    people: list[User] = []
    act = _opened if invitation.for_user else _joined
    if not accepted(form, lambda: people.append(act(token, form))):
        return render(request, "unions/invitation_accept.html", {"invitation": invitation, "form": form})
    return _signed_in(request, people[0], form.cleaned_data["address"])


def _with_this_account(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    form = MembershipForm(request.POST or None)
    context = {"invitation": invitation, "form": form, "is_for_another": invitation.for_user is not None}
    if request.method != "POST" or not form.is_valid():
        return render(request, "unions/invitation_accept.html", context)
    words, language = form.membership_wording, get_language()
    if not accepted(
        form,
        lambda: invitations.accept(
            token=token, by=request.user, at=timezone.now(), consent_wording=words, language=language
        ),
    ):
        return render(request, "unions/invitation_accept.html", context)
    messages.success(request, _welcome(invitation.organisation))
    return redirect("solidarity:home")


def _joined(token: str, form: Any) -> User:
    chosen = form.cleaned_data
    return invitations.accept_as_new(
        token=token,
        handle=chosen["handle"],
        password=chosen["password"],
        language=chosen["language"],
        at=timezone.now(),
        account=form.account_wording,
        membership=form.membership_wording,
    )


def _opened(token: str, form: Any) -> User:
    return invitations.open_account(
        token=token,
        password=form.cleaned_data["password"],
        language=get_language(),
        at=timezone.now(),
        account=form.account_wording,
        membership=form.membership_wording,
    )


def _signed_in(request: HttpRequest, person: User, address: str) -> HttpResponse:
    with override(person.ui_language):
        home = reverse("solidarity:home")
    response = perform_login(request, person, redirect_url=home)
    form = AddressForm(person, {"email": address})
    if address and form.is_valid():
        form.save(request)
    return response


def link(made: Made, language: str) -> str:
    """Return the absolute address that opens an invitation, in a language."""
    with override(language):
        return f"{settings.SITE_URL}{reverse('unions:invitation-accept', args=[made.token])}"


def qr_code(url: str) -> str:
    """Return a QR code as an address that an image can have."""
    drawing = BytesIO()
    qrcode.make(url, image_factory=SvgPathImage, border=2).save(drawing)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.getvalue()).decode()}"


def _welcome(organisation: Organisation) -> str:
    return gettext("Welcome. You now belong to %(organisation)s here.") % {"organisation": organisation.short_name}

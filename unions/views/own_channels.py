"""Devices and chats: what a person set up beside mail."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unions.actions import own_channels
from unions.adapters import fresh_sign_in_required
from unions.choices import Channel
from unions.forms.own_channels import ChatForm, CodeForm, DeviceForm, NameForm
from unions.forms.refusals import accepted
from unions.models import OwnChannel
from unions.reach import Unusable
from unions.reach.chats import SERVICES, service_of
from unions.reach.devices import public_key

page = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def own_channel_list(request: HttpRequest) -> HttpResponse:
    """Show my devices and chats, and what became of the last message to each."""
    rows = OwnChannel.objects.visible_to(request.user).for_page()
    context = {"channels": [_shown(each) for each in rows], "crumbs": _crumbs()}
    return render(request, "unions/own_channel_list.html", context)


@login_required
@fresh_sign_in_required
@page
def own_channel_add_device(request: HttpRequest) -> HttpResponse:
    """Let this browser show messages; it asks only when the button is pressed."""
    form = DeviceForm(request.POST if request.method == "POST" else None, initial={"name": _("This device")})
    added: list[OwnChannel] = []
    what: Any = {"by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: added.append(own_channels.add_device(**what, **form.cleaned_data))):
        messages.success(request, _("This device is set up."))
        if _may_try(request):
            own_channels.ask_for_test(own_channel=added[0], **what)
            messages.info(request, _("A test is on its way. It takes some seconds."))
        return redirect("unions:own-channel-list")
    context = {"form": form, "public_key": public_key(), "crumbs": _crumbs(_("Set up this device"))}
    return render(request, "unions/own_channel_add_device.html", context)


@login_required
@fresh_sign_in_required
@page
def own_channel_add_chat(request: HttpRequest) -> HttpResponse:
    """Take the address of a chat, and send a code there."""
    form = ChatForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not _may_try(request):
            return ratelimit.respond_429(request)
        added: list[OwnChannel] = []
        what: Any = {"by": request.user, "at": timezone.now()}
        if accepted(form, lambda: added.append(own_channels.add_chat(**what, **form.cleaned_data))):
            return redirect("unions:own-channel-confirm", added[0].public_id)
    context = {"form": form, "services": SERVICES, "crumbs": _crumbs(_("Add a chat"))}
    return render(request, "unions/own_channel_add_chat.html", context)


@login_required
@page
def own_channel_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the code that arrived in the chat."""
    chat = _own(request, public_id)
    if chat.is_confirmed:
        return redirect("unions:own-channel-list")
    if request.method == "POST" and not ratelimit.consume(request, action="confirm_channel", key=public_id):
        return ratelimit.respond_429(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    what: Any = {"own_channel": chat, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: own_channels.confirm(**what, **form.cleaned_data)):
        messages.success(request, _("The chat is set up. News reach you there from now on."))
        return redirect("unions:own-channel-list")
    context = {"form": form, "channel": chat, "crumbs": _crumbs(_("Confirm a chat"))}
    return render(request, "unions/own_channel_confirm.html", context)


@login_required
@page
def own_channel_rename(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call a device or a chat something else."""
    channel = _own(request, public_id)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": channel.name})
    what: Any = {"own_channel": channel, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: own_channels.rename(**what, **form.cleaned_data)):
        messages.success(request, _("The new name is saved."))
        return redirect("unions:own-channel-list")
    context = {"form": form, "crumbs": _crumbs(_("Rename"))}
    return render(request, "unions/own_channel_rename.html", context)


@login_required
@require_POST
def own_channel_test(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have a test sent, or the code once more."""
    channel = _own(request, public_id)
    if not _may_try(request):
        return ratelimit.respond_429(request)
    own_channels.ask_for_test(own_channel=channel, by=request.user, at=timezone.now())
    if not channel.is_confirmed:
        messages.success(request, _("The code is on its way once more."))
        return redirect("unions:own-channel-confirm", public_id)
    messages.success(request, _("A test is on its way. It takes some seconds."))
    return redirect("unions:own-channel-list")


@login_required
@page
def own_channel_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget a device or a chat, after a question."""
    channel = _own(request, public_id)
    if request.method == "POST":
        own_channels.remove(own_channel=channel, by=request.user, at=timezone.now())
        messages.success(request, _("Nothing is sent there any more."))
        return redirect("unions:own-channel-list")
    context = {"channel": channel, "back_url": reverse("unions:own-channel-list")}
    return render(request, "unions/own_channel_remove.html", context)


def _own(request: HttpRequest, public_id: str) -> OwnChannel:
    return get_object_or_404(OwnChannel.objects.editable_by(request.user), public_id=public_id)


def _may_try(request: HttpRequest) -> bool:
    """Whether another message may be sent on one person's word: the address could be somebody else's."""
    return bool(ratelimit.consume(request, action="try_channel", key=request.user.public_id))


def _shown(channel: OwnChannel) -> dict[str, Any]:
    return {"row": channel, "where": _("Device") if channel.channel == Channel.PUSH else _service_name(channel)}


def _service_name(channel: OwnChannel) -> str:
    try:
        return service_of(channel.address).name
    except Unusable:  # it was taken once, and is no more
        return _("Chat")


def _crumbs(here: str = "") -> list[dict[str, str]]:
    account, all_of_them = _("My account"), _("Devices and chats")
    crumbs = [{"text": account, "url": reverse("unions:account")}]
    if not here:
        return [*crumbs, {"text": all_of_them}]
    return [*crumbs, {"text": all_of_them, "url": reverse("unions:own-channel-list")}, {"text": here}]

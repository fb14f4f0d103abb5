"""The mail of a digest: one line for each piece of news, and nothing that a mail about it might not say."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from solidarity.alerts.rendering import surroundings
from solidarity.alerts.words import Entry, spoken_to, without_doubles
from unions.announcements import Variant
from unions.choices import Channel
from unions.mail import list_headers, message_id, on_the_wire, one_line, unsubscribe_url
from unions.mail.dressing import inlined, without_gaps
from unions.models import Recipient

EVERYTHING = ""


def digest_letter(recipient: Recipient, variant: Variant, lines: dict[int, Entry]) -> bytes:
    """Return the mail with these lines, by announcement; the same announcements have the same Message-ID for ever."""
    with spoken_to(variant):
        way_out = unsubscribe_url(recipient, EVERYTHING)
        words = surroundings(variant) | {"entries": without_doubles(lines.values()), "unsubscribe_url": way_out}
        words["subject"] = one_line(render_to_string("emails/digest.subject.txt", words))
        text = without_gaps(render_to_string("emails/digest.txt", words))
        html = inlined(render_to_string("emails/digest.html", words))
    own = {"Message-ID": message_id(*sorted(lines), Channel.DIGEST, recipient.pk)}
    headers = own | list_headers(variant.language, way_out)
    message = EmailMultiAlternatives(words["subject"], text, to=[recipient.address], headers=headers)
    message.attach_alternative(html, "text/html")
    return on_the_wire(message)

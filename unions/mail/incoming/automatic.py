"""Whether a mail was written by a machine: to answer it would begin a conversation of machines."""

import re

from django.conf import settings

from unions.mail.incoming.boxes import own_address
from unions.mail.incoming.messages import Mail, addresses_of, header
from unions.mail.incoming.reports import is_report

SAY_SO = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply-From", "X-Failed-Recipients", "X-Loop")
TO_MANY = ("List-Id", "List-Unsubscribe", "Feedback-ID")
OWN_NAME = re.compile(r"[0-9a-f]{40}")  # as `unions.mail.message_id` makes them
PRECEDENCES = {"bulk", "junk", "list", "auto_reply"}
# What the usual programs put at the head of a subject for somebody who is away.
AWAY = re.compile(
    r"^\W*(out of (the )?office|auto(matic|mated)?[ -]?(reply|response)|away from (my|the) (mail|office)"
    r"|on (vacation|holiday)|abwesen(d|heit)\w*|automatische (antwort|reaktie)"
    r"|réponse automatique|absen(t|ce) du bureau"
    r"|respuesta autom[aá]tica|fuera de la? oficina|resposta autom[aá]tica|fora do escrit[oó]rio"
    r"|risposta automatica|fuori sede|afwezig|autosvar|automatiskt svar|odpowiedź automatyczna"
    r"|otomatik yan[iı]t|автоответ|رد تلقائي|الرد التلقائي|خارج المكتب)\b",
    re.IGNORECASE,
)


def is_automatic(mail: Mail) -> bool:
    """Whether no person wrote this to us now."""
    submitted = header(mail, "Auto-Submitted").lower() or "no"
    return (
        is_report(mail)
        or not submitted.startswith("no")
        or header(mail, "Precedence").lower() in PRECEDENCES
        or header(mail, "Return-Path") == "<>"
        or any(name in mail for name in (*SAY_SO, *TO_MANY))
        or AWAY.match(header(mail, "Subject")) is not None
    )


def is_our_own(mail: Mail) -> bool:
    """Whether a mail of ours has come back to us on some way round."""
    name, _at, where = header(mail, "Message-ID").strip("<>").lower().rpartition("@")
    is_named_by_us = where == settings.SITE_HOST.lower() and OWN_NAME.fullmatch(name) is not None
    return is_named_by_us or any(address.lower() == own_address() for address in addresses_of(mail, ("From", "Sender")))

"""The mailbox's pages as text. Everything that comes from a mail is escaped."""

import re
from datetime import UTC, datetime
from html import escape
from string import Template
from urllib.parse import quote

from deploy.local.demo_people import DemoPerson
from deploy.local.mail_store import CaughtMail
from deploy.local.one_time_codes import code, seconds_left

LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
SHOWN_HEADERS = ("From", "To", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Reply-To",
    "Auto-Submitted", "Content-Language")  # fmt: skip

PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
$refresh
<title>$title</title>
<link rel="stylesheet" href="/mailbox.css">
</head>
<body>
<header><p><a href="/">Mailbox of the demonstration</a></p></header>
<main>
<h1 dir="auto">$title</h1>
$content
</main>
</body>
</html>
""")


def overview(people: list[DemoPerson], mails: list[CaughtMail], recipients: list[str], chosen: str, at: float) -> str:
    """Return the page with people and codes, and the mails below."""
    title = f"Mail for {escape(chosen)}" if chosen else "People and mail"
    content = "" if chosen else people_section(people, at)
    content += mails_section(mails, recipients, chosen)
    return PAGE.substitute(title=title, content=content, refresh=f'<meta http-equiv="refresh" content="{refresh(at)}">')


def refresh(at: float) -> int:
    """Return after how many seconds the page loads itself again: when the codes change, or sooner for new mail."""
    return min(seconds_left(at), 15)


def people_section(people: list[DemoPerson], at: float) -> str:
    """Return the table of people with the codes that their authenticator apps would show now."""
    if not people:
        return "<p>The demonstration has no people yet.</p>"
    rows = "".join(person_row(person, at) for person in people)
    return f"""<section aria-labelledby="people"><h2 id="people">Who you can be</h2>
<p>Second-factor codes change in {seconds_left(at)} seconds. <a href="/">Load this page again</a> ·
<a href="#mails">Down to the mails</a></p>
<div class="wide" tabindex="0" role="region" aria-labelledby="people"><table>
<thead><tr><th scope="col">Role</th><th scope="col">Handle</th><th scope="col">Password</th>
<th scope="col">Code now</th><th scope="col">Organisation</th><th scope="col">Mail</th></tr></thead>
<tbody>{rows}</tbody></table></div></section>"""


def person_row(person: DemoPerson, at: float) -> str:
    """Return one person's row."""
    now = f"<strong>{code(person.totp_secret, at)}</strong>" if person.totp_secret else "not needed"
    mail = f'<a href="/?to={quote(person.email)}">{escape(person.email)}</a>' if person.email else "no address"
    return (
        f'<tr><th scope="row">{escape(person.role)}</th><td><code>{escape(person.handle)}</code></td>'
        f"<td><code>{escape(person.password)}</code></td><td>{now}</td>"
        f"<td><bdi>{escape(person.organisation)}</bdi></td><td>{mail}</td></tr>"
    )


def mails_section(mails: list[CaughtMail], recipients: list[str], chosen: str) -> str:
    """Return the mails, newest first, and the recipients to choose from."""
    everyone = "" if not chosen else '<a href="/">Everyone</a> '
    choice = " ".join(f'<a href="/?to={quote(each)}">{escape(each)}</a>' for each in recipients if each != chosen)
    rows = "".join(mail_row(mail) for mail in mails) or "<li>No mail yet.</li>"
    return f"""<section aria-labelledby="mails"><h2 id="mails">Mails, newest first</h2>
<details class="choice"><summary>Only one recipient ({len(recipients)})</summary><p>{everyone}{choice}</p></details>
<ol class="mails" reversed>{rows}</ol></section>"""


def mail_row(mail: CaughtMail) -> str:
    """Return one line of the list."""
    return (
        f'<li><a href="/mail/{quote(mail.name)}"><bdi>{escape(subject(mail))}</bdi></a> '
        f"<span>to {escape(mail.recipient)}, {moment(mail)}</span></li>"
    )


def one_mail(mail: CaughtMail) -> str:
    """Return one mail with its headers, its text with links, and its HTML part in a frame of its own."""
    headers = "".join(
        f"<dt>{escape(name)}</dt><dd>{with_links(str(mail.message[name]))}</dd>"
        for name in SHOWN_HEADERS
        if mail.message[name]
    )
    frame = f"""<h2>As HTML</h2><iframe sandbox="allow-popups allow-popups-to-escape-sandbox"
title="The mail as HTML" src="/mail/{quote(mail.name)}/html"></iframe>"""
    content = f"""<p>To {escape(mail.recipient)}, caught {moment(mail)}</p>
{frame if mail.body("html") else ""}
<h2>As text</h2><pre dir="auto">{with_links(mail.body("plain")) or "This mail has no text part."}</pre>
<h2>Headers</h2><dl>{headers}</dl>"""
    return PAGE.substitute(title=escape(subject(mail)), content=content, refresh="")


def html_part(mail: CaughtMail) -> str:
    """Return the HTML part as it came, with its links opening in a new tab: the frame itself may go nowhere."""
    return f'<base target="_blank">{mail.body("html")}'


def with_links(text: str) -> str:
    """Escape a text and make its addresses links."""
    parts, end = [], 0
    for found in LINK.finditer(text):
        address = escape(found.group())
        parts += [
            escape(text[end : found.start()]),
            f'<a href="{address}" target="_blank" rel="noopener">{address}</a>',
        ]
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def subject(mail: CaughtMail) -> str:
    """Return the subject, or words for none."""
    return str(mail.message["Subject"] or "(no subject)")


def moment(mail: CaughtMail) -> str:
    """Return when it was caught, for a reader."""
    return datetime.fromtimestamp(mail.caught_at, UTC).strftime("%d %B %Y, %H:%M:%S UTC")

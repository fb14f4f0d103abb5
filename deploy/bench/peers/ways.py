"""One peer at work: `python ways.py WAY COUNT`; says `ready`, waits for a line, sends, says `done`, waits for the end.

Runs in the peers' environment, with this folder first on the path.
"""

import os
import subprocess
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django

django.setup()

from celery import Celery
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.management import call_command
from django.template.loader import render_to_string
from people.models import Person

SUBJECT = "A union asks for help"
app = Celery("peers")
app.config_from_object("django.conf:settings", namespace="CELERY")


def mail_to(person):
    """Render and build one mail, as all of them do for each person."""
    context = {
        "person": person,
        "country": "Bangladesh",
        "needs": ["Ten letters to the embassy by 30 November", "A photo at your gate by 30 November"],
        "sentences": [
            "Twelve delegates were dismissed after a ballot, and stand at the gate every morning since.",
            "They ask that all of them are taken back, and that the employer meets their union this month.",
            "Please do not call the plant, and do not name any worker in public.",
        ],
        "answers": ["Yes, we do something", "We need until a later day", "This time we cannot"],
    }
    message = EmailMultiAlternatives(SUBJECT, render_to_string("people/call.txt", context), to=[person.address])
    message.attach_alternative(render_to_string("people/call.html", context), "text/html")
    return message


@app.task(name="send_to")
def send_to(pk):
    """Send to one person: what one Celery task per person does."""
    mail_to(Person.objects.get(pk=pk)).send()


def send_messages(people):
    """Send all over one connection of Django's own."""
    with get_connection() as connection:
        connection.send_messages(mail_to(person) for person in people.iterator())


def post_office(people):
    """Queue all with django-post-office in one go, and send its queue."""
    from post_office import mail
    from post_office.mail import send_queued_mail_until_done

    messages = [mail_to(person) for person in people.iterator()]
    mail.send_many(
        {
            "sender": message.from_email,
            "recipients": message.to,
            "subject": message.subject,
            "message": message.body,
            "html_message": message.alternatives[0][0],
        }
        for message in messages
    )
    send_queued_mail_until_done(processes=1)


def django_mailer(people):
    """Queue all with django-mailer, and send its queue."""
    from mailer.engine import send_all

    queue = get_connection("mailer.backend.DbBackend")
    queue.send_messages([mail_to(person) for person in people.iterator()])
    send_all()


def celery_tasks(people):
    """Publish one task for each person; the worker was started before."""
    for pk in people.values_list("pk", flat=True):
        send_to.delay(pk)


WAYS = {way.__name__: way for way in (send_messages, post_office, django_mailer, celery_tasks)}


def start_worker():
    """Start a Celery worker of one process, and wait until it answers."""
    command = [sys.executable, "-m", "celery", "-A", "ways:app", "worker", "-c", "1", "-l", "ERROR", "-Q", "celery"]
    worker = subprocess.Popen([*command, "--without-gossip", "--without-mingle"], stdout=sys.stderr)
    while not app.control.ping(timeout=0.5):
        time.sleep(0.1)
    return worker


def make_people(count):
    """Write so many people into an empty database; u<number>@example.org is what the sink counts."""
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    for table in ("people_person", "post_office_email", "mailer_message", "mailer_messagelog"):
        with django.db.connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
    Person.objects.bulk_create(
        (Person(address=f"u{number}@example.org", name=f"Person {number}") for number in range(count)), 5_000
    )


def main(way, count):
    """Make ready, say so, work when told to."""
    make_people(count)
    worker = start_worker() if way == "celery_tasks" else None
    print("ready", flush=True)
    sys.stdin.readline()
    WAYS[way](Person.objects.order_by("pk"))
    print("done", flush=True)
    sys.stdin.readline()
    if worker:
        worker.terminate()
        worker.wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

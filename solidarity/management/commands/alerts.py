"""manage.py alerts status | retry ID | replay: looks after the news that goes out."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from solidarity.alerts import watching
from solidarity.alerts.progress import progress_of
from solidarity.management.running import alerts
from unions.models import Announcement
from unions.validators import Refused

WRONG = 1  # something failed, or could not be done
UNKNOWN = 2  # no such news, or a word is missing


class Command(BaseCommand):
    """Ends with 0 where all is well, 1 where something failed or was refused, 2 where it was asked wrongly."""

    help = "Say where the news of the last week stands, and send again what failed. Ids and numbers only."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        status = acts.add_parser("status", help="Say where news stands; ends with 1 if copies failed.")
        status.add_argument("--announcement", type=int, metavar="ID", help="Only this, with reasons and languages.")
        retry = acts.add_parser("retry", help="Send the failed copies of one piece of news again.")
        retry.add_argument("announcement", type=int, metavar="ID")
        replay = acts.add_parser("replay", help="Send the failed copies of all news of the last week again.")
        replay.add_argument("--dry-run", action="store_true", help="Only say what would go, and to how many.")
        replay.add_argument("--yes", action="store_true", help="Do it.")

    def handle(self, *args: Any, **options: Any) -> None:
        acts: dict[str, Callable[..., None]] = {"status": self.status, "retry": self.retry, "replay": self.replay}
        acts[options.pop("act")](**options)

    def status(self, *, announcement: int | None = None, **_options: Any) -> None:
        """Write where the news of the last week stands, of a single piece all that can be said."""
        if announcement is not None:
            standing = alerts.counted([self.found(announcement)])
            self.stdout.write("\n".join([standing[0].line, *alerts.details(progress_of(standing[0].news))]))
        else:
            standing = alerts.recent(timezone.now())
            self.write_all(standing)
        if failed := [str(each.news.pk) for each in standing if each.repeatable]:
            raise CommandError(f"Copies failed of {', '.join(failed)}.", returncode=WRONG)

    def write_all(self, standing: list[alerts.Standing]) -> None:
        """Write a line for each that is on its way or failed, and what there is in all."""
        for each in standing:
            if not each.is_quiet:
                self.stdout.write(each.line)
        total = sum((each.states for each in standing), Counter[str]())
        self.stdout.write(f"{len(standing)} pieces of news in a week: {alerts.numbers(total)}.")

    def retry(self, *, announcement: int, **_options: Any) -> None:
        """Send what failed of one piece of news again."""
        copies = self.send_again(self.found(announcement))
        self.stdout.write(
            f"{announcement}: {copies} copies go again." if copies else f"{announcement}: nothing failed."
        )

    def replay(self, *, dry_run: bool, yes: bool, **_options: Any) -> None:
        """Say what would go again, or send it."""
        standing = alerts.to_replay(timezone.now())
        for each in standing:
            self.stdout.write(f"{each.news.pk}  {each.news.kind}: {each.repeatable} copies")
        if dry_run:
            self.stdout.write(f"{sum(each.repeatable for each in standing)} copies would go again.")
        elif not yes:
            raise CommandError("Say --dry-run to look, or --yes to send.", returncode=UNKNOWN)
        else:
            self.stdout.write(f"{sum(self.send_again(each.news) for each in standing)} copies go again.")

    def found(self, announcement_id: int) -> Announcement:
        """Return the news of this number."""
        news = Announcement.objects.filter(pk=announcement_id).first()
        if news is None:
            raise CommandError(f"There is no news {announcement_id}.", returncode=UNKNOWN)
        return news

    def send_again(self, news: Announcement) -> int:
        """Send its failed copies again, as nobody in particular: the trail names no operator."""
        try:
            return watching.retry(announcement=news, by=None, at=timezone.now())
        except Refused as refusal:
            raise CommandError(f"{news.pk}: {refusal.message}", returncode=WRONG) from refusal

"""The lanes of a crowd that is not told by mail at once: who gathers daily, who has a device. Needs Django set up."""

from django.utils import timezone

from deploy.bench.world import FIRST_ID, Crowd
from deploy.faults.copies import DIGEST, MAIL, PUSH, Copy
from deploy.faults.devices import subscription
from deploy.faults.ways import News
from unions.choices import Channel, Frequency
from unions.mail import message_id
from unions.models import AlertChoice, OwnChannel

GATHERS_EVERY = 9  # so that there are some of each language
DEVICE_EVERY = 40
URGENT = "urgent"
# Of the faults, in turn. Those that are aimed at another lane than mail wait for its turn, some three seconds.
LANES = (URGENT, DIGEST, PUSH, *[MAIL] * 9)


def make_varied(crowd: Crowd, port: int) -> None:
    """Let some of a crowd gather their news, and others have a device whose service listens at this port."""
    ids = range(FIRST_ID + crowd.first, FIRST_ID + crowd.first + crowd.size)
    daily = {"kind": "", "channel": Channel.MAIL, "frequency": Frequency.DAILY}
    AlertChoice.objects.bulk_create(AlertChoice(recipient_id=pk, **daily) for pk in ids[4::GATHERS_EVERY])
    for pk in ids[7::DEVICE_EVERY]:
        place = subscription(port, f"u{pk - FIRST_ID}@example.org")
        OwnChannel.objects.create(recipient_id=pk, channel=PUSH, name="Phone", address=place, made_at=timezone.now())


def gatherers() -> set[int]:
    """Return the recipients who gather."""
    return set(AlertChoice.objects.filter(frequency=Frequency.DAILY).values_list("recipient", flat=True))


def owners_of_devices() -> set[int]:
    """Return the recipients who have a device, in use or not."""
    return set(OwnChannel.objects.filter(channel=PUSH).values_list("recipient", flat=True))


def lane_of(copy: Copy, urgent: set[str]) -> str:
    """Return the lane of a copy, given the Message-IDs of what is urgent."""
    return URGENT if copy.message_id in urgent else copy.channel


def ids_of_urgent_mails(news: list[News]) -> set[str]:
    """Return the Message-IDs of mails that tell what of this news is urgent."""
    return {
        message_id(each.announcement.pk, Channel.MAIL, FIRST_ID + number)
        for each in news
        if each.announcement is not None and each.announcement.is_urgent
        for number in range(each.crowd.first, each.crowd.first + each.crowd.size)
    }

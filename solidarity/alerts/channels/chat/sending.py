"""One batch on its way to chats."""

from solidarity.alerts.channels.batches import send_by
from solidarity.alerts.channels.chat.handing_over import hand_over
from solidarity.alerts.claims import Batch


def send(batch: Batch) -> None:
    """Send a batch to the chats of its recipients."""
    send_by(hand_over, batch)

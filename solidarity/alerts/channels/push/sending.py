"""One batch on its way to devices."""

from solidarity.alerts.channels.batches import send_by
from solidarity.alerts.channels.push.handing_over import hand_over
from solidarity.alerts.claims import Batch


def send(batch: Batch) -> None:
    """Send a batch to the devices of its recipients."""
    send_by(hand_over, batch)

"""A pledge as its maker sees it: what was promised, what has arrived, which steps are open now."""

from typing import Any

from solidarity.choices import OPEN_PLEDGE_STATES, PledgeState
from solidarity.panels import amount_in_words
from unions.queries import Text


def pledge_row(found: Any, title: Text | None, need_name: str) -> dict[str, Any]:
    """Return what is shown of a pledge; of a request hidden by now (no title) none of the asker’s words."""
    is_moving = found.state == PledgeState.UNDER_WAY
    is_held = not found.need.solidarity_request.organisation.is_member
    is_light = found.need.kind.is_light
    is_promised = found.state == PledgeState.PLEDGED and not found.waits
    may_finish = (is_moving or (is_promised and is_light)) and not is_held
    return {
        "pledge": found,
        "title": title,
        "what": need_name if title else found.need.kind.name,
        "amount": amount_in_words(found.quantity, found.need),
        "delivered": amount_in_words(found.delivered, found.need) if found.delivered else "",
        "arrived": amount_in_words(found.arrived, found.need) if found.arrived else "",
        "is_held": is_held,
        "may_begin": is_promised and not is_light and not is_held,
        "may_finish": may_finish,
        "may_deliver_part": may_finish and found.quantity - found.delivered > 1,
        "may_withdraw": found.state in OPEN_PLEDGE_STATES,
    }

"""The authorisation matrix: for every address, who may read it at which level, and what the others get."""

from dataclasses import dataclass, field

from tests.security.world import Circle, Reader

EVERYONE = frozenset(Reader)
SIGNED_IN = EVERYONE - {Reader.STRANGER}
NETWORK = SIGNED_IN - {Reader.ACCOUNT}
OWN_STAFF = frozenset({Reader.STAFF_ASKER, Reader.ADMIN_ASKER})
ASKED_STAFF = frozenset({Reader.STAFF_ASKED})
ALL_STAFF = OWN_STAFF | ASKED_STAFF | {Reader.STAFF}
SERVING = frozenset({Reader.REVIEWER, Reader.SAFEGUARDING, Reader.NETWORK_ADMIN})
NOBODY: frozenset[Reader] = frozenset()

By = dict[Circle, frozenset[Reader]]

SEES: By = {
    Circle.PUBLIC: EVERYONE,
    Circle.NETWORK: NETWORK,
    Circle.NAMED: OWN_STAFF | ASKED_STAFF | {Reader.SAFEGUARDING},
    Circle.CHECKING: OWN_STAFF | ASKED_STAFF | {Reader.SAFEGUARDING, Reader.REVIEWER},
    Circle.DRAFT: OWN_STAFF,
    Circle.TAKEN_DOWN: OWN_STAFF | {Reader.SAFEGUARDING},
}


def everywhere(readers: frozenset[Reader], *but: Circle) -> By:
    """These readers at every level but these."""
    return {circle: NOBODY if circle in but else readers for circle in Circle}


@dataclass(frozen=True)
class Row:
    """One address.

    `of` names the object in it ("" for none), `arguments` what else stands in it. `may` holds who gets the page at
    each level, with one of `answers`. A reader who sees the request but may not do this is refused; everybody else
    gets the same as for nothing. `is_act` marks addresses that only take a POST.
    """

    may: By
    of: str = ""
    answers: tuple[int, ...] = (200,)
    is_act: bool = False
    arguments: dict[str, str] = field(default_factory=dict)


def plain(may: frozenset[Reader], *, answers: tuple[int, ...] = (200,), is_act: bool = False, **arguments: str) -> Row:
    """An address without an object, or of the union that asks."""
    return Row(may=everywhere(may), answers=answers, is_act=is_act, arguments=arguments)


PUBLIC_ONLY = {circle: EVERYONE if circle == Circle.PUBLIC else NOBODY for circle in Circle}
LIVE = everywhere(OWN_STAFF, Circle.DRAFT, Circle.TAKEN_DOWN)
OWN = everywhere(OWN_STAFF)
PAGE_OR_BACK = (200, 302)  # some acts have nothing to offer in some states: back to the request's own page
MAY_TAKE_DOWN = {
    circle: SEES[circle] & (OWN_STAFF | {Reader.SAFEGUARDING, Reader.NETWORK_ADMIN}) for circle in Circle
} | {Circle.DRAFT: NOBODY}
ENDORSERS = frozenset({Reader.STAFF, Reader.STAFF_ASKED})
PLEDGER = frozenset({Reader.MEMBER})
ADMIN = frozenset({Reader.ADMIN_ASKER})

ROWS: dict[str, Row] = {
    # Pages that everybody may read
    "robots": plain(EVERYONE),
    "sitemap": plain(EVERYONE),
    "solidarity:home": plain(EVERYONE),
    "solidarity:request-list": plain(EVERYONE),
    "solidarity:request-feed": plain(EVERYONE),
    "solidarity:guest-pledge-sent": plain(EVERYONE),
    "solidarity:guest-pledge-confirm": plain(EVERYONE, answers=(410,), token="no-such-token"),
    "unions:how-it-works": plain(EVERYONE),
    "unions:about": plain(EVERYONE),
    "unions:privacy": plain(EVERYONE),
    "unions:styleguide": plain(EVERYONE),
    "unions:organisation-detail": plain(EVERYONE, slug="{asker}"),
    "unions:invitation-accept": plain(EVERYONE, token="{invitation_token}"),
    "unions:unsubscribe": plain(EVERYONE, answers=(404,), token="no-such-token"),
    "solidarity:request-by-link": plain(EVERYONE, token="{answer_token}"),
    "solidarity:request-by-link-thanks": plain(EVERYONE, answers=(302,), token="{answer_token}"),
    "solidarity:photo-by-link": plain(EVERYONE, answers=(404,), token="{answer_token}", public_id="zzzzzzzzzzzz"),
    "solidarity:pledge-by-link": plain(EVERYONE, answers=(404,), token="{answer_token}", public_id="zzzzzzzzzzzz"),
    # One's own things
    "unions:account": plain(SIGNED_IN),
    "unions:second-factor": plain(SIGNED_IN, answers=PAGE_OR_BACK),
    "unions:account-mails": plain(SIGNED_IN, is_act=True),
    "unions:account-export": plain(SIGNED_IN, answers=(302,)),
    "unions:account-erase": plain(SIGNED_IN, answers=(302,)),
    "unions:follow-list": plain(SIGNED_IN),
    "unions:follow-toggle": plain(SIGNED_IN, is_act=True),
    "unions:membership-leave": plain(frozenset({Reader.MEMBER_ASKER}), slug="{asker}", role="member"),
    "solidarity:pledge-list": plain(SIGNED_IN),
    # The people of a union
    "unions:organisation-people": plain(ADMIN, slug="{asker}"),
    "unions:invitation-create": plain(ADMIN, is_act=True, slug="{asker}"),
    "unions:invitation-revoke": plain(ADMIN, public_id="{invitation}"),
    "unions:invitation-recover": plain(ADMIN, slug="{asker}", public_id="{member}"),
    "unions:membership-remove": plain(ADMIN, slug="{asker}", public_id="{member}", role="member"),
    # Duties
    "unions:organisation-import": plain(frozenset({Reader.NETWORK_ADMIN})),
    "unions:organisation-import-preview": plain(frozenset({Reader.NETWORK_ADMIN}), answers=PAGE_OR_BACK),
    "solidarity:review-list": plain(frozenset({Reader.REVIEWER, Reader.SAFEGUARDING})),
    "solidarity:review-detail": Row(
        of="request",
        may={
            circle: frozenset({Reader.REVIEWER}) if circle in {Circle.CHECKING, Circle.NETWORK} else NOBODY
            for circle in Circle
        },
    ),
    # A request
    "solidarity:request-detail": Row(of="request", may=SEES),
    "solidarity:request-poster": Row(of="request", may=PUBLIC_ONLY),
    "solidarity:request-waiting": plain(NETWORK),
    "solidarity:request-translate": Row(of="request", may=OWN, arguments={"language": "fr"}),
    "solidarity:need-pledge": Row(of="need", may=SEES),
    "solidarity:photo-file": Row(of="photo", may={**SEES, Circle.TAKEN_DOWN: NOBODY}),
    "solidarity:request-endorse": Row(
        of="request",
        may={circle: ENDORSERS if circle in {Circle.PUBLIC, Circle.NETWORK} else NOBODY for circle in Circle},
    ),
    # Asking, and looking after what one asked
    "solidarity:request-create": plain(ALL_STAFF),
    "solidarity:request-step": Row(of="request", may=OWN, answers=PAGE_OR_BACK, arguments={"step": "story"}),
    "solidarity:request-discard": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-manage": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-narrow": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-widen": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-extend": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-pause": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-resume": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-answer-reviewer": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:request-take-down": Row(of="request", may=MAY_TAKE_DOWN, answers=PAGE_OR_BACK),
    "solidarity:need-add": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:need-change": Row(of="need", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:need-remove": Row(of="need", may=OWN, is_act=True),
    "solidarity:photo-add": Row(of="request", may=OWN, answers=PAGE_OR_BACK),
    "solidarity:photo-remove": Row(of="photo", may=OWN, is_act=True),
    "solidarity:request-check-in": Row(of="request", may=LIVE, answers=PAGE_OR_BACK),
    "solidarity:request-pledges": Row(of="request", may=LIVE, answers=PAGE_OR_BACK),
    "solidarity:request-confirm": Row(of="request", may=LIVE, answers=PAGE_OR_BACK),
    "solidarity:request-update": Row(of="request", may=LIVE, answers=PAGE_OR_BACK),
    "solidarity:request-close": Row(of="request", may=LIVE, answers=PAGE_OR_BACK),
    "solidarity:pledge-accept": Row(of="pledge", may=OWN, is_act=True),
    "solidarity:pledge-refuse": Row(of="pledge", may=OWN),
    # Answering and pledging
    "solidarity:answer-desk": plain(ALL_STAFF),
    "solidarity:answer-create": Row(of="addressee", may=everywhere(ASKED_STAFF, Circle.DRAFT, Circle.TAKEN_DOWN)),
    "solidarity:pledge-detail": Row(of="pledge", may=everywhere(PLEDGER)),
    "solidarity:pledge-begin": Row(of="pledge", may=everywhere(PLEDGER), is_act=True),
    "solidarity:pledge-done": Row(of="pledge", may=everywhere(PLEDGER), is_act=True),
    "solidarity:pledge-deliver": Row(of="pledge", may=everywhere(PLEDGER)),
    "solidarity:pledge-withdraw": Row(of="pledge", may=everywhere(PLEDGER)),
}

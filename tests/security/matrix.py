"""The authorisation matrix: for every address, who may read it at which level, and what the others get."""

from dataclasses import dataclass, field

from tests.security.world import Circle, Reader

EVERYONE = frozenset(Reader)
SIGNED_IN = EVERYONE - {Reader.STRANGER}
NETWORK = SIGNED_IN - {Reader.ACCOUNT}
OWN_STAFF = frozenset({Reader.STAFF_ASKER, Reader.ADMIN_ASKER})
ASKED_STAFF = frozenset({Reader.STAFF_ASKED})
ALL_STAFF = OWN_STAFF | ASKED_STAFF | {Reader.STAFF}
SERVING = frozenset({Reader.REVIEWER, Reader.SAFEGUARDING, Reader.NETWORK_ADMIN, Reader.AUDITOR})
NETWORK_ADMIN = frozenset({Reader.NETWORK_ADMIN})
WATCHING = OWN_STAFF | NETWORK_ADMIN
TRAIL_READERS = NETWORK_ADMIN | {Reader.AUDITOR}
NOBODY: frozenset[Reader] = frozenset()
ONES_OWN = frozenset({Reader.MEMBER_ASKER})  # the world gives one chat to one person

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
    each level, with one of `answers`. A reader who sees the object (as `sees` says, else as they see the request) but
    may not do this is refused; everybody else gets the same as for nothing. `is_act` marks addresses that only take a
    POST.
    """

    may: By
    of: str = ""
    answers: tuple[int, ...] = (200,)
    is_act: bool = False
    arguments: dict[str, str] = field(default_factory=dict)
    sees: By = field(default_factory=lambda: SEES)


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
# An exchange is public, for the network, or at all other levels a draft; a visit is for two unions and who sits there.
HIDDEN = (Circle.NAMED, Circle.CHECKING, Circle.DRAFT, Circle.TAKEN_DOWN)
EXCHANGES: By = SEES | dict.fromkeys(HIDDEN, OWN_STAFF)
HOSTS = everywhere(frozenset({Reader.STAFF}), *HIDDEN)
PARTIES = OWN_STAFF | ASKED_STAFF
SEATED = frozenset({Reader.MEMBER_ASKER})
TWO_UNIONS, SEE_VISIT, SEE_SEAT = everywhere(PARTIES), everywhere(PARTIES | SEATED), everywhere(OWN_STAFF | SEATED)
NOTHING = everywhere(NOBODY)
ADMIN = frozenset({Reader.ADMIN_ASKER})
VETTING = frozenset({Reader.REVIEWER, Reader.NETWORK_ADMIN})
CALLED = (Circle.PUBLIC, Circle.NETWORK)  # elsewhere the world's campaigns are drafts of the union that asks
SEES_CAMPAIGN: By = {circle: SEES[circle] if circle in CALLED else OWN_STAFF for circle in Circle}
JOINS: By = {circle: ALL_STAFF if circle in CALLED else NOBODY for circle in Circle}
TAKES_PART: By = {circle: OWN_STAFF | ASKED_STAFF if circle in CALLED else NOBODY for circle in Circle}
PLACED: By = {circle: OWN_STAFF | ASKED_STAFF if circle in CALLED else OWN_STAFF for circle in Circle}

ROWS: dict[str, Row] = {
    # Pages that everybody may read
    "healthz": plain(EVERYONE),
    "readyz": plain(EVERYONE),
    "metrics": plain(EVERYONE),  # from this machine; from elsewhere see tests/solidarity/test_metrics.py
    "robots": plain(EVERYONE),
    "sitemap": plain(EVERYONE),
    "sitemap-part": plain(EVERYONE, section="organisations"),
    "solidarity:home": plain(EVERYONE),
    "solidarity:request-list": plain(EVERYONE),
    "solidarity:request-feed": plain(EVERYONE),
    "solidarity:guest-pledge-sent": plain(EVERYONE),
    "solidarity:guest-pledge-confirm": plain(EVERYONE, answers=(410,), token="no-such-token"),
    "unions:how-it-works": plain(EVERYONE),
    "unions:about": plain(EVERYONE),
    "unions:privacy": plain(EVERYONE),
    "unions:styleguide": plain(EVERYONE),
    "unions:organisation-list": plain(EVERYONE),
    "unions:organisation-detail": plain(EVERYONE, slug="{asker}"),
    "unions:employer-list": plain(EVERYONE),
    "unions:employer-detail": plain(EVERYONE, public_id="{employer}"),
    "unions:invitation-accept": plain(EVERYONE, token="{invitation_token}"),
    "unions:application-create": plain(EVERYONE),
    "unions:application-status": plain(EVERYONE, token="{application_token}"),
    "unions:application-step": plain(EVERYONE, answers=(302,), token="{application_token}", step="about"),
    "unions:application-evidence": plain(EVERYONE, token="{application_token}"),
    "unions:application-withdraw": plain(EVERYONE, token="{application_token}"),
    "unions:application-appeal": plain(EVERYONE, answers=(302,), token="{application_token}"),
    "unions:evidence-remove": plain(NOBODY, is_act=True, token="no-such-token", public_id="{evidence}"),
    "unions:unsubscribe": plain(EVERYONE, answers=(404,), token="no-such-token"),
    "solidarity:request-by-link": plain(EVERYONE, token="{answer_token}"),
    "solidarity:request-by-link-thanks": plain(EVERYONE, answers=(302,), token="{answer_token}"),
    "solidarity:reply-settle-by-link": plain(EVERYONE, is_act=True, token="{answer_token}", reply_id="{reply}"),
    "solidarity:photo-by-link": plain(EVERYONE, answers=(404,), token="{answer_token}", public_id="zzzzzzzzzzzz"),
    "solidarity:pledge-by-link": plain(EVERYONE, answers=(404,), token="{answer_token}", public_id="zzzzzzzzzzzz"),
    "security-txt": plain(EVERYONE),
    "push-worker": plain(EVERYONE),
    "mail-reports": plain(NOBODY, is_act=True),
    "unions:terms": plain(EVERYONE),
    "unions:accessibility": plain(EVERYONE),
    "unions:legal-notice": plain(EVERYONE),
    "unions:text-report-sent": plain(EVERYONE),
    "unions:text-report-create": plain(EVERYONE, kind="organisation", public_id="{organisation_id}"),
    "unions:recovery-ask": plain(EVERYONE),
    "unions:recovery-asked": plain(EVERYONE),
    "unions:recovery-use": plain(EVERYONE, answers=(404,), token="no-such-token"),
    # One's own things
    "unions:account": plain(SIGNED_IN),
    "unions:second-factor": plain(SIGNED_IN, answers=PAGE_OR_BACK),
    "unions:alert-preferences": plain(SIGNED_IN),
    "unions:alert-pause": plain(SIGNED_IN, is_act=True),
    "unions:alert-pause-end": plain(SIGNED_IN, is_act=True),
    "unions:own-channel-list": plain(SIGNED_IN),
    "unions:own-channel-add-device": plain(SIGNED_IN, answers=(302,)),
    "unions:own-channel-add-chat": plain(SIGNED_IN, answers=(302,)),
    "unions:own-channel-confirm": plain(ONES_OWN, public_id="{own_chat}"),
    "unions:own-channel-rename": plain(ONES_OWN, public_id="{own_chat}"),
    "unions:own-channel-test": plain(ONES_OWN, is_act=True, public_id="{own_chat}"),
    "unions:own-channel-remove": plain(ONES_OWN, public_id="{own_chat}"),
    "unions:address-again": plain(SIGNED_IN, is_act=True),
    "unions:address-reached": plain(EVERYONE, answers=(410,), token="no-such-token"),
    "unions:account-export": plain(SIGNED_IN, answers=(302,)),
    "unions:account-erase": plain(SIGNED_IN, answers=(302,)),
    "unions:account-held": plain(SIGNED_IN),
    "unions:account-export-page": plain(SIGNED_IN, answers=(302,)),
    "unions:recovery-list": plain(SIGNED_IN),
    "unions:follow-list": plain(SIGNED_IN),
    "unions:follow-toggle": plain(SIGNED_IN, is_act=True),
    "unions:membership-leave": plain(frozenset({Reader.MEMBER_ASKER}), slug="{asker}", role="member"),
    "solidarity:pledge-list": plain(SIGNED_IN),
    "solidarity:inbox-list": plain(SIGNED_IN),
    "solidarity:inbox-read": plain(SIGNED_IN, is_act=True),
    "solidarity:inbox-item": plain(ASKED_STAFF, token="{inbox_item}"),
    "solidarity:inbox-item-read": plain(ASKED_STAFF, is_act=True, token="{inbox_item}"),
    "solidarity:inbox-feed": plain(SIGNED_IN, answers=(302,)),
    "solidarity:inbox-atom": plain(EVERYONE, token="{feed_token}"),
    # The people of a union
    "unions:organisation-edit": plain(ADMIN, slug="{asker}"),
    "unions:organisation-contact": plain(ADMIN, answers=(302,), slug="{asker}"),
    "unions:organisation-contact-again": plain(ADMIN, is_act=True, slug="{asker}"),
    "unions:organisation-people": plain(ADMIN, slug="{asker}"),
    "unions:invitation-create": plain(ADMIN, is_act=True, slug="{asker}"),
    "unions:invitation-revoke": plain(ADMIN, public_id="{invitation}"),
    "unions:invitation-recover": plain(ADMIN, slug="{asker}", public_id="{member}"),
    "unions:membership-remove": plain(ADMIN, slug="{asker}", public_id="{member}", role="member"),
    # A union that applies, of the sector of the union that asks
    "unions:application-detail": plain(OWN_STAFF, public_id="{application}"),
    "unions:application-vouch": plain(ADMIN, public_id="{application}"),
    "unions:vouch-take-back": plain(OWN_STAFF, is_act=True, public_id="{application}"),
    "unions:application-object": plain(OWN_STAFF, public_id="{application}"),
    # Duties
    "unions:desk": plain(SERVING),
    "unions:suspension-list": plain(TRAIL_READERS),
    "unions:organisation-standing": plain(TRAIL_READERS, slug="{asker}"),
    "unions:organisation-decide": plain(NETWORK_ADMIN, slug="{asker}", step="suspend"),
    "unions:duty-list": plain(NETWORK_ADMIN),
    "unions:duty-take-back": plain(NETWORK_ADMIN, public_id="{serving}", kind="reviewer"),
    "unions:duty-confirm": plain(NETWORK_ADMIN, is_act=True, public_id="{proposal}"),
    "unions:duty-set-aside": plain(NETWORK_ADMIN, is_act=True, public_id="{proposal}"),
    "unions:trail": plain(TRAIL_READERS),
    "unions:trail-export": plain(frozenset({Reader.AUDITOR})),
    "solidarity:take-down-find": plain(frozenset({Reader.SAFEGUARDING, Reader.NETWORK_ADMIN}), answers=(302,)),
    "unions:admission-list": plain(VETTING),
    "unions:admission-detail": plain(VETTING, public_id="{application}"),
    "unions:admission-decide": plain(frozenset({Reader.NETWORK_ADMIN}), public_id="{application}"),
    "unions:admission-invite": plain(frozenset({Reader.NETWORK_ADMIN}), is_act=True, public_id="{application}"),
    "unions:check-record": plain(VETTING, public_id="{application}", kind="call_back"),
    "unions:objection-answer": plain(frozenset({Reader.NETWORK_ADMIN}), public_id="{objection}"),
    "unions:evidence-file": plain(VETTING, public_id="{evidence}"),
    "unions:membership-renew": plain(ADMIN, is_act=True, slug="{asker}", public_id="{member}", role="member"),
    "unions:recovery-confirm": plain(SIGNED_IN, answers=(302,), public_id="{recovery}"),
    "unions:recovery-stop": plain(ADMIN | {Reader.NETWORK_ADMIN}, public_id="{recovery}"),
    "unions:text-report-own": plain(OWN_STAFF, public_id="{hidden_report}"),
    # Duties
    "unions:retention-list": plain(frozenset({Reader.NETWORK_ADMIN, Reader.AUDITOR})),
    "unions:text-report-list": plain(SERVING - {Reader.AUDITOR}),
    "unions:text-report-detail": plain(SERVING - {Reader.AUDITOR}, public_id="{report}"),
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
    "solidarity:request-campaigns": Row(of="request", may=LIVE),
    # How far the news of a request is, and for network admins all news
    "solidarity:alert-run-list": plain(NETWORK_ADMIN),
    "solidarity:alert-run": plain(WATCHING, announcement_id="{announcement}"),
    "solidarity:alert-run-progress": plain(WATCHING, announcement_id="{announcement}"),
    "solidarity:alert-run-retry": plain(WATCHING, announcement_id="{announcement}"),
    "solidarity:alert-run-stop": plain(WATCHING, announcement_id="{announcement}"),
    # Campaigns
    "campaigns:campaign-list": plain(EVERYONE),
    "campaigns:campaign-create": plain(ALL_STAFF),
    "campaigns:campaign-by-name": plain(EVERYONE, answers=(302,), slug="{campaign}"),
    "campaigns:history-import": plain(frozenset({Reader.NETWORK_ADMIN})),
    "campaigns:campaign-detail": Row(of="campaign", may=SEES_CAMPAIGN),
    "campaigns:campaign-follow": Row(
        of="campaign", may={c: SEES_CAMPAIGN[c] - {Reader.STRANGER} for c in Circle}, is_act=True
    ),
    "campaigns:campaign-change": Row(of="campaign", may=OWN),
    "campaigns:campaign-move": Row(of="campaign", may=OWN),
    "campaigns:campaign-close": Row(of="campaign", may=OWN),
    "campaigns:campaign-update": Row(of="campaign", may=TAKES_PART),
    "campaigns:coalition-invite": Row(of="campaign", may=OWN),
    "campaigns:coalition-join": Row(of="campaign", may=JOINS),
    "campaigns:coalition-places": Row(of="campaign", may=PLACED),
    "campaigns:demand-add": Row(of="campaign", may=OWN),
    "campaigns:demand-change": Row(of="demand", may=OWN),
    "campaigns:day-add": Row(of="campaign", may=OWN),
    "campaigns:day-change": Row(of="day", may=OWN),
    "campaigns:day-calendar": Row(of="day", may=SEES_CAMPAIGN),
    "campaigns:action-add": Row(of="campaign", may=TAKES_PART),
    "campaigns:action-detail": Row(of="action", may=SEES_CAMPAIGN),
    "campaigns:action-change": Row(of="action", may=OWN),
    "campaigns:action-report": Row(of="action", may=PLACED),
    # Answering and pledging
    "solidarity:request-publish-for": Row(of="request", may=everywhere(NOBODY), sees=everywhere(NOBODY)),
    "solidarity:answer-desk": plain(ALL_STAFF),
    "solidarity:answer-create": Row(of="addressee", may=everywhere(ASKED_STAFF, Circle.DRAFT, Circle.TAKEN_DOWN)),
    "solidarity:reply-settle": Row(
        of="addressee",
        may=everywhere(ASKED_STAFF, Circle.DRAFT, Circle.TAKEN_DOWN),
        is_act=True,
        arguments={"reply_id": "{reply}"},
    ),
    "solidarity:pledge-detail": Row(of="pledge", may=everywhere(PLEDGER)),
    "solidarity:pledge-begin": Row(of="pledge", may=everywhere(PLEDGER), is_act=True),
    "solidarity:pledge-done": Row(of="pledge", may=everywhere(PLEDGER), is_act=True),
    "solidarity:pledge-deliver": Row(of="pledge", may=everywhere(PLEDGER)),
    "solidarity:pledge-withdraw": Row(of="pledge", may=everywhere(PLEDGER)),
    # Exchanges and visits
    "exchanges:exchange-list": plain(EVERYONE),
    "exchanges:exchange-create": plain(ALL_STAFF),
    "exchanges:exchange-detail": Row(of="exchange", sees=EXCHANGES, may=EXCHANGES),
    "exchanges:exchange-change": Row(of="exchange", sees=EXCHANGES, may=OWN),
    "exchanges:exchange-withdraw": Row(of="exchange", sees=EXCHANGES, may=OWN),
    "exchanges:offer-create": Row(of="exchange", sees=EXCHANGES, may=HOSTS),
    "exchanges:offer-list": Row(of="exchange", sees=EXCHANGES, may=OWN),
    "exchanges:offer-accept": Row(of="offer", sees=NOTHING, may=OWN, is_act=True),
    "exchanges:offer-withdraw": Row(of="offer", sees=NOTHING, may=everywhere(ASKED_STAFF), is_act=True),
    "exchanges:visit-detail": Row(of="visit", sees=SEE_VISIT, may=SEE_VISIT),
    "exchanges:agenda-print": Row(of="visit", sees=SEE_VISIT, may=SEE_VISIT),
    "exchanges:visit-outcome": Row(of="visit", sees=SEE_VISIT, may=SEE_VISIT),
    "exchanges:visit-confirm": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS, is_act=True),
    "exchanges:visit-plan": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:visit-postpone": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS, answers=(302,)),  # it is under way
    "exchanges:visit-cancel": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:visit-letter": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:visit-report": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:visit-waive": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:commitment-add": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:commitment-check": Row(of="promise", sees=NOTHING, may=OWN),
    "exchanges:participant-list": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:item-add": Row(of="visit", sees=SEE_VISIT, may=TWO_UNIONS),
    "exchanges:item-change": Row(of="item", sees=TWO_UNIONS, may=TWO_UNIONS),
    "exchanges:item-remove": Row(of="item", sees=TWO_UNIONS, may=TWO_UNIONS),
    "exchanges:participant-link": Row(of="free_seat", sees=NOTHING, may=OWN, is_act=True),
    "exchanges:participant-remove": Row(of="seat", sees=SEE_SEAT, may=SEE_SEAT),
    "exchanges:seat-settle": Row(of="seat", sees=SEE_SEAT, may=everywhere(SEATED)),
    "exchanges:participant-report": Row(of="seat", sees=SEE_SEAT, may=everywhere(SEATED)),
    "exchanges:seat-claim": plain(SIGNED_IN, token="{seat_token}"),
}

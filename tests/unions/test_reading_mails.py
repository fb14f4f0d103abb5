"""What comes in by mail is told apart, and of a reply only what its writer wrote is read."""

from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unions.incoming_mails import QUOTED, bounced, complained, nested, with_raw_body, written
from unions.mail import message_id
from unions.mail.incoming.automatic import is_automatic, is_our_own
from unions.mail.incoming.messages import LARGEST, MOST_LINES, Unreadable, taken_apart
from unions.mail.incoming.quoting import own_words, shortened
from unions.mail.incoming.replies import reply_in
from unions.mail.incoming.reports import DEAD, NOTHING_SAID, Bounce, bounce_in, complaint_in
from unions.validators import plain_text

TO = "answer+token@localhost"
WAY_BACK = "bounces+token@localhost"
ORIGINAL = "<p>A union asks yours for help.</p>"


def read(mail: EmailMessage | bytes) -> Any:
    """The mail as it is read from the wire."""
    return taken_apart(mail if isinstance(mail, bytes) else mail.as_bytes())


class TestReports:
    @pytest.mark.parametrize("status", ["5.1.1", "5.1.0", "5.1.2", "5.1.10", "5.2.1"])
    def test_a_box_that_does_not_exist_is_a_hard_bounce(self, status: str) -> None:
        found = bounce_in(read(bounced(WAY_BACK, status)))
        assert found == Bounce(status) and found.is_hard

    @pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.1.8", "4.2.2", "5.1.11"])
    def test_a_full_box_or_a_refusal_by_rule_is_a_soft_one(self, status: str) -> None:
        found = bounce_in(read(bounced(WAY_BACK, status)))
        assert found is not None and not found.is_hard

    def test_a_code_that_says_nothing_gives_way_to_that_of_the_other_server(self) -> None:
        assert bounce_in(read(bounced(WAY_BACK, "5.0.0", diagnostic="smtp; 550 5.1.1 unknown"))) == Bounce("5.1.1")

    @pytest.mark.parametrize("status", ["5.0.0", "nonsense"])
    @pytest.mark.parametrize(
        "reply", ["smtp; 550 no such box", "SMTP;551 moved", "smtp; 553-no\n such name", "smtp; 550"]
    )
    def test_without_any_code_a_bare_reply_is_read_as_on_the_wire(self, status: str, reply: str) -> None:
        assert bounce_in(read(bounced(WAY_BACK, status, diagnostic=reply))) == Bounce(DEAD) and Bounce(DEAD).is_hard

    @pytest.mark.parametrize(
        "reply",
        ["smtp; 554 refused", "smtp; 552 full", "smtp; 451 later", "smtp; 550 5.0.0 no", "x-local; 550 no", "5500", ""],
    )
    def test_a_reply_that_says_nothing_of_the_address_is_a_soft_bounce(self, reply: str) -> None:
        assert bounce_in(read(bounced(WAY_BACK, "5.0.0", diagnostic=reply))) == Bounce(NOTHING_SAID)

    def test_an_international_report_is_read_as_well(self) -> None:
        report = bounced(WAY_BACK).replace(b"message/delivery-status", b"message/global-delivery-status")
        assert bounce_in(read(report)) == Bounce("5.1.1")

    @pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
    def test_what_only_takes_longer_is_no_bounce(self, action: str) -> None:
        assert bounce_in(read(bounced(WAY_BACK, action=action))) is None

    def test_a_mail_about_a_bounce_is_none(self) -> None:
        assert bounce_in(read(written("Status: 5.1.1\nAction: failed", to=WAY_BACK))) is None

    @pytest.mark.parametrize("heads", ["Original-Mail-From", "Return-Path"])
    def test_a_complaint_names_the_way_back_of_the_mail_it_is_about(self, heads: str) -> None:
        found = complaint_in(read(complained("complaints@localhost", WAY_BACK, heads=heads)))
        assert found is not None and found.senders == [WAY_BACK]

    @pytest.mark.parametrize("kind", ["not-spam", "other", ""])
    def test_what_is_not_called_abuse_is_no_complaint(self, kind: str) -> None:
        assert complaint_in(read(complained("complaints@localhost", WAY_BACK, kind=kind))) is None


class TestMachines:
    @pytest.mark.parametrize(
        "heads",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated"},
            {"X_Autoreply": "yes"},
            {"X_Autorespond": "yes"},
            {"Precedence": "bulk"},
            {"Precedence": "auto_reply"},
            {"List_Id": "<news.example.org>"},
            {"Return_Path": "<>"},
            {"Subject": "Out of office: A request needs you"},
            {"Subject": "Automatic reply: A request needs you"},
            {"Subject": "Réponse automatique : Une demande"},
            {"Subject": "Respuesta automática: Una petición"},
            {"Subject": "Abwesenheitsnotiz"},
            {"Subject": "رد تلقائي: طلب"},
        ],
        ids=str,
    )
    def test_what_a_machine_sends_is_recognised(self, heads: dict[str, str]) -> None:
        assert is_automatic(read(written(to=TO, **heads)))

    @pytest.mark.parametrize(
        "heads", [{}, {"Auto_Submitted": "no"}, {"Subject": "Re: Out of office supplies"}], ids=str
    )
    def test_what_a_person_writes_is_not(self, heads: dict[str, str]) -> None:
        assert not is_automatic(read(written(to=TO, **heads)))

    def test_a_report_is_no_reply(self) -> None:
        assert is_automatic(read(bounced(TO)))

    @pytest.mark.parametrize(
        "heads", [{"From": "portal@localhost"}, {"Message_ID": message_id(1, "mail", 2)}], ids=["from", "id"]
    )
    def test_our_own_mail_is_recognised(self, heads: dict[str, str]) -> None:
        assert is_our_own(read(written(to=TO, **heads)))
        assert not is_our_own(read(written(to=TO, Message_ID="<a.person@localhost>")))


class TestWords:
    def test_quotations_and_their_attribution_are_cut(self) -> None:
        assert own_words("We send a delegation.\n" + QUOTED) == "We send a delegation."

    def test_words_right_above_an_attribution_or_a_copy_stay(self) -> None:
        assert own_words("We send a delegation." + QUOTED) == "We send a delegation."
        assert own_words("We send 12.\nAna <ana@example.org> wrote:\n> Words") == "We send 12."
        assert own_words("We send 12.\nSent: Monday\nFrom: <portal@localhost>\nWords") == "We send 12."

    def test_what_is_written_between_quotations_stays(self) -> None:
        text = "Hello,\n\n> When?\nOn Friday.\n> How many?\nTwelve of us.\n"
        assert own_words(text) == "Hello,\n\nOn Friday.\nTwelve of us."

    def test_a_sentence_that_leads_to_a_quotation_stays(self) -> None:
        assert own_words("You asked this:\n> When?\nOn Friday.") == "You asked this:\nOn Friday."

    @pytest.mark.parametrize(
        "attribution",
        [
            "Le lun. 23 nov. 2026 à 10:00, Portail <portal@localhost> a écrit :",
            "El lun, 23 nov 2026 a las 10:00, Portal (<portal@localhost>)\nescribió:",
            "في الاثنين، ٢٣ نوفمبر ٢٠٢٦ كتب Portal <portal@localhost>:",
            "Am 23.11.2026 um 10:00 schrieb Portal:",
        ],
    )
    def test_attributions_are_cut_in_every_language(self, attribution: str) -> None:
        assert own_words(f"Yes.\n\n{attribution}\n\n> What?") == "Yes."

    @pytest.mark.parametrize(
        "copy",
        [
            "-----Original Message-----\nFrom: Portal\nWords",
            "________________________________\nVon: Portal\nWorte",
            "---------- Forwarded message ---------\nWords",
            "De : Across Borders <portal@localhost>\nEnvoyé : lundi\nObjet : x\n\nMots",
            "From: Across Borders [mailto:portal@localhost]\nSent: Monday\n\nWords",
        ],
    )
    def test_a_copy_below_is_cut(self, copy: str) -> None:
        assert own_words(f"We send a delegation.\n\n{copy}") == "We send a delegation."

    def test_our_address_in_a_sentence_cuts_nothing(self) -> None:
        text = "Please write to portal@localhost as well."
        assert own_words(text) == text

    @pytest.mark.parametrize(
        "signature", ["-- \nAna\nDockers’ Union", "--\nAna", "Sent from my phone", "Envoyé de mon téléphone"]
    )
    def test_signatures_are_cut(self, signature: str) -> None:
        assert own_words(f"Yes.\n\n{signature}") == "Yes."

    def test_hidden_characters_go_and_letters_of_all_scripts_stay(self) -> None:
        words = own_words("مرحبا\u202e\u0000\u0007 می\u200cخواهم \U0001f680\r\nनमस्ते\ud800")
        assert words == "مرحبا می\u200cخواهم \U0001f680\nनमस्ते"

    def test_a_long_text_is_cut_where_it_shows(self) -> None:
        assert shortened("x" * 1001, 1000) == "x" * 999 + "…"
        assert shortened("x" * 1000, 1000) == "x" * 1000

    @given(st.text(max_size=3000))
    def test_whatever_is_written_can_be_kept(self, text: str) -> None:
        plain_text(own_words(text))

    @given(st.lists(st.sampled_from(["> x", "x:1", "--", "________", "", "x", "<portal@localhost>"]), max_size=30))
    def test_no_quotation_is_ever_left(self, lines: list[str]) -> None:
        assert not [line for line in own_words("\n".join(lines)).split("\n") if line.startswith(">")]


class TestReplies:
    def test_of_text_and_html_the_text_is_read(self) -> None:
        assert reply_in(read(written("Yes.", to=TO, html="<p>No.</p>"))).words == "Yes."

    def test_html_alone_becomes_text(self) -> None:
        words = "<p>We send<br>12&nbsp;people.</p><div>Ana</div>"
        html = f"<style>p{{}}</style>{words}<blockquote>{ORIGINAL}</blockquote><script>1</script>"
        assert reply_in(read(written("", to=TO, html=html))).words == "We send\n12 people.\n\nAna"

    def test_quoted_html_goes_with_its_attribution(self) -> None:
        attribution = "<div>On 23 Nov 2026 Portal &lt;portal@localhost&gt; wrote:<br></div>"
        quote = f"<div>{attribution}<blockquote>{ORIGINAL}</blockquote></div>"
        assert reply_in(read(written("", to=TO, html=f"<div>Yes.</div><br>{quote}"))).words == "Yes."

    def test_attachments_are_left_alone_and_said(self) -> None:
        mail = written(to=TO)
        mail.add_attachment("No words of the reply.", filename="letter.txt")
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="letter.pdf")
        reply = reply_in(read(mail))
        assert (reply.words, reply.has_attachments) == ("We send a delegation.", True)
        assert not reply_in(read(written(to=TO))).has_attachments

    def test_a_mail_inside_a_mail_is_not_read(self) -> None:
        mail = EmailMessage()
        mail["To"] = TO
        mail.add_attachment(written("Words of somebody else", to="x@example.org"))
        assert reply_in(read(mail)).words == ""

    @pytest.mark.parametrize(
        ("charset", "body"),
        [
            ("iso-8859-1", "Grüße".encode("iso-8859-1")),
            ("windows-1256", "تضامن".encode("windows-1256")),
            ("iso-2022-jp", "連帯".encode("iso-2022-jp")),
            ("koi8-r", "Да".encode("koi8-r")),
        ],
    )
    def test_charsets_of_mail_are_read(self, charset: str, body: bytes) -> None:
        assert reply_in(read(with_raw_body(TO, body, f"text/plain; charset={charset}"))).words == body.decode(charset)

    @pytest.mark.parametrize(
        "charset", ["punycode", "idna", "unicode_escape", "hex", "rot13", "zlib", "nonsense", '"\0"']
    )
    def test_what_is_no_charset_of_mail_is_read_as_utf_8(self, charset: str) -> None:
        assert (
            reply_in(read(with_raw_body(TO, b"Yes \xff\\ud800", f"text/plain; charset={charset}"))).words
            == "Yes \ufffd\\ud800"
        )


class TestHostileMails:
    def test_nesting_is_read_to_a_depth_that_mail_has(self) -> None:
        assert reply_in(read(nested(10, TO))).words == "Deep"

    @pytest.mark.parametrize("depth", [50, 2000, 20_000])
    def test_what_is_nested_deeper_is_not_taken_apart(self, depth: int) -> None:
        with pytest.raises(Unreadable):
            read(nested(depth, TO))

    def test_mails_inside_mails_without_end_are_not_taken_apart(self) -> None:
        with pytest.raises(Unreadable):
            read(b"Content-Type: message/rfc822\r\n\r\n" * 20_000)

    @pytest.mark.parametrize(
        "raw",
        [
            b"x\n" * LARGEST,
            b"\n" * (MOST_LINES + 1),
            b"Content-Type: text/plain;" + b"a*0=x;" * 100_000,
            b"Content-Type: text/plain;" + b"\n a*0=x;" * 40_000,
        ],
        ids=["large", "long", "one long head", "a head of many lines"],
    )
    def test_what_is_too_large_is_not_taken_apart(self, raw: bytes) -> None:
        with pytest.raises(Unreadable):
            taken_apart(raw)

    @given(
        st.binary(max_size=400),
        st.sampled_from(["text/plain", "text/html", "multipart/report", "multipart/mixed; boundary=x"]),
    )
    def test_any_bytes_are_read(self, body: bytes, content_type: str) -> None:
        mail = read(with_raw_body(TO, body, content_type))
        plain_text(reply_in(mail).words)
        assert (bounce_in(mail), complaint_in(mail)) == (None, None)
        assert not is_automatic(mail) or content_type == "multipart/report"

    @given(st.binary(max_size=300))
    def test_any_heads_are_read(self, heads: bytes) -> None:
        mail = read(b"To: x\r\nSubject: =?utf-8?b?" + heads)
        assert is_our_own(mail) in {True, False} and is_automatic(mail) in {True, False}

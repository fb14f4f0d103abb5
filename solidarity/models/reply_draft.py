"""An answer that came by mail and waits for one click."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from solidarity.querysets.reply_draft import ReplyDraftQuerySet
from unions.fields import EncryptedTextField, PublicIdField
from unions.validators import language_tag, plain_text


class ReplyDraft(models.Model):
    """What somebody of a union that is asked wrote in reply to a mail; nobody else reads it before it is confirmed.

    Confirmed or thrown away it keeps no words, only that there was one: so a mail counts once, and replies are few.
    `mark` is a keyed hash of the mail, `address_mark` one of the address that an office had.
    """

    public_id = PublicIdField()
    addressee = models.ForeignKey("solidarity.Addressee", models.CASCADE, related_name="reply_drafts")
    recipient = models.ForeignKey("unions.Recipient", models.CASCADE, related_name="reply_drafts")
    text = EncryptedTextField(_("what you wrote"), blank=True, validators=[plain_text])
    language = models.CharField(max_length=12, validators=[language_tag])
    has_attachments = models.BooleanField(default=False)
    mark = models.CharField(max_length=64)
    address_mark = models.CharField(max_length=32, default="", db_default="")
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer by mail")
        verbose_name_plural = _("answers by mail")
        constraints = [
            models.UniqueConstraint(fields=["addressee", "recipient", "mark"], name="reply_draft_once_per_mail"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True) | models.Q(text=""), name="reply_draft_settled_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

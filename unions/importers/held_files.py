"""A list between its preview and its import: encrypted, out of reach of the web server, gone after an hour."""

from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.core.files.base import ContentFile
from django.utils import timezone

from unions.fields import cipher, private_storage, random_public_id

FOLDER = "imports"
KEPT = timedelta(hours=1)


def hold(content: bytes) -> str:
    """Keep a file and return the word by which it is found; what is too old goes."""
    sweep()
    word = random_public_id()
    private_storage().save(f"{FOLDER}/{word}", ContentFile(cipher().encrypt(content)))
    return word


def held(word: str) -> bytes | None:
    """Return a file, or nothing once an hour is over."""
    storage = private_storage()
    if not word or not storage.exists(f"{FOLDER}/{word}"):
        return None
    with storage.open(f"{FOLDER}/{word}") as file:
        encrypted = file.read()
    try:
        return cipher().decrypt(encrypted, ttl=int(KEPT.total_seconds()))
    except InvalidToken:
        drop(word)
        return None


def drop(word: str) -> None:
    """Remove a file; none there is no harm."""
    if word:
        private_storage().delete(f"{FOLDER}/{word}")


def sweep() -> int:
    """Remove every file that is too old and return how many there were."""
    storage = private_storage()
    names = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
    oldest = timezone.now() - KEPT
    old = [name for name in names if storage.get_modified_time(f"{FOLDER}/{name}") < oldest]
    for name in old:
        drop(name)
    return len(old)

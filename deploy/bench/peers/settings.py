"""Settings of the peers' project: each library as its documentation says for speed."""

import os
from urllib.parse import urlsplit

_database = urlsplit(os.environ["PEERS_DATABASE_URL"])
SECRET_KEY = "only-for-measuring"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "people", "post_office", "mailer"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.lstrip("/"),
        "USER": _database.username,
        "PASSWORD": _database.password,
        "HOST": _database.hostname,
        "PORT": _database.port,
    }
}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["SINK_PORT"])
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = "portal@example.org"
LOGGING_CONFIG = None

POST_OFFICE = {
    "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    "BATCH_SIZE": 500,
    "THREADS_PER_PROCESS": 5,
    "LOG_LEVEL": 0,  # nothing: rows of a log cost as much as the mails
    "CELERY_ENABLED": False,
    "MAX_RETRIES": 0,
}
MAILER_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
MAILER_EMPTY_QUEUE_SLEEP = 0
CELERY_BROKER_URL = os.environ["PEERS_REDIS_URL"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True

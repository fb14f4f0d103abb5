"""The doctor looks at the database: does it answer, has it what we need, may the web role do only what it must?"""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError

from solidarity.management.running.findings import Finding, either
from solidarity.management.running.roles import TRAIL
from solidarity.queries import readiness

OLDEST = 15  # major version of Postgres
EXTENSIONS = {"pg_trgm", "unaccent"}
ALL_POWER = """
    SELECT rolsuper OR rolcreaterole
        OR pg_has_role(rolname, (SELECT relowner FROM pg_class WHERE oid = %(trail)s::regclass), 'MEMBER')
        OR has_table_privilege(rolname, %(trail)s, 'UPDATE') OR has_table_privilege(rolname, %(trail)s, 'TRUNCATE')
    FROM pg_roles WHERE rolname = %(role)s
"""
TRIGGER = "SELECT tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'portal_keep_trail'"


def answers() -> Iterator[Finding]:
    """Whether it answers, is new enough, and has the tables of this release."""
    place = f"{settings.DATABASES['default']['HOST']}:{settings.DATABASES['default']['PORT'] or 5432}"
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        refused = "password" in str(error) or "role" in str(error)
        who = "refuses us" if refused else "does not answer"
        advice = (
            "Check role and password in DATABASE_URL; `manage.py database_roles` renews them."
            if refused
            else "Start it, and check host and port in DATABASE_URL."
        )
        yield Finding("database", f"{place} {who}.", advice)
        return
    version = connection.cursor().connection.server_version // 10_000
    yield either(
        "database",
        version >= OLDEST,
        f"Postgres {version} answers.",
        f"Postgres {version} is too old.",
        f"Take Postgres {OLDEST} or newer.",
    )
    missing = readiness.missing_migrations()
    yield either(
        "tables",
        not missing,
        "The tables are those of this release.",
        f"The database has not seen {', '.join(missing[:3])}{' and others' if missing[3:] else ''}.",
        "Run `manage.py migrate` as the owner.",
    )


def extensions() -> Iterator[Finding]:
    """Whether searching has what it needs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = EXTENSIONS - {name for (name,) in cursor.fetchall()}
    yield either(
        "extensions",
        not missing,
        "Its extensions are there.",
        f"It lacks {', '.join(sorted(missing))}.",
        "CREATE EXTENSION as the owner; the package is called postgresql-contrib.",
    )


def roles() -> Iterator[Finding]:
    """Whether the role of DATABASE_URL is kept from changing the trail."""
    role = settings.WEB_DATABASE["USER"]
    with connection.cursor() as cursor:
        cursor.execute(ALL_POWER, {"role": role, "trail": TRAIL})
        row = cursor.fetchone()
    yield either(
        "roles",
        row == (False,),
        f"{role} serves pages and cannot change the trail.",
        f"{role} may do everything, also with the trail." if row else f"There is no role {role}.",
        "Give DATABASE_URL a role of its own, OWNER_DATABASE_URL to the owner's commands, and run "
        "`manage.py database_roles`.",
    )


def trail() -> Iterator[Finding]:
    """Whether the trigger that keeps the trail is at work."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGER, [TRAIL])
        row = cursor.fetchone()
    yield either(
        "trail",
        row in {("O",), ("A",)},
        "The trail is guarded.",
        "The trail is not guarded: somebody switched its trigger off.",
        "Find out who and why. Then, as the owner: ALTER TABLE unions_auditevent ENABLE TRIGGER portal_keep_trail.",
    )

"""A portal of its own for the audit: throwaway services, the demonstration's data, gunicorn behind TLS."""

import contextlib
import datetime
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.audit.crawl import fetch
from deploy.local.portal_environment import portal_environment, with_shell
from deploy.local.ports import any_free
from deploy.local.supervisor import Supervisor
from deploy.local.throwaway import Throwaway
from deploy.local.waiting import Unavailable, wait_until


@contextlib.contextmanager
def tls_portal(logs: Path) -> Iterator[tuple[str, Path]]:
    """Run a portal with its demonstration's data while the block lasts; yield its address and its certificate."""
    logs.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        supervisor = stack.enter_context(Supervisor(logs))
        services = Throwaway()
        stack.callback(services.stop)
        port = any_free()
        files = certificate(services.folder)
        environment = production_like(services, f"https://localhost:{port}")
        supervisor.step("prepare", [sys.executable, "-m", "deploy.local.prepare", services.folder / "people.json"],
            environment=environment)  # fmt: skip
        supervisor.start("web", web_command(port, *files), environment=environment)
        address = f"https://localhost:{port}"
        wait_until(lambda: answers(f"{address}/en/"), supervisor.raise_if_dead, f"{address}/en/ does not answer")
        yield address, files[0]


def production_like(services: Throwaway, site_url: str) -> dict[str, str]:
    """Return the portal's variables as production has them, but for the data."""
    database_url, redis_url = services.start()
    variables = portal_environment(
        keys=services.keys,
        database_url=database_url,
        redis_url=redis_url,
        site_url=site_url,
        email_url="smtp://127.0.0.1:1",
        private_files=services.folder / "private",
    )
    return with_shell({**variables, "DEMONSTRATION": "1"})


def web_command(port: int, certificate_file: Path, key_file: Path) -> list[str | Path]:
    """Return gunicorn's command with a certificate of ours."""
    options = [f"--bind=127.0.0.1:{port}", "--threads=8", "--no-control-socket"]
    identity = [f"--certfile={certificate_file}", f"--keyfile={key_file}"]
    return [sys.executable, "-m", "gunicorn", "solidarity.wsgi:application", *options, *identity]


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for localhost that is good for a day, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
    )
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    files[1].touch(mode=0o600)
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


def answers(address: str) -> bool:
    """Say whether a page comes back. Raises Unavailable if the first one is a failure."""
    try:
        status, _ = fetch(address)
    except OSError:
        return False
    if status != 200:
        raise Unavailable(f"{address} answers {status}; see .local/log/audit/web.log.")
    return True

# One image for every service of the portal, and one for the proxy. No engine runs where the tests run: they read this
# file, build what it builds and start what it starts (tests/deploy/test_image.py, test_compose.py).

FROM caddy:2.10-alpine AS proxy
COPY deploy/caddy/Caddyfile /etc/caddy/Caddyfile
RUN chown -R 10003:10003 /data /config
USER 10003:10003

# The version of Python on which every test runs.
FROM python:3.11-slim-trixie AS builder
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/portal
ENV PATH=/opt/portal/bin:$PATH
COPY deploy/requirements-production.txt /tmp/
RUN pip install --no-cache-dir --no-deps --require-hashes --no-binary=psycopg2 -r /tmp/requirements-production.txt
WORKDIR /portal
COPY . .
RUN python -m deploy.image

# What runs: no compiler, no package manager's leavings, no root.
FROM python:3.11-slim-trixie AS portal
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq5 postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=10001 --group=10001 --mode=700 /var/lib/portal/private /var/lib/portal/backups
COPY --from=builder /opt/portal /opt/portal
COPY --from=builder /portal /portal
ENV PATH=/opt/portal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=solidarity.settings \
    PRIVATE_FILES=/var/lib/portal/private
WORKDIR /portal
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "deploy.healthcheck", "http://127.0.0.1:8000/healthz"]
# Only errors of the server itself are logged: its warnings name the addresses of readers.
CMD ["gunicorn", "solidarity.wsgi:application", "--bind=0.0.0.0:8000", "--workers=2", "--threads=8", "--preload", \
    "--worker-tmp-dir=/dev/shm", "--graceful-timeout=20", "--no-control-socket", "--log-level=error"]

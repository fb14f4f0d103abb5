"""The audit believes no tool that looked at nothing."""

import datetime
from pathlib import Path

from cryptography import x509

from deploy.audit import crawl, html_validity, lighthouse, observatory, tls_portal, vulnerabilities

PAGE = "<a href='/en/about/'>About</a> <a href='/en/requests/?page=2'>2</a> <a href='#main'>Skip</a> <a href='https://ilo.org/'>ILO</a>"


def test_a_package_that_could_not_be_looked_up_is_a_fault() -> None:
    sound = {"name": "django", "version": "5.2", "vulns": []}
    skipped = {"name": "celery", "skip_reason": "service out of reach"}
    assert vulnerabilities.read_answer([sound]) == []
    assert "1 of 2 packages could not be looked up" in vulnerabilities.read_answer([sound, skipped])[0]


def test_a_vulnerable_package_is_named_with_its_number() -> None:
    vulnerable = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-2099-0001"}]}
    assert vulnerabilities.read_answer([vulnerable]) == ["pillow 1.0: CVE-2099-0001"]


def test_no_package_at_all_is_a_fault() -> None:
    assert vulnerabilities.read_answer([]) == ["pip-audit looked at nothing"]


def test_a_failed_header_test_and_a_low_score_are_faults() -> None:
    tests = {"x-frame-options": {"pass": False, "result": "missing"}, "cookies": {"pass": True, "result": "fine"}}
    answer = {"scan": {"grade": "B", "score": 75}, "tests": tests}
    assert observatory.read_answer(answer) == ["x-frame-options: missing", "75 points, at least 100"]


def test_a_low_score_names_the_checks_behind_it() -> None:
    references = [{"id": "color-contrast", "weight": 7}, {"id": "image-alt", "weight": 10}]
    audits = {"color-contrast": {"score": 0}, "image-alt": {"score": 1}}
    report = {"categories": {"accessibility": {"auditRefs": references}}, "audits": audits}
    assert lighthouse.failing(report, "accessibility") == "color-contrast"


def test_only_links_to_other_pages_are_followed() -> None:
    home = "https://localhost:1/en/"
    found = [link for link in crawl.links(home, PAGE) if crawl.is_here(link, "https://localhost:1")]
    assert found == ["https://localhost:1/en/about/", home]


def test_an_error_is_a_fault_and_a_matter_of_taste_is_none() -> None:
    assert html_validity.is_fault({"type": "error", "message": "Stray end tag."})
    assert html_validity.is_fault({"type": "info", "subType": "warning", "message": "Section lacks heading."})
    assert not html_validity.is_fault({"type": "info", "message": "Trailing slash on void elements has no effect."})


def test_the_certificate_is_for_localhost_and_ends_soon(tmp_path: Path) -> None:
    certificate_file, key_file = tls_portal.certificate(tmp_path)
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert certificate.not_valid_after_utc - datetime.datetime.now(datetime.UTC) <= datetime.timedelta(days=1)
    assert key_file.stat().st_mode & 0o077 == 0

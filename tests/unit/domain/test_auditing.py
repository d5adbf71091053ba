"""When the books are clean."""

from __future__ import annotations

from datetime import UTC, datetime

from desk_app.domain.checking.auditing import AuditReport, Breach

AT = datetime(2027, 3, 10, tzinfo=UTC)
BREACH = Breach(
    rule="nights",
    hotel_id=1,
    where="2027-03-10",
    expected="1",
    found="2",
    sentence="Two rooms are reserved where one was sold.",
)


def test_books_are_clean_without_any_breach_listed_or_not() -> None:
    assert AuditReport(breaches=(), checked={"nights": 5}, taken_at=AT).is_clean
    assert not AuditReport(breaches=(BREACH,), checked={}, taken_at=AT).is_clean
    assert not AuditReport(breaches=(), checked={}, taken_at=AT, unlisted=1).is_clean

"""Each guard is shown to fail a test that deserves it, and to let the others pass."""

from __future__ import annotations

import pytest

CARELESS_TESTS = """
    import logging, threading, warnings
    import pytest, structlog

    hold = threading.Event()

    def test_leaves_a_thread():
        threading.Thread(target=hold.wait, daemon=True, name="forgotten").start()

    @pytest.mark.expects_leftover_threads
    def test_leaves_a_thread_on_purpose():
        threading.Thread(target=hold.wait, daemon=True).start()

    def test_ends_its_thread_late():
        threading.Timer(0.05, lambda: None).start()

    def test_logs_an_error():
        logging.getLogger("db").error("sold %d rooms of %d", 12, 11)

    def test_logs_an_error_by_structlog():
        structlog.get_logger().error("seal broken", name="night audit")

    @pytest.mark.expects_error_logs
    def test_logs_an_error_on_purpose():
        logging.getLogger("db").error("expected")

    def test_logs_a_warning():
        logging.getLogger("db").warning("a retry")

    def test_warns():
        warnings.warn("old", DeprecationWarning)

    def test_thread_dies():
        def die():
            raise ValueError("died alone")
        thread = threading.Thread(target=die)
        thread.start()
        thread.join()
"""


@pytest.fixture(scope="module")
def outcome_of_each(pytestconfig: pytest.Config) -> dict[str, str]:
    """Filled by the one run below: starting pytest in pytest is slow."""
    return {}


@pytest.fixture
def outcomes(
    pytester: pytest.Pytester, pytestconfig: pytest.Config, outcome_of_each: dict[str, str]
) -> dict[str, str]:
    """Test name -> ``passed``, or the text of what went wrong."""
    if not outcome_of_each:
        root = pytestconfig.rootpath
        pytester.makepyfile(test_careless=CARELESS_TESTS)
        pytester.makefile(
            ".ini",
            pytest=f"""
                [pytest]
                pythonpath = {root}
                filterwarnings = error
                markers =
                    expects_error_logs
                    expects_leftover_threads
            """,
        )
        run = pytester.inline_run("-p", "tests.guards", "-p", "no:cacheprovider")
        for report in run.getreports("pytest_runtest_logreport"):
            name = report.nodeid.rpartition("::")[2]
            if report.failed:
                outcome_of_each[name] = str(report.longrepr)
            else:
                outcome_of_each.setdefault(name, "passed")
    return outcome_of_each


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("test_leaves_a_thread", "forgotten"),
        ("test_logs_an_error", "ERROR db: sold 12 rooms of 11"),
        ("test_logs_an_error_by_structlog", "seal broken"),
        ("test_warns", "DeprecationWarning: old"),
        ("test_thread_dies", "died alone"),
    ],
)
@pytest.mark.expects_leftover_threads
@pytest.mark.expects_error_logs
def test_careless_test_fails_and_says_why(outcomes: dict[str, str], test: str, said: str) -> None:
    assert outcomes[test] != "passed"
    assert said in outcomes[test]


@pytest.mark.parametrize(
    "test",
    [
        "test_leaves_a_thread_on_purpose",
        "test_ends_its_thread_late",
        "test_logs_an_error_on_purpose",
        "test_logs_a_warning",
    ],
)
@pytest.mark.expects_leftover_threads
@pytest.mark.expects_error_logs
def test_other_tests_pass(outcomes: dict[str, str], test: str) -> None:
    assert outcomes[test] == "passed"

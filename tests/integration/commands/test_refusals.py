"""What was typed wrong: one clear sentence, an exit code, and nothing written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.integration.commands.conftest import ROOM, TODAY, CommandLine

DAY = timedelta(days=1)
SQL = "x'; DROP TABLE hotel; --"
CARD = "4111 1111 1111 1111"
GUEST = ("--guest", "GARCIA, Ana")
CASH = ("--pay", "cash")
PLAZA = ("--hotel", "PLAZA")


def book(*more: str, room: tuple[str, ...] = ROOM) -> tuple[str, ...]:
    return ("book", *room, *GUEST, *CASH, *more)


def stay(check_in: str, check_out: str) -> tuple[str, ...]:
    return (*PLAZA, "--room-type", "CLQ", "--check-in", check_in, "--check-out", check_out)


REFUSED = {
    "dates reversed": (book(room=stay("+32", "+30")), "is before the arrival on"),
    "zero nights": (book(room=stay("+30", "+30")), "a stay needs at least one night"),
    "in the past": (book(room=stay("2035-03-01", "2035-03-03")), "is in the past; the hotel's day"),
    "ten years ahead": (book(room=stay("2045-03-01", "2045-03-03")), "has no price on"),
    "a year without end": (book(room=stay("9999-12-30", "9999-12-31")), "not a year in which"),
    "no date": (book(room=stay("12/25/2035", "+30")), "is no date; write 2026-12-25"),
    "a date that is none": (book(room=stay("2035-02-30", "+30")), "is no date"),
    "too far ahead": (book(room=stay("+9999", "+10000")), "is no date"),
    "more than a year": (book(room=stay("+1", "+400")), "at most 365 nights"),
    "too many adults": (book("--adults", "9"), "takes at most 2 adults"),
    "too many children": (book("--children", "9"), "takes at most 2 guests"),
    "no adult": (book("--adults", "0"), "at least one adult"),
    "negative children": (book("--children", "-1"), "can't be negative"),
    "no room": (book("--rooms", "0"), "from 1 to 50"),
    "a million rooms": (book("--rooms", "1000000000"), "from 1 to 50"),
    "unknown hotel": (
        book("--hotel", "NOPE"),
        "There is no hotel NOPE; desk hotels lists them.",
    ),
    "unknown hotel id": (book("--hotel", "987654321"), "There is no hotel 987654321; desk"),
    "hotel id beyond 64 bits": (book("--hotel", "9" * 30), "There is no hotel 999"),
    "empty hotel": (book("--hotel", ""), "Hotel: this must be filled in."),
    "unknown room type": (book("--room-type", "ZZZ"), "it has CLQ, TWN, SUK, DLX, JUN and more."),
    "unknown rate plan": (book("--rate-plan", "ZZZ"), "it has BAR, NRF, HOTEL."),
    "no name": (book("--guest", " , Ana"), "Last name: this must be filled in."),
    "a name of 10,000 letters": (book("--guest", "A" * 10_000), "at most 120 characters"),
    "a first name of 10,000": (book("--guest", "A, " + "B" * 10_000), "First name: at most 120"),
    "a card number as name": (book("--guest", CARD), "looks like a card number"),
    "a card number in the notes": (book("--notes", f"card {CARD}"), "looks like a card number"),
    "a card number as source": (book("--source", CARD), "looks like a card number"),
    "a card number to pay": (book("--pay", CARD.replace(" ", "")), "a card's token (pm_...)"),
    "an unknown card": (book("--pay", "pm_card_nobody_knows"), "does not know this card's token"),
    "a direction override": (book("--guest", "\u202eevil"), "U+202E can't be used"),
    "notes of 10,000 letters": (book("--notes", "A" * 10_000), "at most 2,000 characters"),
    "a phone that is none": (book("--phone", "call me"), "digits, spaces and + only"),
    "a mail address that is none": (book("--email", "ana at home"), "is not a mail address"),
    "a negative price": (book("--price", "-5"), "Price: this can't be negative."),
    "decimals beyond the currency": (book("--price", "5.001"), "USD has at most 2 decimals"),
    "a price that is no number": (book("--price", "five"), "is not an amount of money"),
    "a price that is not finite": (book("--price", "NaN"), "is not an amount of money"),
    "a price without end": (book("--price", "9" * 20), "this amount is too large"),
    "a negative total": (book("--expected-total", "-1"), "can't be negative"),
    "another total": (book("--expected-total", "1"), "The price is USD"),
    "a key with a blank": (book("--key", "a b"), "1 to 64 letters and digits"),
    "a key too long": (book("--key", "k" * 65), "1 to 64 letters and digits"),
    "an endless wait": (book("--wait", "1e9"), "from 0 to 3,600 seconds"),
    "sold out": (book("--rooms", "50"), "Fewer than 50 rooms of type Classic Queen left on"),
    "closed for sale": (
        book("--room-type", "PKS", "--check-in", "+40", "--check-out", "+42"),
        "Closed for sale on",
    ),
    "SQL as hotel": (book("--hotel", SQL), "There is no hotel x'; DROP"),
    "SQL as room type": (book("--room-type", SQL), "There is no room type x'; DROP"),
    "SQL as rate plan": (book("--rate-plan", SQL), "There is no rate plan x'; DROP"),
    "SQL as date": (book("--check-in", SQL), "is no date"),
    "SQL as phone": (book("--phone", SQL), "digits, spaces and + only"),
    "SQL as mail": (book("--email", SQL), "is not a mail address"),
    "SQL to pay": (book("--pay", f"pm_{SQL}"), "this is not a card token"),
    "SQL as price": (book("--price", SQL), "is not an amount of money"),
    "SQL as key": (book("--key", SQL), "1 to 64 letters and digits"),
    "SQL as code": (("show", SQL), "There is no reservation x'; DROP"),
    "a code that is none": (("show", "0000-0000"), "There is no reservation 0000-0000."),
    "a code of 10,000 letters": (("show", "A" * 10_000), "There is no reservation AAA"),
    "nothing to find": (("find", "  "), "Text: this must be filled in."),
    "cancelling nothing": (("cancel", "0000-0000", "--reason", "x"), "There is no reservation"),
    "cancelling without a reason": (("cancel", "0000-0000"), "say why with --reason"),
    "refunding nothing": (
        ("refund", "0000-0000", "--amount", "1", "--reason", "x"),
        "There is no reservation",
    ),
    "availability reversed": (
        ("availability", *PLAZA, "--from", "+3", "--to", "+1"),
        "To: 06 Mar 2035 is before 08 Mar 2035.",
    ),
    "availability of years": (
        ("availability", *PLAZA, "--from", "+0", "--to", "+400"),
        "To: at most 400 days at once.",
    ),
    "availability ten years ahead": (
        ("availability", *PLAZA, "--from", "2045-01-01", "--to", "2045-01-03"),
        "is not open for sale from",
    ),
    "availability of no type": (
        ("availability", *PLAZA, "--from", "+0", "--to", "+1", "--room-type", "ZZZ"),
        "There is no room type ZZZ at PLAZA",
    ),
    "which hotel": (
        ("availability", "--from", "+0", "--to", "+1"),
        "say which one with --hotel: CASA, FALESIA, PLAZA.",
    ),
    "a quote in the past": (
        ("quote", *stay("2035-03-01", "2035-03-03")),
        "is in the past; the hotel's day is 05 Mar 2035",
    ),
    "a quote ten years ahead": (("quote", *stay("2045-03-01", "2045-03-03")), "has no price on"),
    "a seed of nothing": (("seed", "--hotels", "0"), "Hotels: from 1 to 90,000, not 0."),
    "reconcile since no day": (("reconcile", "--since", "always"), "is no date"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_in_one_sentence_and_writes_nothing(
    desk: CommandLine, case: str
) -> None:
    words, sentence = REFUSED[case]
    before = desk.rows()
    answer = desk(*words)
    assert answer.code == 1, answer
    assert sentence in answer.err
    assert answer.err.startswith("desk: ")
    assert answer.err.count("\n") == 1
    assert len(answer.err) < 400
    assert answer.out == ""
    assert desk.rows() == before


NOT_UNDERSTOOD = {
    "an unknown command": (("buck",), "There is no command 'buck'. See desk --help."),
    "a command with a slip": (("bok",), "There is no command 'bok'; did you mean book?"),
    "an option left out": (("book", *ROOM, *CASH), "Missing option '--guest'"),
    "an unknown option": (("hotels", "--cheap"), "There is no option --cheap"),
    "letters for a number": (book("--adults", "two"), "--adults: write a whole number."),
    "a port that is none": (("sandbox", "--port", "99999"), "--port: this must be less"),
}


@pytest.mark.parametrize("case", NOT_UNDERSTOOD)
def test_misuse_is_told_apart_by_its_exit_code(desk: CommandLine, case: str) -> None:
    words, part = NOT_UNDERSTOOD[case]
    answer = desk(*words)
    assert answer.code == 2
    assert part in answer.err
    assert answer.err.count("\n") == 1
    as_json = desk(*words, "--json")
    assert as_json.code == 2
    assert as_json.json["error"] == "Usage"


def test_errors_are_json_when_asked(desk: CommandLine) -> None:
    answer = desk(*book("--room-type", "ZZZ"), "--json")
    assert answer.code == 1
    assert answer.err == ""
    assert answer.json == {
        "error": "NotFound",
        "message": "There is no room type ZZZ at PLAZA; it has CLQ, TWN, SUK, DLX, JUN and more.",
        "what": "room type",
        "name": "ZZZ",
        "known": ["CLQ", "TWN", "SUK", "DLX", "JUN", "PKS"],
    }


def test_sold_out_names_its_nights_to_scripts(desk: CommandLine) -> None:
    answer = desk(*book("--rooms", "50"), "--json").json
    assert answer["error"] == "SoldOut"
    assert answer["nights"][0] == (TODAY + 30 * DAY).isoformat()

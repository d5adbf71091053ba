"""The page behind a pay link: what is paid for, how much, and two buttons for the guest."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from desk_app.gateways.sandbox.account import sessions
from desk_app.gateways.sandbox.account.cards import APPROVED
from desk_app.gateways.sandbox.parameters import Problem
from desk_app.gateways.sandbox.routing import settle
from desk_app.gateways.sandbox.state import Body, State
from desk_app.gateways.stripe.currency import from_processor

PREFIX = "/pay/"
SECURITY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
"""The Content-Security-Policy of the page."""

_REFUSED = "pm_card_chargeDeclined"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1d2430; background: #f3f5f8; }}
main {{ max-width: 26rem; margin: 12vh auto; padding: 2rem; background: #fff;
  border: 1px solid #dfe4ea; border-radius: 12px; }}
h1 {{ font-size: 1.1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }}
.amount {{ font-size: 2rem; font-weight: 600; margin: 0 0 1.5rem; }}
.note {{ color: #566173; font-size: .875rem; margin: 1.5rem 0 0; }}
.bad {{ color: #a3261b; }}
button {{ font: inherit; width: 100%; padding: .75rem; margin-top: .75rem; cursor: pointer;
  border: 1px solid #8a94a3; border-radius: 8px; background: #fff; color: inherit; }}
button.first {{ background: #1d5fc4; border-color: #1d5fc4; color: #fff; font-weight: 600; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="amount">{amount}</p>
{rest}
<p class="note">Training: this page belongs to the payment sandbox. No money moves.</p>
</main>
</body>
</html>
"""
_BUTTONS = """<form method="post">
<button class="first" name="action" value="pay">Pay {amount}</button>
<button name="action" value="decline">Pay with a card that is declined</button>
</form>"""
_ENDED = {
    "complete": "<p>Paid. Thank you; you may close this page.</p>",
    "expired": "<p>This link has expired. Please ask the hotel for a new one.</p>",
}


def show(state: State, session_id: str) -> tuple[int, str]:
    """Status and HTML of the page as it stands."""
    return _answer(state, session_id, None)


def press(state: State, session_id: str, body: str) -> tuple[int, str]:
    """The guest pressed a button; ``body`` is the form. Pressing again changes nothing."""
    action = parse_qs(body).get("action", [""])[0]
    return _answer(state, session_id, {"pay": APPROVED, "decline": _REFUSED}.get(action))


def _answer(state: State, session_id: str, token: str | None) -> tuple[int, str]:
    declined = False
    with state.transaction() as books:
        settle(books)
        try:
            session = sessions.find_session(books, session_id)
        except Problem:
            return 404, _render("There is no such payment link", "", "")
        if token is not None and session["status"] == "open":
            try:
                sessions.pay(books, session_id, token)
            except Problem as problem:
                declined = problem.status == 402
            session = sessions.find_session(books, session_id)
    return 200, _page_of(session, declined)


def _page_of(session: Body, declined: bool) -> str:
    amount = str(from_processor(session["amount_total"], session["currency"]))
    rest = _ENDED.get(session["status"]) or _BUTTONS.format(amount=escape(amount))
    if declined:
        rest = '<p class="bad">The card was declined. Nothing was charged.</p>' + rest
    return _render(session["_description"], amount, rest)


def _render(title: str, amount: str, rest: str) -> str:
    return _PAGE.format(title=escape(title), amount=escape(amount), rest=rest)

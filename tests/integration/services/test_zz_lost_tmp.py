from __future__ import annotations
import pymysql.err, pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from desk_app.domain.errors import *
from desk_app.domain.refunding import RefundRequest
from desk_app.domain.money import Money
from desk_app.domain.statuses import Status
from tests.house.house import House, STD, ONE

def lost():
    return OperationalError("COMMIT", None, pymysql.err.OperationalError(2013, "Lost connection"))

@pytest.mark.layouts("mariadb", "sqlite")
@pytest.mark.parametrize("pay", ["cash", "pm_card_visa", "link", "terminal", "pm_card_chargeDeclined"])
@pytest.mark.parametrize("after", [True, False])
def test_lost(house: House, monkeypatch, pay, after):
    real = Connection.commit
    state = {"n": 0, "bad": 0}
    def commit(self):
        state["n"] += 1
        if state["n"] == state["bad"]:
            if after:
                real(self)
            raise lost()
        real(self)
    monkeypatch.setattr(Connection, "commit", commit)
    total = None
    k = 0
    while True:
        k += 1
        state["n"], state["bad"] = 0, k
        before = len(house.sandbox.charges())
        req = house.request(pay=pay, rooms=2)
        house.sandbox.set_reader("fast", delay=0)
        try:
            b = house.desk.reservations.book(req)
        except PaymentDeclined as e:
            b = e._data["reservation"]
        if b.status is Status.PENDING and pay == "link":
            house.sandbox.pay_session(b.payment.session_id)
        if b.status is Status.PENDING:
            b = house.desk.reservations.ask_again(1, req.key)
        if pay == "pm_card_chargeDeclined":
            assert b.status is Status.REJECTED
        else:
            assert b.status is Status.CONFIRMED
            r = RefundRequest(key=f"g{k}", hotel_id=1, reservation_id=b.id, amount=Money(5000, "USD"), reason="x")
            house.desk.payments.refund(r); house.desk.payments.refund(r)
            house.cancel(b, room_nos=(1,))
            house.worker.run_once()
            house.cancel(b)
            house.worker.run_once()
            b = house.again(b)
            assert b.status is Status.CANCELLED
            assert b.money.held == 0 and b.money.due <= 0, b.money
            assert all(x.status.value == "SUCCEEDED" for x in b.refunds), b.refunds
        house.later(minutes=3)
        if state["n"] < k or k > 40:
            break
    print("commits", k)
    house.worker.run_once()
    house.check_books()
    assert all(n.total_reserved == 0 for n in house.nights().values())

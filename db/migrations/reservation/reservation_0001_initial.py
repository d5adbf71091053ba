"""The reservation store as it was first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import INNODB, ascii_text, edited, identity, instant

revision = "reservation_0001"
down_revision = None
branch_labels = None
depends_on = None

_STATUSES = (
    "('PENDING', 'CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT', 'REJECTED', 'EXPIRED', 'CANCELLED',"
    " 'NO_SHOW', 'WALKED')"
)


def upgrade() -> None:
    _create_room_inventory()
    _create_business_date()
    _create_reservation()
    _create_reservation_room()
    _create_reservation_night()
    _create_payment()
    _create_refund()
    _create_folio_entry()
    _create_reservation_audit_event()


def downgrade() -> None:
    for table in (
        "reservation_audit_event",
        "folio_entry",
        "refund",
        "payment",
        "reservation_night",
        "reservation_room",
        "reservation",
        "business_date",
        "room_inventory",
    ):
        op.drop_table(table, if_exists=True)


def _create_room_inventory() -> None:
    op.create_table(
        "room_inventory",
        identity("hotel_id"),
        identity("room_type_id"),
        sa.Column("stay_date", sa.Date(), nullable=False),
        sa.Column("total_inventory", sa.Integer(), nullable=False),
        sa.Column("closed_rooms", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("allowed_over", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("total_reserved", sa.Integer(), nullable=False, server_default="0"),
        *edited(),
        sa.CheckConstraint("total_inventory >= 0", name=op.f("ck_room_inventory_total_inventory")),
        sa.CheckConstraint("closed_rooms >= 0", name=op.f("ck_room_inventory_closed_rooms")),
        sa.CheckConstraint("allowed_over >= 0", name=op.f("ck_room_inventory_allowed_over")),
        sa.CheckConstraint(
            "total_reserved >= 0"
            " AND total_reserved + closed_rooms <= total_inventory + allowed_over",
            name=op.f("ck_room_inventory_never_oversold"),
        ),
        sa.PrimaryKeyConstraint(
            "hotel_id", "room_type_id", "stay_date", name=op.f("pk_room_inventory")
        ),
        **INNODB,
    )


def _create_business_date() -> None:
    op.create_table(
        "business_date",
        identity("hotel_id"),
        sa.Column("business_date", sa.Date(), nullable=False),
        *edited(),
        sa.PrimaryKeyConstraint("hotel_id", name=op.f("pk_business_date")),
        **INNODB,
    )


def _create_reservation() -> None:
    op.create_table(
        "reservation",
        identity("hotel_id"),
        identity("id"),
        sa.Column("confirmation_code", ascii_text(8), nullable=False),
        sa.Column("idempotency_key", ascii_text(64), nullable=False),
        sa.Column("body_hash", ascii_text(64), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        identity("guest_id", nullable=True),
        sa.Column("last_name", sa.String(120), nullable=False),
        sa.Column("first_name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(250), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("phone_key", ascii_text(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("check_in", sa.Date(), nullable=False),
        sa.Column("check_out", sa.Date(), nullable=False),
        sa.Column("currency", ascii_text(3), nullable=False),
        identity("rate_plan_id"),
        sa.Column("rate_plan_code", ascii_text(16), nullable=False),
        sa.Column("guarantee", ascii_text(16), nullable=False),
        sa.Column("method", ascii_text(16), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("expires_at", instant(), nullable=True),
        sa.Column("due_at", instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease_owner", ascii_text(64), nullable=True),
        sa.Column("lease_until", instant(), nullable=True),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        *edited(),
        sa.UniqueConstraint(
            "hotel_id", "idempotency_key", name=op.f("uq_reservation_idempotency_key")
        ),
        sa.UniqueConstraint(
            "hotel_id", "confirmation_code", name=op.f("uq_reservation_confirmation_code")
        ),
        sa.CheckConstraint("check_out > check_in", name=op.f("ck_reservation_stay")),
        sa.CheckConstraint(f"status IN {_STATUSES}", name=op.f("ck_reservation_status")),
        sa.CheckConstraint(
            "guarantee IN ('PREPAID', 'AT_HOTEL')", name=op.f("ck_reservation_guarantee")
        ),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_reservation")),
        **INNODB,
    )
    op.create_index(op.f("ix_reservation_due"), "reservation", ["hotel_id", "due_at"], unique=False)
    op.create_index(
        op.f("ix_reservation_name"), "reservation", ["hotel_id", "name_key"], unique=False
    )
    op.create_index(
        op.f("ix_reservation_phone_key"), "reservation", ["hotel_id", "phone_key"], unique=False
    )


def _create_reservation_room() -> None:
    op.create_table(
        "reservation_room",
        identity("hotel_id"),
        identity("reservation_id"),
        sa.Column("room_no", sa.SmallInteger(), autoincrement=False, nullable=False),
        identity("room_type_id"),
        identity("room_id", nullable=True),
        sa.Column("adults", sa.SmallInteger(), nullable=False),
        sa.Column("children", sa.SmallInteger(), nullable=False),
        sa.Column("check_in", sa.Date(), nullable=False),
        sa.Column("check_out", sa.Date(), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("fee_waived_by", sa.String(80), nullable=True),
        sa.Column("cancelled_at", instant(), nullable=True),
        *edited(),
        sa.CheckConstraint("check_out > check_in", name=op.f("ck_reservation_room_stay")),
        sa.CheckConstraint(
            "adults >= 1 AND children >= 0", name=op.f("ck_reservation_room_guests")
        ),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_reservation_room_fee")),
        sa.CheckConstraint(f"status IN {_STATUSES}", name=op.f("ck_reservation_room_status")),
        sa.PrimaryKeyConstraint(
            "hotel_id", "reservation_id", "room_no", name=op.f("pk_reservation_room")
        ),
        **INNODB,
    )
    op.create_index(
        op.f("ix_reservation_room_arrival"),
        "reservation_room",
        ["hotel_id", "check_in"],
        unique=False,
    )
    op.create_index(
        op.f("ix_reservation_room_departure"),
        "reservation_room",
        ["hotel_id", "check_out"],
        unique=False,
    )


def _create_reservation_night() -> None:
    op.create_table(
        "reservation_night",
        identity("hotel_id"),
        identity("reservation_id"),
        sa.Column("room_no", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("stay_date", sa.Date(), nullable=False),
        identity("room_type_id"),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("released_at", instant(), nullable=True),
        sa.CheckConstraint("price >= 0", name=op.f("ck_reservation_night_price")),
        sa.PrimaryKeyConstraint(
            "hotel_id", "reservation_id", "room_no", "stay_date", name=op.f("pk_reservation_night")
        ),
        **INNODB,
    )


def _create_payment() -> None:
    op.create_table(
        "payment",
        identity("hotel_id"),
        identity("id"),
        identity("reservation_id"),
        sa.Column("method", ascii_text(16), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", ascii_text(3), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("refunded", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("intent_id", ascii_text(128), nullable=True),
        sa.Column("session_id", ascii_text(128), nullable=True),
        sa.Column("pay_url", sa.String(2000), nullable=True),
        sa.Column("reader_id", ascii_text(128), nullable=True),
        sa.Column("card", sa.String(40), nullable=True),
        sa.Column("decline_code", ascii_text(64), nullable=True),
        sa.Column("created_at", instant(), nullable=False),
        *edited(),
        sa.CheckConstraint("amount >= 0 AND captured >= 0", name=op.f("ck_payment_amounts")),
        sa.CheckConstraint(
            "refunded >= 0 AND refunded <= captured", name=op.f("ck_payment_never_over_refunded")
        ),
        sa.CheckConstraint(
            "status IN ('REQUESTED', 'WAITING', 'UNKNOWN', 'SUCCEEDED', 'DECLINED', 'CANCELLED')",
            name=op.f("ck_payment_status"),
        ),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_payment")),
        **INNODB,
    )
    op.create_index(
        op.f("ix_payment_reservation"), "payment", ["hotel_id", "reservation_id"], unique=False
    )


def _create_refund() -> None:
    op.create_table(
        "refund",
        identity("hotel_id"),
        identity("id"),
        identity("reservation_id"),
        identity("payment_id"),
        sa.Column("refund_key", ascii_text(128), nullable=False),
        sa.Column("kind", ascii_text(16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", ascii_text(3), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("approved_by", sa.String(80), nullable=True),
        sa.Column("processor_refund_id", ascii_text(128), nullable=True),
        sa.Column("failure_code", ascii_text(64), nullable=True),
        sa.Column("due_at", instant(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease_owner", ascii_text(64), nullable=True),
        sa.Column("lease_until", instant(), nullable=True),
        sa.Column("created_at", instant(), nullable=False),
        *edited(),
        sa.UniqueConstraint("hotel_id", "refund_key", name=op.f("uq_refund_key")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_amount")),
        sa.CheckConstraint(
            "kind IN ('CANCELLATION', 'GOODWILL', 'LATE_MONEY')", name=op.f("ck_refund_kind")
        ),
        sa.CheckConstraint(
            "status IN ('REQUESTED', 'SENT', 'SUCCEEDED', 'FAILED', 'BLOCKED', 'REPLACED')",
            name=op.f("ck_refund_status"),
        ),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_refund")),
        **INNODB,
    )
    op.create_index(op.f("ix_refund_due"), "refund", ["hotel_id", "due_at"], unique=False)
    op.create_index(
        op.f("ix_refund_reservation"), "refund", ["hotel_id", "reservation_id"], unique=False
    )


def _create_folio_entry() -> None:
    op.create_table(
        "folio_entry",
        identity("hotel_id"),
        identity("id"),
        identity("reservation_id"),
        sa.Column("room_no", sa.SmallInteger(), nullable=True),
        sa.Column("kind", ascii_text(16), nullable=False),
        sa.Column("description", sa.String(250), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", ascii_text(3), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        identity("reverses_id", nullable=True),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('ROOM', 'EXTRA', 'TAX', 'FEE', 'ADJUSTMENT')",
            name=op.f("ck_folio_entry_kind"),
        ),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_folio_entry")),
        **INNODB,
    )
    op.create_index(
        op.f("ix_folio_entry_reservation"),
        "folio_entry",
        ["hotel_id", "reservation_id"],
        unique=False,
    )


def _create_reservation_audit_event() -> None:
    op.create_table(
        "reservation_audit_event",
        identity("hotel_id"),
        identity("id"),
        sa.Column("entity", ascii_text(32), nullable=False),
        identity("entity_id"),
        sa.Column("action", ascii_text(32), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_reservation_audit_event")),
        **INNODB,
    )
    op.create_index(
        op.f("ix_reservation_audit_event_entity"),
        "reservation_audit_event",
        ["hotel_id", "entity_id"],
        unique=False,
    )

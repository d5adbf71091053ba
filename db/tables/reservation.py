"""The reservation store: inventory, reservations and their money, which change together.

All money columns are minor units of the reservation's currency. `due_at` on a reservation or a
refund is when the worker has to look at it next; NULL = nothing is left to do.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from db.tables.columns import (
    TABLE_OPTIONS,
    Instant,
    Json,
    ascii_text,
    audit_columns,
    edit_columns,
    id_column,
    store_metadata,
)

metadata = store_metadata()

_STATUSES = (
    "('PENDING', 'CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT', 'REJECTED', 'EXPIRED', 'CANCELLED',"
    " 'NO_SHOW', 'WALKED')"
)

room_inventory = Table(
    "room_inventory",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("room_type_id", primary_key=True),
    Column("stay_date", Date, primary_key=True),
    Column("total_inventory", Integer, nullable=False),
    Column("closed_rooms", Integer, nullable=False, server_default="0"),
    Column("allowed_over", Integer, nullable=False, server_default="0"),
    Column("total_reserved", Integer, nullable=False, server_default="0"),
    *edit_columns(),
    CheckConstraint("total_inventory >= 0", name="total_inventory"),
    CheckConstraint("closed_rooms >= 0", name="closed_rooms"),
    CheckConstraint("allowed_over >= 0", name="allowed_over"),
    CheckConstraint(
        "total_reserved >= 0 AND total_reserved + closed_rooms <= total_inventory + allowed_over",
        name="never_oversold",
    ),
    **TABLE_OPTIONS,
)

business_date = Table(
    "business_date",
    metadata,
    id_column("hotel_id", primary_key=True),
    Column("business_date", Date, nullable=False),
    *edit_columns(),
    **TABLE_OPTIONS,
)

reservation = Table(
    "reservation",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    Column("confirmation_code", ascii_text(8), nullable=False),
    Column("idempotency_key", ascii_text(64), nullable=False),
    Column("body_hash", ascii_text(64), nullable=False),
    Column("status", ascii_text(16), nullable=False),
    id_column("guest_id", nullable=True),
    Column("last_name", String(120), nullable=False),
    Column("first_name", String(120), nullable=False),
    Column("name_key", String(250), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("phone_key", ascii_text(40), nullable=False),
    Column("email", String(254), nullable=False),
    Column("check_in", Date, nullable=False),
    Column("check_out", Date, nullable=False),
    Column("currency", ascii_text(3), nullable=False),
    id_column("rate_plan_id"),
    Column("rate_plan_code", ascii_text(16), nullable=False),
    Column("guarantee", ascii_text(16), nullable=False),
    Column("method", ascii_text(16), nullable=False),
    Column("terms", Json, nullable=False),
    Column("notes", Text, nullable=False),
    Column("source", String(32), nullable=False),
    Column("expires_at", Instant, nullable=True),
    Column("due_at", Instant, nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("lease_owner", ascii_text(64), nullable=True),
    Column("lease_until", Instant, nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(80), nullable=False),
    *edit_columns(),
    UniqueConstraint("hotel_id", "idempotency_key", name="uq_reservation_idempotency_key"),
    UniqueConstraint("hotel_id", "confirmation_code", name="uq_reservation_confirmation_code"),
    Index("ix_reservation_due", "hotel_id", "due_at"),
    Index("ix_reservation_name", "hotel_id", "name_key"),
    Index("ix_reservation_phone_key", "hotel_id", "phone_key"),
    CheckConstraint("check_out > check_in", name="stay"),
    CheckConstraint(f"status IN {_STATUSES}", name="status"),
    CheckConstraint("guarantee IN ('PREPAID', 'AT_HOTEL')", name="guarantee"),
    **TABLE_OPTIONS,
)

reservation_room = Table(
    "reservation_room",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("reservation_id", primary_key=True),
    Column("room_no", SmallInteger, primary_key=True, autoincrement=False),
    id_column("room_type_id"),
    id_column("room_id", nullable=True),
    Column("adults", SmallInteger, nullable=False),
    Column("children", SmallInteger, nullable=False),
    Column("check_in", Date, nullable=False),
    Column("check_out", Date, nullable=False),
    Column("status", ascii_text(16), nullable=False),
    Column("fee", BigInteger, nullable=False, server_default="0"),
    Column("fee_waived_by", String(80), nullable=True),
    Column("cancelled_at", Instant, nullable=True),
    *edit_columns(),
    Index("ix_reservation_room_arrival", "hotel_id", "check_in"),
    Index("ix_reservation_room_departure", "hotel_id", "check_out"),
    CheckConstraint("check_out > check_in", name="stay"),
    CheckConstraint("adults >= 1 AND children >= 0", name="guests"),
    CheckConstraint("fee >= 0", name="fee"),
    CheckConstraint(f"status IN {_STATUSES}", name="status"),
    **TABLE_OPTIONS,
)

reservation_night = Table(
    "reservation_night",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("reservation_id", primary_key=True),
    Column("room_no", SmallInteger, primary_key=True, autoincrement=False),
    Column("stay_date", Date, primary_key=True),
    id_column("room_type_id"),
    Column("price", BigInteger, nullable=False),
    Column("released_at", Instant, nullable=True),
    CheckConstraint("price >= 0", name="price"),
    **TABLE_OPTIONS,
)

payment = Table(
    "payment",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    id_column("reservation_id"),
    Column("method", ascii_text(16), nullable=False),
    Column("status", ascii_text(16), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", ascii_text(3), nullable=False),
    Column("captured", BigInteger, nullable=False, server_default="0"),
    Column("refunded", BigInteger, nullable=False, server_default="0"),
    Column("intent_id", ascii_text(128), nullable=True),
    Column("session_id", ascii_text(128), nullable=True),
    Column("pay_url", String(2000), nullable=True),
    Column("reader_id", ascii_text(128), nullable=True),
    Column("card", String(40), nullable=True),
    Column("decline_code", ascii_text(64), nullable=True),
    Column("created_at", Instant, nullable=False),
    *edit_columns(),
    Index("ix_payment_reservation", "hotel_id", "reservation_id"),
    CheckConstraint("amount >= 0 AND captured >= 0", name="amounts"),
    CheckConstraint("refunded >= 0 AND refunded <= captured", name="never_over_refunded"),
    CheckConstraint(
        "status IN ('REQUESTED', 'WAITING', 'UNKNOWN', 'SUCCEEDED', 'DECLINED', 'CANCELLED')",
        name="status",
    ),
    **TABLE_OPTIONS,
)

refund = Table(
    "refund",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    id_column("reservation_id"),
    id_column("payment_id"),
    Column("refund_key", ascii_text(128), nullable=False),
    Column("kind", ascii_text(16), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", ascii_text(3), nullable=False),
    Column("status", ascii_text(16), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("approved_by", String(80), nullable=True),
    Column("processor_refund_id", ascii_text(128), nullable=True),
    Column("failure_code", ascii_text(64), nullable=True),
    Column("due_at", Instant, nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("lease_owner", ascii_text(64), nullable=True),
    Column("lease_until", Instant, nullable=True),
    Column("created_at", Instant, nullable=False),
    *edit_columns(),
    UniqueConstraint("hotel_id", "refund_key", name="uq_refund_key"),
    Index("ix_refund_due", "hotel_id", "due_at"),
    Index("ix_refund_reservation", "hotel_id", "reservation_id"),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("kind IN ('CANCELLATION', 'GOODWILL', 'LATE_MONEY')", name="kind"),
    CheckConstraint(
        "status IN ('REQUESTED', 'SENT', 'SUCCEEDED', 'FAILED', 'BLOCKED', 'REPLACED')",
        name="status",
    ),
    **TABLE_OPTIONS,
)

folio_entry = Table(
    "folio_entry",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    id_column("reservation_id"),
    Column("room_no", SmallInteger, nullable=True),
    Column("kind", ascii_text(16), nullable=False),
    Column("description", String(250), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", ascii_text(3), nullable=False),
    Column("business_date", Date, nullable=False),
    id_column("reverses_id", nullable=True),
    Column("created_by", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("ix_folio_entry_reservation", "hotel_id", "reservation_id"),
    CheckConstraint("kind IN ('ROOM', 'EXTRA', 'TAX', 'FEE', 'ADJUSTMENT')", name="kind"),
    **TABLE_OPTIONS,
)

audit_event = Table(
    "reservation_audit_event",
    metadata,
    *audit_columns(),
    Index("ix_reservation_audit_event_entity", "hotel_id", "entity_id"),
    **TABLE_OPTIONS,
)

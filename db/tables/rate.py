"""The rate store: plans, prices, restrictions, policies. Every key begins with the hotel."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from db.tables.columns import (
    TABLE_OPTIONS,
    Json,
    ascii_text,
    audit_columns,
    edit_columns,
    id_column,
    store_metadata,
)

metadata = store_metadata()

cancellation_policy = Table(
    "cancellation_policy",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    Column("code", ascii_text(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("fee_kind", ascii_text(16), nullable=False),
    Column("fee_value", BigInteger, nullable=False),
    Column("free_before", Integer, nullable=True),
    Column("free_unit", ascii_text(8), nullable=False),
    *edit_columns(),
    UniqueConstraint("hotel_id", "code"),
    CheckConstraint("fee_value >= 0", name="fee_value"),
    CheckConstraint("free_before >= 0", name="free_before"),
    CheckConstraint("free_unit IN ('DAYS', 'HOURS')", name="free_unit"),
    CheckConstraint(
        "fee_kind IN ('FREE', 'PERCENT', 'NIGHTS', 'FIXED', 'NON_REFUNDABLE')", name="fee_kind"
    ),
    **TABLE_OPTIONS,
)

rate_plan = Table(
    "rate_plan",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    Column("code", ascii_text(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("meals", String(60), nullable=False),
    Column("guarantee", ascii_text(16), nullable=False),
    id_column("policy_id"),
    Column("position", Integer, nullable=False),
    Column("status", ascii_text(16), nullable=False),
    *edit_columns(),
    UniqueConstraint("hotel_id", "code"),
    CheckConstraint("guarantee IN ('PREPAID', 'AT_HOTEL')", name="guarantee"),
    CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name="status"),
    **TABLE_OPTIONS,
)

room_rate = Table(
    "room_rate",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("rate_plan_id", primary_key=True),
    id_column("room_type_id", primary_key=True),
    Column("stay_date", Date, primary_key=True),
    Column("price", BigInteger, nullable=False),
    *edit_columns(),
    CheckConstraint("price >= 0", name="price"),
    **TABLE_OPTIONS,
)

restriction = Table(
    "restriction",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("room_type_id", primary_key=True),
    id_column("rate_plan_id", primary_key=True),
    Column("stay_date", Date, primary_key=True),
    Column("min_los", SmallInteger, nullable=False, server_default="0"),
    Column("max_los", SmallInteger, nullable=False, server_default="0"),
    Column("closed_to_arrival", Boolean, nullable=False),
    Column("closed_to_departure", Boolean, nullable=False),
    Column("stop_sell", Boolean, nullable=False),
    *edit_columns(),
    CheckConstraint("min_los >= 0 AND max_los >= 0", name="los"),
    **TABLE_OPTIONS,
)

pricing_rule = Table(
    "pricing_rule",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    id_column("room_type_id", nullable=True),
    Column("kind", ascii_text(32), nullable=False),
    Column("parameters", Json, nullable=False),
    Column("position", Integer, nullable=False),
    Column("status", ascii_text(16), nullable=False),
    *edit_columns(),
    CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name="status"),
    **TABLE_OPTIONS,
)

audit_event = Table("rate_audit_event", metadata, *audit_columns(), **TABLE_OPTIONS)

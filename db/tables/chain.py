"""The chain store: hotels and what is told of them, guests, staff."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
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

hotel = Table(
    "hotel",
    metadata,
    id_column("id", primary_key=True),
    Column("code", ascii_text(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("currency", ascii_text(3), nullable=False),
    Column("time_zone", ascii_text(64), nullable=False),
    Column("country", ascii_text(2), nullable=False),
    Column("city", String(120), nullable=False),
    Column("address", String(250), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(254), nullable=False),
    Column("stars", SmallInteger, nullable=False),
    Column("description", Text, nullable=False),
    Column("amenities", Json, nullable=False),
    Column("check_in_time", Time, nullable=False),
    Column("check_out_time", Time, nullable=False),
    Column("overbooking_bp", Integer, nullable=False),
    Column("status", ascii_text(16), nullable=False),
    *edit_columns(),
    UniqueConstraint("code"),
    CheckConstraint("overbooking_bp >= 0 AND overbooking_bp <= 10000", name="overbooking"),
    CheckConstraint("stars >= 0 AND stars <= 5", name="stars"),
    CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name="status"),
    **TABLE_OPTIONS,
)

hotel_photo = Table(
    "hotel_photo",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    id_column("room_type_id", nullable=True),
    Column("source", String(500), nullable=False),
    Column("caption", String(250), nullable=False),
    Column("position", Integer, nullable=False),
    *edit_columns(),
    **TABLE_OPTIONS,
)

review = Table(
    "review",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    Column("author", String(120), nullable=False),
    Column("rating", SmallInteger, nullable=False),
    Column("title", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("stayed_on", Date, nullable=False),
    *edit_columns(),
    CheckConstraint("rating >= 1 AND rating <= 5", name="rating"),
    Index(None, "hotel_id", "stayed_on"),
    **TABLE_OPTIONS,
)

room_type = Table(
    "room_type",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    Column("code", ascii_text(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("description", Text, nullable=False),
    Column("amenities", Json, nullable=False),
    Column("beds", String(120), nullable=False),
    Column("size_m2", Integer, nullable=False),
    Column("max_guests", SmallInteger, nullable=False),
    Column("max_adults", SmallInteger, nullable=False),
    Column("total_rooms", Integer, nullable=False),
    Column("overbooking_bp", Integer, nullable=True),
    Column("position", Integer, nullable=False),
    Column("status", ascii_text(16), nullable=False),
    *edit_columns(),
    UniqueConstraint("hotel_id", "code"),
    CheckConstraint("total_rooms >= 0", name="total_rooms"),
    CheckConstraint("overbooking_bp >= 0 AND overbooking_bp <= 10000", name="overbooking"),
    CheckConstraint("max_adults >= 1 AND max_guests >= max_adults", name="occupancy"),
    CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name="status"),
    **TABLE_OPTIONS,
)

room = Table(
    "room",
    metadata,
    id_column("hotel_id", primary_key=True),
    id_column("id", primary_key=True),
    id_column("room_type_id"),
    Column("number", String(16), nullable=False),
    Column("floor", String(16), nullable=False),
    Column("features", Json, nullable=False),
    Column("status", ascii_text(16), nullable=False),
    *edit_columns(),
    UniqueConstraint("hotel_id", "number"),
    CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name="status"),
    **TABLE_OPTIONS,
)

guest = Table(
    "guest",
    metadata,
    id_column("id", primary_key=True),
    Column("last_name", String(120), nullable=False),
    Column("first_name", String(120), nullable=False),
    Column("name_key", String(250), nullable=False),
    Column("phone", String(40), nullable=False),
    Column("email", String(254), nullable=False),
    Column("country", ascii_text(2), nullable=False),
    Column("language", ascii_text(16), nullable=False),
    Column("notes", Text, nullable=False),
    *edit_columns(),
    Index(None, "name_key"),
    Index(None, "phone"),
    Index(None, "email"),
    **TABLE_OPTIONS,
)

staff = Table(
    "staff",
    metadata,
    id_column("id", primary_key=True),
    Column("username", String(80), nullable=False),
    Column("display_name", String(120), nullable=False),
    Column("role", ascii_text(16), nullable=False),
    Column("password_hash", ascii_text(255), nullable=True),
    Column("status", ascii_text(16), nullable=False),
    *edit_columns(),
    UniqueConstraint("username"),
    CheckConstraint("role IN ('receptionist', 'manager', 'admin', 'worker')", name="role"),
    CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name="status"),
    **TABLE_OPTIONS,
)

audit_event = Table("chain_audit_event", metadata, *audit_columns(), **TABLE_OPTIONS)

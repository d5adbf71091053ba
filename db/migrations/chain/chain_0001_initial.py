"""The chain store as it was first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import INNODB, ascii_text, edited, identity, instant

revision = "chain_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_hotel()
    _create_hotel_photo()
    _create_review()
    _create_room_type()
    _create_room()
    _create_guest()
    _create_staff()
    _create_chain_audit_event()


def downgrade() -> None:
    for table in (
        "chain_audit_event",
        "staff",
        "guest",
        "room",
        "room_type",
        "review",
        "hotel_photo",
        "hotel",
    ):
        op.drop_table(table, if_exists=True)


def _create_hotel() -> None:
    op.create_table(
        "hotel",
        identity("id"),
        sa.Column("code", ascii_text(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("currency", ascii_text(3), nullable=False),
        sa.Column("time_zone", ascii_text(64), nullable=False),
        sa.Column("country", ascii_text(2), nullable=False),
        sa.Column("city", sa.String(120), nullable=False),
        sa.Column("address", sa.String(250), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("amenities", sa.Text(), nullable=False),
        sa.Column("check_in_time", sa.Time(), nullable=False),
        sa.Column("check_out_time", sa.Time(), nullable=False),
        sa.Column("overbooking_bp", sa.Integer(), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        *edited(),
        sa.UniqueConstraint("code", name=op.f("uq_hotel_code")),
        sa.CheckConstraint(
            "overbooking_bp >= 0 AND overbooking_bp <= 10000", name=op.f("ck_hotel_overbooking")
        ),
        sa.CheckConstraint("stars >= 0 AND stars <= 5", name=op.f("ck_hotel_stars")),
        sa.CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name=op.f("ck_hotel_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotel")),
        **INNODB,
    )


def _create_hotel_photo() -> None:
    op.create_table(
        "hotel_photo",
        identity("hotel_id"),
        identity("id"),
        identity("room_type_id", nullable=True),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("caption", sa.String(250), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *edited(),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_hotel_photo")),
        **INNODB,
    )


def _create_review() -> None:
    op.create_table(
        "review",
        identity("hotel_id"),
        identity("id"),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stayed_on", sa.Date(), nullable=False),
        *edited(),
        sa.CheckConstraint("rating >= 1 AND rating <= 5", name=op.f("ck_review_rating")),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_review")),
        **INNODB,
    )
    op.create_index(
        op.f("ix_review_hotel_id_stayed_on"), "review", ["hotel_id", "stayed_on"], unique=False
    )


def _create_room_type() -> None:
    op.create_table(
        "room_type",
        identity("hotel_id"),
        identity("id"),
        sa.Column("code", ascii_text(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("amenities", sa.Text(), nullable=False),
        sa.Column("beds", sa.String(120), nullable=False),
        sa.Column("size_m2", sa.Integer(), nullable=False),
        sa.Column("max_guests", sa.SmallInteger(), nullable=False),
        sa.Column("max_adults", sa.SmallInteger(), nullable=False),
        sa.Column("total_rooms", sa.Integer(), nullable=False),
        sa.Column("overbooking_bp", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        *edited(),
        sa.UniqueConstraint("hotel_id", "code", name=op.f("uq_room_type_hotel_id_code")),
        sa.CheckConstraint("total_rooms >= 0", name=op.f("ck_room_type_total_rooms")),
        sa.CheckConstraint(
            "overbooking_bp >= 0 AND overbooking_bp <= 10000", name=op.f("ck_room_type_overbooking")
        ),
        sa.CheckConstraint(
            "max_adults >= 1 AND max_guests >= max_adults", name=op.f("ck_room_type_occupancy")
        ),
        sa.CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name=op.f("ck_room_type_status")),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_room_type")),
        **INNODB,
    )


def _create_room() -> None:
    op.create_table(
        "room",
        identity("hotel_id"),
        identity("id"),
        identity("room_type_id"),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("floor", sa.String(16), nullable=False),
        sa.Column("features", sa.Text(), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        *edited(),
        sa.UniqueConstraint("hotel_id", "number", name=op.f("uq_room_hotel_id_number")),
        sa.CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name=op.f("ck_room_status")),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_room")),
        **INNODB,
    )


def _create_guest() -> None:
    op.create_table(
        "guest",
        identity("id"),
        sa.Column("last_name", sa.String(120), nullable=False),
        sa.Column("first_name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(250), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("country", ascii_text(2), nullable=False),
        sa.Column("language", ascii_text(16), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        *edited(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
        **INNODB,
    )
    op.create_index(op.f("ix_guest_email"), "guest", ["email"], unique=False)
    op.create_index(op.f("ix_guest_name_key"), "guest", ["name_key"], unique=False)
    op.create_index(op.f("ix_guest_phone"), "guest", ["phone"], unique=False)


def _create_staff() -> None:
    op.create_table(
        "staff",
        identity("id"),
        sa.Column("username", sa.String(80), nullable=False),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("role", ascii_text(16), nullable=False),
        sa.Column("password_hash", ascii_text(255), nullable=True),
        sa.Column("status", ascii_text(16), nullable=False),
        *edited(),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
        sa.CheckConstraint(
            "role IN ('receptionist', 'manager', 'admin', 'worker')", name=op.f("ck_staff_role")
        ),
        sa.CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name=op.f("ck_staff_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        **INNODB,
    )


def _create_chain_audit_event() -> None:
    op.create_table(
        "chain_audit_event",
        identity("hotel_id"),
        identity("id"),
        sa.Column("entity", ascii_text(32), nullable=False),
        identity("entity_id"),
        sa.Column("action", ascii_text(32), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_chain_audit_event")),
        **INNODB,
    )

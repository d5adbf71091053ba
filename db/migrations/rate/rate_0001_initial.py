"""The rate store as it was first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations.columns import INNODB, ascii_text, edited, identity, instant

revision = "rate_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_cancellation_policy()
    _create_rate_plan()
    _create_room_rate()
    _create_restriction()
    _create_pricing_rule()
    _create_rate_audit_event()


def downgrade() -> None:
    for table in (
        "rate_audit_event",
        "pricing_rule",
        "restriction",
        "room_rate",
        "rate_plan",
        "cancellation_policy",
    ):
        op.drop_table(table, if_exists=True)


def _create_cancellation_policy() -> None:
    op.create_table(
        "cancellation_policy",
        identity("hotel_id"),
        identity("id"),
        sa.Column("code", ascii_text(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("fee_kind", ascii_text(16), nullable=False),
        sa.Column("fee_value", sa.BigInteger(), nullable=False),
        sa.Column("free_before", sa.Integer(), nullable=True),
        sa.Column("free_unit", ascii_text(8), nullable=False),
        *edited(),
        sa.UniqueConstraint("hotel_id", "code", name=op.f("uq_cancellation_policy_hotel_id_code")),
        sa.CheckConstraint("fee_value >= 0", name=op.f("ck_cancellation_policy_fee_value")),
        sa.CheckConstraint("free_before >= 0", name=op.f("ck_cancellation_policy_free_before")),
        sa.CheckConstraint(
            "free_unit IN ('DAYS', 'HOURS')", name=op.f("ck_cancellation_policy_free_unit")
        ),
        sa.CheckConstraint(
            "fee_kind IN ('FREE', 'PERCENT', 'NIGHTS', 'FIXED', 'NON_REFUNDABLE')",
            name=op.f("ck_cancellation_policy_fee_kind"),
        ),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_cancellation_policy")),
        **INNODB,
    )


def _create_rate_plan() -> None:
    op.create_table(
        "rate_plan",
        identity("hotel_id"),
        identity("id"),
        sa.Column("code", ascii_text(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("meals", sa.String(60), nullable=False),
        sa.Column("guarantee", ascii_text(16), nullable=False),
        identity("policy_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        *edited(),
        sa.UniqueConstraint("hotel_id", "code", name=op.f("uq_rate_plan_hotel_id_code")),
        sa.CheckConstraint(
            "guarantee IN ('PREPAID', 'AT_HOTEL')", name=op.f("ck_rate_plan_guarantee")
        ),
        sa.CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name=op.f("ck_rate_plan_status")),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_rate_plan")),
        **INNODB,
    )


def _create_room_rate() -> None:
    op.create_table(
        "room_rate",
        identity("hotel_id"),
        identity("rate_plan_id"),
        identity("room_type_id"),
        sa.Column("stay_date", sa.Date(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        *edited(),
        sa.CheckConstraint("price >= 0", name=op.f("ck_room_rate_price")),
        sa.PrimaryKeyConstraint(
            "hotel_id", "rate_plan_id", "room_type_id", "stay_date", name=op.f("pk_room_rate")
        ),
        **INNODB,
    )


def _create_restriction() -> None:
    op.create_table(
        "restriction",
        identity("hotel_id"),
        identity("room_type_id"),
        identity("rate_plan_id"),
        sa.Column("stay_date", sa.Date(), nullable=False),
        sa.Column("min_los", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("max_los", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("closed_to_arrival", sa.Boolean(), nullable=False),
        sa.Column("closed_to_departure", sa.Boolean(), nullable=False),
        sa.Column("stop_sell", sa.Boolean(), nullable=False),
        *edited(),
        sa.CheckConstraint("min_los >= 0 AND max_los >= 0", name=op.f("ck_restriction_los")),
        sa.PrimaryKeyConstraint(
            "hotel_id", "room_type_id", "rate_plan_id", "stay_date", name=op.f("pk_restriction")
        ),
        **INNODB,
    )


def _create_pricing_rule() -> None:
    op.create_table(
        "pricing_rule",
        identity("hotel_id"),
        identity("id"),
        identity("room_type_id", nullable=True),
        sa.Column("kind", ascii_text(32), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", ascii_text(16), nullable=False),
        *edited(),
        sa.CheckConstraint("status IN ('ACTIVE', 'RETIRED')", name=op.f("ck_pricing_rule_status")),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_pricing_rule")),
        **INNODB,
    )


def _create_rate_audit_event() -> None:
    op.create_table(
        "rate_audit_event",
        identity("hotel_id"),
        identity("id"),
        sa.Column("entity", ascii_text(32), nullable=False),
        identity("entity_id"),
        sa.Column("action", ascii_text(32), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hotel_id", "id", name=op.f("pk_rate_audit_event")),
        **INNODB,
    )

"""The test cards by the names that Stripe gives them (https://docs.stripe.com/testing)."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.gateways.sandbox.parameters import Problem

APPROVED = "pm_card_visa"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """``pays``: yes, no, asks (for the bank's page) or later. ``refunds``: now, later or fails."""

    token: str
    brand: str = "visa"
    last4: str = "4242"
    pays: str = "yes"
    code: str = "card_declined"
    decline_code: str | None = None
    refunds: str = "now"


def _declined(name: str, last4: str, decline_code: str | None, code: str = "card_declined") -> Card:
    return Card(token=name, last4=last4, pays="no", code=code, decline_code=decline_code)


_CARDS = {
    card.token: card
    for card in (
        Card(token="pm_card_visa"),
        Card(token="pm_card_visa_debit", last4="5556"),
        Card(token="pm_card_mastercard", brand="mastercard", last4="4444"),
        Card(token="pm_card_mastercard_debit", brand="mastercard", last4="8210"),
        Card(token="pm_card_amex", brand="amex", last4="8431"),
        Card(token="pm_card_discover", brand="discover", last4="1117"),
        _declined("pm_card_chargeDeclined", "0002", "generic_decline"),
        _declined("pm_card_visa_chargeDeclined", "0002", "generic_decline"),
        _declined("pm_card_chargeDeclinedInsufficientFunds", "9995", "insufficient_funds"),
        _declined("pm_card_visa_chargeDeclinedInsufficientFunds", "9995", "insufficient_funds"),
        _declined("pm_card_chargeDeclinedLostCard", "9987", "lost_card"),
        _declined("pm_card_visa_chargeDeclinedLostCard", "9987", "lost_card"),
        _declined("pm_card_chargeDeclinedStolenCard", "9979", "stolen_card"),
        _declined("pm_card_visa_chargeDeclinedStolenCard", "9979", "stolen_card"),
        _declined("pm_card_chargeDeclinedExpiredCard", "0069", None, "expired_card"),
        _declined("pm_card_chargeDeclinedIncorrectCvc", "0127", None, "incorrect_cvc"),
        _declined("pm_card_chargeDeclinedProcessingError", "0119", None, "processing_error"),
        _declined(
            "pm_card_visa_chargeDeclinedVelocityLimitExceeded", "6975", "card_velocity_exceeded"
        ),
        Card(token="pm_card_authenticationRequired", last4="3184", pays="asks"),
        Card(token="pm_card_refundFail", last4="5126", refunds="fails"),
        Card(token="pm_card_pendingRefund", last4="7726", refunds="later"),
        # Stripe has no card that stays in "processing" (bank debits do); this name is our own.
        Card(token="pm_card_processing", last4="4259", pays="later"),
    )
}


def find_card(token: str) -> Card:
    card = _CARDS.get(token)
    if card is None:
        raise Problem(
            400,
            f"No such PaymentMethod: '{token:.60}'",
            code="resource_missing",
            param="payment_method",
        )
    return card

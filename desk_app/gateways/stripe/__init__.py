"""The payment company's REST interface, Stripe's shape. The only httpx of the program."""

from desk_app.gateways.stripe.client import Timing
from desk_app.gateways.stripe.processor import StripeProcessor

__all__ = ["StripeProcessor", "Timing"]

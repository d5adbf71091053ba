"""A payment company that lives on this computer: for training, the demo and the tests."""

from desk_app.gateways.sandbox.sandbox import DESK_KEY, READER, WORKER_KEY, Sandbox
from desk_app.gateways.sandbox.state import Delays

__all__ = ["DESK_KEY", "READER", "WORKER_KEY", "Delays", "Sandbox"]

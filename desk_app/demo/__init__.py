"""The demo: three hotels to look at, to train on, and to test with."""

from desk_app.demo.loading import DemoHotel, DemoReport, load_demo

__all__ = ["DemoHotel", "DemoReport", "load_demo"]

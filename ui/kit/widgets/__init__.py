"""Small widgets that every screen is put together from."""

from ui.kit.widgets.buttons import IconButton, ProgressButton
from ui.kit.widgets.drawer import Drawer
from ui.kit.widgets.fields import Field, FieldError
from ui.kit.widgets.figures import Chip, Figure, Tag
from ui.kit.widgets.state_panel import StatePanel
from ui.kit.widgets.toast import Toast, Toasts

__all__ = [
    "Chip",
    "Drawer",
    "Field",
    "FieldError",
    "Figure",
    "IconButton",
    "ProgressButton",
    "StatePanel",
    "Tag",
    "Toast",
    "Toasts",
]

"""Colours and sizes of the screen, as plain values. No Qt: they are tested without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """What a colour asks for. It never stands alone: ``ICONS`` has the icon that goes with it."""

    AMBER = "amber"
    """Needs you now."""
    BLUE = "blue"
    """Today's work."""
    GREEN = "green"
    """Here and fine."""
    GREY = "grey"
    """Past or future."""
    RED = "red"
    """Wrong: oversold, declined, conflict."""


ICONS: dict[Tone, str] = {
    Tone.AMBER: "warning",
    Tone.BLUE: "calendar",
    Tone.GREEN: "check",
    Tone.GREY: "clock",
    Tone.RED: "error",
}


@dataclass(frozen=True, slots=True)
class Shade:
    """A tone in one theme: ``ink`` on ``tint`` or on a surface, ``edge`` around ``tint``."""

    ink: str
    tint: str
    edge: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Colours:
    """All colours of one theme, as ``#RRGGBB``."""

    ground: str
    surface: str
    sunken: str
    """Headers and weekends: a little apart from the surface."""
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    accent_hover: str
    hover: str
    selected: str
    field_edge: str
    """Around what can be typed into or pressed; 3 : 1 against the surface (WCAG 1.4.11)."""
    skeleton: str
    toast: str
    on_toast: str
    toast_accent: str
    amber: Shade
    blue: Shade
    green: Shade
    grey: Shade
    red: Shade

    def shade(self, tone: Tone) -> Shade:
        shade: Shade = getattr(self, tone.value)
        return shade


LIGHT = Colours(
    ground="#F6F7F9",
    surface="#FFFFFF",
    sunken="#F1F3F6",
    line="#E3E6EB",
    text="#14181F",
    quiet="#5B6472",
    accent="#1F5FD6",
    on_accent="#FFFFFF",
    accent_hover="#184EB3",
    hover="#ECEFF4",
    selected="#DDE8FC",
    field_edge="#858E9B",
    skeleton="#E9ECF1",
    toast="#1F252E",
    on_toast="#F3F5F8",
    toast_accent="#8AB8FF",
    amber=Shade("#7A4A00", "#FFF1D6", "#E0A63A"),
    blue=Shade("#184EB3", "#E2ECFE", "#7FA8EE"),
    green=Shade("#17633A", "#DFF3E6", "#7CC29A"),
    grey=Shade("#515A67", "#EBEEF2", "#B9C0CA"),
    red=Shade("#A61C15", "#FDE6E4", "#E58A83"),
)

DARK = Colours(
    ground="#12151A",
    surface="#1A1E25",
    sunken="#161A20",
    line="#2B313B",
    text="#E8EBF0",
    quiet="#9AA4B2",
    accent="#6BA4FF",
    on_accent="#0B1220",
    accent_hover="#8AB8FF",
    hover="#232933",
    selected="#22375C",
    field_edge="#6A7482",
    skeleton="#262C36",
    toast="#E8EBF0",
    on_toast="#14181F",
    toast_accent="#184EB3",
    amber=Shade("#F3BE58", "#362A12", "#7D6126"),
    blue=Shade("#93BBFF", "#1B2B49", "#3B5F9F"),
    green=Shade("#74D19B", "#163222", "#2F6E4B"),
    grey=Shade("#A6AFBC", "#252B34", "#454E5B"),
    red=Shade("#FF9A92", "#421B1B", "#8F3B37"),
)

SMALL, BASE, MEDIUM, LARGE, HUGE = 12, 13, 15, 20, 28
"""Sizes of letters in pixels."""

UNIT = 4
"""Everything sits on a grid of this many pixels."""

RADIUS = 6
FOCUS_WIDTH = 2
CONTROL_HEIGHT = 32
DRAWER_WIDTH = 420
RAIL_WIDTH = 56
TOP_BAR_HEIGHT = 48


def contrast(one: str, other: str) -> float:
    """Ratio by WCAG 2.2 (relative luminance), from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_pairs(colours: Colours) -> Iterator[tuple[str, str, str]]:
    """(name, text, ground) of every text that the kit writes and what it stands on."""
    grounds = ("ground", "surface", "sunken", "hover", "selected")
    for ground in grounds:
        for text in ("text", "quiet", "accent"):
            if (text, ground) != ("accent", "hover"):
                yield f"{text} on {ground}", getattr(colours, text), getattr(colours, ground)
    yield "on_accent on accent", colours.on_accent, colours.accent
    yield "on_accent on accent_hover", colours.on_accent, colours.accent_hover
    yield "on_toast on toast", colours.on_toast, colours.toast
    yield "toast_accent on toast", colours.toast_accent, colours.toast
    for tone in Tone:
        shade = colours.shade(tone)
        yield f"{tone.value} on its tint", shade.ink, shade.tint
        yield f"text on {tone.value} tint", colours.text, shade.tint
        yield f"accent on {tone.value} tint", colours.accent, shade.tint
        yield f"quiet on {tone.value} tint", colours.quiet, shade.tint
        for ground in ("ground", "surface", "sunken", "selected"):
            yield f"{tone.value} on {ground}", shade.ink, getattr(colours, ground)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    linear: float = ((channel + 0.055) / 1.055) ** 2.4
    return linear

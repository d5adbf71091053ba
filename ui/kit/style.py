"""The one style sheet: what Fusion and the palette do not say."""

from __future__ import annotations

from string import Template

from ui.kit import tokens
from ui.kit.tokens import Colours

_SHEET = Template(
    """
QToolTip {
    background: $toast; color: $on_toast; border: 1px solid $toast; padding: 4px 8px;
}
QPushButton {
    background: $surface; color: $text; border: 1px solid $field_edge; border-radius: ${radius}px;
    padding: 0 15px; min-height: ${control}px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:disabled { color: $quiet; background: $sunken; border-color: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 0 14px; min-height: ${control_focused}px; }
QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:disabled {
    background: $sunken; color: $quiet; border-color: $line;
}
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="danger"] { color: $red; border-color: $red; }
QPushButton[kind="plain"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[kind="plain"]:hover { background: $hover; color: $text; }
QPushButton[kind="plain"]:focus { border: 2px solid $accent; }
QPushButton[kind="icon"] {
    background: transparent; border-color: transparent; padding: 0; min-width: ${control}px;
}
QPushButton[kind="icon"]:hover { background: $hover; }
QPushButton[kind="icon"]:focus { border: 2px solid $accent; min-width: ${control_focused}px; }
QPushButton[kind="chip"] { border-color: $line; border-radius: 15px; padding: 0 11px;
    min-height: 28px; }
QPushButton[kind="chip"]:checked { background: $selected; border-color: $accent; }
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 0 10px; min-height: 26px; }
QPushButton[kind="toast"] {
    background: transparent; border-color: transparent; color: $toast_accent; font-weight: 600;
}
QPushButton[kind="toast"]:hover { border-color: $toast_accent; }
QPushButton[kind="toast"]:focus { border: 2px solid $toast_accent; }
QFrame[look="toast"] { background: $toast; border-radius: ${radius}px; }
QFrame[look="toast"] QLabel { color: $on_toast; }
QFrame[look="drawer"] { background: $surface; border: none; }
QFrame[look="drawer"] QScrollArea, QFrame[look="drawer"] QScrollArea > QWidget > QWidget {
    background: $surface;
}
QFrame[look="surface"] {
    background: $surface; border: 1px solid $line; border-radius: ${radius}px;
}
QFrame[look="stale"] {
    background: $amber_tint; border: none; border-bottom: 1px solid $amber_edge;
}
QFrame[look="stale"] QLabel { color: $text; }
QLineEdit, QPlainTextEdit, QSpinBox, QDateEdit, QComboBox {
    background: $surface; color: $text; border: 1px solid $field_edge; border-radius: ${radius}px;
    padding: 0 8px; min-height: ${control}px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDateEdit:focus, QComboBox:focus {
    border: 2px solid $accent; padding: 0 7px; min-height: ${control_focused}px;
}
QLineEdit[wrong="true"] {
    border: 2px solid $red; padding: 0 7px; min-height: ${control_focused}px;
}
QLineEdit:disabled { background: $sunken; color: $quiet; border-color: $line; }
QLabel[look="quiet"] { color: $quiet; }
QLabel[look="small"] { color: $quiet; font-size: ${small}px; }
QLabel[look="title"] { font-size: ${large}px; font-weight: 600; }
QLabel[look="heading"] { font-size: ${medium}px; font-weight: 600; }
QLabel[look="huge"] { font-size: ${huge}px; font-weight: 600; }
QLabel[look="wrong"] { color: $red; font-size: ${small}px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 3px; }
QScrollBar::handle:hover { background: $field_edge; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
)


def style_sheet(colours: Colours) -> str:
    return _SHEET.substitute(
        ground=colours.ground,
        surface=colours.surface,
        sunken=colours.sunken,
        line=colours.line,
        hover=colours.hover,
        text=colours.text,
        quiet=colours.quiet,
        accent=colours.accent,
        accent_hover=colours.accent_hover,
        on_accent=colours.on_accent,
        field_edge=colours.field_edge,
        scroll=colours.grey.edge,
        red=colours.red.ink,
        toast=colours.toast,
        on_toast=colours.on_toast,
        selected=colours.selected,
        toast_accent=colours.toast_accent,
        amber_tint=colours.amber.tint,
        amber_edge=colours.amber.edge,
        radius=tokens.RADIUS,
        control=tokens.CONTROL_HEIGHT - 2,
        control_focused=tokens.CONTROL_HEIGHT - 4,
        small=tokens.SMALL,
        medium=tokens.MEDIUM,
        large=tokens.LARGE,
        huge=tokens.HUGE,
    )

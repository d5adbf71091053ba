"""A field of a form with its name above and what is wrong with it below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.kit.tokens import Tone
from ui.kit.widgets.labels import IconLabel, label


class FieldError(QWidget):
    """One sentence under a field; takes no room while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = label("", "wrong")
        self._sentence.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel("error", 14, Tone.RED), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sentence, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_problem(self, sentence: str) -> None:
        """ "" takes it away."""
        self._sentence.setText(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))


class Field(QWidget):
    """A named line to type in. A problem goes away as soon as something else is typed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.error = FieldError()
        caption = label(name, "small")
        caption.setBuddy(self.edit)
        self.edit.setAccessibleName(name)
        self.edit.textEdited.connect(self._mend)
        self.setFocusProxy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (caption, self.edit, self.error):
            column.addWidget(part)

    def show_problem(self, sentence: str) -> None:
        self.error.show_problem(sentence)
        self.edit.setAccessibleDescription(sentence)
        self.edit.setProperty("wrong", bool(sentence))
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    @Slot()
    def _mend(self) -> None:
        if self.error.sentence:
            self.show_problem("")

"""The auditor: recomputes rooms and money from the rows, by statements of its own.

It shares no code with what writes the rows, so that one mistake can not hide in both.
"""

from db.auditing.auditor import audit

__all__ = ["audit"]

"""The grid that every large screen stands on: nights across, rows down, bars over nights."""

from ui.kit.grid.geometry import Geometry, Part, Spot
from ui.kit.grid.model import Bar, Cell, ColumnHead, GridModel, RowHead
from ui.kit.grid.selection import Run, Selection
from ui.kit.grid.view import Grid

__all__ = [
    "Bar",
    "Cell",
    "ColumnHead",
    "Geometry",
    "Grid",
    "GridModel",
    "Part",
    "RowHead",
    "Run",
    "Selection",
    "Spot",
]

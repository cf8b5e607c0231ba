"""A table with what is needed to believe it: machine, versions, command, date, how busy the machine was."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import machine


@dataclass
class Report:
    """One scenario's figures. `rows` are as long as `columns`; `notes` are sentences below the table."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list[Sequence[str]])
    notes: list[str] = field(default_factory=list[str])
    command: str = ""
    load_before: float = field(default_factory=machine.load)

    def text(self) -> str:
        """Markdown, columns aligned."""
        lines = [f"# {self.title}", "", *self._table(), ""]
        lines += [f"- {note}" for note in self.notes]
        lines += [
            f"- `{self.command}`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            f"- {machine.describe()}",
            f"- {machine.versions()}",
            f"- Load average of a minute: {self.load_before:.1f} before, {machine.load():.1f} after;"
            f" {machine.scheduling()}",
        ]
        return "\n".join(lines) + "\n"

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(), encoding="utf-8")

    def _table(self) -> list[str]:
        widths = [max(len(row[at]) for row in [self.columns, *self.rows]) for at in range(len(self.columns))]

        def line(cells: Sequence[str]) -> str:
            return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

        return [line(self.columns), line(["-" * width for width in widths]), *(line(row) for row in self.rows)]

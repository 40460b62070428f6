"""What a title says of every row below it."""

from __future__ import annotations

import pytest

from progress_tui.importing.reading.grid.layout import lay_out
from progress_tui.importing.reading.grid.titles import titles_say


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["Oakfield Primary School - Class 4B"], {"Class": "4B"}),
        (["Oakfield Primary", "Class: 4B", "Autumn 2026"], {"Class": "4B"}),
        (["Year 4 | 4B | Autumn 2"], {"Class": "4B", "Year Group": "4"}),
        (["Class 4B Autumn 2026 results"], {"Class": "4B"}),
        (["Willow Class"], {"Class": "Willow"}),
        (["Reception"], {"Year Group": "Reception"}),
        (["Class list 2026"], {}),
        (["Class Results - A1"], {}),
        (["Class 4A and Class 4B"], {}),
        (["Year 4 - Year 5"], {}),
        (["Generated on 12/11/2026 by Mrs Class"], {}),
        ([], {}),
    ],
)
def test_a_class_or_year_group_in_a_title(titles: list[str], said: dict[str, str]) -> None:
    assert titles_say(titles) == said


def test_the_title_gives_the_class_where_no_column_does() -> None:
    records = [(1, ["Oakfield - Class 4B", "", ""]), (2, ["UPN", "Surname", "Aut2 Reading"]), (3, ["1", "Smith", "At"])]
    laid = lay_out(records, "f.csv")
    assert (laid.headings[-1], laid.rows) == ("Class", [(3, ["1", "Smith", "At", "4B"])])
    assert "No column says the class; the title does: “4B”." in laid.notes
    named = [(row, [*cells, extra]) for (row, cells), extra in zip(records, ["", "Class", "4A"], strict=True)]
    assert lay_out(named, "f.csv").rows == [(3, ["1", "Smith", "At", "4A"])]

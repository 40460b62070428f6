"""A grid of cells as a table: titles, headings, pupils, totals, remarks."""

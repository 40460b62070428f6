-- Version 3. What a partial import left out, for the office to mend: one row for each rejected row or cell, in the order
-- of the source. Of the row itself those cells are kept that the import reads, as JSON by heading.
CREATE TABLE import_rejected (
    import_id INTEGER NOT NULL, place INTEGER NOT NULL, source_row INTEGER NOT NULL, sheet VARCHAR NOT NULL,
    heading VARCHAR NOT NULL, value VARCHAR NOT NULL, reason VARCHAR NOT NULL, pupil VARCHAR NOT NULL,
    cells VARCHAR NOT NULL
);

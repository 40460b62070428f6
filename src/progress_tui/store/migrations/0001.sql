-- Version 1. Every table that bears pupils carries school_id. Facts of an import carry the import that wrote them.
-- No primary keys on facts: DuckDB checks them too early inside one transaction (undo deletes and restores one key);
-- the merge joins on the key and `progress-tui check` proves that it stays one.
CREATE TABLE school (
    school_id INTEGER NOT NULL, code VARCHAR NOT NULL, name VARCHAR NOT NULL, fictional BOOLEAN NOT NULL,
    import_id INTEGER
);
CREATE TABLE pupil (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, surname VARCHAR NOT NULL, forename VARCHAR NOT NULL,
    folded VARCHAR NOT NULL, fallback VARCHAR NOT NULL, dob DATE, sex VARCHAR, import_id INTEGER
);
CREATE TABLE identifier (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, kind VARCHAR NOT NULL, value VARCHAR NOT NULL,
    import_id INTEGER
);
CREATE TABLE class (
    school_id INTEGER NOT NULL, class_id INTEGER NOT NULL, academic_year INTEGER NOT NULL, name VARCHAR NOT NULL,
    import_id INTEGER
);
CREATE TABLE enrolment (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, academic_year INTEGER NOT NULL, year_group INTEGER,
    class_id INTEGER, from_date DATE, to_date DATE, import_id INTEGER
);
CREATE TABLE characteristics (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, academic_year INTEGER NOT NULL, fsm BOOLEAN, fsm6 BOOLEAN,
    lac BOOLEAN, plac BOOLEAN, service BOOLEAN, pp BOOLEAN, eal BOOLEAN, sen VARCHAR, import_id INTEGER
);
CREATE TABLE attendance (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, academic_year INTEGER NOT NULL, ordinal INTEGER,
    possible INTEGER, authorised INTEGER, unauthorised INTEGER, percentage DOUBLE, import_id INTEGER
);
CREATE TABLE series (
    school_id INTEGER NOT NULL, series_id INTEGER NOT NULL, key VARCHAR NOT NULL, subject VARCHAR NOT NULL,
    assessment VARCHAR NOT NULL, kind VARCHAR NOT NULL, scale VARCHAR NOT NULL, form VARCHAR NOT NULL,
    label VARCHAR NOT NULL, low DOUBLE, high DOUBLE, import_id INTEGER
);
CREATE TABLE result (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, series_id INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    raw VARCHAR NOT NULL, source_row INTEGER, import_id INTEGER
);
CREATE TABLE target (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, series_id INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    raw VARCHAR NOT NULL, source_row INTEGER, import_id INTEGER
);
CREATE TABLE import (
    import_id INTEGER NOT NULL, made TIMESTAMP NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    mapping VARCHAR NOT NULL, pupils INTEGER NOT NULL, results INTEGER NOT NULL, targets INTEGER NOT NULL,
    added INTEGER NOT NULL, changed INTEGER NOT NULL
);
-- What a row was before an import changed it, as JSON: undo puts it back.
CREATE TABLE before_image (import_id INTEGER NOT NULL, table_name VARCHAR NOT NULL, content VARCHAR NOT NULL);
CREATE TABLE note (
    school_id INTEGER NOT NULL, note_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, body VARCHAR NOT NULL,
    author VARCHAR NOT NULL, written TIMESTAMP NOT NULL, changed TIMESTAMP NOT NULL, revision INTEGER NOT NULL
);
CREATE TABLE meeting (
    school_id INTEGER NOT NULL, meeting_id INTEGER NOT NULL, class_id INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    held_on DATE NOT NULL, minutes INTEGER NOT NULL, attendees VARCHAR NOT NULL, status VARCHAR NOT NULL
);
CREATE TABLE meeting_item (
    school_id INTEGER NOT NULL, meeting_id INTEGER NOT NULL, item_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL,
    seen VARCHAR NOT NULL, teacher_view VARCHAR NOT NULL, barriers VARCHAR[] NOT NULL, decision VARCHAR NOT NULL
);
CREATE TABLE action (
    school_id INTEGER NOT NULL, action_id INTEGER NOT NULL, item_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL,
    what VARCHAR NOT NULL, owner VARCHAR NOT NULL, due DATE NOT NULL, status VARCHAR NOT NULL, effect VARCHAR NOT NULL
);
-- Append-only. Each line's chain is a hash of the line before it and of its own words, so that a cut shows.
CREATE TABLE audit (
    audit_id INTEGER NOT NULL, made TIMESTAMP NOT NULL, what VARCHAR NOT NULL, detail VARCHAR NOT NULL,
    chain VARCHAR NOT NULL
);
-- Class grids ready to paint. The stamp is (facts version, rules, day); a row with another stamp is not used.
CREATE TABLE prepared (
    school_id INTEGER NOT NULL, class_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, stamp VARCHAR NOT NULL,
    view VARCHAR NOT NULL
);

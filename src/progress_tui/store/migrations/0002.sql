-- Version 2. What judgements rest on beside results: support, dismissed flags, results in doubt, grades of attitude,
-- and the filters a school has named.
CREATE TABLE support (
    school_id INTEGER NOT NULL, support_id INTEGER NOT NULL, name VARCHAR NOT NULL, subject VARCHAR NOT NULL,
    starts DATE NOT NULL, ends DATE, staff VARCHAR NOT NULL
);
CREATE TABLE support_member (
    school_id INTEGER NOT NULL, support_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, entry VARCHAR NOT NULL,
    exit VARCHAR NOT NULL, effect VARCHAR NOT NULL
);
-- The evidence is a hash of the figures a flag rests on: other figures open the question again.
CREATE TABLE dismissal (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, flag VARCHAR NOT NULL, subject VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL, reason VARCHAR NOT NULL, made TIMESTAMP NOT NULL
);
CREATE TABLE queried (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, series_id INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    raw VARCHAR NOT NULL, reason VARCHAR NOT NULL, made TIMESTAMP NOT NULL
);
-- The grade is a place on the school's own ordinal, 1 the best (green), with the letter or word it is shown by.
CREATE TABLE strand_grade (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, strand VARCHAR NOT NULL,
    grade INTEGER NOT NULL, label VARCHAR NOT NULL
);
CREATE TABLE saved_filter (school_id INTEGER NOT NULL, name VARCHAR NOT NULL, text VARCHAR NOT NULL);

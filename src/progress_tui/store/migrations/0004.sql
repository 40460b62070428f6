-- Version 4. The meeting itself: what it is about and in which order, what was said as it is typed, the figures it
-- showed, actions of a class or outside a meeting, what support costs, and the mentoring record.
ALTER TABLE meeting ADD COLUMN kind VARCHAR DEFAULT 'progress';
-- The item it was left at, so that it goes on there.
ALTER TABLE meeting ADD COLUMN place INTEGER;
ALTER TABLE meeting ADD COLUMN seconds INTEGER DEFAULT 0;
ALTER TABLE meeting ADD COLUMN started TIMESTAMP;
ALTER TABLE meeting ADD COLUMN finished TIMESTAMP;

-- An item may be about a question of the class, and then names no pupil. Texts have revisions of their own: two people
-- may write on one item at the same time, and neither text is lost.
CREATE TABLE meeting_text (
    school_id INTEGER NOT NULL, meeting_id INTEGER NOT NULL, item_id INTEGER NOT NULL, field VARCHAR NOT NULL,
    body VARCHAR NOT NULL, revision INTEGER NOT NULL, changed TIMESTAMP NOT NULL
);
INSERT INTO meeting_text
    SELECT i.school_id, i.meeting_id, i.item_id, i.field, i.body, 1, CAST(m.held_on AS TIMESTAMP)
    FROM (
        SELECT school_id, meeting_id, item_id, 'seen' AS field, seen AS body FROM meeting_item UNION ALL
        SELECT school_id, meeting_id, item_id, 'teacher_view', teacher_view FROM meeting_item
    ) i JOIN meeting m ON m.school_id = i.school_id AND m.meeting_id = i.meeting_id
    WHERE i.body <> '' ORDER BY i.school_id, i.item_id, i.field;
CREATE TABLE meeting_item_4 (
    school_id INTEGER NOT NULL, meeting_id INTEGER NOT NULL, item_id INTEGER NOT NULL, place INTEGER NOT NULL,
    kind VARCHAR NOT NULL, pupil_id INTEGER, question VARCHAR NOT NULL, discussed BOOLEAN NOT NULL,
    seconds INTEGER NOT NULL, barriers VARCHAR[] NOT NULL, decision VARCHAR NOT NULL
);
INSERT INTO meeting_item_4
    SELECT school_id, meeting_id, item_id, row_number() OVER (PARTITION BY school_id, meeting_id ORDER BY item_id),
        'pupil', pupil_id, '', true, 0, barriers, decision
    FROM meeting_item ORDER BY school_id, item_id;
DROP TABLE meeting_item;
ALTER TABLE meeting_item_4 RENAME TO meeting_item;

-- Of a pupil, or of a class; agreed in a meeting (item_id) or beside one.
CREATE TABLE action_4 (
    school_id INTEGER NOT NULL, action_id INTEGER NOT NULL, item_id INTEGER, pupil_id INTEGER, class_id INTEGER,
    what VARCHAR NOT NULL, owner VARCHAR NOT NULL, agreed DATE NOT NULL, due DATE NOT NULL, review DATE,
    status VARCHAR NOT NULL, closed DATE, effect VARCHAR NOT NULL, effect_note VARCHAR NOT NULL, carried_from INTEGER,
    revision INTEGER NOT NULL
);
INSERT INTO action_4
    SELECT a.school_id, a.action_id, a.item_id, a.pupil_id, m.class_id, a.what, a.owner, m.held_on, a.due, NULL,
        a.status, NULL, a.effect, '', NULL, 1
    FROM action a JOIN meeting_item i ON i.school_id = a.school_id AND i.item_id = a.item_id
        JOIN meeting m ON m.school_id = i.school_id AND m.meeting_id = i.meeting_id
    ORDER BY a.school_id, a.action_id;
DROP TABLE action;
ALTER TABLE action_4 RENAME TO action;

-- What a meeting showed, as JSON: a row for the class (no pupil) and one for each child, frozen when it is finished.
CREATE TABLE snapshot (
    school_id INTEGER NOT NULL, meeting_id INTEGER NOT NULL, pupil_id INTEGER, content VARCHAR NOT NULL,
    taken TIMESTAMP NOT NULL
);

-- The cost is of the whole group, in pounds; it is for the senior leaders alone.
ALTER TABLE support ADD COLUMN cost DOUBLE;
ALTER TABLE support ADD COLUMN note VARCHAR DEFAULT '';
ALTER TABLE support_member ADD COLUMN joined DATE;
ALTER TABLE support_member ADD COLUMN left_on DATE;
ALTER TABLE support_member ADD COLUMN effect_note VARCHAR DEFAULT '';

-- The mentoring record beside its grades: targets of a half-term (no subject for the personal one), and what the child
-- and the mentor say.
CREATE TABLE mentoring_target (
    school_id INTEGER NOT NULL, target_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    subject VARCHAR NOT NULL, place INTEGER NOT NULL, body VARCHAR NOT NULL, status VARCHAR NOT NULL
);
CREATE TABLE mentoring_comment (
    school_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, who VARCHAR NOT NULL,
    body VARCHAR NOT NULL, revision INTEGER NOT NULL, changed TIMESTAMP NOT NULL
);

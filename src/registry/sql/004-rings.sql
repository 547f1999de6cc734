-- Schema version 4: a roundabout keeps the class of its road.

ALTER TABLE road ADD COLUMN ring INTEGER NOT NULL DEFAULT 0; -- (a part of) a roundabout, or of a circular junction

-- Older files had the word in place of the class, which they did not keep.
UPDATE road SET ring = 1, class = NULL WHERE class = 'roundabout';

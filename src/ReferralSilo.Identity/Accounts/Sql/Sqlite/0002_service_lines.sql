-- Until now no service line meant all of them; now it means none.
UPDATE "Staff" SET "ServiceLines" = '*' WHERE "ServiceLines" = '';

UPDATE "OpenIddictApplications"
SET "Properties" = json_set(coalesce("Properties", '{}'), '$.serviceLines', json('["*"]'))
WHERE json_extract(coalesce("Properties", '{}'), '$.serviceLines') IS NULL;

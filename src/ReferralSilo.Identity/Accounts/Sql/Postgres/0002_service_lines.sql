-- Until now no service line meant all of them; now it means none.
UPDATE accounts."Staff" SET "ServiceLines" = '*' WHERE "ServiceLines" = '';

UPDATE accounts."OpenIddictApplications"
SET "Properties" = (coalesce("Properties", '{}')::jsonb || '{"serviceLines": ["*"]}'::jsonb)::text
WHERE NOT coalesce("Properties", '{}')::jsonb ? 'serviceLines';

-- What the database holds and which ledger the accounts belong to; no row until the first start.
CREATE TABLE accounts."Installation" (
    "One" integer NOT NULL CHECK ("One" = 1),
    "Ledger" text,
    "Holds" text CHECK ("Holds" IN ('demo', 'real')),
    "SetUpCode" text,
    CONSTRAINT "PK_Installation" PRIMARY KEY ("One")
);

INSERT INTO accounts."Installation" ("One", "Holds")
SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM accounts."OpenIddictApplications" WHERE "ClientId" = 'demo-client')
    THEN 'demo' ELSE 'real' END
WHERE EXISTS (SELECT 1 FROM accounts."Staff") OR EXISTS (SELECT 1 FROM accounts."OpenIddictApplications");

ALTER TABLE accounts."Staff" ADD COLUMN "PasswordIsOneTime" boolean NOT NULL DEFAULT false;

CREATE TABLE accounts."SignInTries" (
    "User" text NOT NULL,
    "Network" text NOT NULL,
    "Failures" integer NOT NULL,
    "LockedUntil" bigint,
    "SucceededAt" bigint,
    "At" bigint NOT NULL,
    CONSTRAINT "PK_SignInTries" PRIMARY KEY ("User", "Network")
);

-- What the database holds and which ledger the accounts belong to; no row until the first start.
CREATE TABLE "Installation" (
    "One" INTEGER NOT NULL CONSTRAINT "PK_Installation" PRIMARY KEY CHECK ("One" = 1),
    "Ledger" TEXT NULL,
    "Holds" TEXT NULL CHECK ("Holds" IN ('demo', 'real')),
    "SetUpCode" TEXT NULL
);

INSERT INTO "Installation" ("One", "Holds")
SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM "OpenIddictApplications" WHERE "ClientId" = 'demo-client')
    THEN 'demo' ELSE 'real' END
WHERE EXISTS (SELECT 1 FROM "Staff") OR EXISTS (SELECT 1 FROM "OpenIddictApplications");

ALTER TABLE "Staff" ADD COLUMN "PasswordIsOneTime" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "SignInTries" (
    "User" TEXT NOT NULL,
    "Network" TEXT NOT NULL,
    "Failures" INTEGER NOT NULL,
    "LockedUntil" INTEGER NULL,
    "SucceededAt" INTEGER NULL,
    "At" INTEGER NOT NULL,
    CONSTRAINT "PK_SignInTries" PRIMARY KEY ("User", "Network")
);

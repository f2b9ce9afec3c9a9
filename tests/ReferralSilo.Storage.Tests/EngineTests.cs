namespace ReferralSilo.Storage.Tests;

public sealed partial class SqliteLedgerTests() : LedgerContract(new SqliteDatabase());

public sealed partial class PostgresLedgerTests() : LedgerContract(new PostgresDatabase());

namespace ReferralSilo.Storage.Maintenance;

/// <summary>A table as logical rows, which are the same on both engines.</summary>
/// <param name="Name">Name in the report.</param>
/// <param name="Columns">Columns of a logical row.</param>
/// <param name="Source">Reads the embedded rows, in an order that does not depend on the engine.</param>
/// <param name="Target">Selects the same rows in PostgreSQL, in the same order.</param>
/// <param name="Into">Table and columns to copy into.</param>
/// <param name="After">Statement to run after the copy; empty for none.</param>
public sealed record TableToMigrate(
    string Name, IReadOnlyList<ColumnToMigrate> Columns, Func<IEnumerable<object?[]>> Source, string Target,
    string Into, string After = "");

/// <summary>A column of a logical row.</summary>
public sealed record ColumnToMigrate(string Name, ColumnKind Kind)
{
    /// <summary>Reads <c>name:kind</c> items separated by spaces.</summary>
    public static IReadOnlyList<ColumnToMigrate> List(string text) =>
        [.. text.Split(' ').Select(item => item.Split(':'))
            .Select(p => new ColumnToMigrate(p[0], Enum.Parse<ColumnKind>(p[1], ignoreCase: true)))];
}

/// <summary>Kinds of logical values. A value is null, string, long (numbers, flags, instants in microseconds), byte[]
/// or long[].</summary>
public enum ColumnKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>64 bits.</summary>
    Long,

    /// <summary>32 bits.</summary>
    Int,

    /// <summary>16 bits.</summary>
    Short,

    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Microseconds since 1970 UTC, the precision of PostgreSQL. SQLite stores a date text.</summary>
    Moment,

    /// <summary>JSON; the order of names and white space are ignored.</summary>
    Json,

    /// <summary>Numbers in ascending order; SQLite stores them as bytes.</summary>
    Longs,
}

/// <summary>A database that is migrated: its preparation and its tables.</summary>
public interface IMigratedDatabase : IDisposable
{
    /// <summary>Creates its schema in the target.</summary>
    Task Prepare(Npgsql.NpgsqlConnection target, CancellationToken ct);

    /// <summary>Its tables; a table comes before the tables that refer to it.</summary>
    Task<IReadOnlyList<TableToMigrate>> Tables(Npgsql.NpgsqlConnection target, CancellationToken ct);
}

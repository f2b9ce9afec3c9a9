namespace ReferralSilo.Storage.Maintenance;

/// <summary>A table as rows that mean the same on both engines, whatever they look like there.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Columns">Of a logical row.</param>
/// <param name="Source">The rows in the embedded database, in an order that does not depend on the engine.</param>
/// <param name="Target">Selects the same rows in PostgreSQL, in the same order.</param>
/// <param name="Into">Table and columns they are copied into.</param>
/// <param name="After">Runs after the copy; empty for nothing.</param>
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

/// <summary>What a value is. Values are null, string, long (numbers, flags, instants in microseconds), byte[] or
/// long[].</summary>
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

    /// <summary>Microseconds since 1970 UTC: PostgreSQL keeps no finer ones. SQLite holds the text of a date.</summary>
    Moment,

    /// <summary>A JSON text; order of names and spaces say nothing.</summary>
    Json,

    /// <summary>Numbers in ascending order; SQLite holds them as bytes.</summary>
    Longs,
}

/// <summary>A part of the house that moves: what must be there first, and its tables.</summary>
public interface IMigratedDatabase : IDisposable
{
    /// <summary>Brings the schema of this part into the target.</summary>
    Task Prepare(Npgsql.NpgsqlConnection target, CancellationToken ct);

    /// <summary>Its tables, those that others refer to first.</summary>
    Task<IReadOnlyList<TableToMigrate>> Tables(Npgsql.NpgsqlConnection target, CancellationToken ct);
}

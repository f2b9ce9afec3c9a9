namespace ReferralSilo.Storage.Projections;

/// <summary>
/// The definition of a list whose rows are derived from events: its columns, from which each engine creates the table.
/// A row has a key, a sort value (largest first), the columns, search tokens and a sealed body. Columns hold ids, codes
/// and numbers; everything about a person belongs in the body or in a keyed token.
/// </summary>
/// <param name="Name">Lower-case letters and <c>_</c>, at most 40; part of the table's name.</param>
/// <param name="Shape">Raise it when columns, tokens or the fold change: the list is then built again.</param>
/// <param name="Columns">The columns besides key, sort value and body.</param>
public sealed record ListTable(string Name, int Shape, IReadOnlyList<ListColumn> Columns);

/// <summary>A column of a list.</summary>
/// <param name="Name">Lower-case letters and <c>_</c>.</param>
/// <param name="Kind">Type of its values.</param>
/// <param name="Indexed">True when lists are filtered by it.</param>
public sealed record ListColumn(string Name, ListColumnKind Kind, bool Indexed = false);

/// <summary>Type of a column. Every column may be null.</summary>
public enum ListColumnKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A <see cref="long"/>; instants as ticks of 100 ns since 1970.</summary>
    Number,
}

/// <summary>A row of a list.</summary>
/// <param name="Key">Identity within the list; opaque, without personal data.</param>
/// <param name="Sort">Lists are ordered by it, largest first.</param>
/// <param name="Values">One value per column of the table, in its order: null, string or long.</param>
/// <param name="Tokens">Keyed hashes by which the row is found; each once.</param>
/// <param name="Body">JSON; stored sealed.</param>
public sealed record ListRow(
    string Key, long Sort, IReadOnlyList<object?> Values, IReadOnlyList<long> Tokens, ReadOnlyMemory<byte> Body);

/// <summary>Selects a page of a list.</summary>
/// <param name="Limit">Most rows, 1 to <see cref="StorageLimits.PageRows"/>.</param>
/// <param name="After">The last row of the previous page; null for the first page.</param>
public sealed record ListQuery(int Limit, ListPosition? After = null)
{
    /// <summary>Values that columns must have, by name; only equality.</summary>
    public IReadOnlyDictionary<string, object> Where { get; init; } = new Dictionary<string, object>();

    /// <summary>Tokens that a row must all have.</summary>
    public IReadOnlyList<long> AllTokens { get; init; } = [];

    /// <summary>Tokens of which a row must have one; null for no such filter. An empty list finds nothing.</summary>
    public IReadOnlyList<long>? AnyToken { get; init; }
}

namespace ReferralSilo.Storage;

/// <summary>
/// A table with one row for each stream of a kind, written in the commit of the stream, so that lists already contain a
/// change when its command is answered. A migration script of each engine creates it. Columns hold ids, codes and
/// numbers; everything about a person belongs in the sealed state or in a keyed token.
/// </summary>
/// <param name="Name">Lower-case letters and <c>_</c>; the name of the table, whose key is <c>id</c>.</param>
/// <param name="Kind">Kind of the streams.</param>
/// <param name="Columns">The columns besides the key. The first one is a number by which lists are ordered, largest
/// first.</param>
/// <param name="HasTokens">True when streams are found by keyed hashes, which lie in <c>{Name}_token</c>.</param>
public sealed record InlineTable(string Name, string Kind, IReadOnlyList<InlineColumn> Columns, bool HasTokens)
{
    /// <summary>Every table of the ledger.</summary>
    public static IReadOnlyList<InlineTable> All { get; } = 
        [ReferralListRow.Table, MessageListRow.Table, ConversationListRow.Table];

    /// <summary>The table of a kind of stream; null for a kind without one.</summary>
    public static InlineTable? Of(string kind) => All.FirstOrDefault(t => t.Kind == kind);

    /// <summary>The column by which lists are ordered.</summary>
    public string Sort => Columns[0].Name;

    /// <summary>The row to write with a commit; null when it stays as it is.</summary>
    /// <param name="before">The values of the state before; null for a new stream. The table has these values as long
    /// as the same program wrote them: a script that adds or changes a column must also fill it.</param>
    /// <param name="values">One value per column, in order: null, string or long.</param>
    /// <param name="tokens">Keyed hashes; null when they stay as they are.</param>
    public InlineRow? Change(
        IReadOnlyList<object?>? before, IReadOnlyList<object?> values, IReadOnlyList<long>? tokens)
    {
        if (values.Count != Columns.Count)
            throw new ArgumentException($"A row of {Name} has {Columns.Count} values.", nameof(values));
        if (before is null) return new InlineRow(this, values, tokens);
        if (tokens is null && before.SequenceEqual(values)) return null;
        var keepsIndexes = Columns.Select((c, i) => !c.IsIndexed || Equals(before[i], values[i])).All(same => same);
        return new InlineRow(this, values, tokens) { KeepsIndexes = keepsIndexes };
    }
}

/// <summary>A column of an inline table.</summary>
/// <param name="Name">Lower-case letters and <c>_</c>.</param>
/// <param name="Kind">Type of its values; every column but the first may be null.</param>
/// <param name="IsIndexed">True when an index contains it.</param>
public sealed record InlineColumn(string Name, InlineColumnKind Kind, bool IsIndexed = false);

/// <summary>Type of a column.</summary>
public enum InlineColumnKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A <see cref="long"/>; instants as ticks of 100 ns since 1970.</summary>
    Number,

    /// <summary>A <see cref="long"/>, 0 or 1. A query contains the value itself, so that an index of only one of them
    /// can be used.</summary>
    Flag,
}

/// <summary>The row of a stream.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Values">One value per column of the table, in its order: null, string or long.</param>
/// <param name="Tokens">Keyed hashes by which the stream is found. Null: the same as in the version before.</param>
public sealed record InlineRow(InlineTable Table, IReadOnlyList<object?> Values, IReadOnlyList<long>? Tokens)
{
    /// <summary>True when no indexed column changes, so that no index must be written.</summary>
    internal bool KeepsIndexes { get; init; }
}

/// <summary>Selects a page of states by the values of their inline rows, ordered by the first column, largest first;
/// rows with the same value by id, largest first.</summary>
/// <param name="Table">The table.</param>
/// <param name="Limit">Most rows, 1 to <see cref="StorageLimits.PageRows"/>.</param>
/// <param name="Cursor">Opaque, from the previous page; null for the first one.</param>
public abstract record InlineQuery(InlineTable Table, int Limit, string? Cursor)
{
    /// <summary>Tokens that a row must all have; null for no such filter.</summary>
    public IReadOnlyList<long>? Tokens { get; init; }

    /// <summary>Tokens of which a row must have one; null for no such filter.</summary>
    public IReadOnlyList<long>? AnyToken { get; init; }

    /// <summary>Least value of the first column; null for no such filter.</summary>
    protected internal virtual long? Since => null;

    /// <summary>A column that must have a value; null for no such filter.</summary>
    protected internal virtual string? Present => null;

    /// <summary>A text column that must have one of these values; null for no such filter.</summary>
    protected internal virtual (string Column, IReadOnlyList<string> Values)? AnyOf => null;

    /// <summary>The values that columns must have.</summary>
    protected internal abstract IEnumerable<(string Column, object Value)> Where { get; }
}

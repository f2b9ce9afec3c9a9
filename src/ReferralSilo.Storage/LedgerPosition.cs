using System.Globalization;

namespace ReferralSilo.Storage;

/// <summary>
/// The place of an event in the one order of all events of a ledger. An event that was caused by another one, in any
/// stream and on any silo, has a higher position. Positions have gaps. Stored by readers as their checkpoint.
/// </summary>
/// <param name="Committed">PostgreSQL: the number of the transaction above a base that a restored dump raises; SQLite:
/// the number of the event.</param>
/// <param name="Ordinal">Place within the transaction; 0 on SQLite.</param>
public readonly record struct LedgerPosition(long Committed, int Ordinal) : IComparable<LedgerPosition>
{
    /// <summary>Before the first event.</summary>
    public static LedgerPosition Start => default;

    /// <inheritdoc/>
    public int CompareTo(LedgerPosition other) =>
        Committed != other.Committed ? Committed.CompareTo(other.Committed) : Ordinal.CompareTo(other.Ordinal);

    public static bool operator <(LedgerPosition a, LedgerPosition b) => a.CompareTo(b) < 0;

    public static bool operator >(LedgerPosition a, LedgerPosition b) => a.CompareTo(b) > 0;

    public static bool operator <=(LedgerPosition a, LedgerPosition b) => a.CompareTo(b) <= 0;

    public static bool operator >=(LedgerPosition a, LedgerPosition b) => a.CompareTo(b) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Committed}.{Ordinal}");
}

/// <summary>An event with its stream and its position.</summary>
public sealed record PositionedEvent(LedgerPosition Position, StreamId Stream, StoredEvent Event)
{
    private object? _read;

    /// <summary>False when the body cannot be decrypted; it is empty then, and other events are still read.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>The body as a value. It is read once for all readers of this process; all use the same type.</summary>
    public T Read<T>(Reader<T> read) where T : class => (T)(_read ??= read(Event.Body.Span));

    /// <summary>Converts a body.</summary>
    public delegate T Reader<out T>(ReadOnlySpan<byte> body);
}

using NodaTime;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>A stream with all its rows, opened.</summary>
public sealed record CheckedStream(
    StreamId Stream, long Version, ReadOnlyMemory<byte> State, SearchColumns Columns, Instant? DueAt,
        IReadOnlyList<StoredEvent> Events);

/// <summary>What is wrong and where: ids and numbers, never what a body says.</summary>
public sealed record Finding(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}

/// <summary>What a verification read and found.</summary>
public sealed record VerifyReport(long Streams, long Events, long RefusedOperations, long OutboxRows,
    IReadOnlyList<Finding> Findings);

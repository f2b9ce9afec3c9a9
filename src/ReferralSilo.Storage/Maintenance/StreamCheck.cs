using NodaTime;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>A stream with all its rows, decrypted. <c>Row</c>: its inline row with tokens; null when it has
/// none.</summary>
public sealed record CheckedStream(
    StreamId Stream, long Version, ReadOnlyMemory<byte> State, InlineRow? Row, Instant? DueAt,
    IReadOnlyList<StoredEvent> Events);

/// <summary>A problem and its place. Contains ids and numbers, never the content of a body.</summary>
public sealed record Finding(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}

/// <summary>The counts and findings of a verification.</summary>
public sealed record VerifyReport(long Streams, long Events, long RefusedOperations, long OutboxRows,
    IReadOnlyList<Finding> Findings);

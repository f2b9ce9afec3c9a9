using System.Text;
using NodaTime;

namespace ReferralSilo.Storage.Tests;

/// <summary>Builds commits with default values.</summary>
internal static class ACommit
{
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 9, 0).PlusTicks(1234567);

    public static StreamId Referral(string id) => new("referral", id);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static InlineRow Columns(
        string stage = "waiting", bool open = true, string? line = "dermatology", int priority = 0,
        string? source = "dr-a", string? campaign = null, string? assigned = null, Instant? received = null,
        params long[] tokens) =>
        Listed(stage, open, line, priority, source, campaign, assigned, received).Change(null, tokens)!;

    public static ReferralListRow Listed(
        string stage = "waiting", bool open = true, string? line = "dermatology", int priority = 0,
        string? source = "dr-a", string? campaign = null, string? assigned = null, Instant? received = null) =>
        new(received ?? Now, open, stage, line, priority, source, campaign, assigned);

    public static Commit First(string id, InlineRow? row = null, string? operation = null,
        Instant? due = null) =>
        Of(Referral(id), 0, row, operation, due);

    public static Commit Of(
        StreamId stream, long seen, InlineRow? row = null, string? operation = null, Instant? due = null,
        int events = 1, int outbox = 1, Instant? at = null, string body = "body") => new(
            stream, seen, Bytes($"{body} state {seen + events}"),
            [.. Enumerable.Range(1, events)
                .Select(n => new EventToStore("received", "staff-1", Bytes($"{body} event {seen + n}")))],
            [.. Enumerable.Range(0, outbox)
                .Select(n => new OutboxMessage("service-line/derm", "changed", Bytes($"{body} fact {n}")))],
            due, row, operation is null ? null : new(operation, "hash of " + operation), at ?? Now);
}

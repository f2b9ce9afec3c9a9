using Microsoft.Data.Sqlite;
using NodaTime;
using ReferralSilo.Storage.Engines;
using ReferralSilo.Storage.Inline;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Storage.Maintenance;

/// <summary>Checks states and events together, with one stream in memory at a time.</summary>
internal sealed class LedgerVerifier(
    SqliteSnapshot ledger, Sealer sealer, Func<CheckedStream, IEnumerable<string>> rules, List<Finding> findings)
{
    private long _streams, _events, _refused, _outbox;

    public VerifyReport Run(CancellationToken ct)
    {
        try
        {
            Walk(ct);
        }
        catch (SqliteException e)
        {
            // A page that cannot be read ends the check; the counts tell how far it got.
            findings.Add(new("ledger.db", e.Message));
        }

        return new(_streams, _events, _refused, _outbox, findings);
    }

    private void Walk(CancellationToken ct)
    {
        Streams(ct);
        foreach (var row in Rows("refused-operations")) Refused(row);
        foreach (var row in Rows("outbox")) Outbox(row);
        foreach (var row in Rows("lost-senders"))
            Found(Stream(row), $"outbox row of version {row[2]} has no sender with that version");
        foreach (var row in Rows("repeated-operations"))
            Found(Stream(row), $"operation of version {row[2]} is recorded more than once");
        foreach (var row in InlineTable.All.Where(t => t.HasTokens)
            .SelectMany(t => ledger.ReadRaw(InlineSql.Of(t).SqliteWrongTokens)))
            Found(Stream(row), "its search tokens are not those of its list row");
        foreach (var row in Rows("partitions").Where(r => Stream(r).Partition != (long)r[2]!))
            Found(Stream(row), $"is in the wrong clock partition {row[2]}");
    }

    private void Streams(CancellationToken ct)
    {
        using var events = Rows("events").GetEnumerator();
        using var rows = new InlineRows(ledger);
        var more = events.MoveNext();
        foreach (var state in Rows("streams"))
        {
            ct.ThrowIfCancellationRequested();
            _streams++;
            var stream = Stream(state);
            while (more && Compare(Stream(events.Current), stream) < 0) more = Orphan(events);
            var own = new List<object?[]>();
            for (; more && Stream(events.Current) == stream; more = events.MoveNext()) own.Add(events.Current);
            _events += own.Count;
            Check(stream, state, rows.Take(stream, Lost), own);
        }

        while (more) more = Orphan(events);
        rows.TakeRest(Lost);

        void Lost(StreamId stream) => Found(stream, "its list row has no state");
    }

    private bool Orphan(IEnumerator<object?[]> events)
    {
        _events++;
        Found(Stream(events.Current), $"event {events.Current[2]} has no state");
        return events.MoveNext();
    }

    private void Check(StreamId stream, object?[] row, InlineRow? inline, List<object?[]> events)
    {
        var version = (long)row[2]!;
        for (var i = 0; i < events.Count; i++)
        {
            if ((long)events[i][2]! == i + 1) continue;
            Found(stream, $"event {i + 1} is missing; the next is {events[i][2]}");
            return;
        }

        if (events.Count != version)
            Found(stream, $"its state is of version {version}, its last event is {events.Count}");
        var state = Open(row[^1], SealedPlace.State(stream, version));
        var stored = new List<StoredEvent>();
        foreach (var e in events)
        {
            if (Open(e[8], SealedPlace.Event(stream, (long)e[2]!)) is not { } body) continue;
            var at = Instant.FromUnixTimeTicks((long)e[3]!);
            stored.Add(new((long)e[2]!, (string)e[4]!, (string)e[5]!, at, body));
        }

        if (state is null || stored.Count != version || stored.Count != events.Count) return;
        var due = row[3] is long ticks ? Instant.FromUnixTimeTicks(ticks) : (Instant?)null;
        foreach (var what in rules(new(stream, version, state, inline, due, stored))) Found(stream, what);
    }

    private void Refused(object?[] row)
    {
        _refused++;
        var (stream, version) = (Stream(row), (long)row[2]!);
        if (row[6] is not string operation) Found(stream, $"refusal {version} names no operation");
        else if (SealedLedger.RefusedVersion(operation) != version)
            Found(stream, $"refusal {version} has the version of another operation");
        Open(row[8], SealedPlace.Refusal(stream, version));
    }

    private void Outbox(object?[] row)
    {
        _outbox++;
        if (row[7] is byte[] { Length: > 0 })
            Open(row[7], SealedPlace.Outbox(new(Stream(row), (long)row[2]!, (int)(long)row[3]!)));
    }

    private byte[]? Open(object? body, SealedPlace place)
    {
        try
        {
            return sealer.Open((byte[])body!, place);
        }
        catch (LedgerKeyException)
        {
            Found(place.Stream,
                $"{Role(place.Role)} {place.Version} cannot be decrypted: it was altered or moved, or has another key");
            return null;
        }
    }

    private static string Role(char role) => role switch
    {
        's' => "the state of version",
        'e' => "event",
        'o' => "an outbox row of version",
        _ => "refusal",
    };

    private IEnumerable<object?[]> Rows(string file) => file switch
    {
        "events" or "refused-operations" or "outbox" => ledger.ReadRaw(SqlText.Load($"Maintenance/Sqlite/{file}.sql")),
        _ => ledger.ReadRaw(SqlText.Load($"Maintenance/Sqlite/verify/{file}.sql")),
    };

    private void Found(StreamId stream, string what) => findings.Add(new(stream.ToString(), what));

    private static StreamId Stream(object?[] row) => new((string)row[0]!, (string)row[1]!);

    /// <summary>Orders by bytes, as the file does.</summary>
    internal static int Compare(StreamId a, StreamId b) =>
        Order(a.Kind, b.Kind) is var kind and not 0 ? kind : Order(a.Id, b.Id);

    private static int Order(string a, string b) =>
        System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b));
}

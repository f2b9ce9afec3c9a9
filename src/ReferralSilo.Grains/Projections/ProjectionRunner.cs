using ReferralSilo.Domain.Stored;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Projections;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Projections;

/// <summary>
/// Folds events into one build of a list. Several runners of the same build, on silos that do not know of each other,
/// do no harm: the store accepts the changes of one of them for each checkpoint. Not thread-safe.
/// </summary>
public sealed class ProjectionRunner(ILedger ledger, IProjectionStore store, IProjection projection, int build)
{
    private Dictionary<StreamId, ParkedStream>? _parked;

    /// <summary>The build as last read or written; null before the first step, or when it was removed.</summary>
    public ProjectionBuild? Build { get; private set; }

    private string Name => projection.Table.Name;

    /// <summary>Folds the next events. True when there may be more; false at the end of the ledger, or when the build
    /// was removed.</summary>
    public async Task<bool> Step(CancellationToken ct = default)
    {
        if (await Load(ct) is not { } start) return false;
        var page = await ledger.ReadAll(start.Position, TailLimits.PageEvents, ct);
        if (page.Count == 0) return false;
        var changes = new ListChanges(store, projection.Table, build);
        var parked = new Dictionary<StreamId, ParkedStream>();
        foreach (var happened in page.Where(e => projection.Reads(e.Stream, e.Event.Type)))
        {
            if ((parked.GetValueOrDefault(happened.Stream) ?? _parked!.GetValueOrDefault(happened.Stream)) is { } waits)
                parked[happened.Stream] = waits with { Last = happened.Event.Version };
            else if (await Fold(changes, happened, attempts: 1) is { } failed)
                parked[happened.Stream] = failed;
        }

        await Write(new ProjectionChanges(start.Revision, page[^1].Position, page[^1].Event.At, changes.Upserts,
            changes.Removes) { Parked = parked.Values }, ct);
        return true;
    }

    /// <summary>
    /// Folds the waiting events of a parked stream. <paramref name="skip"/>: without the one that failed. Returns false
    /// when the stream is not parked, and when it is parked again.
    /// </summary>
    public async Task<bool> Retry(StreamId stream, bool skip, CancellationToken ct = default)
    {
        if (await Load(ct) is not { } start || !_parked!.TryGetValue(stream, out var waits)) return false;
        var first = skip ? waits.First + 1 : waits.First;
        var changes = new ListChanges(store, projection.Table, build);
        ParkedStream? failed = null;
        IReadOnlyList<StoredEvent> events;
        try
        {
            events = await ledger.ReadEvents(stream, ct);
        }
        catch (LedgerKeyException)
        {
            // An event of the stream cannot be decrypted: it stays parked until its row is repaired.
            return false;
        }

        foreach (var stored in events
            .Where(e => e.Version >= first && e.Version <= waits.Last && projection.Reads(stream, e.Type)))
        {
            failed = await Fold(changes, new PositionedEvent(start.Position, stream, stored), waits.Attempts + 1);
            if (failed is null) continue;
            failed = failed with { Last = waits.Last };
            break;
        }

        var written = await Write(new ProjectionChanges(start.Revision, start.Position, start.AsOf, changes.Upserts,
            changes.Removes)
        {
            Parked = failed is null ? [] : [failed],
            Unparked = failed is null ? [stream] : [],
        }, ct);
        return written && failed is null;
    }

    /// <summary>The parked streams.</summary>
    public async Task<IReadOnlyCollection<ParkedStream>> Parked(CancellationToken ct = default) =>
        await Load(ct) is null ? [] : [.. _parked!.Values];

    /// <summary>Null when folded; else the stream to park.</summary>
    private async Task<ParkedStream?> Fold(ListChanges changes, PositionedEvent happened, int attempts)
    {
        try
        {
            if (!happened.IsReadable) return Parks(happened, attempts, "unreadable");
            await changes.Fold(projection, happened);
            return null;
        }
        catch (Exception e)
            when (e is not (LedgerUnavailableException or NewerFormException or OperationCanceledException))
        {
            return Parks(happened, attempts, e.GetType().Name);
        }
    }

    private static ParkedStream Parks(PositionedEvent happened, int attempts, string error) =>
        new(happened.Stream, happened.Event.Version, happened.Event.Version, attempts, error);

    private async Task<ProjectionBuild?> Load(CancellationToken ct)
    {
        if (_parked is not null) return Build;
        Build = (await store.Builds(Name, ct)).SingleOrDefault(b => b.Number == build);
        _parked = (await store.Parked(Name, build, ct)).ToDictionary(p => p.Stream);
        return Build;
    }

    /// <summary>False when another runner has written; the next step then starts from what it wrote.</summary>
    private async Task<bool> Write(ProjectionChanges changes, CancellationToken ct)
    {
        var parked = _parked!;
        // After an unknown outcome the checkpoint is read again.
        _parked = null;
        if (!await store.Apply(projection.Table, build, changes, ct)) return false;
        foreach (var stream in changes.Parked) parked[stream.Stream] = stream;
        foreach (var stream in changes.Unparked) parked.Remove(stream);
        (_parked, Build) = (parked, Build! with
        {
            Position = changes.To, AsOf = changes.AsOf, Revision = changes.Revision + 1,
        });
        return true;
    }
}

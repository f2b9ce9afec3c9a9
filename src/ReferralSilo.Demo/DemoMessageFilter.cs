using System.Runtime.CompilerServices;
using NodaTime;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Messages;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Storage;

namespace ReferralSilo.Demo;

/// <summary>Loading the demo sends nothing: what was planned before its last command ends without leaving. Only what
/// people do afterwards writes to patients.</summary>
public sealed class DemoMessageFilter(ILedger ledger, SourceMapper sources) : IMessageFilter
{
    private volatile bool _isLoading;
    private volatile StrongBox<Instant>? _loadedAt;

    /// <summary>The demo is going to be loaded, or was: from now on messages are filtered. Call it before the silo
    /// starts.</summary>
    public void Expect() => _isLoading = true;

    public async ValueTask<bool> MayLeave(MessageCase message, CancellationToken ct)
    {
        if (!_isLoading) return true;
        return (_loadedAt ??= await LoadedAt(ct)) is { Value: var loaded } && message.PlannedAt > loaded;
    }

    /// <summary>When the load's last command was committed; null while it was not.</summary>
    private async Task<StrongBox<Instant>?> LoadedAt(CancellationToken ct)
    {
        var events = await ledger.ReadEvents(new StreamId(SourceMapper.StreamKind, DemoSources.Last), ct);
        return events.FirstOrDefault(e => sources.ReadEvent(e.Body.Span)
            is SourceEvent.CampaignAdded { Campaign.Code: DemoSources.LastCode }) is { At: var at } ? new(at) : null;
    }
}

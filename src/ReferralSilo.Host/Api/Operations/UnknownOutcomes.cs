using System.Collections.Concurrent;
using ReferralSilo.Contracts;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Host.Api.Problems;

namespace ReferralSilo.Host.Api.Operations;

/// <summary>
/// Operations that this process answered with "unknown" a moment ago. Before one of them is called not applied, it is
/// barred in the ledger: what was called not applied never takes effect later.
/// </summary>
public sealed class UnknownOutcomes(TimeProvider time)
{
    /// <summary>How long such an operation could still arrive.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    /// <summary>Most remembered; beyond it the oldest are forgotten, operations.</summary>
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, (OperationName Operation, DateTimeOffset At)> _known = new();

    /// <summary>The answer to a request whose outcome nobody knows.</summary>
    public Problem Remember(ApiRequest request)
    {
        if (_known.Count >= Most) Forget();
        _known[request.Operation.Id] = (request.Operation, time.GetUtcNow());
        return ProblemFor.OutcomeUnknown($"/api/operations/{Uri.EscapeDataString(request.Key)}");
    }

    public OperationName? Find(string id) =>
        _known.TryGetValue(id, out var known) && time.GetUtcNow() - known.At < Kept ? known.Operation : null;

    private void Forget()
    {
        foreach (var (id, known) in _known)
            if (time.GetUtcNow() - known.At >= Kept) _known.TryRemove(id, out _);
    }
}

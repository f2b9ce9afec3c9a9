using System.Collections.Concurrent;
using ReferralSilo.Domain;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// Who is the same person, asked at every intake. Where the service line's queue is in this process it is read without a
/// call, which is most of what the question costs; otherwise the grain is asked, for all intakes that wait at once.
/// </summary>
public sealed class SamePersons(IGrainFactory grains)
{
    /// <summary>Persons in one call, at most.</summary>
    private const int Batch = 200;

    private readonly ConcurrentDictionary<ServiceLineId, Queue> _here = new();
    private readonly ConcurrentDictionary<ServiceLineId, GatheredCalls<(string Person, string But), IReadOnlyList<string>>> _elsewhere = new();

    /// <summary>Other open referrals of the person in the line.</summary>
    public async ValueTask<IReadOnlyList<string>> Find(ServiceLineId line, string person, ReferralId but) =>
        _here.TryGetValue(line, out var queue) ? queue.SamePerson(person, but) : await Elsewhere(line).Ask((person, but.Value));

    public void Open(Queue queue) => _here[queue.Line] = queue;

    /// <summary>Only if it is still the one: a newer activation may have opened its own.</summary>
    public void Close(Queue queue) => _here.TryRemove(KeyValuePair.Create(queue.Line, queue));

    private GatheredCalls<(string Person, string But), IReadOnlyList<string>> Elsewhere(ServiceLineId line) => _elsewhere.GetOrAdd(
        line, static (line, grains) => new(grains.GetGrain<IServiceLineGrain>(line.Value).SamePersons, Batch), grains);
}

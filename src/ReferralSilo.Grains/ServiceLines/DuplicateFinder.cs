using System.Collections.Concurrent;
using ReferralSilo.Domain;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>
/// Who is the same person, asked at every intake. Where the service line's queue is in this process it is read without
/// a call, which is most of what the question costs; otherwise the grain is asked, for all intakes that wait at once.
/// </summary>
public sealed class DuplicateFinder(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Persons in one call, at most.</summary>
    private const int Batch = 200;

    /// <summary>For how long, at least, another silo's answer may be told again; at most twice as long.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ServiceLineId, Queue> _here = new();
    private readonly ConcurrentDictionary<ServiceLineId,
        RequestBatcher<(string Person, string But), IReadOnlyList<string>>> _elsewhere = new();
    private readonly AnswerCache<(ServiceLineId Line, ReferralId But), IReadOnlyList<string>> _told =
        new(Remembered, time);

    /// <summary>Other open referrals of the person in the line, as they are now.</summary>
    public async ValueTask<IReadOnlyList<string>> Find(ServiceLineId line, string person, ReferralId but)
    {
        if (_here.TryGetValue(line, out var queue)) return queue.SamePerson(person, but);
        var found = await Elsewhere(line).Ask((person, but.Value));
        _told.Keep((line, but), found);
        return found;
    }

    /// <summary>
    /// As <see cref="Find"/>, or what was found for this referral a few seconds ago: for the answer to a command, which
    /// follows others of the same referral and tells of others only by the way.
    /// </summary>
    public ValueTask<IReadOnlyList<string>> FindCached(ServiceLineId line, string person, ReferralId but) =>
        !_here.ContainsKey(line) && _told.TryGet((line, but), out var found) ? new(found) : Find(line, person, but);

    public void Open(Queue queue) => _here[queue.Line] = queue;

    /// <summary>Only if it is still the one: a newer activation may have opened its own.</summary>
    public void Close(Queue queue) => _here.TryRemove(KeyValuePair.Create(queue.Line, queue));

    private RequestBatcher<(string Person, string But), IReadOnlyList<string>> Elsewhere(ServiceLineId line) =>
        _elsewhere.GetOrAdd(
        line, static (line, grains) =>
            new(grains.GetGrain<IServiceLineGrain>(line.Value).FindDuplicates, Batch), grains);
}

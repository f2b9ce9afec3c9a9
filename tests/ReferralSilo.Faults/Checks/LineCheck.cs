using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I6: the events of a stream are one gapless line, every step is possible, and the state is what they say. A read, of
/// one referral or a list, shows what was committed, and nothing older than what any client was shown or acknowledged
/// before it was asked. Only while a silo is frozen or cut off, or was a moment ago, this holds for each client's own
/// reads and writes alone: the silo may answer from an activation that was replaced and does not know it yet.
/// </summary>
public static class LineCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        var states = history.FinalStates.ToDictionary(s => (s.Kind, s.Id));
        return history.Referrals.Values.SelectMany(line => Line("referral", line, ReferralJson.Options, states))
            .Concat(history.Schedules.Values.SelectMany(line => Line("schedule", line, ScheduleJson.Options, states)))
            .Concat(Reads(history));
    }

    private static IEnumerable<Violation> Line<TState, TEvent>(
        string kind, EventLine<TState, TEvent> line, JsonSerializerOptions options,
            Dictionary<(string, string), StateStored> states) where TState : class
    {
        var state = states.GetValueOrDefault((kind, line.Id));
        if (line.Broken is { } broken)
            yield return new("I6", $"The line of {kind} {line.Id} breaks at version {broken.At.Version}: {broken.Why}",
                line.Newest, broken.At);
        else if (state?.Version != line.Steps.Count)
            yield return new("I6",
                $"{kind} {line.Id} is at version {state?.Version} and has {line.Steps.Count} events.", state,
                line.Newest);
        else if (state.Body is { } body
            && !JsonElement.DeepEquals(body, JsonSerializer.SerializeToElement(line.Last, options)))
            yield return new("I6", $"{kind} {line.Id} at version {state.Version} is not what its events say.", state,
                line.Newest);
    }

    private static IEnumerable<Violation> Reads(History history)
    {
        var shown = new Dictionary<string, List<(CallTold Told, string Client, long Version)>>();
        foreach (var call in history.Calls.Where(c => c.Told?.Shown is not null && c.Told.OperationState is null)
            .OrderBy(c => c.Told!.Ticks))
            foreach (var referral in call.Told!.Shown!)
            {
                if (NotCommitted(history, call, referral) is { } never) yield return never;
                if (!shown.TryGetValue(referral.Id, out var before)) shown[referral.Id] = before = [];
                if (call.IsRead && Newer(history, before, call, referral.Version) is { Told: { } newer } seen)
                    yield return new("I6",
                        $"{call.Name} was shown {referral.Id} at version {referral.Version}, and {seen.Client} had "
                            + $"been shown {seen.Version}.",
                        newer, call.Asked, call.Told);
                before.Add((call.Told, call.Asked.Client, referral.Version));
            }
    }

    private static (CallTold Told, string Client, long Version) Newer(
        History history, List<(CallTold Told, string Client, long Version)> before, Call call, long version) =>
        before.FirstOrDefault(b => b.Version > version && b.Told.Ticks < call.Asked.Ticks
            && (b.Client == call.Asked.Client || !history.MayBeTwo(call.Asked.Ticks, call.Told!.Ticks)));

    private static Violation? NotCommitted(History history, Call call, ReferralShown shown)
    {
        if (history.FinalRead is null || !call.IsRead) return null; // I1 judges what commands were answered.
        var line = history.Referrals.GetValueOrDefault(shown.Id);
        if (line?.Broken is not null) return null;
        var step = line?.At(shown.Version);
        return step?.After.Stage.WireName() == shown.Stage
            ? null
            : new("I6",
                $"{call.Name} was shown {shown.Id} at version {shown.Version} as {shown.Stage}, which was never "
                    + $"committed.",
                call.Asked, call.Told, step?.Line);
    }
}

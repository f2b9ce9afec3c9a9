using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I6: the events of a stream have no gap, every step is valid, and the state equals the result of the events. A read
/// of a referral or a list shows a committed state, never older than what any client saw or was acknowledged before the
/// read began. While a silo is frozen or cut off, and shortly after, this holds only for each client's own reads and
/// writes: the silo may answer from an activation that was replaced without knowing it.
/// </summary>
public static class StreamCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        var states = history.FinalStates.ToDictionary(s => (s.Kind, s.Id));
        return history.Referrals.Values.SelectMany(s => CheckStream("referral", s, ReferralJson.Options, states))
            .Concat(history.Schedules.Values.SelectMany(s => CheckStream("schedule", s, ScheduleJson.Options, states)))
            .Concat(Reads(history));
    }

    private static IEnumerable<Violation> CheckStream<TState, TEvent>(
        string kind, EventStream<TState, TEvent> stream, JsonSerializerOptions options,
            Dictionary<(string, string), StateStored> states) where TState : class
    {
        var state = states.GetValueOrDefault((kind, stream.Id));
        if (stream.Broken is { } broken)
            yield return new("I6",
                $"The events of {kind} {stream.Id} break at version {broken.At.Version}: {broken.Why}",
                stream.Newest, broken.At);
        else if (state?.Version != stream.Steps.Count)
            yield return new("I6",
                $"{kind} {stream.Id} is at version {state?.Version} and has {stream.Steps.Count} events.", state,
                stream.Newest);
        else if (state.Body is { } body
            && !JsonElement.DeepEquals(body, JsonSerializer.SerializeToElement(stream.Last, options)))
            yield return new("I6", $"{kind} {stream.Id} at version {state.Version} differs from its events.", state,
                stream.Newest);
    }

    private static IEnumerable<Violation> Reads(History history)
    {
        var shown = new Dictionary<string, List<(CallAnswered Answer, string Client, long Version)>>();
        foreach (var call in history.Calls.Where(c => c.Answer?.Shown is not null && c.Answer.OperationState is null)
            .OrderBy(c => c.Answer!.Ticks))
            foreach (var referral in call.Answer!.Shown!)
            {
                if (NotCommitted(history, call, referral) is { } never) yield return never;
                if (!shown.TryGetValue(referral.Id, out var before)) shown[referral.Id] = before = [];
                if (call.IsRead && Newer(history, before, call, referral.Version) is { Answer: { } newer } seen)
                    yield return new("I6",
                        $"{call.Name} was shown {referral.Id} at version {referral.Version}, and {seen.Client} had "
                            + $"been shown {seen.Version}.",
                        newer, call.Request, call.Answer);
                before.Add((call.Answer, call.Request.Client, referral.Version));
            }
    }

    private static (CallAnswered Answer, string Client, long Version) Newer(
        History history, List<(CallAnswered Answer, string Client, long Version)> before, Call call, long version) =>
        before.FirstOrDefault(b => b.Version > version && b.Answer.Ticks < call.Request.Ticks
            && (b.Client == call.Request.Client
                || !history.MayHaveTwoActivations(call.Request.Ticks, call.Answer!.Ticks)));

    private static Violation? NotCommitted(History history, Call call, ReferralShown shown)
    {
        if (history.FinalRead is null || !call.IsRead) return null; // I1 covers the answers to commands.
        var stream = history.Referrals.GetValueOrDefault(shown.Id);
        if (stream?.Broken is not null) return null;
        var step = stream?.At(shown.Version);
        return step?.After.Stage.WireName() == shown.Stage
            ? null
            : new("I6",
                $"{call.Name} was shown {shown.Id} at version {shown.Version} as {shown.Stage}: never committed.",
                call.Request, call.Answer, step?.Stored);
    }
}

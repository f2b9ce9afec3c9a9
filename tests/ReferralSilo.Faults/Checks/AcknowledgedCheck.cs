using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>I1: what was acknowledged is in the store and in every later read, with the same content.</summary>
public static class AcknowledgedCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        var intakes = new Dictionary<string, Call>();
        foreach (var call in history.Calls.Where(c => !c.IsRead && c is { IsOk: true, Shown: not null }))
        {
            if (call.IsIntake) intakes.TryAdd(call.Shown!.Id, call);
            if (history.FinalRead is not null && IsLost(history, call) is { } lost) yield return lost;
        }

        foreach (var (id, intake) in intakes)
        {
            if (Differs(intake, intake) is { } other) yield return other;
            if (Stored(history, id) is { } stored && stored != intake.Asked.Content)
                yield return new("I1",
                    $"{id} was submitted as \"{intake.Asked.Content}\" and is stored as \"{stored}\".", intake.Asked,
                    intake.Told);
        }

        foreach (var call in history.Calls.Where(c => c is { Told: not null, Referral: not null, IsRead: true }))
        {
            if (!intakes.TryGetValue(call.Referral!, out var intake)
                || intake.Told!.Ticks >= call.Asked.Ticks) continue;
            if (call.Told!.Status == 404)
                yield return new("I1", $"{call.Referral} was acknowledged and then not found by {call.Name}.",
                    intake.Told, call.Asked, call.Told);
            else if (Differs(intake, call) is { } other)
                yield return other;
        }
    }

    private static Violation? IsLost(History history, Call call)
    {
        var (shown, line) = (call.Shown!, history.Referrals.GetValueOrDefault(call.Shown!.Id));
        var step = line?.At(shown.Version);
        if (step is null && line?.Broken is not null) return null; // I6 says so.
        return step is null
            ? new("I1",
                $"{call.Name} was acknowledged with {shown.Id} at version {shown.Version}, and the store ends at "
                    + $"version {line?.Steps.Count ?? 0}.",
                call.Asked, call.Told)
            : step.After.Stage.WireName() != shown.Stage
                ? new("I1",
                    $"{call.Name} was acknowledged with {shown.Id} as {shown.Stage}, and version {shown.Version} in "
                        + $"the store is {step.After.Stage.WireName()}.",
                    call.Asked, call.Told, step.Line)
                : null;
    }

    private static Violation? Differs(Call intake, Call call) =>
        call.Shown is { Content: { } content } shown && shown.Id == intake.Shown!.Id && content != intake.Asked.Content
            ? new("I1", $"{shown.Id} was submitted as \"{intake.Asked.Content}\" and shown as \"{content}\".",
                intake.Asked, call.Asked, call.Told)
            : null;

    private static string? Stored(History history, string id) =>
        history.Referrals.GetValueOrDefault(id) is { Last: { } last } line
        ? ReferralContent.Of(
            JsonSerializer.SerializeToElement(ReferralViews.View(last, line.Steps.Count, line.Steps[^1].Line.At),
            ContractsJson.Options))
        : null;
}

using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>I1: every acknowledged change is in the store and in every later read, with the same content.</summary>
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
            if (Stored(history, id) is { } stored && stored != intake.Request.Content)
                yield return new("I1",
                    $"{id} was submitted as \"{intake.Request.Content}\" and is stored as \"{stored}\".",
                    intake.Request, intake.Answer);
        }

        foreach (var call in history.Calls.Where(c => c is { Answer: not null, Referral: not null, IsRead: true }))
        {
            if (!intakes.TryGetValue(call.Referral!, out var intake)
                || intake.Answer!.Ticks >= call.Request.Ticks) continue;
            if (call.Answer!.Status == 404)
                yield return new("I1", $"{call.Referral} was acknowledged and then not found by {call.Name}.",
                    intake.Answer, call.Request, call.Answer);
            else if (Differs(intake, call) is { } other)
                yield return other;
        }
    }

    private static Violation? IsLost(History history, Call call)
    {
        var (shown, stream) = (call.Shown!, history.Referrals.GetValueOrDefault(call.Shown!.Id));
        var step = stream?.At(shown.Version);
        if (step is null && stream?.Broken is not null) return null; // Reported as I6.
        return step is null
            ? new("I1",
                $"{call.Name} was acknowledged with {shown.Id} at version {shown.Version}, and the store ends at "
                    + $"version {stream?.Steps.Count ?? 0}.",
                call.Request, call.Answer)
            : step.After.Stage.WireName() != shown.Stage
                ? new("I1",
                    $"{call.Name} was acknowledged with {shown.Id} as {shown.Stage}, and version {shown.Version} in "
                        + $"the store is {step.After.Stage.WireName()}.",
                    call.Request, call.Answer, step.Stored)
                : null;
    }

    private static Violation? Differs(Call intake, Call call) =>
        call.Shown is { Content: { } content } shown && shown.Id == intake.Shown!.Id
            && content != intake.Request.Content
            ? new("I1", $"{shown.Id} was submitted as \"{intake.Request.Content}\" and shown as \"{content}\".",
                intake.Request, call.Request, call.Answer)
            : null;

    private static string? Stored(History history, string id)
    {
        if (history.Referrals.GetValueOrDefault(id) is not { Last: { } last } stream) return null;
        var view = ReferralViews.View(last, stream.Steps.Count, stream.Steps[^1].Stored.At);
        return ReferralContent.Of(JsonSerializer.SerializeToElement(view, ContractsJson.Options));
    }
}

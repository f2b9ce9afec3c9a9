using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>I2: one key has one effect and one answer.</summary>
public static class IdempotencyCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var same in history.Calls.Where(c => c.Key is not null).GroupBy(c => c.Key))
        {
            Call[] yes = [.. same.Where(c => c is { IsOk: true, Shown: not null })];
            if (yes.FirstOrDefault(c => Answer(c) != Answer(yes[0])) is { } other)
                yield return new("I2",
                    $"The key {same.Key} was answered with {Answer(yes[0])} and with {Answer(other)}.",
                    yes[0].Request, yes[0].Answer, other.Request, other.Answer);
            if (yes.Length > 0
                && same.FirstOrDefault(c => c.Answer is { Outcome: CallOutcome.Refused, Status: 409 }) is { } no)
                yield return new("I2",
                    $"The key {same.Key} was accepted and also refused with {no.Answer!.Code}.",
                    yes[0].Request, yes[0].Answer, no.Request, no.Answer);
        }

        foreach (var operation in Effects.Of(history))
            foreach (var twice in operation.GroupBy(step => step.Happened.GetType()).Where(g => g.Count() > 1))
            {
                var asked = history.Calls.FirstOrDefault(c => c.Request.Operation == operation.Key)?.Request;
                yield return new("I2",
                    $"The key {asked?.Key ?? operation.Key} took effect {twice.Count()} times as {twice.Key.Name}.",
                    [asked, .. twice.Select(s => s.Stored)]);
            }
    }

    private static (string, long, string) Answer(Call call) => (call.Shown!.Id, call.Shown.Version, call.Shown.Stage);
}

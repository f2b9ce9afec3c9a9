using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>I2: one key, one effect, one answer.</summary>
public static class OneEffectCheck
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var same in history.Calls.Where(c => c.Key is not null).GroupBy(c => c.Key))
        {
            Call[] yes = [.. same.Where(c => c is { IsOk: true, Shown: not null })];
            if (yes.FirstOrDefault(c => Answer(c) != Answer(yes[0])) is { } other)
                yield return new("I2",
                    $"The key {same.Key} was answered with {Answer(yes[0])} and with {Answer(other)}.",
                    yes[0].Asked, yes[0].Told, other.Asked, other.Told);
            if (yes.Length > 0 && same.FirstOrDefault(c => c.Told is { Outcome: Told.Refused, Status: 409 }) is { } no)
                yield return new("I2",
                    $"The key {same.Key} was answered with yes and with {no.Told!.Code}.", yes[0].Asked, yes[0].Told,
                        no.Asked, no.Told);
        }

        foreach (var operation in Effects.Of(history))
            foreach (var twice in operation.GroupBy(step => step.Happened.GetType()).Where(g => g.Count() > 1))
            {
                var asked = history.Calls.FirstOrDefault(c => c.Asked.Operation == operation.Key)?.Asked;
                yield return new("I2",
                    $"The key {asked?.Key ?? operation.Key} took effect {twice.Count()} times as {twice.Key.Name}.",
                    [asked, .. twice.Select(s => s.Line)]);
            }
    }

    private static (string, long, string) Answer(Call call) => (call.Shown!.Id, call.Shown.Version, call.Shown.Stage);
}

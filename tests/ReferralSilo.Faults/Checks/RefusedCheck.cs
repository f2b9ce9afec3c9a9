using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I3: what was refused, or called not applied, never takes effect, unless the client sent it anew after that; an
/// unknown outcome can be asked for once recovery is over.
/// </summary>
public static class RefusedCheck
{
    /// <summary>From the end of a fault, seconds.</summary>
    private const int AnswerableWithin = 60;

    public static IEnumerable<Violation> Check(History history)
    {
        var effects = Effects.Of(history);
        var operations = history.Of<OperationStored>()
            .Where(o => o.Read == history.FinalRead?.Read && o.Version is not null).ToDictionary(o => o.Operation);
        foreach (var same in history.Calls.Where(c => c.Key is not null).GroupBy(c => c.Key))
        {
            if (same.Where(c => c.IsNo).MaxBy(c => c.Told!.Ticks) is not { } no) continue;
            if (same.Any(c => c.Asked.Key is not null && c.Asked.Ticks > no.Told!.Ticks)) continue;
            HistoryLine? effect = null;
            if (same.Select(c => c.Asked.Operation).FirstOrDefault(o => o is not null) is { } operation)
                effect = effects[operation].FirstOrDefault()?.Line
                    ?? (HistoryLine?)operations.GetValueOrDefault(operation);
            effect ??= same.FirstOrDefault(c =>
                c.Asked.Ticks > no.Told!.Ticks && c.Told?.OperationState == "applied")?.Told;
            if (effect is not null)
                yield return new("I3",
                    $"The key {same.Key} was told {no.Told!.OperationState ?? no.Told.Code} and took effect.", no.Asked,
                        no.Told, effect);
        }

        foreach (var call in history.Calls.Where(c => c.Told?.OperationState == "unknown"))
            if (!history.IsFaulty(call.Asked.Ticks - history.Ticks(AnswerableWithin - History.RecoverySeconds),
                call.Asked.Ticks))
                yield return new("I3", $"{AnswerableWithin} s after recovery the key {call.Key} is still unknown.",
                    call.Asked, call.Told);
    }
}

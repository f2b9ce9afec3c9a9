using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I3: a refused or not applied operation never takes effect, unless the client sent it again afterwards; after
/// recovery no outcome is unknown.
/// </summary>
public static class RefusedCheck
{
    /// <summary>Time from the end of a fault until every outcome must be known, seconds.</summary>
    private const int AnswerableWithin = 60;

    public static IEnumerable<Violation> Check(History history)
    {
        var effects = Effects.Of(history);
        var operations = history.Of<OperationStored>()
            .Where(o => o.Read == history.FinalRead?.Read && o.Version is not null).ToDictionary(o => o.Operation);
        foreach (var same in history.Calls.Where(c => c.Key is not null).GroupBy(c => c.Key))
        {
            if (same.Where(c => c.IsRefusal).MaxBy(c => c.Answer!.Ticks) is not { } no) continue;
            if (same.Any(c => c.Request.Key is not null && c.Request.Ticks > no.Answer!.Ticks)) continue;
            HistoryLine? effect = null;
            if (same.Select(c => c.Request.Operation).FirstOrDefault(o => o is not null) is { } operation)
                effect = effects[operation].FirstOrDefault()?.Stored
                    ?? (HistoryLine?)operations.GetValueOrDefault(operation);
            effect ??= same.FirstOrDefault(c =>
                c.Request.Ticks > no.Answer!.Ticks && c.Answer?.OperationState == "applied")?.Answer;
            if (effect is not null)
                yield return new("I3",
                    $"The key {same.Key} was answered {no.Answer!.OperationState ?? no.Answer.Code} and took effect.",
                    no.Request, no.Answer, effect);
        }

        foreach (var call in history.Calls.Where(c => c.Answer?.OperationState == "unknown"))
            if (!history.IsDuringFault(call.Request.Ticks - history.Ticks(AnswerableWithin - History.RecoverySeconds),
                call.Request.Ticks))
                yield return new("I3", $"{AnswerableWithin} s after recovery the key {call.Key} is still unknown.",
                    call.Request, call.Answer);
    }
}

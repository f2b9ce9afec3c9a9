using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>Makes problems. Details are sentences of ours: never an exception's text, never what the caller
/// sent.</summary>
public static class ProblemFor
{
    /// <summary>A registered code with its own status and sentence.</summary>
    public static Problem Code(string code, string? detail = null) =>
        new(ProblemCodes.StatusOf(code), code, detail ?? ProblemCodes.Sentence(code));

    /// <summary>A refusal of the rules: 400 when it points at a field, else the status of its code (409 by
    /// default).</summary>
    public static Problem Refusal(Refusal refusal, IReadOnlyList<SlotMatch>? nextBest = null) =>
        refusal.Field is { } field
        ? new Problem(StatusCodes.Status400BadRequest, refusal.Code, refusal.Text,
            new Dictionary<string, string[]> { [field] = [refusal.Text] })
        : new Problem(ProblemCodes.StatusOf(refusal.Code), refusal.Code, refusal.Text,
            refusal.Conflicts?.ToDictionary(pointer => pointer, _ => (string[])[refusal.Text]), NextBest: nextBest);

    /// <summary>Bad input, by JSON pointer.</summary>
    public static Problem Input(IReadOnlyDictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, ProblemCodes.InvalidInput,
            ProblemCodes.Sentence(ProblemCodes.InvalidInput), errors);

    /// <summary>Bad input in one place.</summary>
    public static Problem Input(string pointer, string says) =>
        Input(new Dictionary<string, string[]> { [pointer] = [says] });

    /// <summary>It is not known whether it took effect; <paramref name="operation"/> is what to ask for.</summary>
    public static Problem OutcomeUnknown(string? operation) =>
        Code(ProblemCodes.OutcomeUnknown) with { Operation = operation };
}

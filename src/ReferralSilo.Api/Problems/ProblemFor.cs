using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Domain;

namespace ReferralSilo.Api.Problems;

/// <summary>Creates problems. Details are our own sentences: never the text of an exception or of the caller.</summary>
public static class ProblemFor
{
    /// <summary>A registered code with its status and sentence.</summary>
    public static Problem Code(string code, string? detail = null) =>
        new(ProblemCodes.StatusOf(code), code, detail ?? ProblemCodes.Sentence(code));

    /// <summary>For a status that the framework answers without a body.</summary>
    public static Problem Status(int status)
    {
        var code = ProblemCodes.ForStatus(status);
        return new Problem(status, code, ProblemCodes.Sentence(code));
    }

    /// <summary>A refusal of the domain rules: 400 when it names a field, else the status of its code (409 by
    /// default).</summary>
    public static Problem Refusal(Refusal refusal, IReadOnlyList<SlotMatch>? nextBest = null) =>
        refusal.Field is { } field
            ? new Problem(StatusCodes.Status400BadRequest, refusal.Code, refusal.Text,
                new Dictionary<string, string[]> { [field] = [refusal.Text] })
            : new Problem(ProblemCodes.StatusOf(refusal.Code), refusal.Code, refusal.Text,
                refusal.Conflicts?.ToDictionary(pointer => pointer, _ => (string[])[refusal.Text]), NextBest: nextBest);

    /// <summary>Invalid input, by JSON pointer.</summary>
    public static Problem Input(IReadOnlyDictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, ProblemCodes.InvalidInput,
            ProblemCodes.Sentence(ProblemCodes.InvalidInput), errors);

    /// <summary>Invalid input in one place.</summary>
    public static Problem Input(string pointer, string message) =>
        Input(new Dictionary<string, string[]> { [pointer] = [message] });

    /// <summary>It is not known whether the request took effect; <paramref name="operation"/> is the route that reports
    /// it.</summary>
    public static Problem OutcomeUnknown(string? operation) =>
        Code(ProblemCodes.OutcomeUnknown) with { Operation = operation };
}

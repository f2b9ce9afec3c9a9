namespace ReferralSilo.Contracts.Problems;

/// <summary>A non-2xx response, <c>application/problem+json</c>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Detail">One plain sentence.</param>
/// <param name="Errors">For bad input: JSON pointers with their messages.</param>
/// <param name="Operation">For an unknown outcome: the address that reports it, <c>/api/operations?key=</c>.</param>
/// <param name="NextBest">For <c>slot-taken</c>: the next best slots.</param>
public sealed record Problem(int Status, string Code, string Detail,
    IReadOnlyDictionary<string, string[]>? Errors = null, string? Operation = null,
    IReadOnlyList<Capacity.SlotMatch>? NextBest = null);

/// <summary>The answer of a call: a value or a problem, never both.</summary>
public sealed record Answer<T>(T? Value, Problem? Problem) where T : class
{
    /// <summary>True when there is a value.</summary>
    public bool Ok => Problem is null;
}

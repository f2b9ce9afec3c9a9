using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Problems;

/// <summary>Maps exceptions to problems. An unmapped exception is a bug or a broken machine: 500 with an incident
/// id.</summary>
public sealed class ProblemOptions
{
    private readonly List<Func<Exception, HttpContext, Problem?>> _maps = [];

    /// <summary>Default limit of a request body, bytes. An endpoint raises it with request size metadata.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Registers the problem for an exception type and its subtypes. The first match wins.</summary>
    public ProblemOptions Map<TException>(Func<TException, HttpContext, Problem?> answer) where TException : Exception
    {
        _maps.Add((exception, context) => exception is TException mapped ? answer(mapped, context) : null);
        return this;
    }

    internal Problem? Answer(Exception exception, HttpContext context)
    {
        foreach (var map in _maps)
            if (map(exception, context) is { } problem)
                return problem;
        return null;
    }
}

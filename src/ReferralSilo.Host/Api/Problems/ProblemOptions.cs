using ReferralSilo.Contracts;

namespace ReferralSilo.Host.Api.Problems;

/// <summary>How known exceptions are answered. Those that are not mapped are a bug or a broken machine: 500 with an
/// incident id.</summary>
public sealed class ProblemOptions
{
    private readonly List<Func<Exception, HttpContext, Problem?>> _maps = [];

    /// <summary>Largest request body by default, bytes. An endpoint raises it with request size metadata.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Registers the answer to an exception type and what derives from it. First match wins.</summary>
    public ProblemOptions Map<TException>(Func<TException, HttpContext, Problem?> answer) where TException : Exception
    {
        _maps.Add((exception, context) => exception is TException known ? answer(known, context) : null);
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

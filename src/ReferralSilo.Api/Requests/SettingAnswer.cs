using ReferralSilo.Api.Problems;
using ReferralSilo.Contracts.Problems;

namespace ReferralSilo.Api.Requests;

/// <summary>The result of a change of settings: what they are now, or a problem.</summary>
/// <param name="Value">The settings after the change; null exactly when there is a problem.</param>
/// <param name="Version">Version of the settings after the change.</param>
/// <param name="Problem">Why the change was refused, or that its outcome is unknown.</param>
/// <param name="Replayed">True when an earlier result is repeated.</param>
public sealed record SettingAnswer<T>(T? Value, long Version, Problem? Problem, bool Replayed = false) where T : class
{
    public static implicit operator SettingAnswer<T>(Problem problem) => new(null, 0, problem);

    /// <summary>The response of the HTTP API.</summary>
    /// <param name="createdAt">The <c>Location</c> of a created resource: the status is 201 with it, 200
    /// without.</param>
    public IResult AsResult(string? createdAt = null) => Problem is { } problem ? problem.AsResult()
        : VersionedResult.Create(Value!, Version, Replayed, createdAt);

    /// <summary>The answer to a screen.</summary>
    public Answer<T> AsAnswer() => new(Value, Problem);
}

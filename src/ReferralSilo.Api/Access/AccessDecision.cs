using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Access;

/// <summary>
/// The answer of <see cref="AccessPolicy"/>. Contains ids and codes only, so that it can be recorded.
/// </summary>
/// <param name="Allowed">True when the action is allowed.</param>
/// <param name="Reason">A code of <see cref="AccessReasons"/>.</param>
/// <param name="Caller">Id of the caller; empty when not signed in.</param>
/// <param name="Action">The action.</param>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Id">Id of the object; null for an action without an object.</param>
/// <param name="Level">How much of the object the caller sees; <see cref="ViewLevel.Nothing"/> when denied.</param>
public sealed record AccessDecision(bool Allowed, string Reason, string Caller, Permission Action, string Kind,
    string? Id, ViewLevel Level)
{
    /// <summary>
    /// True when the object lies outside of the caller's scope: then even its existence is not revealed (404, not 403).
    /// </summary>
    public bool IsHidden => !Allowed && Reason is not (AccessReasons.NotSignedIn or AccessReasons.NoPermission);
}

/// <summary>Why an action is allowed or denied.</summary>
public static class AccessReasons
{
    /// <summary>The role may do it with every object.</summary>
    public const string Granted = "granted";

    /// <summary>The object belongs to a service line of the caller.</summary>
    public const string OwnLine = "own-service-line";

    /// <summary>The object belongs to the caller's source.</summary>
    public const string OwnSource = "own-source";

    /// <summary>It is the caller's own schedule.</summary>
    public const string OwnSchedule = "own-schedule";

    /// <summary>The patient has a visit or a hold with the caller.</summary>
    public const string OwnVisit = "own-visit";

    /// <summary>Denied: the caller is not signed in.</summary>
    public const string NotSignedIn = "not-signed-in";

    /// <summary>Denied: no role of the caller allows the action.</summary>
    public const string NoPermission = "no-permission";

    /// <summary>Denied: the object belongs to no service line of the caller.</summary>
    public const string OtherLine = "other-service-line";

    /// <summary>Denied: the object belongs to another source.</summary>
    public const string OtherSource = "other-source";

    /// <summary>Denied: it is the schedule of someone else.</summary>
    public const string OtherSchedule = "other-schedule";

    /// <summary>Denied: the patient has neither a visit nor a hold with the caller.</summary>
    public const string NoVisit = "not-own-visit";
}

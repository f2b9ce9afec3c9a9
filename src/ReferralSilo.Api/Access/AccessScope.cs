namespace ReferralSilo.Api.Access;

/// <summary>The objects with which a role may use a permission.</summary>
public enum AccessScope
{
    /// <summary>Every object.</summary>
    Every,

    /// <summary>The objects of the caller's service lines; those of no line for everyone who has a line.</summary>
    OwnLines,

    /// <summary>The objects of the caller's source.</summary>
    OwnSource,

    /// <summary>The caller's own schedule.</summary>
    OwnSchedule,

    /// <summary>The referrals that have a visit or a hold with the caller.</summary>
    OwnVisits,
}

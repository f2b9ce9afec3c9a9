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

/// <summary>How much of a referral a role sees. A caller with several roles sees the most.</summary>
public enum ViewLevel
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>What happened when and who did it: no patient, no free text, nothing clinical.</summary>
    Record,

    /// <summary>What the source sent, milestones, questions to it and outcomes: no staff, no internal notes.</summary>
    Source,

    /// <summary>Everything.</summary>
    Full,
}

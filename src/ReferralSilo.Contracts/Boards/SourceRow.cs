namespace ReferralSilo.Contracts.Boards;

/// <summary>A row of <c>source/{id}</c>: progress of one referral as its source sees it. Key: referral id.</summary>
public sealed record SourceRow(string Key, string Number, Stage Stage, string Patient, DateTimeOffset ReceivedAt,
    DateTimeOffset? AppointmentAt, string? Outcome) : BoardRow(Key);

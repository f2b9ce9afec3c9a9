namespace ReferralSilo.Domain.Schedules;

/// <summary>Id of a hold, chosen by the caller; never used again after the hold ended.</summary>
public readonly record struct HoldId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Id of a booking, chosen by the caller; never used again after its release.</summary>
public readonly record struct BookingId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Id of an exception of a schedule.</summary>
public readonly record struct ExceptionId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

namespace ReferralSilo.Domain.Schedules;

/// <summary>Id of a hold, chosen by whoever asks for it; used once, never again after the hold ended.</summary>
public readonly record struct HoldId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Id of a booking, chosen by whoever asks for it; used once, never again after it was released.</summary>
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

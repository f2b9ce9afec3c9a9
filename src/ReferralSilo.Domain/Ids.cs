using System.Diagnostics.CodeAnalysis;
using ReferralSilo.Contracts.ServiceLines;

namespace ReferralSilo.Domain;

/// <summary>Opaque id of a referral.</summary>
public readonly record struct ReferralId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Opaque id of a patient, who may have several referrals.</summary>
public readonly record struct PatientId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Opaque id of a clinician and of their schedule.</summary>
public readonly record struct ClinicianId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Id of a service line, e.g. <c>behavioral-health</c>.</summary>
public readonly record struct ServiceLineId(string Value)
{
    /// <summary>The queue for referrals without a matching service line.</summary>
    public static ServiceLineId Unassigned { get; } = new(ReservedLines.Unassigned);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Id of a referral source, e.g. <c>lakeside-family-practice</c>.</summary>
public readonly record struct SourceId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Rules for ids that people choose.</summary>
public static class ChosenId
{
    /// <summary>Longest chosen id, characters.</summary>
    public const int MaxLength = 64;

    /// <summary>1–64 of <c>a-z 0-9 -</c>; begins and ends with a letter or digit.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxLength }
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')
        && text[0] != '-' && text[^1] != '-';
}
